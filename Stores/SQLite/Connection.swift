#if SQLite
    internal import CHoldfastSQLite
    internal import HoldfastSQL

    /// One connection to the database, for one thread at a time.
    ///
    /// With ``PreparedStatement`` it holds all calls of the C library.
    @safe final class Connection {
        // Many shapes come from lists of values; past this number all statements are let go and made anew.
        private static let keptStatements = 512

        private let handle: OpaquePointer
        private let compiler: SQLCompiler
        private let scratch = Scratch()
        /// How it waits for others.
        let wait: BusyWait
        /// Where faults are put in; nil outside of the kit.
        let seam: SQLiteSeam?
        /// Whether the seam has broken it.
        var isLost = false
        private var prepared: [Shape: PreparedStatement] = [:]
        private var texts: [String: PreparedStatement] = [:]

        /// Opens a file, which `creates` may make, or a database in memory where the path is `:memory:`.
        init(
            path: String, creates: Bool, compiler: SQLCompiler, busyTimeout: Duration, seam: SQLiteSeam? = nil
        ) throws(SQLiteFailure) {
            var opened: OpaquePointer?
            let creating = creates ? SQLITE_OPEN_CREATE : 0
            let flags = SQLITE_OPEN_READWRITE | creating | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
            let code = unsafe sqlite3_open_v2(path, &opened, flags, seam?.vfs)
            guard let opened = unsafe opened else { throw SQLiteFailure(code: code, message: "out of memory") }
            guard code == SQLITE_OK else {
                let failure = unsafe Connection.failure(of: opened, code)
                unsafe sqlite3_close(opened)
                throw failure
            }
            unsafe handle = opened
            self.compiler = compiler
            self.seam = seam
            wait = BusyWait(limit: busyTimeout)
            // Else a column that an older schema lacks would be read as its own name.
            unsafe holdfast_take_quoted_words_for_names(handle)
            // The handle outlives the pointer: `deinit` closes the connection before it lets the wait go.
            unsafe sqlite3_busy_handler(
                handle, { unsafe BusyWait.isToGoOn($0, $1) }, Unmanaged.passUnretained(wait).toOpaque())
        }

        deinit {
            prepared = [:]
            texts = [:]
            // Nothing uses the handle after this, and no statement is left on it.
            let code = unsafe sqlite3_close(handle)
            assert(code == SQLITE_OK, "a statement outlived its connection")
        }

        /// Leaves the log as it is when this connection is the last to close; otherwise it is moved into the file.
        func keepLogAtClose() {
            // The handle is open as long as this object lives.
            unsafe holdfast_keep_log_at_close(handle)
        }

        /// Whether the file can only be read.
        var isReadOnly: Bool { unsafe sqlite3_db_readonly(handle, "main") == 1 }

        /// Whether a transaction is open: some errors end it by themselves.
        var isInTransaction: Bool { unsafe sqlite3_get_autocommit(handle) == 0 }

        /// The number of rows that the last write changed.
        var changes: Int { Int(unsafe sqlite3_changes(handle)) }

        /// The statement of a command, with its parameters bound, ready to step.
        func statement(_ command: Command) throws(SQLiteFailure) -> PreparedStatement {
            if seam != nil { _ = try meet(command.name, isWrite: command.isWrite) }
            let shape = command.shape
            let statement: PreparedStatement
            if let known = prepared[shape] {
                statement = known
            } else {
                if prepared.count >= Connection.keptStatements { prepared = [:] }
                statement = try prepare(compiler.text(of: command))
                statement.columns = command.columns
                statement.isPartial = command.isPartial
                prepared[shape] = statement
            }
            try statement.bind(command)
            return statement
        }

        /// The statement of a text without parameters, prepared once.
        func statement(_ text: String) throws(SQLiteFailure) -> PreparedStatement {
            if let known = texts[text] { return known }
            let statement = try prepare(text)
            texts[text] = statement
            return statement
        }

        /// Runs a text that is not needed again; what it yields is passed over.
        func execute(_ text: String) throws(SQLiteFailure) {
            let code = unsafe sqlite3_exec(handle, text, nil, nil, nil)
            guard code == SQLITE_OK else { throw failure(code) }
        }

        /// Prepares a text that is not kept.
        func prepare(_ text: String) throws(SQLiteFailure) -> PreparedStatement {
            var statement: OpaquePointer?
            let flags = UInt32(SQLITE_PREPARE_PERSISTENT)
            let code = unsafe sqlite3_prepare_v3(handle, text, -1, flags, &statement, nil)
            guard code == SQLITE_OK, let statement = unsafe statement else { throw failure(code) }
            return unsafe PreparedStatement(statement, of: handle, scratch)
        }

        // The handle is open as long as this object lives.
        private func failure(_ code: Int32) -> SQLiteFailure { unsafe Connection.failure(of: handle, code) }

        static func failure(of handle: OpaquePointer, _ code: Int32) -> SQLiteFailure {
            // The words belong to the handle until its next call; they are copied at once.
            guard let words = unsafe sqlite3_errmsg(handle) else { return SQLiteFailure(code: code, message: "") }
            return SQLiteFailure(code: code, message: unsafe String(cString: words))
        }
    }
#endif
