#if SQLite
    import HoldfastCore
    import HoldfastSQLite
    import Testing

    /// What the connection that writes really does.
    @Suite struct SettingTests {
        @Test(arguments: [(SQLiteConfiguration.Synchronous?.none, Int64(2)), (.full, 2), (.normal, 1)])
        func theWriterIsAsSynchronousAsAsked(_ level: SQLiteConfiguration.Synchronous?, _ expected: Int64) async throws
        {
            let folder = try TemporaryFolder()
            var configuration = SQLiteConfiguration()
            if let level { configuration.synchronous = level }
            let backend = try await folder.backend("test.db", configuration)
            #expect(try await backend.number("PRAGMA synchronous") == expected)
            await backend.close()
            // Also where the file is there already.
            let again = SQLiteBackend(path: folder.file(), configuration: configuration)
            #expect(try await again.number("PRAGMA synchronous") == expected)
            await again.close()
        }

        @Test func aFullDiskIsUnavailableAndLosesNothing() async throws {
            let folder = try TemporaryFolder()
            let backend = try await folder.backend()
            let pages = try #require(try await backend.number("PRAGMA page_count"))
            try await backend.number("PRAGMA max_page_count = \(pages + 60)")
            var applied: [Int] = []
            var refused: [Int] = []
            // In groups, so that commits that fit stand beside commits that do not.
            for group in 0..<10 {
                let numbers = Array(group * 10..<group * 10 + 10)
                let outcomes = await backend.commitEach(numbers.map { WriteBatch([.insert(row($0))]) })
                for (number, outcome) in zip(numbers, outcomes) {
                    switch outcome {
                    case .success(let outcome):
                        #expect(outcome.isApplied)
                        applied.append(number)
                    case .failure(let error):
                        #expect(error.code == .unavailable)
                        #expect(error.message.contains("full"))
                        refused.append(number)
                    }
                }
            }
            #expect(!applied.isEmpty && !refused.isEmpty)
            for number in applied { #expect(try await backend.row(row(number).key) == row(number)) }
            for number in refused { #expect(try await backend.row(row(number).key) == nil) }
            #expect(try await backend.inspect().problems == [])
            try await backend.number("PRAGMA max_page_count = 1000000")
            for number in refused { #expect(try await backend.commit(WriteBatch([.insert(row(number))])).isApplied) }
            await backend.close()
            let reopened = SQLiteBackend(path: folder.file())
            for number in applied + refused { #expect(try await reopened.row(row(number).key) == row(number)) }
            await reopened.close()
        }

        /// Many pages where the number is even, next to nothing where it is odd.
        private func row(_ number: Int) -> Row {
            var row = StepTable.table.sample(number)
            if number.isMultiple(of: 2) { row[StepTable.output] = .bytes(Array(repeating: 7, count: 40_000)) }
            return row
        }

        @Test func commitsOfTheSameRowsInOppositeOrderNeitherBlockNorFail() async throws {
            let folder = try TemporaryFolder()
            let backend = try await folder.backend()
            var rows = [LimitTable.table.sample(1), LimitTable.table.sample(2)]
            for index in rows.indices { rows[index][LimitTable.concurrency] = .int(0) }
            _ = try await backend.commit(WriteBatch(rows.map { .insert($0) }))
            let keys = rows.map(\.key)
            let isApplied = try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<200 {
                    group.addTask {
                        let order = number.isMultiple(of: 2) ? keys : keys.reversed()
                        let changes = order.map { Operation.update($0, [.add(LimitTable.concurrency, 1)]) }
                        let once = Operation.insert(LockTable.table.sample(number))
                        return try await backend.commit(WriteBatch([once] + changes)).isApplied
                    }
                }
                return try await group.reduce(true) { $0 && $1 }
            }
            #expect(isApplied)
            for key in keys { #expect(try await backend.row(key)?[LimitTable.concurrency] == .int(200)) }
            await backend.close()
        }
    }
#endif
