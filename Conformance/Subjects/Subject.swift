public import HoldfastConformance
public import HoldfastCore

/// Why a store is not checked.
public struct SubjectRefusal: Error, CustomStringConvertible {
    public let description: String
}

extension Conformance {
    /// The suite for the store at a URL: for `memory:` stores of its own, for a store of files new ones beside the
    /// path, which are removed.
    ///
    /// What is at the URL is never opened, so that no data of yours is touched.
    ///
    /// - Parameter plugins: The stores that the URL can name.
    /// - Throws: ``SubjectRefusal`` where something is at the path already, or where the URL names a host: such a store
    ///   is checked by a program of its own, see ``Conformance/main()``. `.invalidArgument` where no plugin knows it.
    public static func subject(
        url: String, plugins: [StorePlugin], configuration: Configuration = Configuration()
    ) throws -> Conformance {
        let url = try StoreURL(url)
        let plugin = try StorePlugin.find(url, among: plugins)
        switch url.scheme {
        case "memory": return try memory(url)
        #if SQLite
            case "sqlite", "file": return try sqlite(url)
        #endif
        default: return try files(url, plugin, configuration)
        }
    }
}
