#if SQLite
    internal import HoldfastCore
    internal import HoldfastSQL

    /// The connection of one thread: opened when first needed, and again after a failure that broke it.
    final class Session {
        enum Purpose {
            case reading
            case writing
        }

        let file: DatabaseFile
        let compiler: SQLCompiler
        private let purpose: Purpose
        private let configuration: SQLiteConfiguration
        private var opened: Connection?

        init(_ file: DatabaseFile, _ configuration: SQLiteConfiguration, _ purpose: Purpose) {
            self.file = file
            self.purpose = purpose
            self.configuration = configuration
            compiler = SQLCompiler(SQLiteDialect(), prefix: configuration.tablePrefix)
        }

        /// Runs a body that may run again when others were in the way.
        func perform<Result>(
            _ body: (Connection) throws(SQLiteFailure) -> Result
        ) throws(BackendError) -> Result {
            let connection = try connection()
            do throws(SQLiteFailure) {
                return try connection.wait.retrying { () throws(SQLiteFailure) in try body(connection) }
            } catch {
                drop(after: error)
                throw error.backendError(file.path)
            }
        }

        /// The connection. It never makes a file: only ``connectionForMigration(newest:)`` does.
        func connection() throws(BackendError) -> Connection {
            if let opened { return opened }
            guard file.exists else {
                throw BackendError(.schemaOutdated, "there is no database \(file.path) yet; run `holdfast migrate`")
            }
            let connection = try open(creates: file.isInMemory)
            // Another program's file must not be turned into one with a log before it is clear that it is ours.
            if purpose == .writing, !file.isInMemory, try version(connection) == 0 {
                throw BackendError(.schemaOutdated, "\(file.path) holds no tables of Holdfast; run `holdfast migrate`")
            }
            try prepare(connection)
            opened = connection
            return connection
        }

        /// The connection for a change of the schema, which makes the file where there is none.
        func connectionForMigration(newest: Int) throws(BackendError) -> Connection {
            if let opened { return opened }
            let connection = try open(creates: true)
            let version = try version(connection)
            guard version <= newest else { throw Migrator.tooNew(file, version, newest) }
            try prepare(connection)
            opened = connection
            return connection
        }

        /// Lets the connection go, after a failure that leaves its state unknown.
        func drop() { opened = nil }

        /// Lets the connection go where the disk failed: it may have gone away and come back, and descriptors from
        /// before are of no use then. A database in memory has none, and would be gone with its connection.
        func drop(after failure: SQLiteFailure) {
            if failure.isInputOutput, !file.isInMemory { drop() }
        }

        private func open(creates: Bool) throws(BackendError) -> Connection {
            do throws(SQLiteFailure) {
                let connection = try Connection(
                    path: file.path, creates: creates, compiler: compiler, busyTimeout: configuration.busyTimeout,
                    seam: configuration.seam)
                if configuration.isReadOnly, file.hasLog { connection.keepLogAtClose() }
                try connection.wait.retrying { () throws(SQLiteFailure) in
                    // The first read tells a database from any other file, before anything is written.
                    try connection.execute(
                        """
                        PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY;
                        PRAGMA cache_size = -\(configuration.cacheKibibytes); PRAGMA schema_version;
                        """)
                }
                return connection
            } catch {
                throw error.backendError(file.path)
            }
        }

        /// The version that the tables have; 0 where there are none.
        func version() throws(BackendError) -> Int { try version(try connection()) }

        private func version(_ connection: Connection) throws(BackendError) -> Int {
            do throws(SQLiteFailure) {
                return try connection.wait.retrying { () throws(SQLiteFailure) in
                    try Migrator.version(connection, compiler)
                }
            } catch {
                drop(after: error)
                throw error.backendError(file.path)
            }
        }

        private func prepare(_ connection: Connection) throws(BackendError) {
            let path = file.path
            do throws(SQLiteFailure) {
                guard !configuration.isReadOnly, purpose == .writing || file.isInMemory else {
                    return try connection.execute("PRAGMA query_only = ON")
                }
                guard !file.isInMemory else { return }
                guard !connection.isReadOnly else {
                    throw SQLiteFailure(
                        code: SQLiteFailure.readOnlyCode, message: "the file or its directory is read-only")
                }
                let mode = try connection.wait.retrying { () throws(SQLiteFailure) in
                    try connection.statement("PRAGMA journal_mode = WAL").text()
                }
                guard mode == "wal" else {
                    throw SQLiteFailure(code: SQLiteFailure.cannotOpenCode, message: "it cannot have a write-ahead log")
                }
                let level = configuration.synchronous == .full ? "FULL" : "NORMAL"
                try connection.execute("PRAGMA synchronous = \(level); PRAGMA journal_size_limit = 67108864")
            } catch {
                throw error.backendError(path)
            }
        }
    }
#endif
