#if SQLite
    import CHoldfastSQLite

    /// The same rows written with the C library alone, in one thread: what every figure is measured against.
    @safe final class HandWritten {
        private let handle: OpaquePointer
        private let insert: OpaquePointer
        private let check: OpaquePointer
        private let begin: OpaquePointer
        private let commit: OpaquePointer

        struct Failure: Error {
            let message: String
        }

        /// Opens a file whose tables a backend has made.
        init(path: String, synchronous: String) throws {
            var opened: OpaquePointer?
            // The handle and the statements stay open until `deinit`.
            guard unsafe sqlite3_open_v2(path, &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nil) == SQLITE_OK,
                let opened = unsafe opened
            else { throw Failure(message: "cannot open \(path)") }
            unsafe handle = opened
            func prepare(_ text: String) throws -> OpaquePointer {
                // The handle is open; the text is read during the call only.
                var statement: OpaquePointer?
                guard
                    unsafe sqlite3_prepare_v3(opened, text, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
                        == SQLITE_OK, let statement = unsafe statement
                else { throw Failure(message: unsafe String(cString: sqlite3_errmsg(opened))) }
                return unsafe statement
            }
            unsafe sqlite3_exec(
                handle, "PRAGMA journal_mode=WAL; PRAGMA synchronous=\(synchronous); PRAGMA cache_size=-8192", nil, nil,
                nil)
            let parameters = (1...20).map { "?\($0)" }.joined(separator: ",")
            unsafe insert = try prepare("INSERT INTO workflow_steps VALUES (\(parameters)) ON CONFLICT DO NOTHING")
            unsafe check = try prepare(
                "SELECT 1 FROM workflow_runs WHERE namespace=?1 AND run_id=?2 AND +fence=?3 AND +status=?4 "
                    + "AND +cancel_requested_at IS NULL")
            unsafe begin = try prepare("BEGIN IMMEDIATE")
            unsafe commit = try prepare("COMMIT")
        }

        deinit {
            // Nothing uses them after this.
            unsafe sqlite3_finalize(insert)
            unsafe sqlite3_finalize(check)
            unsafe sqlite3_finalize(begin)
            unsafe sqlite3_finalize(commit)
            unsafe sqlite3_close(handle)
        }

        // The statement is open as long as this object lives.
        func beginGroup() { unsafe run(begin) }

        // The statement is open as long as this object lives.
        func commitGroup() { unsafe run(commit) }

        /// One fenced step.
        func commitStep(_ step: StepContent) {
            unsafe text(check, 1, step.namespace)
            unsafe text(check, 2, step.runID)
            unsafe sqlite3_bind_int64(check, 3, 1)
            unsafe text(check, 4, "running")
            let isOwned = unsafe sqlite3_step(check) == SQLITE_ROW
            unsafe sqlite3_reset(check)
            precondition(isOwned, "the run is there")
            unsafe text(insert, 1, step.namespace)
            unsafe text(insert, 2, step.runID)
            unsafe text(insert, 3, step.key)
            unsafe bytes(insert, 4, step.token)
            unsafe sqlite3_bind_int64(insert, 5, step.seq)
            unsafe text(insert, 6, step.name)
            unsafe text(insert, 7, "step")
            unsafe text(insert, 8, "completed")
            unsafe sqlite3_bind_int64(insert, 9, 1)
            unsafe bytes(insert, 12, step.output)
            unsafe text(insert, 17, "worker-1")
            unsafe sqlite3_bind_int64(insert, 18, 1)
            unsafe sqlite3_bind_int64(insert, 19, step.seq)
            unsafe sqlite3_bind_int64(insert, 20, step.seq)
            unsafe run(insert)
            precondition(unsafe sqlite3_changes(handle) == 1, "the step is new")
        }

        private func run(_ statement: OpaquePointer) {
            // The statement is one of this object's, which are open as long as it lives.
            let code = unsafe sqlite3_step(statement)
            unsafe sqlite3_reset(statement)
            precondition(code == SQLITE_DONE, "SQLite: \(code)")
        }

        private func text(_ statement: OpaquePointer, _ position: Int32, _ content: String) {
            // SQLite copies what it is given.
            unsafe sqlite3_bind_text(
                statement, position, content, Int32(content.utf8.count), holdfast_sqlite_transient())
        }

        private func bytes(_ statement: OpaquePointer, _ position: Int32, _ content: [UInt8]) {
            // SQLite copies what it is given.
            unsafe sqlite3_bind_blob(statement, position, content, Int32(content.count), holdfast_sqlite_transient())
        }
    }
#endif
