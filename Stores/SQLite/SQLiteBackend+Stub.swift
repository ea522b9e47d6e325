#if !SQLite
    /// Stands in for the SQLite store in a build without the trait `SQLite`, so that its absence explains itself.
    @available(*, unavailable, message: "enable the package trait 'SQLite' to use the SQLite store")
    public struct SQLiteBackend {
        /// Never called: the type is unavailable.
        public init() {}
    }
#endif
