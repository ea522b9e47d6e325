internal import HoldfastCore

extension Check {
    static let resultChecks = [
        Check(
            "results.first-runs", .coordinated, .sequential, kills: ["M440"],
            contract: "the first caller of a key runs the work and its result is stored",
            why: "Without the first there is nothing for the others.",
            hint: "The claim inserts the key; the result updates it."
        ) { c in
            let stores = [try await c.unhurriedStore(), try await c.unhurriedStore()]
            let done = Tally()
            let result = try await stores[0].results.run("k", input: Payload(text: "in")) {
                done.add()
                return Payload(text: "out")
            }
            try c.expect(result, Payload(text: "out"), "the result")
            try c.expect(done.count, 1, "how often the work was done")
            for store in stores {
                let turn = try await store.results.begin("k", input: Payload(text: "in"))
                try c.expect(turn, .stored(Payload(text: "out")), "what is stored")
            }
        },
        Check(
            "results.same-input", .coordinated, .sequential, kills: ["M440", "M441"],
            contract: "the same key and input returns the stored result and runs nothing; a nil result is a result",
            why: "A payment that is asked for twice is made once.",
            hint: "Whether there is a result is told by the status, not by its bytes."
        ) { c in
            let store = try await c.unhurriedStore()
            let results: [Payload?] = [nil, Payload(bytes: []), Payload(bytes: Array(0...255))]
            for (number, result) in results.enumerated() {
                let done = Tally()
                for input in [nil, nil] as [Payload?] {
                    let answer = try await c.answer("result \(number)") {
                        try await store.results.run("k\(number)", input: input) {
                            done.add()
                            return result
                        }
                    }
                    try c.expect(answer, result, "result \(number)")
                }
                try c.expect(done.count, 1, "how often the work of result \(number) was done")
            }
        },
        Check(
            "results.other-input", .coordinated, .sequential, kills: ["M442"],
            contract: "the same key with another input throws .idempotencyMismatch and runs nothing",
            why: "Who pays 20 with the key of a payment of 10 must not be told that it is done.",
            hint: "Compare digests; nil differs from empty."
        ) { c in
            let store = try await c.unhurriedStore()
            let inputs = [nil, Payload(bytes: []), Payload(text: "1"), Payload(text: "2")]
            for (number, first) in inputs.enumerated() {
                let claim = try await begun(c, store, "busy\(number)", first)
                _ = try await store.results.run("done\(number)", input: first) { nil }
                for other in inputs where other != first {
                    for key in ["busy\(number)", "done\(number)"] {
                        let error = try await c.expect(.idempotencyMismatch, "another input of \(key)") {
                            _ = try await store.results.run(key, input: other) {
                                throw c.violation("the work of another input", expected: "not done", actual: "done")
                            }
                        }
                        try c.expect(error.id, key, "what the error names")
                    }
                }
                try await store.results.finish(claim, Payload(text: "out"))
            }
        },
        Check(
            "results.failed-frees", .coordinated, .sequential, kills: ["M98"],
            contract: "a failed first caller frees the key; the next caller runs",
            why: "One failure must not be the last word for a day.",
            hint: "The claim is deleted where the work throws."
        ) { c in
            let store = try await c.unhurriedStore()
            struct Broken: Error {}
            do {
                _ = try await store.results.run("k", input: nil) { throw Broken() }
                throw c.violation("the work's error", expected: "thrown", actual: "no error")
            } catch is Broken {}
            let turn = try await c.answer("the key after the failure") {
                try await store.results.begin("k", input: Payload(text: "other"))
            }
            let claim = try c.need(turn.claim, "a claim after the failure")
            try await store.results.abandon(claim)
            try await store.results.abandon(claim)
            let answer = try await c.answer("the next caller") {
                try await store.results.run("k", input: nil, patience: .zero) { Payload(text: "out") }
            }
            try c.expect(answer, Payload(text: "out"), "the next caller's result")
            // The late release of a claim that is over says nothing any more.
            try await store.results.abandon(claim)
            try c.expect(try await store.results.begin("k", input: nil), .stored(answer), "what is stored")
        },
        Check(
            "results.crashed-frees", .coordinated, .time, kills: ["M444"],
            contract: "the key of a caller that never returns is free at its lease's expiry",
            why: "A process that died would block the key for ever.",
            hint: "The claim has an end; nothing else need be cleaned up."
        ) { c in
            let stores = [try await c.unhurriedStore(), try await c.unhurriedStore()]
            c.time.move(by: .microseconds(567))
            let claim = try await begun(c, stores[0], "k", nil, lease: .seconds(5))
            c.time.move(by: .seconds(5) - .microseconds(1))
            let early = try await stores[1].results.begin("k", input: nil)
            try c.expect(early, .busy(until: claim.expiresAt), "one microsecond before the end")
            c.time.move(by: .microseconds(1))
            let next = try await begun(c, stores[1], "k", Payload(text: "another input"))
            try c.expect(next.fence > claim.fence, true, "whether the fence grew")
        },
        Check(
            "results.stale-owner", .coordinated, .time, kills: ["M446"],
            contract: "a caller that lost its lease cannot store its result (.notHolder)",
            why: "The result that everybody got would change under them.",
            hint: "Claim and end are conditions of storing."
        ) { c in
            let store = try await c.unhurriedStore()
            let state = store.state(of: "shared")
            func refuse(_ claim: ResultClaim, _ moment: String) async throws {
                try await c.expect(.notHolder, "a result \(moment)") {
                    try await store.results.finish(
                        claim, Payload(text: "stale"), writing: [.set("s", Payload(text: "stale"))], to: state)
                }
                try await c.expect(.notHolder, "a renewal \(moment)") { _ = try await store.results.renew(claim) }
                try c.expect(try await state.get("s")?.content.text, nil, "the effect \(moment)")
            }
            let old = try await begun(c, store, "k", nil, lease: .seconds(5))
            c.time.move(by: .seconds(5))
            try await refuse(old, "after the end, though nobody claimed the key")
            let new = try await begun(c, store, "k", nil, lease: .seconds(5))
            try await refuse(old, "under another's claim")
            try await store.results.abandon(old)
            try await store.results.finish(new, Payload(text: "out"))
            try await refuse(old, "after another's result")
            try await refuse(new, "after its own")
            try c.expect(try await store.results.begin("k", input: nil), .stored(Payload(text: "out")), "the result")
        },
        Check(
            "results.window", .coordinated, .time, kills: ["M448"],
            contract: "a result is returned until its window ends (24 h by default), then the key runs again",
            why: "Too short a window repeats the work, too long a one never forgets.",
            hint: "The window counts from when the result is stored."
        ) { c in
            let store = try await c.unhurriedStore()
            for window in [nil, Duration.seconds(5)] {
                let key = "\(window ?? .zero)"
                let claim = try await begun(c, store, key, nil)
                c.time.move(by: .seconds(3))
                if let window {
                    try await store.results.finish(claim, nil, window: window)
                } else {
                    try await store.results.finish(claim, nil)
                }
                c.time.move(by: (window ?? .hours(24)) - .microseconds(1))
                let late = try await store.results.begin(key, input: nil)
                try c.expect(late, .stored(nil), "one microsecond before the window's end")
                c.time.move(by: .microseconds(1))
                _ = try await begun(c, store, key, Payload(text: "another input"))
            }
            try await c.expect(.invalidArgument, "a window of zero") {
                _ = try await store.results.run("zero", input: nil, window: .zero) { nil }
            }
        },
        Check(
            "results.separate", .coordinated, .sequential, kills: ["M449"],
            contract:
                "keys never show in run lists and do not collide with run ids, message keys or other tenants' keys",
            why: "A key that a user chose must never meet one that somebody else chose.",
            hint: "Results, runs and queues have scopes of their own, in the namespace."
        ) { c in
            let a = try await c.unhurriedStore()
            let b = a.inNamespace(Namespace("\(c.place.id)-b"))
            let keys = ["k", "w", "run/w", "results"]
            for key in keys { _ = try await a.results.run(key, input: nil) { Payload(text: "A's \(key)") } }
            try c.expect(try await a.runs.list().items.map(\.id), [], "A's runs")
            for key in keys {
                let started = try await c.answer("a run by key \(key)") {
                    try await a.runs.start(NewRun("w", id: RunID(key), input: Payload(text: "in")), key: key)
                }
                try c.expect(started.isNew, true, "whether the run of key \(key) is new")
                let other = try await c.answer("B's key \(key)") {
                    try await b.results.run(key, input: Payload(text: "B")) { Payload(text: "B's") }
                }
                try c.expect(other, Payload(text: "B's"), "B's result of \(key)")
                let stored = try await c.answer("A's key \(key)") { try await a.results.begin(key, input: nil) }
                try c.expect(stored, .stored(Payload(text: "A's \(key)")), "A's result of \(key)")
            }
            try c.expect(try await b.runs.list().items.map(\.id), [], "B's runs")
        },
        Check(
            "results.survives", .durable, .sequential, needs: [.durable], kills: ["M450"],
            contract: "stored results survive reopen [durable]",
            why: "The repeated request often comes because the first process died.",
            hint: "The key's row is all that there is."
        ) { c in
            let store = try await c.unhurriedStore()
            _ = try await store.results.run("k", input: nil) { Payload(text: "out") }
            let claim = try await begun(c, store, "busy", nil)
            await store.close()
            let again = try await c.unhurriedStore()
            try c.expect(try await again.results.begin("k", input: nil), .stored(Payload(text: "out")), "the result")
            let busy = try await again.results.begin("busy", input: nil)
            try c.expect(busy, .busy(until: claim.expiresAt), "what was going on")
            try await again.results.finish(claim, nil)
        },
    ]

    /// A key that was free.
    static func begun(
        _ c: CheckContext, _ store: Store, _ key: String, _ input: Payload?, lease: Duration = .seconds(60)
    ) async throws -> ResultClaim {
        let turn = try await c.answer("a claim of key \(key)") {
            try await store.results.begin(key, input: input, lease: lease)
        }
        return try c.need(turn.claim, "the claim of key \(key)")
    }
}
