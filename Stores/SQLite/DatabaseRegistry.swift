#if SQLite
    internal import HoldfastCore
    internal import HoldfastThreads

    /// The databases that are open in this process, so that a file has one writer however often it is opened.
    final class DatabaseRegistry: Sendable {
        static let shared = DatabaseRegistry()

        // A tool that only reads has no writer, so it stands beside a backend that writes.
        private struct Place: Hashable {
            let file: DatabaseFile
            let isReadOnly: Bool
        }

        private struct Entry {
            let database: Database
            var users = 1
        }

        // A lock of the system's, which the thread sanitizer can follow.
        private let entries = Monitor<[Place: Entry]>([:])

        /// The database of a file, for one more user; each must ``release(_:)`` it.
        func open(_ file: DatabaseFile, _ configuration: SQLiteConfiguration) throws(BackendError) -> Database {
            guard !file.isInMemory else { return Database(file, configuration) }
            let place = Place(file: file, isReadOnly: configuration.isReadOnly)
            let opened: Result<Database, BackendError> = entries.withLock { entries in
                guard let entry = entries[place] else {
                    let database = Database(file, configuration)
                    entries[place] = Entry(database: database)
                    return .success(database)
                }
                guard entry.database.configuration == configuration else {
                    let message =
                        "\(file.path) is open in this process with other settings; use the same SQLiteConfiguration "
                        + "everywhere, or close the other store first"
                    return .failure(BackendError(.invalidArgument, message))
                }
                entries[place]?.users += 1
                return .success(entry.database)
            }
            return try opened.get()
        }

        /// Ends one use; true where it was the last, and the database is closing.
        func release(_ database: Database) -> Bool {
            let place = Place(file: database.file, isReadOnly: database.configuration.isReadOnly)
            let isLast =
                database.file.isInMemory
                || entries.withLock { entries in
                    entries[place]?.users -= 1
                    guard entries[place]?.users == 0 else { return false }
                    entries[place] = nil
                    return true
                }
            if isLast { database.close() }
            return isLast
        }
    }
#endif
