#if SQLite
    import HoldfastCore
    import HoldfastSQLite
    import Testing

    @Suite struct MigrationTests {
        @Test func aSecondMigrationFindsNothingToDo() async throws {
            let folder = try TemporaryFolder()
            let backend = try await folder.backend()
            #expect(try await backend.migrate(Migration.holdfast, dryRun: true) == [])
            #expect(try await backend.migrate(Migration.holdfast, dryRun: false) == [])
            #expect(try await backend.schemaVersion() == 1)
            await backend.close()
            let database = try RawDatabase(folder.file())
            #expect(try database.query("PRAGMA journal_mode") == [["wal"]])
            #expect(try database.query("SELECT version FROM holdfast_migrations") == [["1"]])
            let tables = try database.query("SELECT name FROM sqlite_schema WHERE type = 'table'").map { $0[0] }
            #expect(Set(tables) == Set(Schema.holdfast.tables.map(\.name) + ["holdfast_migrations"]))
        }

        @Test func aNewerSchemaIsRefusedAndKept() async throws {
            let folder = try TemporaryFolder()
            await (try await folder.backend()).close()
            try RawDatabase(folder.file()).query("INSERT INTO holdfast_migrations VALUES (2, 'later')")
            let backend = SQLiteBackend(path: folder.file())
            for dryRun in [true, false] {
                let error = await #expect(throws: BackendError.self) {
                    try await backend.migrate(Migration.holdfast, dryRun: dryRun)
                }
                #expect(error?.code == .schemaTooNew)
            }
            #expect(try await backend.schemaVersion() == 2)
            await backend.close()
        }

        @Test func manyHandlesMayMigrateAtOnce() async throws {
            let folder = try TemporaryFolder()
            // Different kinds of settings are not allowed on one file, so all share one writer here.
            let done = try await withThrowingTaskGroup(of: [String].self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        let backend = SQLiteBackend(path: folder.file())
                        let lines = try await backend.migrate(Migration.holdfast, dryRun: false)
                        await backend.close()
                        return lines
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(done.count { !$0.isEmpty } == 1)
        }

        @Test func tablesOfOthersStayAsTheyAre() async throws {
            let folder = try TemporaryFolder()
            let before = try RawDatabase(folder.file())
            try before.query("CREATE TABLE diary (day TEXT PRIMARY KEY, words TEXT)")
            try before.query("CREATE INDEX diary_words ON diary (words)")
            try before.query("INSERT INTO diary VALUES ('monday', 'rain'), ('tuesday', NULL)")
            let backend = try await folder.backend()
            #expect(try await backend.commit(WriteBatch([.insert(RunTable.table.sample(1))])).isApplied)
            await backend.close()
            let after = try RawDatabase(folder.file())
            #expect(try after.query("SELECT * FROM diary ORDER BY day") == [["monday", "rain"], ["tuesday", nil]])
            let parts = "SELECT sql FROM sqlite_schema WHERE tbl_name = 'diary' AND sql IS NOT NULL ORDER BY name"
            #expect(
                try after.query(parts) == [
                    ["CREATE TABLE diary (day TEXT PRIMARY KEY, words TEXT)"],
                    ["CREATE INDEX diary_words ON diary (words)"],
                ])
        }

        @Test func aTableThatIsMissingIsNamed() async throws {
            let folder = try TemporaryFolder()
            await (try await folder.backend()).close()
            try RawDatabase(folder.file()).query("DROP TABLE step_attempts")
            let backend = SQLiteBackend(path: folder.file())
            let error = await #expect(throws: BackendError.self) {
                try await backend.row(AttemptTable.table.sample(1).key)
            }
            #expect(error?.code == .schemaOutdated)
            #expect(error?.message.contains("step_attempts") == true)
            await backend.close()
        }

        @Test func aColumnThatIsMissingIsNoText() async throws {
            let folder = try TemporaryFolder()
            let row = AttemptTable.table.sample(1)
            let first = try await folder.backend()
            #expect(try await first.commit(WriteBatch([.insert(row)])).isApplied)
            await first.close()
            try RawDatabase(folder.file()).query("ALTER TABLE step_attempts DROP COLUMN worker")
            let backend = SQLiteBackend(path: folder.file())
            let error = await #expect(throws: BackendError.self) { try await backend.row(row.key) }
            #expect(error?.code == .schemaOutdated)
            #expect(error?.message.contains("worker") == true)
            await backend.close()
        }

        @Test func aFailedStepChangesNothing() async throws {
            let folder = try TemporaryFolder()
            let backend = try await folder.backend()
            let column = Column(7, "again", .int, nullable: true)
            let steps =
                Migration.holdfast + [
                    Migration(
                        version: 2, summary: "fails",
                        changes: [.addColumn(PurgeTable.table, column), .addTable(LockTable.table)])
                ]
            let error = await #expect(throws: BackendError.self) { try await backend.migrate(steps, dryRun: false) }
            #expect(error?.code == .invalidArgument)
            #expect(try await backend.schemaVersion() == 1)
            #expect(try await backend.commit(WriteBatch([.insert(PurgeTable.table.sample(1))])).isApplied)
            await backend.close()
            let columns = try RawDatabase(folder.file()).query("SELECT name FROM pragma_table_info('purges')")
            #expect(!columns.contains { $0[0] == "again" })
        }

        @Test func theViewsShowRunsAndStepsForPeople() async throws {
            let folder = try TemporaryFolder()
            let backend = try await folder.backend()
            var run = RunTable.table.sample(1)
            run[RunTable.startedAt] = .int(1_000_000)
            run[RunTable.completedAt] = .int(3_500_000)
            var step = StepTable.table.sample(1)
            step[StepTable.incarnation] = run[RunTable.incarnation]
            _ = try await backend.commit(WriteBatch([.insert(run), .insert(step)]))
            await backend.close()
            let database = try RawDatabase(folder.file())
            #expect(
                try database.query("SELECT run_id, started_at, duration_seconds FROM holdfast_runs")
                    == [["run_id-1", "1970-01-01 00:00:01.000", "2.5"]])
            #expect(
                try database.query("SELECT run_id, step_key FROM holdfast_steps") == [["run_id-1", "step_key-1"]])
        }
    }
#endif
