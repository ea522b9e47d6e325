#if SQLite
    public import HoldfastCore
    internal import HoldfastSQL
    internal import Synchronization

    /// Keeps rows in a SQLite file, which any number of processes on one machine may share.
    ///
    /// Each backend uses one writer and some readers on threads of their own; all backends of a process that open the
    /// same file share them. Commits that wait together become durable together. Nothing is opened before the first
    /// call, and only ``migrate(_:dryRun:)`` makes a file: other calls throw `.schemaOutdated` where there is none.
    ///
    /// Errors: `.unavailable` for a path that cannot be opened, a full disk, and a file that other processes held for
    /// longer than the busy timeout; `.corrupted` for a file that is no database, which stays as it is; `.readOnly`;
    /// `.unsupported` on a network file system; `.invalidArgument` where the file is open with other settings.
    public final class SQLiteBackend: StoreBackend {
        private enum State {
            case idle
            case open(Database)
            case closed(Database?)
        }

        private let path: String
        private let configuration: SQLiteConfiguration
        private let state = Mutex(State.idle)

        /// A backend on the file of this path, or in memory where it is `:memory:` or `file::memory:`.
        public init(path: String, configuration: SQLiteConfiguration = .init()) {
            self.path = path
            self.configuration = configuration
        }

        deinit {
            // Without `close` the threads still end, once they have done what was accepted.
            if case .open(let database) = state.withLock({ $0 }) { _ = DatabaseRegistry.shared.release(database) }
        }

        public var limits: BackendLimits { BackendLimits(bytesPerRow: 2 << 20) }

        /// Durable, shared by processes and met in several versions, except in memory.
        public var capabilities: BackendCapabilities {
            var capabilities = BackendCapabilities()
            // A database in memory is gone with its connection.
            guard !DatabaseFile.isInMemory(path) else { return capabilities }
            capabilities.durable = true
            capabilities.relaxedDurability = configuration.synchronous == .normal
            capabilities.migrations = true
            capabilities.multiProcess = true
            return capabilities
        }

        public func schemaVersion() async throws(BackendError) -> Int {
            try await database().onReader { session throws(BackendError) in
                guard session.file.exists else { return 0 }
                return try session.version()
            }
        }

        @discardableResult
        public func migrate(_ migrations: [Migration], dryRun: Bool) async throws(BackendError) -> [String] {
            if dryRun {
                let version = try await schemaVersion()
                return try await database().onReader { session throws(BackendError) in
                    try Migrator(session: session, migrations: migrations).plan(from: version)
                }
            }
            return try await writableDatabase().onPrimary { session throws(BackendError) in
                try Migrator(session: session, migrations: migrations).run()
            }
        }

        public func close() async {
            let (database, isFirst): (Database?, Bool) = state.withLock { state in
                switch state {
                case .idle:
                    state = .closed(nil)
                    return (nil, true)
                case .open(let database):
                    state = .closed(database)
                    return (database, true)
                case .closed(let database): return (database, false)
                }
            }
            guard let database else { return }
            if isFirst, !DatabaseRegistry.shared.release(database) {
                // Others go on using the file: wait only for what this backend put in before.
                _ = try? await database.onPrimary { _ throws(BackendError) in }
                state.withLock { $0 = .closed(nil) }
            } else {
                await database.ended()
            }
        }

        func database() throws(BackendError) -> Database {
            try state.withLock { state throws(BackendError) in
                switch state {
                case .open(let database): return database
                case .closed: throw Database.closed
                case .idle:
                    try configuration.validate()
                    // A few looks at the disk; all that may take long happens on the database's own threads.
                    let database = try DatabaseRegistry.shared.open(try DatabaseFile(path), configuration)
                    state = .open(database)
                    return database
                }
            }
        }

        func writableDatabase() throws(BackendError) -> Database {
            guard !configuration.isReadOnly else {
                throw BackendError(.readOnly, "\(path) was opened for reading only")
            }
            return try database()
        }
    }

    extension SQLiteConfiguration {
        fileprivate func validate() throws(BackendError) {
            guard tablePrefix.isEmpty || Identifier.isValid(tablePrefix), tablePrefix.utf8.count <= 20 else {
                throw BackendError(
                    .invalidArgument,
                    "the table prefix \"\(tablePrefix)\" is not made of at most 20 letters, digits and underscores")
            }
            guard (1...16).contains(readers) else {
                throw BackendError(.invalidArgument, "a SQLite store has 1 to 16 readers, not \(readers)")
            }
            guard (1...(1 << 30)).contains(cacheKibibytes), busyTimeout >= .zero else {
                throw BackendError(.invalidArgument, "the cache and the busy timeout of a SQLite store are positive")
            }
        }
    }
#endif
