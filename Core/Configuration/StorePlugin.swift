/// Opens the stores of some URL schemes. There is no global registry: plugins are passed in where a store is opened.
public struct StorePlugin: Sendable {
    /// The schemes that it opens, in lower case.
    public let schemes: [String]
    /// Opens the store at this URL; it must not write anything before it is asked to migrate.
    public let open: @Sendable (StoreURL, Configuration) async throws(BackendError) -> any StoreBackend

    /// A plugin for these schemes.
    public init(
        schemes: [String],
        open: @escaping @Sendable (StoreURL, Configuration) async throws(BackendError) -> any StoreBackend
    ) {
        self.schemes = schemes.map { $0.lowercased() }
        self.open = open
    }

    /// The first that knows the URL's scheme; throws `.invalidArgument` where there is none.
    package static func find(_ url: StoreURL, among plugins: [StorePlugin]) throws -> StorePlugin {
        if let plugin = plugins.first(where: { $0.schemes.contains(url.scheme) }) { return plugin }
        let known = plugins.flatMap(\.schemes).map { $0 + ":" }.joined(separator: ", ")
        throw StoreError(
            .invalidArgument, "no store is known for \"\(url.scheme):\"; known are \(known)", kind: "store URL")
    }
}

extension Store {
    /// Opens the store at this URL with the first plugin that knows its scheme.
    ///
    /// Brings its schema up to date, or with `autoMigrate` off checks it.
    /// - Throws: `.invalidArgument` for a URL without scheme or with an unknown one; what the backend throws.
    public static func open(
        _ url: String, plugins: [StorePlugin], configuration: Configuration = Configuration(),
        time: any TimeSource = SystemTime(), identifiers: IdentifierSource = IdentifierSource(),
        payloads: PayloadOptions = PayloadOptions()
    ) async throws -> Store {
        let store = try await connect(
            url, plugins: plugins, configuration: configuration, time: time, identifiers: identifiers,
            payloads: payloads)
        do {
            try await store.prepare(migrating: configuration.autoMigrate)
        } catch {
            await store.close()
            throw error
        }
        return store
    }

    /// Opens the store at this URL and leaves its schema as it is: for tools that look, or migrate themselves.
    public static func connect(
        _ url: String, plugins: [StorePlugin], configuration: Configuration = Configuration(),
        time: any TimeSource = SystemTime(), identifiers: IdentifierSource = IdentifierSource(),
        payloads: PayloadOptions = PayloadOptions()
    ) async throws -> Store {
        try configuration.namespace.validate()
        let parsed = try StoreURL(url)
        let plugin = try StorePlugin.find(parsed, among: plugins)
        do throws(BackendError) {
            let backend = try await plugin.open(parsed, configuration)
            return Store(
                backend: backend, namespace: configuration.namespace, time: time, identifiers: identifiers,
                payloads: payloads)
        } catch {
            throw StoreError(error, "open \(parsed)")
        }
    }
}
