internal import HoldfastCore

extension Check {
    static let limitChecks = [
        Check(
            "boot.limits.honest", .coordinated, .sequential, kills: ["M215"],
            contract:
                "the largest row, partition key, sort key and commit declared in limits is accepted; one unit more is "
                + ".limitExceeded, before any write",
            why: "Core splits bulk work by the limits; one that is not true fails at the size where it hurts.",
            hint: "Declare what the store takes in every table, key and index included."
        ) { c in
            let store = try await c.backend()
            let limits = store.limits
            try await keys(c, store, limits)
            try await rows(c, store, limits)
            try await commits(c, store, limits)
        }
    ]

    private static func keys(_ c: CheckContext, _ store: any StoreBackend, _ limits: BackendLimits) async throws {
        let scopeSize = limits.bytesPerPartition - c.place.id.utf8.count
        func row(scope: Int, key: Int) -> Row {
            c.row(
                StateTable.table,
                [
                    StateTable.scope: .text(String(repeating: "s", count: scope)),
                    StateTable.key: .text(String(repeating: "k", count: key)),
                ])
        }
        for (scope, key) in [(scopeSize + 1, 1), (1, limits.bytesPerSort + 1)] {
            let large = row(scope: scope, key: key)
            try c.expect(await store.verdict(.insert(large)), .failed("limitExceeded"), "keys of \(scope) + \(key)")
        }
        let large = row(scope: scopeSize, key: limits.bytesPerSort)
        try c.expect(await store.verdict(.insert(large)), .done, "the largest key")
        try c.expect(try await store.row(large.key) == large, true, "whether the row of the largest key comes back")
        let range = c.range(StateTable.table, nil, large[StateTable.scope])
        try c.expect(try await store.walk(range).count, 1, "rows in the largest partition")
        try c.expect(try await store.erase(range, limit: 10), 1, "erased in the largest partition")
    }

    private static func rows(_ c: CheckContext, _ store: any StoreBackend, _ limits: BackendLimits) async throws {
        func row(_ size: Int) -> Row {
            c.state("row", content: [UInt8](repeating: 1, count: size - c.state("row").size))
        }
        let verdict = await store.verdict(.insert(row(limits.bytesPerRow + 1)))
        try c.expect(verdict, .failed("limitExceeded"), "a row of one byte too many")
        try c.expect(try await store.row(c.stateKey("row")), nil, "what it left")
        try c.expect(await store.verdict(.insert(row(limits.bytesPerRow))), .done, "the largest row")
        let page = try await store.walk(c.states)
        try c.expect(page.map(\.size), [limits.bytesPerRow], "the bytes of the largest row in a page")
        try c.expect(await store.verdict(.delete(c.stateKey("row"))), .done, "deleting it")
    }

    private static func commits(_ c: CheckContext, _ store: any StoreBackend, _ limits: BackendLimits) async throws {
        // Equal shares of the commit in as few rows as hold it.
        let count = limits.bytesPerCommit / limits.bytesPerRow + 1
        func batch(_ bytes: Int) -> WriteBatch {
            WriteBatch(
                (0..<count).map { n in
                    let share = bytes / count + (n == 0 ? bytes % count : 0)
                    let key = "k\(n)"
                    return .insert(c.state(key, content: [UInt8](repeating: 2, count: share - c.state(key).size)))
                })
        }
        let above = await store.verdict(batch(limits.bytesPerCommit + 1))
        try c.expect(above, .failed("limitExceeded"), "a commit of one byte too many")
        try c.expect(try await store.count(c.states, filter: [], limit: 1_000), 0, "what it left")
        try c.expect(await store.verdict(batch(limits.bytesPerCommit)), .done, "the largest commit")
        try c.expect(try await store.count(c.states, filter: [], limit: 1_000), count, "its rows")
    }
}
