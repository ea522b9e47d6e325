#if SQLite
    import CHoldfastSQLite

    /// A connection of the tests' own, to look at a file from outside.
    @safe final class RawDatabase {
        private let handle: OpaquePointer

        struct Failure: Error {
            let message: String
        }

        init(_ path: String) throws {
            var opened: OpaquePointer?
            // The handle stays open until `deinit`.
            let code = unsafe sqlite3_open(path, &opened)
            guard code == SQLITE_OK, let opened = unsafe opened else { throw Failure(message: "open: \(code)") }
            unsafe handle = opened
        }

        // Nothing uses the handle after this.
        deinit { unsafe sqlite3_close(handle) }

        /// The rows of a query, each value as text; parameters are left unbound.
        @discardableResult
        func query(_ text: String) throws -> [[String?]] {
            var statement: OpaquePointer?
            // The statement is finalized when the function returns; what a row points to is copied at once.
            guard unsafe sqlite3_prepare_v2(handle, text, -1, &statement, nil) == SQLITE_OK else {
                throw Failure(message: unsafe String(cString: sqlite3_errmsg(handle)))
            }
            defer { unsafe sqlite3_finalize(statement) }
            var rows: [[String?]] = []
            while true {
                switch unsafe sqlite3_step(statement) {
                case SQLITE_ROW:
                    rows.append(
                        unsafe (0..<sqlite3_column_count(statement)).map { column in
                            guard let text = unsafe sqlite3_column_text(statement, column) else { return nil }
                            return unsafe String(cString: text)
                        })
                case SQLITE_DONE: return rows
                default: throw Failure(message: unsafe String(cString: sqlite3_errmsg(handle)))
                }
            }
        }
    }
#endif
