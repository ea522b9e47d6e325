#if SQLite
    import Foundation
    import HoldfastCore
    import HoldfastSQLite
    import Testing

    /// Whose log is moved into the file, and when.
    @Suite struct LogTests {
        @Test func closingLeavesTheFileAlone() async throws {
            // Both readers have to be open for their ends to get in each other's way.
            for _ in 0..<20 {
                let folder = try TemporaryFolder()
                let backend = try await folder.backend()
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<8 { group.addTask { _ = try await backend.schemaVersion() } }
                    try await group.waitForAll()
                }
                await backend.close()
                #expect(try folder.names == ["test.db"])
            }
        }

        @Test func aReaderLeavesTheLogOfAProcessThatDied() async throws {
            let living = try TemporaryFolder()
            let backend = try await living.backend()
            let dead = try TemporaryFolder()
            // While the backend is open its commits stand in the log only, as after a crash.
            for name in ["test.db", "test.db-wal"] {
                try FileManager.default.copyItem(atPath: living.file(name), toPath: dead.file(name))
            }
            await backend.close()
            func content(_ name: String) -> Data? { FileManager.default.contents(atPath: dead.file(name)) }
            let before = [content("test.db"), content("test.db-wal")]
            var configuration = SQLiteConfiguration()
            configuration.isReadOnly = true
            let reader = SQLiteBackend(path: dead.file(), configuration: configuration)
            #expect(try await reader.schemaVersion() == Schema.holdfast.version)
            await reader.close()
            #expect([content("test.db"), content("test.db-wal")] == before)
        }
    }
#endif
