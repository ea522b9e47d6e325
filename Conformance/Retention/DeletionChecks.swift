internal import HoldfastCore

extension Check {
    static let deletionChecks = [
        Check(
            "purges.marker.first", .coordinated, .faults, kills: ["M540"],
            contract: "one commit deletes the run row and inserts the marker naming the incarnation: both or neither",
            why: "Rows of a run that nobody remembers stay for ever.",
            hint: "The marker's insert stands first in the batch that deletes the run."
        ) { c in
            let whole = try await c.store()
            let line = FaultyBackend(try await c.backend())
            let store = c.store(line)
            for (n, fault) in [FaultyBackend.Fault.unavailable, .dropRequest, .dropReply].enumerated() {
                let id = RunID("r\(n)")
                let life = try await ended(c, whole, id)
                line.plan { verb, _ in verb == .erase ? .unavailable : verb == .commit ? fault : nil }
                _ = try? await store.runs.delete(id)
                line.plan { _, _ in nil }
                let isThere = try await whole.runs.getMany([id])[0] != nil
                let marker = try await whole.backend.row(c.key(PurgeTable.table, .text(life.rawValue)))
                try c.expect(marker == nil, isThere, "whether the run is there, and its marker not, after \(fault)")
                // A store may have lost the request each time it was sent.
                if !isThere { try c.expect(marker?[PurgeTable.runID].text, id.rawValue, "whom the marker names") }
            }
            try await cutOff(c, store, line, "r9")
            try c.expect(try await whole.runs.sweepPurges() > 0, true, "whether a sweep finds what was cut off")
        },
        Check(
            "purges.hidden", .coordinated, .handles, kills: ["M95"],
            contract:
                "between that commit and the end no read, list, count, filter or look-up shows anything of the run",
            why: "Half a run in a list is a ghost that no call can touch.",
            hint: "The run's row and its tags go first, all else is found through them."
        ) { c in
            let other = try await c.store()
            let line = FaultyBackend(try await c.backend())
            let store = c.store(line)
            try await cutOff(c, store, line, "r")
            try await c.settle()
            try await c.expect(.notFound, "the run") { _ = try await other.runs.get("r") }
            try await c.expect(.notFound, "its steps") { _ = try await other.steps.list("r") }
            try await c.expect(.notFound, "its step") { _ = try await other.steps.get("r", step: "s") }
            try await c.expect(.notFound, "its id by the beginning") { _ = try await other.runs.resolve(prefix: "r") }
            try await c.expect(.notFound, "what it took") { _ = try await other.runs.totals("r") }
            try c.expect(try await other.runs.count().value, 0, "the count")
            try c.expect(try await other.runs.counts(by: .workflow), [:], "the count by workflow")
            var query = RunQuery()
            try c.expect(try await other.runs.list(query).items.map(\.id), [], "the list")
            query.filter.tags = ["a": "1"]
            try c.expect(try await other.runs.list(query).items.map(\.id), [], "the list by tag")
            try c.expect(try await other.runs.delete("r"), false, "deleting it again")
        },
        Check(
            "purges.recreate", .coordinated, .sequential, kills: ["M88"],
            contract: "a run made with the same id meanwhile has another incarnation; the purge never touches its rows",
            why: "An order number is used again at once.",
            hint: "All rows are keyed by the life, and the marker names the life."
        ) { c in
            let line = FaultyBackend(try await c.backend())
            let store = c.store(line)
            let old = try await cutOff(c, store, line, "r")
            let new = try await ended(c, store, "r")
            try c.expect(new == old, false, "whether the lives share a name")
            let before = try await store.runs.get("r")
            while try await store.runs.sweepPurges() > 0 {}
            try c.expect(try await store.runs.get("r"), before, "the new run")
            try c.expect(try await store.steps.output("r", step: "s"), Payload(text: "o"), "its step")
            try c.expect(try await store.state(of: new).get("k")?.content, Payload(text: "v"), "its state")
            var query = RunQuery()
            query.filter.tags = ["a": "1"]
            try await c.settle()
            try c.expect(try await store.runs.list(query).items.map(\.id), ["r"], "the run by its tag")
            try c.expect(try await remains(c, store, old), [], "tables that still hold the old life")
        },
        Check(
            "purges.late-writer", .coordinated, .handles, kills: ["M542"],
            contract: "a write by the owner of a deleted run is .fenced and leaves no row behind",
            why: "A worker learns of a deletion by its next write; what that leaves nobody would ever find.",
            hint: "Every write of an owner tests the run's row."
        ) { c in
            let store = try await c.store()
            let other = try await c.store()
            let lease = try await c.running(store, "r")
            try await other.runs.delete("r", force: true)
            let state = store.state(of: lease.incarnation)
            let writes: [(String, () async throws -> Void)] = [
                ("a step", { _ = try await store.steps.commit(StepRecord(key: "s", position: 1), lease: lease) }),
                ("state", { try await state.set("k", Payload(text: "v"), lease: lease) }),
                ("an output", { try await store.leases.complete(lease, output: Payload(text: "o")) }),
                ("an error", { try await store.leases.fail(lease, Failure(code: "c", message: "m")) }),
                ("a pause", { try await store.leases.pause(lease) }),
            ]
            for (name, write) in writes { try await c.expect(.fenced, name, from: write) }
            try c.expect(try await remains(c, store, lease.incarnation), [], "tables that hold something of the run")
        },
        Check(
            "purges.concurrent", .coordinated, .concurrent, kills: ["M543"],
            contract: "N sweeps at once end each marker once; the counts add up to the runs removed",
            why: "Every worker sweeps; a count that is too high hides what is left.",
            hint: "Whose commit deletes the marker counts it."
        ) { c in
            let line = FaultyBackend(try await c.backend())
            let store = c.store(line)
            for n in 0..<12 { try await cutOff(c, store, line, RunID("r\(n)")) }
            let stores = [try await c.store(), try await c.store()]
            let counts = await c.race(4) { n in try await stores[n % 2].runs.sweepPurges() }
            try c.expect(try counts.map { try $0.get() }.reduce(0, +), 12, "deletions that the sweeps finished")
            try c.expect(try await store.runs.sweepPurges(), 0, "what is left")
            try c.expect(try await c.dump(store.backend), [], "rows")
        },
        Check(
            "purges.bounded", .coordinated, .sequential, kills: ["M544"],
            contract: "a run with 2,500 child rows is purged in batches within the declared limits",
            why: "One huge transaction stops all others until it is done, or is refused for ever.",
            hint: "Erase a bounded number of rows a call, until none is left."
        ) { c in
            let line = FaultyBackend(try await c.backend())
            let store = c.store(line)
            let life = try await ended(c, store, "r")
            let scope = Value.text("run/" + life.rawValue)
            let rows = (0..<2_500).map { n in
                var row = c.state("k\(n + 10_000)")
                row[StateTable.scope] = scope
                return row
            }
            try await c.insert(rows, into: store.backend)
            let before = line.count(of: .erase)
            try c.expect(try await store.runs.delete("r"), true, "deleting")
            try c.expect(line.count(of: .erase) - before >= 3, true, "whether more than two batches were needed")
            try c.expect(try await remains(c, store, life), [], "tables that still hold something of the run")
        },
    ]

