import HoldfastCore
import HoldfastMemory
import Testing

/// That it is as bad as it says; that it is no worse is for the checks of the contract.
@Suite struct StrictMemoryTests {
    private static func value(_ key: String, updatedAt: Int64 = 0, bytes: Int = 0) -> Row {
        var row = Row(StateTable.table)
        for (column, text) in [(StateTable.namespace, "n"), (StateTable.scope, "s"), (StateTable.key, key)] {
            row[column] = .text(text)
        }
        for column in [StateTable.revision, StateTable.format, StateTable.updatedAt] { row[column] = .int(0) }
        row[StateTable.updatedAt] = .int(updatedAt)
        row[StateTable.insertToken] = .bytes([1])
        row[StateTable.content] = .bytes(Array(repeating: 7, count: bytes))
        return row
    }

    private static let byKey = IndexRange(StateTable.table, nil, [.text("n"), .text("s")])
    private static let byUpdate = IndexRange(StateTable.table, StateTable.byUpdate, [.text("n"), .text("s")])

    private func store(seed: UInt64 = 1, losingOneIn rate: Int? = nil) async throws -> StrictMemoryBackend {
        let store = StrictMemoryBackend(seed: seed, losingOneIn: rate)
        try await store.migrate(Migration.holdfast, dryRun: false)
        return store
    }

    private func isApplied(_ outcome: CommitOutcome) -> Bool { if case .applied = outcome { true } else { false } }

    @Test func anIndexLagsByAFewCalls() async throws {
        var lags: Set<Int> = []
        for seed: UInt64 in 1...40 {
            let store = try await store(seed: seed)
            _ = try await store.commit(WriteBatch([.insert(Self.value("a"))]))
            #expect(try await store.count(Self.byKey, filter: [], limit: 9) == 1)
            var calls = 1
            while try await store.scan(Scan(Self.byUpdate, limit: 9)).rows.isEmpty, calls < 40 { calls += 1 }
            lags.insert(calls)
        }
        #expect(lags.count > 5)
        // One of the pages that are looked at may be empty for another reason.
        #expect(lags.max() ?? 99 < 20)
        let declared = try await store().capabilities.indexLag
        #expect(declared > .zero)
    }

    @Test func settlingShowsEverythingInOrder() async throws {
        let store = try await store()
        for time in Int64(0)..<9 {
            let row = Self.value("a", updatedAt: time)
            let change = Operation.update(row.key, [.set(StateTable.updatedAt, .int(time))])
            _ = try await store.commit(WriteBatch([time == 0 ? .insert(row) : change]))
        }
        store.settle()
        var scan = Scan(Self.byUpdate, limit: 9)
        var found: [Row] = []
        repeat {
            let page = try await store.scan(scan)
            found += page.rows
            scan.after = page.next
        } while scan.after != nil
        #expect(found.map { $0[StateTable.updatedAt] } == [.int(8)])
    }

    @Test func pagesAreShortAndEmptyAndHideTheEnd() async throws {
        let store = try await store()
        for n in 10..<60 { _ = try await store.commit(WriteBatch([.insert(Self.value("k\(n)"))])) }
        var sizes: [Int] = []
        for _ in 0..<20 {
            var scan = Scan(Self.byKey, limit: 50)
            var found: [String] = []
            repeat {
                let page = try await store.scan(scan)
                sizes.append(page.rows.count)
                found += page.rows.compactMap { $0[StateTable.key].text }
                scan.after = page.next
            } while scan.after != nil
            #expect(found == (10..<60).map { "k\($0)" })
        }
        #expect(sizes.contains(0) && sizes.contains(1) && sizes.contains(50))
    }

    @Test func noRowGrowsBeyondTheLeastThatBackendsTake() async throws {
        let store = try await store()
        let most = BackendLimits().bytesPerRow
        #expect(store.limits == BackendLimits())
        let room = most - Self.value("a").size
        _ = try await store.commit(WriteBatch([.insert(Self.value("a", bytes: room))]))
        let growing = WriteBatch([.update(Self.value("a").key, [.set(StateTable.insertToken, .bytes([1, 2]))])])
        let error = await #expect(throws: BackendError.self) { try await store.commit(growing) }
        #expect(error?.code == .limitExceeded)
    }

    @Test func repliesAreLostOnlyWhenAsked() async throws {
        let store = try await store(losingOneIn: 4)
        var lost = 0
        var applied = 0
        for n in 0..<200 {
            let row = Self.value("k\(n)")
            do {
                #expect(isApplied(try await store.commit(WriteBatch([.insert(row)]))))
            } catch {
                #expect(error.code == .unknownOutcome)
                lost += 1
                if try await store.get([row.key], .all)[0] != nil { applied += 1 }
            }
        }
        #expect((25...80).contains(lost) && applied > 5 && applied < lost - 5)
        let honest = StrictMemoryBackend(sharing: store)
        for n in 0..<200 { _ = try await honest.commit(WriteBatch([.delete(Self.value("k\(n)").key)])) }
    }

    @Test func whoTakesBesideOthersGetsLess() async throws {
        let store = try await store()
        var sizes: [Int] = []
        for round in Int64(0)..<5 {
            for n in 0..<40 {
                _ = try await store.commit(WriteBatch([.insert(Self.value("r\(round)-\(n)", updatedAt: round))]))
            }
            store.settle()
            var range = Self.byUpdate
            range.atMost = .int(round)
            let take = Take([range], limit: 10, patch: [.set(StateTable.updatedAt, .int(1_000))])
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<4 { group.addTask { try await store.take(take).count } }
                for try await size in group { sizes.append(size) }
            }
        }
        #expect(sizes.contains { $0 < 10 })
    }

    @Test func aURLOpensIt() async throws {
        for (url, isStrict) in [("memory:", false), ("memory:?strict=7", true)] {
            let backend = try await Store.open(url, plugins: [.memory]).backend
            #expect((backend is StrictMemoryBackend) == isStrict)
        }
        for url in ["memory:?strict", "memory:?strict=x", "memory:?strict=1&a=2", "memory:?a=2"] {
            let error = await #expect(throws: StoreError.self) { try await Store.open(url, plugins: [.memory]) }
            #expect(error?.code == .invalidArgument && error?.message.contains("strict=SEED") == true, "\(url)")
        }
    }
}
