internal import HoldfastCore

extension Check {
    static let walkChecks = [
        Check(
            "verbs.scan.walk", .core, .generated, kills: ["M510"],
            contract:
                "a range of the primary key that names the namespace only gives every row of the table in it once, "
                + "whatever its partitions, none of another's, in pages of any size and with a filter; with bounds, "
                + "and in count, take and erase it is .invalidArgument",
            why: "An export that misses a partition loses it where it is imported.",
            hint: "Order by the rest of the primary key, or by one's own order, as long as a cursor leads on."
        ) { c in
            let store = try await c.backend()
            var rows: [Row] = []
            for scope in ["a", "a\u{1}", "b", "ä", "z"] {
                for n in 0..<9 {
                    var row = c.state("k\(n)", revision: Int64(n % 2))
                    row[StateTable.scope] = .text(scope)
                    rows.append(row)
                }
            }
            var random = SeededRandom(seed: c.seed)
            try await c.insert(rows.shuffled(using: &random), into: store)
            for name in [c.place.id + "-", c.place.id + "\u{1}"] {
                var stranger = rows[0]
                stranger[StateTable.namespace] = .text(name)
                try c.expect(await store.verdict(.insert(stranger)), .done, "a row of another namespace")
            }
            func sorted(_ rows: [Row]) -> [Row] {
                rows.sorted { KeyOrder.isBefore($0, $1, [StateTable.scope, StateTable.key]) }
            }
            rows = sorted(rows)
            let walk = c.range(StateTable.table)
            for page in [1, 2, 9, 44, 45, 46, 1_000] {
                let found = sorted(try await store.walk(walk, page: page))
                try c.expect(found.map(\.key) == rows.map(\.key), true, "whether pages of \(page) give all rows")
            }
            let odd = [Condition(StateTable.revision, .equal(.int(1)))]
            let found = sorted(try await store.walk(walk, page: 4, filter: odd))
            let passing = rows.filter { $0[StateTable.revision] == .int(1) }
            try c.expect(found == passing, true, "whether a filter gives the rows that pass it")
            try await refusals(c, store)
        }
    ]

    private static func refusals(_ c: CheckContext, _ store: any StoreBackend) async throws {
        let walk = c.range(StateTable.table)
        var bounded = walk
        bounded.atLeast = .text("a")
        try await c.expect(backend: .invalidArgument, "bounds") { _ = try await store.scan(Scan(bounded, limit: 1)) }
        let part = c.range(StateTable.table, StateTable.byUpdate)
        try await c.expect(backend: .invalidArgument, "an index") { _ = try await store.scan(Scan(part, limit: 1)) }
        try await c.expect(backend: .invalidArgument, "a count") {
            _ = try await store.count(walk, filter: [], limit: 1)
        }
        try await c.expect(backend: .invalidArgument, "an erasure") { _ = try await store.erase(walk, limit: 1) }
        try await c.expect(backend: .invalidArgument, "a take") {
            _ = try await store.take(Take([walk], limit: 1, patch: [.set(StateTable.format, .int(2))]))
        }
    }
}