    static let deletionFaultChecks = [
        Check(
            "purges.resume", .durable, .faults, usesFaults: [.dropBefore], kills: ["M94"],
            contract: "a purge cut off between any two commits is finished by the next sweep, through any handle",
            why: "Programs are stopped while they clear up, too.",
            hint: "Each batch may be done again; the marker is what remembers."
        ) { c in
            let other = try await c.store()
            try await eachCut(c) { turn, life, fault in
                let id = RunID("r\(turn)")
                if try await other.runs.getMany([id])[0] != nil { _ = try await other.runs.delete(id) }
                while try await other.runs.sweepPurges() > 0 {}
                try c.expect(
                    try await remains(c, other, life), [], "tables that still hold the run after \(fault) and a sweep")
            }
        },
        Check(
            "purges.marker.last", .durable, .faults, usesFaults: [.dropBefore], kills: ["M94"],
            contract: "the marker goes only when no row of the incarnation is left",
            why: "Without the marker nobody comes back for the rest.",
            hint: "Delete it after every table was found empty."
        ) { c in
            let other = try await c.store()
            try await eachCut(c) { turn, life, fault in
                let tables = try await remains(c, other, life)
                if try await other.runs.getMany([RunID("r\(turn)")])[0] == nil, !tables.isEmpty {
                    try c.expect(tables.contains(PurgeTable.table.name), true, "whether the marker is there, \(fault)")
                }
            }
        },
    ]

    /// Deletes runs, each with its deletion cut off one write later.
    private static func eachCut(
        _ c: CheckContext, look: (Int, Incarnation, String) async throws -> Void
    ) async throws {
        let store = try await c.store()
        var lives: [Incarnation] = []
        try await c.sweep(.dropBefore, writesOnly: true, lasts: true) { turn in
            lives.append(try await ended(c, store, RunID("r\(turn)")))
        } call: { turn in
            try? await store.runs.delete(RunID("r\(turn)"))
        } look: { turn, _, fault in
            try await look(turn, lives[turn - 1], fault)
        }
    }

    /// A run that has ended, whose deletion is cut off after its first commit.
    @discardableResult
    private static func cutOff(
        _ c: CheckContext, _ store: Store, _ line: FaultyBackend, _ id: RunID
    ) async throws -> Incarnation {
        let life = try await ended(c, store, id)
        line.plan { verb, _ in verb == .erase ? .unavailable : nil }
        try c.expect(try await store.runs.delete(id), true, "deleting \(id)")
        line.plan { _, _ in nil }
        return life
    }
}
