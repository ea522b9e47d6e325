internal import HoldfastCore

extension Check {
    static let transportChecks = [
        Check(
            "fault.sweep", .durable, .faults, uses: [.faults], kills: ["M31", "M60"],
            contract:
                "fail the n-th I/O for n = 1, 2, 3... until none fires: each run ends in the before- or after-state, "
                + "typed error or success",
            why: "The one request that nobody thought of failing is the one that fails at night.",
            hint: "The subject names the request; undo everything that came before it."
        ) { c in
            await (try await c.handle()).close()
            let fault = try c.available(.ioError, .reset, .dropBefore)
            try await c.sweepVerbs(fault, codes: [.unavailable, .unknownOutcome])
            try await c.expectSound(try await c.backend())
        },
        Check(
            "fault.before-send", .durable, .faults, usesFaults: [.dropBefore], kills: ["M199"],
            contract: "a request that never left has no effect and is retryable",
            why: "What is known not to have happened must not be reported as if it might have.",
            hint: "Throw .unavailable where nothing was sent, .unknownOutcome only after that."
        ) { c in
            try await c.sweepVerbs(.dropBefore, codes: [.unavailable])
            try await c.sweepStore(.dropBefore) { act, error, view, fault in
                guard let error else { return try c.expect(view.now, view.after, "after \(act) with \(fault)") }
                try c.expect(error.code, .unavailable, "the error of \(act) with \(fault)")
                try c.expect(error.isRetryable, true, "whether that is retryable")
                try c.expect(view.now, view.before, "after \(act) with \(fault)")
            }
        },
        Check(
            "fault.connection-drop", .coordinated, .faults, usesFaults: [.reset], kills: ["M60"],
            contract: "a dropped connection is replaced; none returns to the pool inside a transaction",
            why: "The next caller would commit what the last one was told had failed.",
            hint: "Roll back, or close the connection where that fails too."
        ) { c in
            try await c.sweepVerbs(.reset, codes: [.unavailable, .unknownOutcome])
            // Reads have connections of their own.
            let store = try await c.backend()
            try await c.insert([c.state("a")], into: store)
            c.place.faults.plan(.reset, at: 1...)
            _ = try? await store.row(c.stateKey("a"))
            c.place.faults.plan(nil)
            for _ in 0..<4 { try c.expect(try await store.row(c.stateKey("a")), c.state("a"), "a row, read again") }
        },
        Check(
            "fault.deadlock", .durable, .faults, usesFaults: [.throttle], kills: ["M201"],
            contract: "a deadlock victim retries or reports .retryable; nothing half-applied",
            why: "A victim whose first half stays is two workers' work mixed up.",
            hint: "Start the whole transaction again, not its last statement."
        ) { c in try await c.sweepVerbs(.throttle, codes: [.unavailable]) },
        Check(
            "fault.throttle", .coordinated, .faults, usesFaults: [.throttle], kills: ["M200"],
            contract: "429, throttling, SQLITE_BUSY, serialization failure are retried, bounded, with jitter",
            why: "A busy moment must not fail a workflow, and a busy hour must not hang it.",
            hint: "Wait a little longer each time, at random, and give up with .unavailable."
        ) { c in
            let c = c.impatient(.milliseconds(200))
            let script = try await VerbScript(c)
            for step in 0..<VerbScript.verbs.count {
                try await script.prepare(step...step)
                try await c.settle()
                c.place.faults.plan(.throttle, at: 1...2)
                let answer = await script.attempt(step)
                c.place.faults.plan(nil)
                try c.expect(
                    answer.error?.code.name ?? "none", "none",
                    "the error of \(VerbScript.verb(of: step)), refused twice")
                try await c.expect(script, step, answer, "two refusals")
            }
            let busy = VerbScript.verbs.count
            try await script.prepare(busy...busy)
            c.place.faults.plan(.throttle, at: 1...)
            let answer = await script.attempt(busy)
            c.place.faults.plan(nil)
            try c.expect(answer.error?.code, .unavailable, "the error of a commit that is refused for ever")
            try await c.expect(script, busy, answer, "refusals for ever")
        },
        Check(
            "fault.latency", .coordinated, .faults, usesFaults: [.delay], kills: ["M202"],
            contract: "10x latency with jitter changes no result",
            why: "What works only on a fast network works only on the developer's machine.",
            hint: "Nothing may depend on which of two answers comes first."
        ) { c in
            let script = try await VerbScript(c)
            let steps = 0...29
            try await script.prepare(steps)
            try await c.settle()
            let number = c.seed
            c.place.faults.plan { request, count in
                var random = SeededRandom(seed: number &+ UInt64(count))
                return random.once(in: 2) && request.kinds.contains(.delay) ? .delay : nil
            }
            let results = await c.race(steps.count) { try await script.perform($0) }
            c.place.faults.plan(nil)
            for result in results { try await c.answer("a call whose reply is late") { try result.get() } }
            for step in steps {
                try c.expect(try await script.trace(of: step), .whole, "\(VerbScript.verb(of: step)) of step \(step)")
            }
        },
        Check(
            "fault.duplicate-delivery", .durable, .faults, needs: [.network], usesFaults: [.duplicate], kills: ["M71"],
            contract: "every request sent twice has the effect of once",
            why: "A network that repeats a packet would count an order twice.",
            hint: "A batch that adds holds something that fails the second time."
        ) { c in
            try await c.sweepStore(.duplicate, all: true) { act, _, view, fault in
                try c.expect(view.now, view.after, "after \(act) with \(fault), whatever was answered")
            }
        },
    ]
}
