internal import HoldfastCore

extension Check {
    static let statisticsChecks = [
        Check(
            "stats.zero", .complete, .sequential, kills: ["M476"],
            contract: "an empty namespace has zero for every status",
            why: "A chart of a new deployment must show zeros and no gaps.",
            hint: "Every status is there, whether it has runs or not."
        ) { c in
            let store = try await c.store()
            let statistics = try await store.statistics.read()
            try c.expect(statistics, StoreStatistics(window: .hours(24), at: c.time.now), "the statistics of nothing")
            try c.expect(Set(statistics.runs.keys), Set(RunStatus.allCases), "the statuses that are counted")
            try c.expect(
                [statistics.total, statistics.runs.count], [0, RunStatus.allCases.count], "total and statuses")
            try c.expect(try await store.statistics.failedRuns().items.count, 0, "failed runs")
            try c.expect(try await store.statistics.staleRuns().items.count, 0, "stale runs")
            try await c.expect(.invalidArgument, "a negative window") {
                _ = try await store.statistics.read(window: .seconds(-1))
            }
        },
        Check(
            "stats.matches", .complete, .generated, kills: ["M54", "M477"],
            contract: "in a quiet namespace counts per status equal a full walk, after every random history",
            why: "Statistics that differ from the list are believed by nobody.",
            hint: "Count the rows; keep no counter beside them."
        ) { c in
            let store = try await c.store()
            var random = SeededRandom(seed: c.seed)
            for round in 0..<6 {
                for number in 0..<4 {
                    let id = RunID("r\(round)-\(number)")
                    var new = NewRun("w", id: id)
                    if random.once(in: 2) { new.parent = "parent" }
                    try await store.runs.create(new)
                    try await move(c, store, id, &random)
                    c.time.move(by: .minutes(random.number(below: 120)))
                }
                try await c.settle()
                var query = RunQuery()
                query.limit = 1_000
                let runs = try await store.runs.list(query).items
                let window = Duration.hours(1 + random.number(below: 12))
                let start = c.time.now.advanced(by: .zero - window)
                var expected = StoreStatistics(window: window, at: c.time.now)
                for run in runs {
                    expected.runs[run.status, default: 0] += 1
                    if run.parent != nil { expected.background[run.status, default: 0] += 1 }
                    if run.createdAt >= start { expected.createdInWindow += 1 }
                }
                let durations = runs.compactMap { run -> Duration? in
                    guard run.status == .completed, let began = run.startedAt, let ended = run.completedAt,
                        ended >= start
                    else { return nil }
                    return began.duration(to: ended)
                }
                expected.completedInWindow = durations.count
                expected.meanDuration = durations.isEmpty ? nil : durations.reduce(.zero, +) / durations.count
                let actual = try await store.statistics.read(window: window)
                try c.expect(actual, expected, "the statistics after round \(round)")
                try c.expect(actual.total, runs.count, "their total")
            }
        },
        Check(
            "stats.transition", .complete, .sequential, kills: ["M478"],
            contract: "a transition moves one count, never both or neither",
            why: "A run that is counted twice hides one that is lost.",
            hint: "One index over status, read by one count for each."
        ) { c in
            let store = try await c.store()
            for id: RunID in ["a", "b", "c"] { try await store.runs.create(NewRun("w", id: id)) }
            func expect(_ counts: [RunStatus: Int], _ subject: String) async throws {
                try await c.settle()
                let found = try await store.statistics.read().runs.filter { $0.value != 0 }
                try c.expect(found, counts, subject)
            }
            try await expect([.pending: 3], "three new runs")
            let first = try await store.leases.claim(routes: ["default"], limit: 1, owner: "w")
            try await expect([.pending: 2, .running: 1], "one is claimed")
            try await store.leases.park(first[0].lease, until: nil)
            try await expect([.pending: 2, .waiting: 1], "it waits")
            let second = try await store.leases.claim(routes: ["default"], limit: 1, owner: "w")
            try await store.leases.complete(second[0].lease, output: nil)
            try await expect([.pending: 1, .waiting: 1, .completed: 1], "the next is completed")
            let third = try await store.leases.claim(routes: ["default"], limit: 1, owner: "w")
            try await store.leases.fail(third[0].lease, Failure(code: "c", message: "m"))
            try await expect([.waiting: 1, .completed: 1, .failed: 1], "the last fails")
            try await store.runs.cancel(first[0].run.id)
            try await expect([.cancelled: 1, .completed: 1, .failed: 1], "the first is cancelled")
        },
        Check(
            "stats.delete", .complete, .sequential, kills: ["M54"],
            contract: "deletes and purges are reflected",
            why: "What was deleted is not there.",
            hint: "Count the rows; keep no counter beside them."
        ) { c in
            let store = try await c.store()
            for number in 0..<5 {
                let lease = try await c.running(store, RunID("r\(number)"))
                if number > 0 { try await store.leases.complete(lease, output: nil) }
            }
            try await c.settle()
            try c.expect(try await store.statistics.read().runs[.completed], 4, "completed before")
            try await store.runs.delete("r1")
            try await store.runs.delete("r0", force: true)
            try await c.settle()
            let after = try await store.statistics.read()
            try c.expect([after.runs[.completed], after.runs[.running]], [3, 0], "completed and running after")
            try c.expect([after.total, after.createdInWindow, after.completedInWindow], [3, 3, 3], "all after")
            for number in 2..<5 { try await store.runs.delete(RunID("r\(number)")) }
            try await c.settle()
            let nothing = StoreStatistics(window: .hours(24), at: c.time.now)
            try c.expect(try await store.statistics.read(), nothing, "when all are gone")
        },
        Check(
            "stats.failures", .complete, .time, kills: ["M480"],
            contract: "recent-failure listing is exact at the window edges",
            why: "Who looks at the last day must see what failed in its first microsecond.",
            hint: "From now - window on, inclusive, by the time of the end."
        ) { c in
            let store = try await c.store()
            let start = c.time.now
            for number in 0..<5 {
                let lease = try await c.running(store, RunID("r\(number)"))
                c.time.move(by: .seconds(1))
                try await store.leases.fail(lease, Failure(code: "c", message: "m"))
            }
            let other = try await c.running(store, "completed")
            try await store.leases.complete(other, output: nil)
            try await c.settle()
            func failed(_ window: Duration) async throws -> [RunID] {
                try await store.statistics.failedRuns(window: window).items.map(\.id)
            }
            try c.expect(try await failed(.hours(24)), ["r4", "r3", "r2", "r1", "r0"], "all, newest first")
            try c.expect(try await failed(.seconds(3)), ["r4", "r3", "r2", "r1"], "from r1's very end on")
            try c.expect(try await failed(.seconds(3) - .microseconds(1)), ["r4", "r3", "r2"], "a microsecond less")
            try c.expect(try await failed(.zero), ["r4"], "now")
            c.time.move(by: c.time.now.duration(to: start.advanced(by: .seconds(1) + .hours(24))))
            try c.expect(try await failed(.hours(24)).last, "r0", "24 hours after r0's end")
            c.time.move(by: .microseconds(1))
            var ids: [RunID] = []
            var cursor: String?
            repeat {
                let page = try await store.statistics.failedRuns(limit: 3, cursor: cursor)
                ids += page.items.map(\.id)
                cursor = page.next
            } while cursor != nil && ids.count < 9
            try c.expect(ids, ["r4", "r3", "r2", "r1"], "a microsecond later, page by page")
        },
        Check(
            "stats.durations", .complete, .sequential, kills: ["M481"],
            contract: "durations use completedAt-startedAt; nil-safe",
            why: "Time in the queue is no time of work.",
            hint: "From the first claim to the end; what has not both has no duration."
        ) { c in
            let store = try await c.store()
            try c.expect(try await store.statistics.read().meanDuration, nil, "the mean of nothing")
            for (number, seconds) in [3, 4, 11].enumerated() {
                let id = RunID("r\(number)")
                try await store.runs.create(NewRun("w", id: id))
                c.time.move(by: .seconds(100))
                let lease = try await c.claim(store, id)
                c.time.move(by: .seconds(seconds))
                try await store.leases.complete(lease, output: nil)
            }
            // These have no duration, or none of a success.
            try await store.runs.create(NewRun("w", id: "never"))
            try await store.runs.cancel("never")
            let lease = try await c.running(store, "failed")
            c.time.move(by: .seconds(1_000))
            try await store.leases.fail(lease, Failure(code: "c", message: "m"))
            try await c.settle()
            let statistics = try await store.statistics.read()
            try c.expect(statistics.meanDuration, .seconds(6), "the mean of 3, 4 and 11 seconds")
            try c.expect(statistics.completedInWindow, 3, "how many were completed")
        },
    ]

    /// Brings a new run to some status.
    private static func move(
        _ c: CheckContext, _ store: Store, _ id: RunID, _ random: inout SeededRandom
    ) async throws {
        let way = random.number(below: 9)
        switch way {
        case 0: return
        case 1:
            try await store.runs.cancel(id)
            return
        case 2:
            try await store.runs.update(id, revision: 1, RunPatch(.paused))
            return
        case 3:
            try await store.runs.delete(id, force: true)
            return
        default: break
        }
        try await c.settle()
        // Those before may be due again: any of them will do.
        guard let lease = try await store.leases.claim(routes: ["default"], limit: 1, owner: "w").first?.lease else {
            return
        }
        c.time.move(by: .seconds(random.number(below: 50)))
        switch way {
        case 4: try await store.leases.park(lease, until: nil)
        case 5: try await store.leases.fail(lease, Failure(code: "c", message: "m"))
        case 6: try await store.leases.stall(lease, reason: "why")
        case 7: return
        default: try await store.leases.complete(lease, output: nil)
        }
    }
}
