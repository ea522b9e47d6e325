internal import HoldfastCore

extension Check {
    static let interruptionChecks = [
        Check(
            "boot.cancel.mid", .coordinated, .faults, kills: ["M217"],
            contract: "cancelling a write in flight leaves either the whole effect or none",
            why: "Workers are cancelled at every shutdown, in the middle of whatever they do.",
            hint: "Once a commit is sent, wait for its answer; never stop between its rows."
        ) { c in
            let script = try await VerbScript(c)
            var random = SeededRandom(seed: c.seed)
            if c.place.faults.kinds.contains(.delay) { c.place.faults.plan(.delay, at: 1...) }
            for step in 0..<8 * VerbScript.verbs.count {
                try await script.prepare(step...step)
                try await c.settle()
                let turns = random.number(below: 30)
                let answer = await withTaskGroup(of: VerbScript.Answer.self) { group in
                    group.addTask { await script.attempt(step) }
                    for _ in 0..<turns { await Task.yield() }
                    group.cancelAll()
                    return await group.reduce(VerbScript.Answer()) { $0 + $1 }
                }
                try await c.expect(script, step, answer, "a cancellation")
            }
            c.place.faults.plan(nil)
        },
        Check(
            "runs.delete.interrupted", .durable, .faults, usesFaults: [.dropBefore], kills: ["M94", "M88"],
            contract:
                "a delete cut off between two commits is finished by the next sweep; a re-created id sees none of the "
                + "old rows",
            why: "A new run that finds the steps of an old one skips its own.",
            hint: "Key the rows by the run's life, and delete the marker last."
        ) { c in
            let store = try await c.store()
            var lives: [Incarnation] = []
            // Each turn is cut at a later request; all after it fail as well.
            try await c.sweep(.dropBefore, writesOnly: true, lasts: true) { turn in
                lives.append(try await ended(c, store, RunID("r\(turn)")))
            } call: { turn in
                try? await store.runs.delete(RunID("r\(turn)"))
            } look: { turn, _, fault in
                let id = RunID("r\(turn)")
                if try await store.runs.getMany([id])[0] != nil { _ = try await store.runs.delete(id) }
                let new = try await store.runs.create(NewRun("w", id: id))
                try c.expect(
                    try await store.steps.list(id).items.map(\.key), [], "steps of the new life, after \(fault)")
                try c.expect(try await store.state(of: new.incarnation).all().map(\.key), [], "its state")
                while try await store.runs.sweepPurges() > 0 {}
                try c.expect(try await remains(c, store, lives[turn - 1]), [], "tables that still hold the old life")
                _ = try await store.runs.delete(id, force: true)
            }
        },
        Check(
            "fault.clock-skew", .durable, .time, kills: ["M225"],
            contract:
                "two handles with clocks 5 s apart never both commit under one lease; the holder stops by its own "
                + "margin",
            why: "No two machines agree on the time.",
            hint: "The fence decides who may write; the clock only decides when to try."
        ) { c in
            let slow = try await c.store()
            let ahead = VirtualTime(c.time.now.advanced(by: .seconds(5)))
            let fast = c.store(try await c.backend(), time: ahead)
            func move(_ duration: Duration) {
                c.time.move(by: duration)
                ahead.move(by: duration)
            }
            var lease = try await c.running(slow, "r", for: .seconds(30))
            lease = try await c.commit(slow, StepRecord(key: "a", position: 1), lease)
            move(.seconds(24))
            try await c.settle()
            let early = try await fast.leases.claim(routes: ["default"], limit: 1, owner: "fast")
            try c.expect(early.map(\.run.id), [], "a claim one second before the lease ends for the faster clock")
            move(.seconds(1))
            try await c.settle()
            let claimed = try await fast.leases.claim(routes: ["default"], limit: 1, owner: "fast")
            try c.expect(claimed.map(\.run.id), ["r"], "a claim as it ends for the faster clock")
            // The holder has five seconds left by its own clock.
            try await c.expect(.fenced, "a commit by the slower clock's holder") {
                _ = try await slow.steps.commit(StepRecord(key: "b", position: 2), lease: lease)
            }
            try await c.commit(fast, StepRecord(key: "c", position: 2), claimed[0].lease)
            try await c.settle()
            try c.expect(try await slow.steps.list("r").items.map(\.key), ["a", "c"], "the steps")
            // The other way round: by its own clock the holder's lease has ended, though nobody else can know.
            move(.seconds(61))
            try await c.expect(.fenced, "a renewal after the end by the holder's own clock") {
                _ = try await fast.leases.renew([claimed[0].lease])[0].get()
            }
        },
    ]

    /// A run with rows in several tables that has ended.
    static func ended(_ c: CheckContext, _ store: Store, _ id: RunID) async throws -> Incarnation {
        var new = NewRun("w", id: id, input: Payload(text: "in"))
        new.tags = ["a": "1"]
        new.queue = QueueName(id.rawValue)
        try await store.runs.create(new)
        try await c.settle()
        let claimed = try await store.leases.claim(routes: [id.rawValue], limit: 1, owner: "worker")
        var lease = try c.need(claimed.first?.lease, "the claimed run")
        lease = try await c.commit(store, StepRecord(key: "s", position: 1, output: Payload(text: "o")), lease)
        try await store.state(of: lease.incarnation).set("k", Payload(text: "v"))
        try await store.leases.complete(lease, output: Payload(text: "out"))
        return lease.incarnation
    }

    /// The tables that hold rows of this life.
    static func remains(_ c: CheckContext, _ store: Store, _ life: Incarnation) async throws -> [String] {
        let life = life.rawValue
        let ranges = [
            c.range(PayloadTable.table, nil, .text(life)), c.range(StepTable.table, nil, .text(life)),
            c.range(StateTable.table, nil, .text("run/" + life)),
            c.range(PurgeTable.table, nil, atLeast: .text(life), atMost: .text(life)),
        ]
        var tables: [String] = []
        for range in ranges where try await !store.backend.walk(range).isEmpty { tables.append(range.table.name) }
        return tables
    }
}
