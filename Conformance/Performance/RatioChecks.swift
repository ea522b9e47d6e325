internal import HoldfastCore

extension Check {
    static let ratioChecks = [
        Check(
            "perf.deep-page", .complete, .ratio, kills: ["M63"],
            contract: "page 100 <= 3x page 1 (keyset, not OFFSET)",
            why: "A walk over a long list by offset reads the beginning again for every page.",
            hint: "Seek past the cursor's key."
        ) { c in
            let store = try await c.backend()
            // Long enough pages that reading them outweighs the call.
            try await c.insert((0..<3_030).map { c.state("k\($0 + 10_000)") }, into: store)
            var scan = Scan(c.states, limit: 30)
            var hundredth = scan
            for _ in 1..<100 {
                scan.after = try await store.scan(scan).next
                guard scan.after != nil else { break }
            }
            hundredth.after = scan.after
            scan.after = nil
            let (first, deep) = (scan, hundredth)
            try await compare(
                c, "page 100 of a scan", with: "page 1", atMost: 3, { _ = try await store.scan(deep) },
                { _ = try await store.scan(first) })
        },
        Check(
            "perf.get-flat", .complete, .ratio,
            contract: "get at 10,000 rows <= 3x get at 100 rows",
            why: "A store that was fast in the test is slow in its second year.",
            hint: "Read by key through an index."
        ) { c in
            let store = try await c.backend()
            let (few, many) = ("\(c.place.id)-few", "\(c.place.id)-many")
            try await grow(c, store, few, to: 100)
            try await grow(c, store, many, to: 10_000)
            func get(_ scope: String) -> Key { c.key(StateTable.table, .text(scope), .text("k10050")) }
            try await compare(
                c, "a get among 10,000", with: "one among 100", atMost: 3, { _ = try await store.row(get(many)) },
                { _ = try await store.row(get(few)) })
        },
        Check(
            "perf.list-flat", .complete, .ratio,
            contract: "first page at 10,000 rows <= 5x at 100 rows (no full scan)",
            why: "A list that reads all to show the first twenty grows with the store.",
            hint: "Read the index in its order, and stop at the limit."
        ) { c in
            let store = try await c.backend()
            let (few, many) = ("\(c.place.id)-few", "\(c.place.id)-many")
            try await grow(c, store, few, to: 100)
            try await grow(c, store, many, to: 10_000)
            try await c.settle()
            func page(_ scope: String) -> Scan {
                var scan = Scan(c.range(StateTable.table, StateTable.byUpdate, .text(scope)), limit: 20)
                scan.descending = true
                return scan
            }
            try await compare(
                c, "a first page of 10,000", with: "one of 100", atMost: 5, { _ = try await store.scan(page(many)) },
                { _ = try await store.scan(page(few)) })
        },
        Check(
            "perf.claim-flat", .complete, .ratio,
            contract: "take with 10,000 finished rows behind it <= 3x an empty queue",
            why: "A queue that walks over what it has done before slows down with every message.",
            hint: "What is finished has no time at which it is ready, and so stands in no index of readiness."
        ) { c in
            let store = try await c.backend()
            func take(_ bucket: Int64) async throws {
                _ = try await store.take(c.lease([c.ready(at: 50, bucket: bucket)], limit: 10, until: 99))
            }
            try await c.insert((0..<10_000).map { c.message("m\($0)", readyAt: nil) }, into: store)
            try await c.settle()
            try await compare(
                c, "a take behind 10,000 finished rows", with: "one from an empty queue", atMost: 3,
                { try await take(0) }, { try await take(1) })
        },
        Check(
            "perf.append-flat", .complete, .ratio,
            contract: "append at event 10,000 <= 3x event 10",
            why: "A run that has done much must not go slower for it.",
            hint: "Find the end of the log by its key, from behind."
        ) { c in
            let store = try await c.store()
            var leases: [RunLease] = []
            for (id, count) in [("few", 10), ("many", 10_000)] {
                let lease = try await c.running(store, RunID(id))
                for start in stride(from: 0, to: count, by: 40) {
                    let events = Array(repeating: NewEvent(EventKind("k")), count: min(40, count - start))
                    try await store.events.append(events, lease: lease)
                }
                leases.append(lease)
            }
            let (few, many) = (leases[0], leases[1])
            try await compare(
                c, "an append at event 10,000", with: "one at event 10", atMost: 3,
                { try await store.events.append([NewEvent(EventKind("k"))], lease: many) },
                { try await store.events.append([NewEvent(EventKind("k"))], lease: few) })
        },
    ]

    /// State rows of one scope, each with a time of its own.
    private static func grow(
        _ c: CheckContext, _ store: any StoreBackend, _ scope: String, to count: Int
    ) async throws {
        let rows = (0..<count).map { n in
            c.row(
                StateTable.table,
                [
                    StateTable.scope: .text(scope), StateTable.key: .text("k\(n + 10_000)"),
                    StateTable.updatedAt: .int(Int64(n)),
                ])
        }
        try await c.insert(rows, into: store)
    }

    private static func time(_ call: () async throws -> Void) async throws -> Duration {
        let begin = ContinuousClock.now
        try await call()
        return begin.duration(to: .now)
    }

    /// The median of many calls, since one that was interrupted says nothing.
    private static func median(_ times: [Duration]) -> Duration { times.sorted()[times.count / 2] }

    private static func compare(
        _ c: CheckContext, _ subject: String, with other: String, atMost factor: Double,
        _ call: () async throws -> Void, _ base: () async throws -> Void
    ) async throws {
        var times: [Duration] = []
        var bases: [Duration] = []
        // In turn, so that both meet the same other work on the machine.
        for round in 0..<50 {
            let (time, base) = (try await time(call), try await time(base))
            // The first calls make what later ones reuse.
            guard round >= 5 else { continue }
            times.append(time)
            bases.append(base)
        }
        try judge(c, subject, other, factor, median(times), median(bases))
    }

    private static func judge(
        _ c: CheckContext, _ subject: String, _ other: String, _ factor: Double, _ time: Duration, _ base: Duration
    ) throws {
        guard time / base > factor else { return }
        throw c.violation(
            subject, expected: "at most \(factor) times \(base), the time of \(other)", actual: "\(time)")
    }
}
