#if SQLite
    import Foundation
    import HoldfastCore
    import HoldfastSQLite

    /// A directory of one test, removed with this object.
    final class TemporaryFolder: Sendable {
        let path: String

        init() throws {
            let parent = FileManager.default.temporaryDirectory
            path = parent.appending(path: "holdfast-sqlite-\(UUID().uuidString)").path
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }

        /// The path of a file in it.
        func file(_ name: String = "test.db") -> String { path + "/" + name }

        /// The names of the files in it.
        var names: [String] { get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() } }

        /// A backend on a file in it, with all tables.
        func backend(
            _ name: String = "test.db", _ configuration: SQLiteConfiguration = .init()
        ) async throws -> SQLiteBackend {
            let backend = SQLiteBackend(path: file(name), configuration: configuration)
            try await backend.migrate(Migration.holdfast, dryRun: false)
            return backend
        }
    }
#endif
