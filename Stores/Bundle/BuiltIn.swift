public import HoldfastCore
internal import HoldfastMemory
#if SQLite
    internal import HoldfastSQLite
#endif

extension [StorePlugin] {
    /// The stores that Holdfast brings, as far as the package's traits include them.
    public static var builtIn: [StorePlugin] {
        var plugins: [StorePlugin] = [.memory]
        #if SQLite
            plugins.append(.sqlite)
        #endif
        return plugins
    }
}

extension Store {
    /// Opens the store at this URL with the stores that Holdfast brings, and brings its schema up to date.
    public static func open(
        _ url: String, configuration: Configuration = Configuration(), payloads: PayloadOptions = PayloadOptions()
    ) async throws -> Store {
        try await open(url, plugins: .builtIn, configuration: configuration, payloads: payloads)
    }

    /// Opens the store that the environment names, else `holdfast.json` in the working directory, else
    /// `sqlite:///holdfast.db`.
    ///
    /// - Throws: `.invalidArgument` where a setting makes no sense, or in production (`HOLDFAST_ENV`) nothing says
    ///   where the store is.
    public static func fromEnvironment(
        plugins: [StorePlugin] = .builtIn, payloads: PayloadOptions = PayloadOptions()
    ) async throws -> Store {
        let configuration = try Configuration.fromEnvironment()
        return try await open(
            configuration.requireStoreURL(), plugins: plugins, configuration: configuration, payloads: payloads)
    }
}
