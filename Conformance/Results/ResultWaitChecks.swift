internal import HoldfastCore

extension Check {
    static let resultWaitChecks = [
        Check(
            "results.race", .coordinated, .concurrent, kills: ["M443"],
            contract: "of N callers of one key exactly one runs; all get its result",
            why: "A customer who clicks twice is charged once, and sees the same receipt.",
            hint: "The insert of the key decides who works; the others ask until there is a result."
        ) { c in
            let handles = [try await c.backend(), try await c.backend()]
            let stores = handles.map { handle in
                // Short waits are those of callers, long ones those of heartbeats.
                c.store(handle) { deadline in
                    if c.time.now.duration(to: deadline) > .seconds(5) { await c.untilCancelled() }
                    await c.giveWay()
                }
            }
            for round in 0..<6 {
                let done = Tally()
                let results = await c.race(10) { n in
                    try await stores[n % 2].results.run("k\(round)", input: nil) {
                        done.add()
                        await c.giveWay()
                        return Payload(text: "\(n)")
                    }
                }
                try c.expect(done.count, 1, "how often the work of round \(round) was done")
                let answers = try results.map { try $0.get()?.text }
                try c.expect(Set(answers).count, 1, "different answers in round \(round)")
            }
        },
        Check(
            "results.waiters", .coordinated, .time, kills: ["M98", "M444"],
            contract: "waiters end with the result, a new turn or a typed timeout; none hangs",
            why: "A request that waits for ever holds its connection for ever.",
            hint: "Ask at growing intervals, at the end of the other's claim, and at the end of the patience."
        ) { c in
            let store = try await c.unhurriedStore()
            func waiter(_ key: String, patience: Duration = .minutes(10)) async throws -> Payload? {
                try await c.answer("the waiter of \(key)") {
                    try await store.results.run(key, input: nil, patience: patience) { Payload(text: "own") }
                }
            }
            // Its waits move the clock; so the other's claim ends before its patience does.
            let crashed = try await begun(c, store, "crashed", nil)
            try c.expect(try await waiter("crashed"), Payload(text: "own"), "the answer after a crash")
            try c.expect(c.time.now, crashed.expiresAt, "when the waiter got its turn")

            let patient = try await begun(c, store, "patient", nil)
            let start = c.time.now
            let error = try await c.expect(.tooEarly, "a waiter whose patience ends") {
                _ = try await store.results.run("patient", input: nil, patience: .seconds(7)) { nil }
            }
            try c.expect([error.retryAt], [patient.expiresAt], "when it may ask again")
            try c.expect(error.isRetryable, true, "whether it may ask again")
            try c.expect(c.time.now, start.advanced(by: .seconds(7)), "when the waiter gave up")

            for isDone in [true, false] {
                let key = "ends-\(isDone)"
                let claim = try await begun(c, store, key, nil)
                let asked = Tally()
                let other = c.store(store.backend) { deadline in
                    if c.time.now.duration(to: deadline) > .seconds(5) { return await c.untilCancelled() }
                    c.time.move(by: c.time.now.duration(to: deadline))
                    guard asked.add() == 3 else { return }
                    if isDone {
                        try await store.results.finish(claim, Payload(text: "other"))
                    } else {
                        try await store.results.abandon(claim)
                    }
                }
                let answer = try await c.answer("the waiter of a claim that ends") {
                    try await other.results.run(key, input: nil) { Payload(text: "own") }
                }
                try c.expect(answer, Payload(text: isDone ? "other" : "own"), "its answer")
                try c.expect(asked.count >= 3, true, "whether it waited")
                try c.expect(c.time.now < claim.expiresAt, true, "whether it ended with the claim")
            }
        },
        Check(
            "results.atomic", .coordinated, .faults, usesFaults: [.dropBefore], kills: ["M31", "M447"],
            contract: "result and end of the lease commit together, with what is to be written; a fault leaves both or "
                + "neither",
            why: "State that is deleted before the result is stored is lost where the process dies in between.",
            hint: "One commit."
        ) { c in
            let store = try await c.store()
            let state = store.state(of: "shared")
            var claim = try await begun(c, store, "first", nil)
            try await c.sweep(.dropBefore, writesOnly: true) { turn in
                try await state.set("gone\(turn)", Payload(text: "v"))
                claim = try await begun(c, store, "k\(turn)", nil)
            } call: { turn -> StoreError? in
                do {
                    let writes: [StateWrite] = [.set("new\(turn)", Payload(text: "v")), .delete("gone\(turn)")]
                    try await store.results.finish(claim, Payload(text: "out"), writing: writes, to: state)
                    return nil
                } catch let error as StoreError { return error }
            } look: { turn, error, fault in
                let turned = try await store.results.begin("k\(turn)", input: nil)
                let isStored = turned == .stored(Payload(text: "out"))
                try c.expect(isStored, error == nil, "whether the result is stored, with \(fault)")
                if !isStored { try c.expect(turned, .busy(until: claim.expiresAt), "the claim, with \(fault)") }
                let seen = [try await state.has("new\(turn)"), try await state.has("gone\(turn)")]
                try c.expect(seen, [isStored, !isStored], "the effects, with \(fault)")
            }
        },
    ]
}
