#if SQLite
    public import HoldfastCore

    extension SQLiteBackend: InspectableBackend {
        /// Damage often breaks every page, and the first lines say enough.
        private static let mostProblems = 10

        /// The version of SQLite, the size of the file without its log, and what the engine's own check finds.
        public func inspect() async throws(BackendError) -> Inspection {
            try await database().read { connection throws(SQLiteFailure) in
                let version = try connection.statement("SELECT sqlite_version()").text() ?? ""
                let size = try connection.statement(
                    "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
                let check = try connection.statement(
                    "SELECT group_concat(quick_check, char(10)) FROM pragma_quick_check(\(Self.mostProblems))")
                let lines = try check.text()?.split(separator: "\n").map(String.init) ?? []
                return Inspection(
                    kind: "SQLite \(version)", bytes: try size.integer(), problems: lines.filter { $0 != "ok" })
            }
        }
    }

    extension SQLiteBackend {
        /// Runs a statement on the connection that writes, and returns the number that it yields: for tests, which
        /// cannot see the settings of another's connection, nor make its disk full.
        @discardableResult
        package func number(_ statement: String) async throws(BackendError) -> Int64? {
            try await writableDatabase().onPrimary { session throws(BackendError) in
                try session.perform { connection throws(SQLiteFailure) in
                    try connection.prepare(statement).integer()
                }
            }
        }
    }
#endif
