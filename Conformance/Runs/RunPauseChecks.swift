internal import HoldfastCore

extension Check {
    static let runPauseChecks = [
        Check(
            "runs.pause.idle", .core, .sequential, kills: ["M560"],
            contract:
                "a run that no worker is at is paused at once, with its reason, and claimed only once it is resumed",
            why: "An operator stops what does harm, now.",
            hint: "Take it out of the ready index."
        ) { c in
            let store = try await c.store()
            try await store.runs.create(NewRun("w", id: "r"))
            let paused = try await store.runs.pause("r", reason: "why")
            try c.expect([paused.status.rawValue, paused.reason], ["paused", "why"], "the run")
            try c.expect(paused.readyAt, nil, "when it is due")
            try c.expect(try await store.runs.pause("r", reason: "again"), paused, "pausing it again")
            try await c.settle()
            let claimed = try await store.leases.claim(routes: ["default"], limit: 1, owner: "w")
            try c.expect(claimed.map(\.run.id), [], "claims of it")
            let resumed = try await store.runs.resume("r")
            try c.expect([resumed.status.rawValue, resumed.reason], ["pending", nil], "the run, resumed")
            _ = try await c.claim(store, "r")
        },
        Check(
            "runs.pause.running", .coordinated, .handles, kills: ["M561"],
            contract:
                "pausing a running run lets its worker commit what it is at; what would give the run back pauses it",
            why: "A pause that throws away the step at work makes it happen twice.",
            hint: "A request in the row, which the owner reads; only giving back is conditioned on it."
        ) { c in
            let store = try await c.store()
            let other = try await c.store()
            let ways: [(String, @Sendable (RunLease) async throws -> Void)] = [
                ("release", { try await store.leases.release($0) }),
                ("park", { try await store.leases.park($0, until: nil) }),
                ("pause", { try await store.leases.pause($0) }),
            ]
            for (name, leave) in ways {
                let id = RunID(name)
                let lease = try await c.running(store, id)
                let asked = try await other.runs.pause(id, reason: "why")
                try c.expect(asked.status, .running, "the status while the worker is at it")
                try c.expect(asked.pauseRequestedAt, c.time.now, "the request")
                let held = try await c.commit(store, StepRecord(key: "s", position: 1), lease)
                try await leave(held)
                let run = try await other.runs.get(id)
                try c.expect([run.status.rawValue, run.reason], ["paused", "why"], "the run after \(name)")
                try c.expect([run.readyAt, run.pauseRequestedAt], [nil, nil], "times after \(name)")
                try await c.settle()
                try c.expect(try await other.steps.list(id).items.map(\.key), ["s"], "its steps")
                try c.expect(run.claimsSinceProgress, 0, "what was charged")
                try await store.runs.resume(id)
                let next = try await c.claim(store, id)
                try await store.leases.complete(next, output: nil)
            }
        },
        Check(
            "runs.pause.guards", .coordinated, .sequential, kills: ["M562"],
            contract: "pause and resume are refused where the status does not allow them; a request can be taken back",
            why: "Who resumes a run that has failed would believe that it goes on.",
            hint: "Both go through the state machine."
        ) { c in
            let store = try await c.store()
            let lease = try await c.running(store, "r")
            try await c.expect(.invalidTransition, "resuming what is not paused") { try await store.runs.resume("r") }
            try await store.runs.pause("r", reason: "why")
            let back = try await store.runs.resume("r")
            try c.expect(
                [back.status.rawValue, back.reason], ["running", nil], "the run, with the request taken back")
            try c.expect(back.pauseRequestedAt, nil, "the request")
            try await store.leases.release(lease)
            try c.expect(try await store.runs.get("r").status, .pending, "the run that was given back")
            try await store.runs.pause("r")
            try await store.runs.cancel("r")
            try await c.expect(.invalidTransition, "pausing what has ended") { try await store.runs.pause("r") }
            try await c.expect(.invalidTransition, "resuming what has ended") { try await store.runs.resume("r") }
            try await c.expect(.notFound, "pausing nothing") { try await store.runs.pause("none") }
        },
        Check(
            "runs.reason.limit", .core, .sequential, kills: ["M563"],
            contract: "the reason of a pause, a stall or a cancellation has at most 512 characters",
            why: "A reason is a sentence in a list, not a log.",
            hint: "Count characters before anything is sent."
        ) { c in
            let store = try await c.store()
            let long = String(repeating: "e\u{301}", count: 513)
            let fits = String(long.dropLast())
            try await store.runs.create(NewRun("w", id: "idle"))
            let lease = try await c.claim(store, "idle")
            var patch = RunPatch()
            patch.reason = long
            let calls: [(String, () async throws -> Void)] = [
                ("a pause", { try await store.runs.pause("idle", reason: long) }),
                ("a stall", { try await store.leases.stall(lease, reason: long) }),
                ("a cancellation", { try await store.runs.cancel("idle", reason: long) }),
                ("an update", { [patch] in try await store.runs.update("idle", revision: 2, patch) }),
                ("a bulk pause", { try await store.runs.bulk(.pause(reason: long), ["idle"]) }),
            ]
            for (name, call) in calls { try await c.expect(.limitExceeded, "the reason of \(name)", from: call) }
            try await store.leases.stall(lease, reason: fits)
            try c.expect(try await store.runs.get("idle").reason, fits, "a reason of 512 characters")
        },
        Check(
            "runs.wait.ends", .core, .time, kills: ["M564"],
            contract: "waiting for a run returns it once it has ended; after the time given it returns nothing",
            why: "A caller that waits for ever hangs a request; one that gets an error takes the run for failed.",
            hint: "Look, then sleep by the store's own clock, never beyond the deadline."
        ) { c in
            let store = try await c.store()
            try await store.runs.create(NewRun("w", id: "r"))
            let begun = c.time.now
            try c.expect(try await store.runs.wait("r", for: .seconds(10)), nil, "a run that does not end")
            try c.expect(begun.duration(to: c.time.now), .seconds(10), "how long that took")
            try c.expect(try await store.runs.wait("r", for: .zero), nil, "no time at all")
            try c.expect(try await store.runs.get("r").status, .pending, "the run")
            let lease = try await c.claim(store, "r")
            try await store.leases.complete(lease, output: Payload(text: "out"))
            let ended = try c.need(try await store.runs.wait("r", for: .zero), "the run that has ended")
            try c.expect(ended.output?.text, "out", "its output")
            try await c.expect(.notFound, "a run that is not there") {
                _ = try await store.runs.wait("none", for: .seconds(1))
            }
        },
    ]
}
