internal import HoldfastCore

extension Check {
    static let recoveryChecks = [
        crash(
            "crash.usable",
            contract: "the reopened store accepts every operation without manual repair",
            why: "At night nobody is there to delete a lock file.",
            hint: "Locks of a dead process must end with it; the next open must finish or undo what it left."
        ) { c in
            try await c.afterCrashes(of: VerbScript.self, 4) { script, steps, _ in
                let first = steps.upperBound + 1_000
                let range = first...first + VerbScript.verbs.count - 1
                var script = script
                try await script.prepare(range)
                for step in range {
                    try await script.perform(step)
                    try c.expect(
                        try await script.trace(of: step), .whole, "\(VerbScript.verb(of: step)) after the kill")
                }
                let store = c.store(script.backend)
                let id = RunID("after \(steps)")
                var lease = try await c.running(store, id)
                lease = try await c.commit(store, StepRecord(key: "s", position: 1), lease)
                try await store.leases.complete(lease, output: Payload(text: "done"))
                try c.expect(try await store.runs.get(id).status, .completed, "a run after the kill")
                try c.expect(try await store.runs.delete(id), true, "its deletion")
            }
        },
        crash(
            "crash.lease-reclaim", kills: ["M40"],
            contract: "leases of the dead process expire and are taken over with a higher token",
            why: "A run that its dead worker holds for ever is a run that was lost.",
            hint: "The lease is a time in the row; the fence counts up in the row, never in memory."
        ) { c in
            try await c.afterCrashes(of: ClaimScript.self, 3, steps: 12) { script, steps, log in
                for step in steps where step <= log.done ?? 0 {
                    let id = RunID("r\(step)")
                    func claim() async throws -> [ClaimedRun] {
                        try await script.store.leases.claim(routes: ["q\(step)"], limit: 1, owner: "heir")
                    }
                    let before = try await script.store.runs.get(id)
                    try c.expect(before.leaseOwner, "child", "the owner of run \(step) after the kill")
                    try c.expect(try await claim().map(\.run.id), [], "a claim before the lease ends")
                    c.time.move(by: .seconds(60))
                    let claimed = try await claim()
                    try c.expect(claimed.map(\.run.id), [id], "a claim once the lease has ended")
                    try c.expect(
                        claimed[0].lease.fence > before.fence, true, "whether the fence grew over \(before.fence)")
                    c.time.move(by: .seconds(-60))
                }
            }
        },
        crash(
            "crash.queue-redeliver",
            contract: "messages claimed by the dead process are redelivered, acked ones are not",
            why: "What a dead worker had is lost otherwise, or what it finished is done twice.",
            hint: "The claim ends by a time in the row; an acknowledgement is durable before it returns."
        ) { c in
            try await c.afterCrashes(of: QueueScript.self, 3, steps: 12) { script, steps, log in
                for step in steps {
                    let (isDone, isOpen) = (step <= log.done ?? 0, step == log.open)
                    guard isDone || isOpen else { continue }
                    let queue = script.queue(step)
                    let early = try await queue.claim(limit: 1, owner: "heir")
                    // What was not claimed yet by a step that was cut is claimed here.
                    if isDone { try c.expect(early.texts, [], "a claim of message \(step) before its time") }
                    c.time.move(by: .seconds(60))
                    let late = try await queue.claim(limit: 1, owner: "heir")
                    c.time.move(by: .seconds(-60))
                    guard isDone else { continue }
                    let isAcked = step.isMultiple(of: 2)
                    try c.expect(late.map(\.receipt.attempt), isAcked ? [] : [2], "deliveries of message \(step)")
                    try c.expect(late.texts, isAcked ? [] : ["message of \(step)"], "what is delivered")
                }
            }
        },
        crash(
            "crash.batch", kills: ["M56"],
            contract: "a kill at any point of a batch never leaves half of it",
            why: "A run without its input cannot be executed, and a tag without its run leads nowhere.",
            hint: "All rows of a transition go into one commit."
        ) { c in
            var random = SeededRandom(seed: c.seed)
            var kills = 0
            for turn in 0..<12 {
                let step = turn + 1
                // Spread over one creation, for which a backend may write a few dozen times.
                let death: Death =
                    c.suite.abilities.contains(.faults)
                    ? .byItself(.request(1 + turn * 4 + random.number(below: 4)))
                    : .byParent(.init(lines: 1, microseconds: UInt32(random.number(below: 1_000))))
                let log = try await c.crash(RunScript.self, step...step, death)
                if log.wasKilled { kills += 1 }
                let script = try await RunScript(c)
                let trace = try await script.trace(of: step)
                // The next child may be the only one to have the store.
                await script.backend.close()
                try c.expect([.none, .whole].contains(trace), true, "run \(step), whose creation was cut, is \(trace)")
                if log.done == step { try c.expect(trace, .whole, "run \(step), which was acknowledged") }
            }
            if kills == 0 { throw Inconclusive("no child was killed at work") }
        },
        crash(
            "crash.idempotent-retry",
            contract: "retrying the in-flight operation after restart has exactly one effect",
            why: "Nobody knows whether it was done, so it must not matter.",
            hint: "The insert token, written with the row, shows that the first sending was applied."
        ) { c in
            var expected = 0
            try await c.afterCrashes(of: CommitScript.self, 6, steps: 12) { script, steps, log in
                let done = (log.done ?? steps.lowerBound - 1) - steps.lowerBound + 1
                expected += done
                guard let open = log.open else { return }
                expected += 1
                let batch = script.batch(open)
                switch CommitVerdict(await script.backend.result(of: batch)) {
                case .applied: break
                case .refused(by: 0, let current):
                    let token = Value.bytes(Array("\(open)".utf8))
                    try c.expect(
                        current?[StateTable.insertToken], token, "the token in the row that refuses step \(open)")
                case let verdict:
                    throw c.violation("step \(open) again", expected: "applied once", actual: "\(verdict)")
                }
                try c.expect(try await script.trace(of: open), .whole, "step \(open) after its repetition")
                try c.expect(try await script.counted(), expected, "the counter, raised once by each step")
            }
        },
        crash(
            "crash.other-process", needs: [.durable, .multiProcess],
            contract: "a second process keeps working when the first is killed mid-write",
            why: "One worker that runs out of memory would take all others with it.",
            hint: "Locks must end with the process that held them, and readers must survive a writer's death."
        ) { c in
            var kills = 0
            for (turn, death) in c.deaths(4, in: 1...30).enumerated() {
                let script = try await VerbScript(c)
                let (doomed, steady) = (turn * 200 + 1...turn * 200 + 30, turn * 200 + 101...turn * 200 + 130)
                try await script.prepare(doomed)
                try await script.prepare(steady)
                async let other = c.crash(VerbScript.self, steady, .none)
                let log = try await c.crash(VerbScript.self, doomed, death.moved(by: turn * 200))
                if log.wasKilled, log.begun != nil { kills += 1 }
                try c.expect(try await other.done, steady.upperBound, "the last step that the other process did")
                for step in steady {
                    try c.expect(try await script.trace(of: step), .whole, "step \(step) of the other process")
                }
                for step in doomed where step <= log.done ?? 0 {
                    try c.expect(try await script.trace(of: step), .whole, "step \(step) of the one that was killed")
                }
            }
            if kills == 0 { throw Inconclusive("no child was killed at work") }
        },
    ]
}
