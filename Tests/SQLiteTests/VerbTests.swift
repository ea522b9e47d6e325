#if SQLite
    import HoldfastCore
    import HoldfastSQLite
    import Testing

    @Suite struct VerbTests {
        @Test(arguments: Schema.holdfast.tables.map(\.name))
        func aRowOfEveryTableComesBackAsItWas(_ name: String) async throws {
            let table = try #require(Schema.holdfast.tables.first { $0.name == name })
            let folder = try TemporaryFolder()
            let backend = try await folder.backend()
            let row = table.sample(7)
            #expect(try await backend.commit(WriteBatch([.insert(row)])).isApplied)
            #expect(try await backend.row(row.key) == row)
            let partial = try await backend.get([row.key], .withoutPayloads)[0]
            #expect(partial == row.withoutPayloads())
            let second = try await backend.commit(WriteBatch([.insert(row)]))
            #expect(second.refusal?.current == row)
            #expect(try await backend.commit(WriteBatch([.delete(row.key)])).isApplied)
            #expect(try await backend.row(row.key) == nil)
            await backend.close()
        }

        @Test func theFirstFailingOperationIsReportedAndNothingIsWritten() async throws {
            let folder = try TemporaryFolder()
            let backend = try await folder.backend()
            let run = RunTable.table.sample(1)
            let step = StepTable.table.sample(1)
            let other = StepTable.table.sample(2)
            _ = try await backend.commit(WriteBatch([.insert(run), .insert(step)]))
            let stale = Condition(RunTable.fence, .equal(.int(99)))

            // Both fail: the insert stands first, though tests are judged before writes.
            let both = try await backend.commit(WriteBatch([.insert(step), .check(run.key, where: [stale])]))
            #expect(both.refusal?.operation == 0)
            #expect(both.refusal?.current == step)
            let second = try await backend.commit(WriteBatch([.insert(other), .check(run.key, where: [stale])]))
            #expect(second.refusal?.operation == 1)
            #expect(second.refusal?.current == run)
            // The update fails after the insert has written.
            let third = try await backend.commit(
                WriteBatch([.insert(other), .update(run.key, [.set(RunTable.status, .text("x"))], where: [stale])]))
            #expect(third.refusal?.operation == 1)
            #expect(try await backend.row(other.key) == nil)
            #expect(try await backend.row(run.key) == run)
            await backend.close()
        }

        @Test func boundaryValuesAreKeptExactly() async throws {
            let folder = try TemporaryFolder()
            let backend = try await folder.backend()
            for (id, number) in [Int64.min, -1, 0, Int64.max].enumerated() {
                var row = EvaluationTable.table.sample(id)
                row[EvaluationTable.createdAt] = .int(number)
                row[EvaluationTable.score] = .double(number == 0 ? -0.0 : Double(number))
                row[EvaluationTable.insertToken] = .bytes([0, 1, 0, 255, 0])
                row[EvaluationTable.feedback] = .text("é e\u{301} \u{10FFFF} ' \" % _ ;--")
                _ = try await backend.commit(WriteBatch([.insert(row)]))
                let read = try #require(try await backend.row(row.key))
                #expect(read == row)
                guard case .double(let score) = read[EvaluationTable.score] else {
                    Issue.record("no double")
                    continue
                }
                #expect(score.sign == (number <= 0 ? .minus : .plus))
            }
            var empty = StateTable.table.sample(3)
            empty[StateTable.content] = .bytes([])
            _ = try await backend.commit(WriteBatch([.insert(empty)]))
            #expect(try await backend.row(empty.key)?[StateTable.content] == .bytes([]))
            await backend.close()
        }

        @Test func anOverflowingAdditionIsRefusedAndHarmsNothing() async throws {
            let folder = try TemporaryFolder()
            let backend = try await folder.backend()
            var run = RunTable.table.sample(1)
            run[RunTable.fence] = .int(.max)
            _ = try await backend.commit(WriteBatch([.insert(run)]))
            let add = WriteBatch([.insert(StepTable.table.sample(1)), .update(run.key, [.add(RunTable.fence, 1)])])
            let error = await #expect(throws: BackendError.self) { try await backend.commit(add) }
            #expect(error?.code == .invalidArgument)
            #expect(try await backend.row(run.key) == run)
            #expect(try await backend.row(StepTable.table.sample(1).key) == nil)
            await backend.close()
        }

        @Test func takeReturnsRowsInTheOrderOfTheIndexAndPatched() async throws {
            let folder = try TemporaryFolder()
            let backend = try await folder.backend()
            for number in [5, 3, 9, 1, 7] {
                var row = QueueTable.table.sample(number)
                row[QueueTable.route] = .text("r")
                row[QueueTable.bucket] = .int(0)
                row[QueueTable.priority] = .int(1)
                _ = try await backend.commit(WriteBatch([.insert(row)]))
            }
            let partition: [Value] = [.text("n"), .text("r"), .int(0), .int(1)]
            let range = IndexRange(QueueTable.table, QueueTable.byReadiness, partition, atMost: .int(7))
            let take = Take(
                [range], limit: 3, patch: [.set(QueueTable.readyAt, .int(100)), .add(QueueTable.fence, 10)])
            let first = try await backend.take(take)
            #expect(first.map { $0[QueueTable.fence] } == [.int(11), .int(13), .int(15)])
            for row in first { #expect(try await backend.row(row.key) == row) }
            #expect(try await backend.take(take).map { $0[QueueTable.fence] } == [.int(17)])
            #expect(try await backend.take(take).isEmpty)
            await backend.close()
        }

        @Test(arguments: [false, true])
        func aWalkYieldsEachRowOnceInOrder(_ descending: Bool) async throws {
            let folder = try TemporaryFolder()
            let backend = try await folder.backend()
            for number in 0..<50 {
                var row = RunTable.table.sample(number)
                row[RunTable.status] = .text("s")
                row[RunTable.createdAt] = .int(Int64(number / 10))
                _ = try await backend.commit(WriteBatch([.insert(row)]))
            }
            var scan = Scan(IndexRange(RunTable.table, RunTable.byStatus, [.text("n"), .text("s")]), limit: 7)
            scan.range.atLeast = .int(1)
            scan.range.below = .int(4)
            scan.range.atMost = .int(9)
            scan.descending = descending
            var walked: [Row] = []
            repeat {
                let page = try await backend.scan(scan)
                walked += page.rows
                scan.after = page.next
            } while scan.after != nil
            #expect(walked.count == 30)
            #expect(Set(walked.map(\.key)).count == 30)
            let places = walked.map { Cursor($0, in: scan.range.order).bytes }
            let sorted = places.sorted { $0.lexicographicallyPrecedes($1) }
            #expect(places == (descending ? sorted.reversed() : sorted))
            #expect(try await backend.count(scan.range, filter: [], limit: 100) == 30)
            #expect(try await backend.count(scan.range, filter: [], limit: 12) == 12)
            await backend.close()
        }

        @Test func eraseTakesOnlyItsRange() async throws {
            let folder = try TemporaryFolder()
            let backend = try await folder.backend()
            for number in 0..<30 {
                var row = StepTable.table.sample(number)
                row[StepTable.incarnation] = .text(number < 20 ? "a" : "ab")
                _ = try await backend.commit(WriteBatch([.insert(row)]))
            }
            let range = IndexRange(StepTable.table, nil, [.text("n"), .text("a")])
            #expect(try await backend.erase(range, limit: 15) == 15)
            #expect(try await backend.erase(range, limit: 15) == 5)
            #expect(try await backend.erase(range, limit: 15) == 0)
            let other = IndexRange(StepTable.table, nil, [.text("n"), .text("ab")])
            #expect(try await backend.count(other, filter: [], limit: 100) == 10)
            await backend.close()
        }

        @Test func aDatabaseInMemoryServesAllVerbs() async throws {
            let backend = SQLiteBackend(path: "file::memory:")
            #expect(try await backend.schemaVersion() == 0)
            try await backend.migrate(Migration.holdfast, dryRun: false)
            #expect(try await backend.schemaVersion() == 1)
            let row = RunTable.table.sample(1)
            #expect(try await backend.commit(WriteBatch([.insert(row)])).isApplied)
            #expect(try await backend.row(row.key) == row)
            await backend.close()
        }
    }
#endif
