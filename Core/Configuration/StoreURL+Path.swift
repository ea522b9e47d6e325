extension StoreURL {
    /// The path of a store that is a file or folder: `scheme:///relative`, `scheme:////absolute`, `scheme:relative`
    /// and `scheme:/absolute`, with escapes resolved; for the scheme `file` also `file:///absolute`.
    ///
    /// Nil where the URL names a host, or no path at all.
    public var path: String? {
        var rest = rest[...]
        if rest.hasPrefix("///") {
            rest = rest.dropFirst(scheme == "file" ? 2 : 3)
        } else if rest.hasPrefix("//") {
            return nil
        }
        return rest.isEmpty ? nil : Self.unescaped(String(rest))
    }

    /// The URL of a store whose path goes on so; parameters stay.
    package func appending(_ path: String) throws -> StoreURL {
        let end = text.index(text.startIndex, offsetBy: scheme.count + 1 + rest.count)
        return try StoreURL(text[..<end] + path + text[end...])
    }
}
