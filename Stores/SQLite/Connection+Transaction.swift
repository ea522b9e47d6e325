#if SQLite
    internal import CHoldfastSQLite
    internal import HoldfastCore
    internal import HoldfastSQL

    #if canImport(Glibc)
        internal import Glibc
    #elseif canImport(Musl)
        internal import Musl
    #elseif canImport(Darwin)
        internal import Darwin
    #endif

    extension Connection {
        /// Begins a transaction that writes, and waits for others that do.
        func begin() throws(SQLiteFailure) {
            _ = try meet("BEGIN IMMEDIATE", isWrite: true)
            try statement("BEGIN IMMEDIATE").run()
        }

        func commit() throws(SQLiteFailure) {
            let losesReply = try meet("COMMIT", isWrite: true)
            try statement("COMMIT").run()
            if losesReply { throw SQLiteFailure(code: SQLITE_IOERR, message: "the seam lost the reply") }
        }

        /// Takes back what was written in the open transaction, if there is one.
        func rollBack() throws(SQLiteFailure) {
            guard isInTransaction else { return }
            guard !isLost else { throw Self.lost }
            try statement("ROLLBACK").run()
        }

        /// Lets the seam do its harm; true where the statement is to be run and its reply lost.
        func meet(_ statement: @autoclosure () -> String, isWrite: Bool) throws(SQLiteFailure) -> Bool {
            guard let seam else { return false }
            guard !isLost else { throw Self.lost }
            switch seam.fault(statement(), isWrite) {
            case nil: return false
            case .busy: throw SQLiteFailure(code: SQLITE_BUSY, message: "the seam is busy")
            case .ioError: throw SQLiteFailure(code: SQLITE_IOERR, message: "the seam fails")
            case .readOnly: throw SQLiteFailure(code: SQLITE_READONLY, message: "the seam only reads")
            case .lostReply: return true
            case .lostConnection:
                isLost = true
                throw Self.lost
            case .late(let microseconds):
                // On the connection's own thread: a slow disk in a test.
                usleep(microseconds)
                return false
            }
        }

        private static var lost: SQLiteFailure { SQLiteFailure(code: SQLITE_IOERR, message: "the seam broke the file") }
    }

    extension Command {
        /// What it does, and to what.
        var name: String {
            let verb =
                switch self {
                case .find: "find"
                case .test: "test"
                case .insert: "insert"
                case .update: "update"
                case .delete: "delete"
                case .page: "page"
                case .count: "count"
                case .erase: "erase"
                }
            return "\(verb) \(table.name)"
        }

        var isWrite: Bool {
            switch self {
            case .insert, .update, .delete, .erase: true
            case .find, .test, .page, .count: false
            }
        }
    }
#endif
