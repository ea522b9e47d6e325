#if SQLite
    public import HoldfastCore

    extension StorePlugin {
        /// Opens SQLite files: `sqlite:///relative.db`, `sqlite:////absolute.db`, `file:relative.db`,
        /// `file:/absolute.db`, and `file::memory:`.
        ///
        /// Parameters: `synchronous=full` (the default) or `normal`, which may lose the last commits when the power
        /// fails.
        public static let sqlite = StorePlugin(schemes: ["sqlite", "file"]) { url, options throws(BackendError) in
            var configuration = SQLiteConfiguration()
            configuration.isReadOnly = options.readOnly
            for (name, value) in url.parameters {
                switch (name, value) {
                case ("synchronous", "full"): configuration.synchronous = .full
                case ("synchronous", "normal"): configuration.synchronous = .normal
                default:
                    throw BackendError(
                        .invalidArgument,
                        "a SQLite URL takes synchronous=full or normal, not the parameter \"\(name)\"")
                }
            }
            return SQLiteBackend(path: try path(url), configuration: configuration)
        }

        private static func path(_ url: StoreURL) throws(BackendError) -> String {
            if let path = url.path { return path }
            guard !url.rest.hasPrefix("//") else {
                throw BackendError(
                    .invalidArgument,
                    "\(url) names a host; write sqlite:///app.db for a relative path, "
                        + "sqlite:////var/app.db for an absolute one")
            }
            throw BackendError(.invalidArgument, "\(url) names no file; write sqlite:///app.db")
        }
    }
#endif
