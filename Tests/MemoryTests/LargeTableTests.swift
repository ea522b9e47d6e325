import HoldfastCore
import HoldfastMemory
import Testing

@Suite struct LargeTableTests {
    /// Enough rows for many chunks, in an order that splits them everywhere, with deletions that empty some.
    @Test func keepsItsOrderWhileItGrowsAndShrinks() async throws {
        let store = MemoryBackend()
        try await store.migrate(Migration.holdfast, dryRun: false)
        let count = 5_000
        // The step is coprime to the count, so that each number comes once, far from the one before.
        let scattered = (0..<count).map { $0 * 1_733 % count }
        for number in scattered { #expect(try await isApplied(store.commit(WriteBatch([.insert(row(number))])))) }
        #expect(try await numbers(store) == Array(0..<count))
        #expect(try await numbers(store, descending: true) == (0..<count).reversed())
        #expect(try await numbers(store, by: StateTable.byUpdate) == (0..<count).reversed())

        for number in scattered where !number.isMultiple(of: 100) {
            #expect(try await isApplied(store.commit(WriteBatch([.delete(row(number).key)]))))
        }
        let left = Array(stride(from: 0, to: count, by: 100))
        #expect(try await numbers(store) == left)
        #expect(try await numbers(store, by: StateTable.byUpdate) == left.reversed())
        for number in 0..<count {
            let found = try await store.get([row(number).key], .all)[0]
            #expect(found == (left.contains(number) ? row(number) : nil))
        }
        #expect(try await store.erase(whole(nil), limit: count) == left.count)
        #expect(try await numbers(store, by: StateTable.byUpdate) == [])
        #expect(try await isApplied(store.commit(WriteBatch([.insert(row(7))]))))
        #expect(try await numbers(store) == [7])
    }

    private func row(_ number: Int) -> Row {
        var row = Row(StateTable.table)
        row[StateTable.namespace] = .text("n")
        row[StateTable.scope] = .text("s")
        row[StateTable.key] = .text("key-\(number + 100_000)")
        row[StateTable.insertToken] = .bytes([])
        row[StateTable.revision] = .int(Int64(number))
        row[StateTable.format] = .int(1)
        row[StateTable.content] = .bytes([1])
        row[StateTable.updatedAt] = .int(Int64(-number))
        return row
    }

    private func whole(_ index: Index?) -> IndexRange { IndexRange(StateTable.table, index, [.text("n"), .text("s")]) }

    private func numbers(
        _ store: MemoryBackend, by index: Index? = nil, descending: Bool = false
    ) async throws -> [Int] {
        var scan = Scan(whole(index), limit: 10_000)
        scan.descending = descending
        return try await store.scan(scan).rows.compactMap { $0[StateTable.revision].int.map { Int($0) } }
    }

    private func isApplied(_ outcome: CommitOutcome) -> Bool {
        if case .applied = outcome { true } else { false }
    }
}
