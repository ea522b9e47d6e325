internal import HoldfastCore

extension Check {
    static let rangeChecks = [
        Check(
            "verbs.count.exact", .core, .generated, kills: ["M74", "M15", "M110", "M111"],
            contract:
                "count of a range with a filter equals its full scan after settle, beyond every internal page, and "
                + "stops at its limit",
            why: "A count that stops early tells an operator that the backlog is small.",
            hint: "Add up all internal pages; stop only at the limit."
        ) { c in
            let store = try await c.backend()
            var random = SeededRandom(seed: c.seed)
            let rows = (0..<2_300).map { n in
                c.row(
                    QueueTable.table,
                    [
                        QueueTable.queue: .text("q"), QueueTable.messageID: .text("m\(n + 10_000)"),
                        QueueTable.status: .text(random.pick(["a", "b"])), QueueTable.createdAt: .int(Int64(n / 3)),
                        QueueTable.leaseOwner: random.once(in: 3) ? .null : .text("w"),
                    ])
            }
            try await c.insert(rows, into: store)
            try await c.settle()
            let all = c.range(QueueTable.table, nil, .text("q"))
            let owned = [Condition(QueueTable.leaseOwner, .isNotNull)]
            let total = try await store.count(all, filter: [], limit: 1_000_000)
            try c.expect(total, rows.count, "the whole primary key")
            try c.expect(try await store.walk(all, page: 1_000).count, rows.count, "its scan")
            let counted = try await store.count(all, filter: owned, limit: 1_000_000)
            try c.expect(counted, rows.count { !$0[QueueTable.leaseOwner].isNull }, "with a filter")
            for status in ["a", "b", "none"] {
                let range = c.range(
                    QueueTable.table, QueueTable.byStatus, .text("q"), .text(status), atLeast: .int(20),
                    below: .int(700))
                let inside = rows.filter {
                    $0[QueueTable.status] == .text(status) && (20..<700).contains($0[QueueTable.createdAt].int ?? 0)
                }
                let count = try await store.count(range, filter: [], limit: 10_000)
                try c.expect(count, inside.count, "an index, status \(status)")
                let filtered = try await store.count(range, filter: owned, limit: 10_000)
                try c.expect(filtered, inside.count { !$0[QueueTable.leaseOwner].isNull }, "filtered, status \(status)")
            }
            for limit in [1, 7, 2_299, 2_300, 2_301] {
                let count = try await store.count(all, filter: [], limit: limit)
                try c.expect(count, min(limit, rows.count), "up to \(limit)")
            }
            try c.expect(try await store.count(all, filter: owned, limit: 5), 5, "a filter, up to 5")
            try await c.expect(backend: .invalidArgument, "a limit of 0") {
                _ = try await store.count(all, filter: [], limit: 0)
            }
        },
        Check(
            "verbs.erase.range", .core, .generated, kills: ["M72", "M112", "M113"],
            contract:
                "erase removes rows of its primary-key range only, up to its limit, and repeated until zero leaves "
                + "none",
            why: "Purging one run must not touch its neighbour.",
            hint: "Bound the whole partition and the first sort column; count what was deleted."
        ) { c in
            let store = try await c.backend()
            var rows: [Row] = []
            for scope in ["r", "s", "s\u{1}", "sa", "t"] {
                for n in 0..<30 {
                    let content: [Column: Value] = [
                        StateTable.scope: .text(scope), StateTable.key: .text("k\(n + 10)"),
                        StateTable.updatedAt: .int(1), StateTable.expiresAt: .int(Int64(n)),
                    ]
                    rows.append(c.row(StateTable.table, content))
                }
            }
            try await c.insert(rows, into: store)
            func left() async throws -> [Row] {
                try await c.settle()
                return try await store.walk(c.range(StateTable.table, StateTable.byExpiry), page: 50)
            }
            func expected(_ gone: (Row) -> Bool) -> [Row] {
                rows.filter { !gone($0) }
                    .sorted { KeyOrder.isBefore($0, $1, [StateTable.expiresAt, StateTable.scope, StateTable.key]) }
            }
            let part = c.range(StateTable.table, nil, .text("s"), atLeast: .text("k15"), below: .text("k20"))
            try c.expect(try await store.erase(part, limit: 2) <= 2, true, "at most its limit")
            while try await store.erase(part, limit: 2) > 0 {}
            let isErased = { (row: Row) in
                row[StateTable.scope] == .text("s") && ("k15"..<"k20").contains(row.text(StateTable.key))
            }
            try c.expect(try await left(), expected(isErased), "a part of one scope, by the index")
            var erased = 0
            while case let count = try await store.erase(c.states, limit: 7), count > 0 {
                try c.expect(count <= 7, true, "at most its limit")
                erased += count
            }
            try c.expect(erased, 25, "what is reported adds up")
            try c.expect(try await left(), expected { $0[StateTable.scope] == .text("s") }, "the whole scope")
            try c.expect(try await store.walk(c.states), [], "the scope by primary key")
            try c.expect(await store.verdict(.insert(c.state("k10"))), .done, "its keys are free again")
            let index = c.range(StateTable.table, StateTable.byExpiry)
            try await c.expect(backend: .invalidArgument, "erasing by an index") {
                _ = try await store.erase(index, limit: 5)
            }
            try await c.expect(backend: .invalidArgument, "a limit of 0") {
                _ = try await store.erase(c.states, limit: 0)
            }
        },
    ]
}
