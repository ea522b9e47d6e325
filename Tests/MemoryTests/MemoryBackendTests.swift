import HoldfastCore
import HoldfastMemory
import Testing

@Suite struct MemoryBackendTests {
    private let lock: Row = {
        var row = Row(LockTable.table)
        for (column, value) in [
            (LockTable.namespace, "n"), (LockTable.name, "l"), (LockTable.owner, "o"), (LockTable.claimToken, "t"),
        ] {
            row[column] = .text(value)
        }
        row[LockTable.insertToken] = .bytes([1])
        row[LockTable.fence] = .int(.max)
        row[LockTable.expiresAt] = .int(0)
        row[LockTable.updatedAt] = .int(0)
        return row
    }()

    private func migrated(_ store: MemoryBackend = MemoryBackend()) async throws -> MemoryBackend {
        try await store.migrate(Migration.holdfast, dryRun: false)
        return store
    }

    @Test func everyTableIsMissingBeforeMigrate() async throws {
        let store = MemoryBackend()
        #expect(try await store.schemaVersion() == 0)
        for table in Schema.holdfast.tables {
            let range = IndexRange(table, nil, table.partition.map { _ in .text("x") })
            let error = await #expect(throws: BackendError.self) { try await store.scan(Scan(range, limit: 1)) }
            #expect(error?.code == .schemaOutdated)
            #expect(error?.message.contains(table.name) == true)
        }
    }

    @Test func handlesShareDataButNotTheirEnd() async throws {
        let first = try await migrated()
        let second = MemoryBackend(sharing: first)
        _ = try await first.commit(WriteBatch([.insert(lock)]))
        await first.close()
        let error = await #expect(throws: BackendError.self) { try await first.get([lock.key], .all) }
        #expect(error?.code == .closed)
        #expect(try await second.get([lock.key], .all) == [lock])
        #expect(try await MemoryBackend(sharing: first).get([lock.key], .all) == [lock])
        #expect(try await migrated().get([lock.key], .all) == [nil])
    }

    @Test func anAdditionThatWouldOverflowChangesNothing() async throws {
        let store = try await migrated()
        _ = try await store.commit(WriteBatch([.insert(lock)]))
        var other = lock
        other[LockTable.name] = .text("other")
        let batch = WriteBatch([.insert(other), .update(lock.key, [.add(LockTable.fence, 1)])])
        let error = await #expect(throws: BackendError.self) { try await store.commit(batch) }
        #expect(error?.code == .invalidArgument)
        #expect(try await store.get([lock.key, other.key], .all) == [lock, nil])
    }

    @Test func limitsAreTheLeastButForRowsOfTwoMebibytes() {
        var expected = BackendLimits()
        expected.bytesPerRow = 2 << 20
        #expect(MemoryBackend().limits == expected)
    }

    @Test func pagesAreCutBySeedAndLoseNothing() async throws {
        let first = try await migrated()
        let rows = (0..<100).map { number in
            var row = lock
            row[LockTable.name] = .text("l\(number + 100)")
            row[LockTable.expiresAt] = .int(Int64(number))
            return row
        }
        _ = try await first.commit(WriteBatch(rows.map { .insert($0) }))
        func pages(seed: UInt64?) async throws -> [Int] {
            let store = MemoryBackend(sharing: first, shortPages: seed)
            var scan = Scan(IndexRange(LockTable.table, LockTable.byExpiry, [.text("n")]), limit: 50)
            var sizes: [Int] = []
            var found: [Row] = []
            repeat {
                let page = try await store.scan(scan)
                sizes.append(page.rows.count)
                found += page.rows
                scan.after = page.next
            } while scan.after != nil
            #expect(found == rows.map { $0.withoutPayloads() })
            return sizes
        }
        #expect(try await pages(seed: nil) == [50, 50])
        let cut = try await pages(seed: 3)
        #expect(cut.count > 2)
        #expect(try await pages(seed: 3) == cut)
        #expect(try await pages(seed: 4) != cut)
    }
}
