internal import HoldfastCore

extension Check {
    static let purgeChecks = [
        Check(
            "runs.purge.cutoff", .core, .time, kills: ["M25"],
            contract: "purge removes only terminal runs with completedAt < cutoff and returns the count",
            why: "A purge that takes a run at work takes somebody's order with it.",
            hint: "Go by the index of ends: what has not ended is not in it."
        ) { c in
            let store = try await c.store()
            for status in [RunStatus.completed, .failed, .cancelled] {
                try await end(c, store, RunID("old-\(status.rawValue)"), status)
            }
            try await active(c, store)
            c.time.move(by: .days(1))
            let cutoff = c.time.now
            try await end(c, store, "new", .completed)
            try await c.settle()
            try c.expect(try await store.runs.purge(endedBefore: cutoff, dryRun: true), 3, "a dry run")
            try c.expect(try await ids(c, store).count, 8, "runs after a dry run")
            try c.expect(try await store.runs.purge(endedBefore: cutoff, statuses: [.failed]), 1, "failed ones")
            try c.expect(try await store.runs.purge(endedBefore: cutoff, workflow: "other"), 0, "of another workflow")
            try c.expect(try await store.runs.purge(endedBefore: cutoff, workflow: "w"), 2, "the rest of them")
            let left = ["new", "paused", "pending", "running", "stalled"]
            try c.expect(try await ids(c, store), left, "what is left")
            try await c.expect(.invalidArgument, "a purge of what is active") {
                try await store.runs.purge(endedBefore: cutoff, statuses: [.running])
            }
        },
        Check(
            "runs.purge.batched", .core, .sequential, kills: ["M545"],
            contract: "purge of more rows than one batch removes all of them",
            why: "What is left by each purge adds up.",
            hint: "Go on until there is no next page."
        ) { c in
            let store = try await c.store()
            let rows = (0..<250).map { n in
                var row = c.row(RunTable.table, [RunTable.runID: .text("r\(n + 1_000)")])
                row[RunTable.format] = .int(1)
                row[RunTable.incarnation] = .text("life\(n)")
                row[RunTable.status] = .text("completed")
                row[RunTable.completedAt] = .int(Int64(n))
                return row
            }
            try await c.insert(rows, into: store.backend)
            try await c.settle()
            let cutoff = Timestamp(microseconds: 1_000)
            try c.expect(try await store.runs.purge(endedBefore: cutoff, limit: 7), 7, "a purge of at most 7")
            try await c.settle()
            try c.expect(try await ids(c, store).count, 243, "what is left of 250")
            try c.expect(try await store.runs.purge(endedBefore: cutoff), 243, "a purge of the rest")
            try c.expect(try await ids(c, store), [], "what is left then")
            try c.expect(try await c.dump(store.backend), [], "rows")
        },
        Check(
            "runs.purge.boundary", .core, .time, kills: ["M546"],
            contract: "a run exactly at the cutoff survives",
            why: "Two purges of ranges that meet must take each run once.",
            hint: "Half-open: before the cutoff."
        ) { c in
            let store = try await c.store()
            for id: RunID in ["a", "b", "c"] {
                try await end(c, store, id, .completed)
                c.time.move(by: .microseconds(1))
            }
            try await c.settle()
            let cutoff = try c.need(try await store.runs.get("b").completedAt, "the end of b")
            try c.expect(try await store.runs.purge(endedBefore: cutoff), 1, "runs that ended before b")
            try c.expect(try await ids(c, store), ["b", "c"], "what is left")
        },
        Check(
            "runs.purge.concurrent", .coordinated, .handles, kills: ["M547"],
            contract: "purge while runs complete never deletes a non-terminal run",
            why: "Somebody tries a failed run again in the very moment when it is cleared away.",
            hint: "Delete the run as it was seen, or not at all."
        ) { c in
            let other = try await c.store()
            try await end(c, other, "r", .failed)
            c.time.move(by: .days(1))
            let store = try await c.store { try await other.runs.retry("r") }
            try await c.settle()
            try c.expect(try await store.runs.purge(endedBefore: c.time.now), 0, "runs that were removed")
            try c.expect(try await other.runs.get("r").status, .pending, "the run that was tried again")
            for n in 0..<20 { try await end(c, other, RunID("e\(n)"), .completed) }
            let leases = try await held(c, other, 20)
            c.time.move(by: .seconds(1))
            let cutoff = c.time.now
            let removed = await c.race(4) { n -> Int in
                if n % 2 == 0 { return try await (n == 0 ? store : other).runs.purge(endedBefore: cutoff) }
                for lease in leases[(n / 2 * 10)..<(n / 2 * 10 + 10)] {
                    try await other.leases.complete(lease, output: nil)
                }
                return 0
            }
            let counted = try removed.map { try $0.get() }.reduce(0, +)
            try c.expect(counted <= 20, true, "whether no more were removed than had ended before")
            try await c.settle()
            let rest = try await store.runs.purge(endedBefore: cutoff)
            try c.expect(counted + rest, 20, "all runs that were removed")
            try c.expect(try await ids(c, store).count, 21, "those that ended later, and the one at work")
        },
    ]

    /// The ids of all runs, by bytes.
    static func ids(_ c: CheckContext, _ store: Store) async throws -> [String] {
        try await c.settle()
        return try await c.walk(store, RunQuery()).map(\.rawValue).sorted()
    }

    /// Runs in hand, each in a queue of this call.
    static func held(_ c: CheckContext, _ store: Store, _ count: Int) async throws -> [RunLease] {
        for n in 0..<count {
            var new = NewRun("w", id: RunID("held\(n + 10)"))
            new.queue = "held"
            try await store.runs.create(new)
        }
        try await c.settle()
        let claimed = try await store.leases.claim(
            routes: ["held"], limit: count, owner: "worker", duration: .hours(1))
        try c.expect(claimed.count, count, "runs in hand")
        return claimed.map(\.lease)
    }

    /// A run of its own queue that ends at once.
    @discardableResult
    static func end(
        _ c: CheckContext, _ store: Store, _ id: RunID, _ status: RunStatus, _ change: (inout NewRun) -> Void = { _ in }
    ) async throws -> RunRecord {
        var new = NewRun("w", id: id, input: Payload(text: "in"))
        new.queue = QueueName("of " + id.rawValue)
        change(&new)
        try await store.runs.create(new)
        try await c.settle()
        let claimed = try await store.leases.claim(routes: [new.queue.rawValue], limit: 1, owner: "worker")
        let lease = try c.need(claimed.first?.lease, "the claimed run")
        switch status {
        case .completed: try await store.leases.complete(lease, output: Payload(text: "out"))
        case .failed: try await store.leases.fail(lease, Failure(code: "c", message: "m"))
        default: try await store.leases.cancel(lease)
        }
        return try await store.runs.get(id)
    }

    /// A run of each status that is not terminal, but for waiting.
    private static func active(_ c: CheckContext, _ store: Store) async throws {
        _ = try await c.running(store, "running", for: .days(9))
        for id: RunID in ["paused", "stalled", "pending"] { try await store.runs.create(NewRun("w", id: id)) }
        try await store.runs.pause("paused")
        try await store.runs.update("stalled", revision: 1, RunPatch(.stalled))
    }
}
