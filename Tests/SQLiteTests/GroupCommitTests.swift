#if SQLite
    import HoldfastCore
    import HoldfastSQLite
    import Testing

    @Suite struct GroupCommitTests {
        /// Half of the commits fail after they have written; the others of their group must not notice.
        @Test func aRefusalInAGroupLeavesTheOthersAlone() async throws {
            let folder = try TemporaryFolder()
            let backend = try await folder.backend()
            let run = RunTable.table.sample(1)
            _ = try await backend.commit(WriteBatch([.insert(run)]))
            let batches = (0..<200).map { number in
                let fence = number.isMultiple(of: 2) ? run[RunTable.fence] : .int(-1)
                return WriteBatch([
                    .insert(StepTable.table.sample(number)),
                    .update(
                        run.key, [.set(RunTable.progress, .double(0.5))],
                        where: [Condition(RunTable.fence, .equal(fence))]),
                ])
            }
            let outcomes = await backend.commitEach(batches)
            for (number, outcome) in outcomes.enumerated() {
                #expect(try outcome.get().isApplied == number.isMultiple(of: 2))
                if let refusal = try outcome.get().refusal { #expect(refusal.operation == 1) }
                let row = try await backend.row(StepTable.table.sample(number).key)
                #expect((row != nil) == number.isMultiple(of: 2))
            }
            await backend.close()
        }

        @Test func oneOfManyWinsAndTheOthersSeeTheWinner() async throws {
            let folder = try TemporaryFolder()
            let backend = try await folder.backend()
            let outcomes = try await withThrowingTaskGroup(of: CommitOutcome.self) { group in
                for number in 0..<100 {
                    group.addTask {
                        var row = LockTable.table.sample(1)
                        row[LockTable.owner] = .text("owner-\(number)")
                        return try await backend.commit(
                            WriteBatch([.insert(LockTable.table.sample(1_000 + number)), .insert(row)]))
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.count(where: \.isApplied) == 1)
            let winner = try await backend.row(LockTable.table.sample(1).key)
            #expect(outcomes.compactMap(\.refusal).allSatisfy { $0.current == winner && $0.operation == 1 })
            let range = IndexRange(LockTable.table, LockTable.byExpiry, [.text("n")])
            #expect(try await backend.count(range, filter: [], limit: 1_000) == 2)
            await backend.close()
        }

        @Test func anErrorInAGroupReachesOnlyItsCaller() async throws {
            let folder = try TemporaryFolder()
            let backend = try await folder.backend()
            var full = LimitTable.table.sample(1)
            full[LimitTable.concurrency] = .int(.max)
            _ = try await backend.commit(WriteBatch([.insert(full)]))
            let overflow = WriteBatch([
                .insert(StepTable.table.sample(1)), .update(full.key, [.add(LimitTable.concurrency, 1)]),
            ])
            let fine = WriteBatch([.insert(StepTable.table.sample(2))])
            let unknown = Table(
                999, "nowhere", partition: [Column(0, "namespace", .text)], columns: [Column(0, "namespace", .text)])
            let lost = WriteBatch([.insert(Row(unknown, [.text("n")]))])
            let outcomes = await backend.commitEach([overflow, fine, lost, fine])
            #expect(throws: BackendError.self) { try outcomes[0].get() }
            #expect(try outcomes[1].get().isApplied)
            #expect(throws: BackendError.self) { try outcomes[2].get() }
            #expect(try outcomes[3].get().refusal?.operation == 0)
            #expect(try await backend.row(StepTable.table.sample(1).key) == nil)
            await backend.close()
        }

        @Test func aForeignWriterIsWaitedFor() async throws {
            let folder = try TemporaryFolder()
            let backend = try await folder.backend()
            let foreign = try RawDatabase(folder.file())
            try foreign.query("BEGIN IMMEDIATE")
            async let outcome = backend.commit(WriteBatch([.insert(RunTable.table.sample(1))]))
            try foreign.query("INSERT INTO limits VALUES ('n', 'k', x'01', 1, 1, 1, 1, 0, 1)")
            try foreign.query("COMMIT")
            #expect(try await outcome.isApplied)
            let limit = Key(LimitTable.table, .text("n"), .text("k"))
            #expect(try await backend.row(limit) != nil)
            await backend.close()
        }

        @Test func aFileHeldForTooLongIsUnavailable() async throws {
            let folder = try TemporaryFolder()
            var configuration = SQLiteConfiguration()
            configuration.busyTimeout = .milliseconds(30)
            let backend = try await folder.backend("test.db", configuration)
            let foreign = try RawDatabase(folder.file())
            try foreign.query("BEGIN IMMEDIATE")
            let insert = WriteBatch([.insert(RunTable.table.sample(1))])
            let error = await #expect(throws: BackendError.self) { try await backend.commit(insert) }
            #expect(error?.code == .unavailable)
            try foreign.query("ROLLBACK")
            #expect(try await backend.commit(insert).isApplied)
            await backend.close()
        }

        @Test func aCommitOfAnotherConnectionChangesTheDataVersion() async throws {
            let folder = try TemporaryFolder()
            let backend = try await folder.backend()
            let before = try await backend.dataVersion()
            _ = try await backend.commit(WriteBatch([.insert(RunTable.table.sample(1))]))
            #expect(try await backend.dataVersion() == before)
            try RawDatabase(folder.file()).query("DELETE FROM workflow_runs")
            #expect(try await backend.dataVersion() != before)
            await backend.close()
        }

        @Test func closeFinishesWhatWasAccepted() async throws {
            let folder = try TemporaryFolder()
            let backend = try await folder.backend()
            let applied = await withTaskGroup(of: Bool?.self) { group in
                for number in 0..<100 {
                    group.addTask {
                        do {
                            return try await backend.commit(WriteBatch([.insert(RunTable.table.sample(number))]))
                                .isApplied
                        } catch { return (error as? BackendError)?.code == .closed ? nil : false }
                    }
                }
                group.addTask {
                    await backend.close()
                    return nil
                }
                return await group.reduce(into: 0) { count, outcome in
                    #expect(outcome != false)
                    if outcome == true { count += 1 }
                }
            }
            let count = try RawDatabase(folder.file()).query("SELECT count(*) FROM workflow_runs")
            #expect(count == [["\(applied)"]])
        }
    }
#endif
