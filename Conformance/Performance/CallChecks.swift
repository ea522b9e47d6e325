internal import HoldfastCore

extension Check {
    static let callChecks = [
        Check(
            "perf.calls-bounded", .coordinated, .sequential, kills: ["M89"],
            contract:
                "hard limit: a list page costs 2 backend calls plus one per short page, a live step 1, a claim of n "
                + "runs 2+n",
            why: "Over a network each call is a millisecond; a call for each row makes a list take a second.",
            hint: "Read what belongs to a page in one call."
        ) { c in
            let line = FaultyBackend(try await c.backend())
            let store = c.store(line)
            for n in 0..<40 {
                var new = NewRun("w", id: RunID("r\(n + 10)"), input: Payload(text: "in"))
                new.tags = ["t": "1"]
                new.context = Payload(text: "ctx")
                try await store.runs.create(new)
            }
            try await c.settle()
            try await lists(c, line)
            try await work(c, line)
        },
        Check(
            "perf.pool", .coordinated, .ratio,
            contract: "64 concurrent callers of one handle all finish, none deadlocks",
            why: "A pool whose callers wait for each other stops the whole program.",
            hint: "A call holds one connection at a time, and waits for none while it holds one."
        ) { c in
            let store = try await c.backend()
            try await c.insert((0..<64).map { c.message("m\($0 + 100)", readyAt: 0) }, into: store)
            try await c.settle()
            let failures = await c.atOnce(64) { n -> [String] in
                do {
                    for round in 0..<4 {
                        let row = c.state("k\(n)-\(round)")
                        guard await store.verdict(.insert(row)) == .done else { return ["an insert was refused"] }
                        guard try await store.row(row.key) == row else { return ["a row is not what was written"] }
                        _ = try await store.scan(Scan(c.states, limit: 10))
                        _ = try await store.take(c.lease([c.ready(at: 1)], limit: 1, until: 9))
                        _ = try await store.count(c.states, filter: [], limit: 50)
                        _ = await store.commitEach([WriteBatch([.check(row.key)]), WriteBatch([.delete(row.key)])])
                    }
                    return []
                } catch { return ["\(error)"] }
            }
            try c.expect(failures.flatMap(\.self), [], "what failed")
            try c.expect(try await store.count(c.states, filter: [], limit: 1_000), 0, "rows at the end")
        },
    ]

    /// Counts the calls of the body, but for those after a short page.
    private static func calls(_ line: FaultyBackend, _ body: () async throws -> Void) async throws -> Int {
        let before = line.calls - line.shortPages
        try await body()
        return line.calls - line.shortPages - before
    }

    private static func atMost(_ c: CheckContext, _ most: Int, _ subject: String, _ calls: Int) throws {
        guard calls > most else { return }
        throw c.violation("calls of \(subject)", expected: "at most \(most)", actual: "\(calls)")
    }

    private static func lists(_ c: CheckContext, _ line: FaultyBackend) async throws {
        let store = c.store(line)
        for limit in [1, 7, 25, 100] {
            var query = RunQuery()
            query.limit = limit
            query.payloads = true
            let whole = query
            try atMost(c, 2, "a page of \(limit) runs", try await calls(line) { _ = try await store.runs.list(whole) })
            query.payloads = false
            query.filter.tags = ["t": "1"]
            let tagged = query
            try atMost(
                c, 2, "a page of \(limit) runs by tag", try await calls(line) { _ = try await store.runs.list(tagged) })
        }
        try atMost(c, 1, "a count", try await calls(line) { _ = try await store.runs.count() })
        try atMost(c, 2, "a get with payloads", try await calls(line) { _ = try await store.runs.get("r10") })
        let ids = (10..<50).map { RunID("r\($0)") }
        try atMost(c, 2, "40 gets at once", try await calls(line) { _ = try await store.runs.getMany(ids) })
    }

    private static func work(_ c: CheckContext, _ line: FaultyBackend) async throws {
        let store = c.store(line)
        var leases: [RunLease] = []
        for count in [1, 5, 20] {
            let spent = try await calls(line) {
                leases = try await store.leases.claim(routes: ["default"], limit: count, owner: "w").map(\.lease)
            }
            try c.expect(leases.count, count, "runs claimed")
            try atMost(c, 2 + count, "a claim of \(count) runs", spent)
        }
        var lease = try c.need(leases.first, "a lease")
        for n in 1...5 {
            let step = StepRecord(key: "s\(n)", position: n, output: Payload(text: "out"))
            try atMost(c, 1, "step \(n)", try await calls(line) { lease = try await c.commit(store, step, lease) })
        }
        let (held, all) = (lease, leases)
        try atMost(c, 1, "20 renewals", try await calls(line) { _ = await store.leases.renew(all) })
        try atMost(c, 1, "a memo", try await calls(line) { _ = try await store.steps.memo(held) })
        try await c.settle()
        try atMost(
            c, 2, "a page of steps", try await calls(line) { _ = try await store.steps.list(held.runID) })
        try atMost(c, 1, "an end", try await calls(line) { try await store.leases.complete(held, output: nil) })
    }
}
