internal import HoldfastCore
internal import Synchronization

extension Check {
    static let statisticsRaceChecks = [
        Check(
            "stats.concurrent", .complete, .handles, kills: ["M479"],
            contract:
                "no count is ever negative; each status count was true at some instant of the call (sums may straddle "
                + "a transition)",
            why: "A dashboard is looked at while everything moves.",
            hint: "One read for each status, each of them whole."
        ) { c in
            let stores = [try await c.store(), try await c.store()]
            let ids = (0..<12).map { RunID("r\($0)") }
            for id in ids { try await stores[0].runs.create(NewRun("w", id: id)) }
            try await c.settle()
            let progress = Mutex((begun: 0, done: 0))
            let results = await c.race(4) { n -> [String] in
                guard n > 0 else { return try await watch(c, stores[1], ids.count) { progress.withLock { $0 } } }
                for _ in 0..<4 {
                    let claimed = try await stores[0].leases.claim(
                        routes: ["default"], limit: 1, owner: WorkerID("w\(n)"))
                    guard let lease = claimed.first?.lease else { continue }
                    progress.withLock { $0.begun += 1 }
                    try await stores[0].leases.complete(lease, output: nil)
                    progress.withLock { $0.done += 1 }
                }
                return []
            }
            for result in results { try c.expect(try result.get(), [], "counts that were never true") }
            try await stores[0].runs.create(NewRun("w", id: "last"))
            try await stores[0].runs.cancel("last")
            try await c.settle()
            let completed = progress.withLock { $0.done }
            let counts = try await stores[1].statistics.read().runs
            try c.expect(
                [counts[.completed], counts[.cancelled]], [completed, 1], "completed and cancelled at the end")
        },
        Check(
            "stats.stale", .complete, .time, kills: ["M483"],
            contract:
                "stale running work is listed once its lease ended so long ago, and fails only when asked to, for good",
            why: "Work that nobody does any more must be found, and must not fail while somebody may still do it.",
            hint: "A worker that lives moves the end of its lease; test that in the commit."
        ) { c in
            let store = try await c.store()
            _ = try await c.running(store, "fresh", for: .hours(24))
            let lease = try await c.running(store, "stale", for: .seconds(60))
            try await store.runs.create(NewRun("w", id: "pending"))
            func stale() async throws -> [RunID] {
                try await c.settle()
                return try await store.statistics.staleRuns().items.map(\.id)
            }
            c.time.move(by: .hours(24) + .seconds(60) - .microseconds(1))
            try c.expect(try await stale(), [], "a microsecond before")
            try await c.expect(.runActive, "failing it then") { try await store.statistics.failStale("stale") }
            c.time.move(by: .microseconds(1))
            try c.expect(try await stale(), ["stale"], "24 hours after the end of its lease")
            for id: RunID in ["fresh", "pending"] {
                try await c.expect(.runActive, "failing \(id)") { try await store.statistics.failStale(id) }
            }
            try await c.expect(.notFound, "failing an unknown run") { try await store.statistics.failStale("x") }
            let failed = try await store.statistics.failStale("stale")
            let stored = try await store.runs.get("stale")
            try c.expect([failed.status, stored.status], [.failed, .failed], "its status")
            try c.expect(stored.failure?.code, "stale", "why")
            try c.expect(stored.completedAt, c.time.now, "its end")
            try c.expect(try await stale(), [], "once it has failed")
            try await c.expect(.fenced, "a late write of its owner") {
                try await store.leases.complete(lease, output: nil)
            }
            try await c.settle()
            let recent = try await store.statistics.failedRuns().items.map(\.id)
            try c.expect(recent, ["stale"], "the failed runs")
        },
        Check(
            "tenant.stats", .coordinated, .sequential, kills: ["M482"],
            contract: "stats and depth count one tenant only",
            why: "One customer's load is another's secret.",
            hint: "The namespace is the first column of every index that is counted."
        ) { c in
            let a = try await c.store()
            let b = a.inNamespace(Namespace("\(c.place.id)-b"))
            let lease = try await c.running(b, "r")
            try await b.leases.fail(lease, Failure(code: "c", message: "m"))
            for id: RunID in ["p", "q"] { try await b.runs.create(NewRun("w", id: id)) }
            try await a.runs.create(NewRun("w", id: "r"))
            try await c.settle()
            let (mine, other) = (try await a.statistics.read(), try await b.statistics.read())
            try c.expect([mine.total, mine.runs[.pending], mine.createdInWindow], [1, 1, 1], "A's runs")
            try c.expect([other.total, other.runs[.pending], other.runs[.failed]], [3, 2, 1], "B's runs")
            try c.expect(try await a.statistics.failedRuns().items.map(\.id), [], "A's failed runs")
            try c.expect(try await b.statistics.failedRuns().items.map(\.id), ["r"], "B's failed runs")
        },
    ]

    /// Reads the count of completed runs again and again; says which were not true at any moment of their call.
    private static func watch(
        _ c: CheckContext, _ store: Store, _ total: Int, _ progress: () -> (begun: Int, done: Int)
    ) async throws -> [String] {
        var wrong: [String] = []
        for _ in 0..<6 {
            let least = progress().done
            try await c.settle()
            let counts = try await store.statistics.read().runs
            let most = progress().begun
            let completed = counts[.completed] ?? -1
            if !(least...max(least, most) ~= completed) {
                wrong.append("\(completed) completed, not \(least) to \(most)")
            }
            for (status, count) in counts where !(0...total ~= count) { wrong.append("\(count) \(status)") }
        }
        return wrong
    }
}
