internal import HoldfastCore

extension Check {
    static let approvalEndChecks = [
        Check(
            "approvals.expiry", .coordinated, .time, kills: ["M365"],
            contract: "at its expiry (7 d by default), not 1 us before, the run gets a typed timeout",
            why: "A question that nobody answers must not hold the run for ever.",
            hint: "The run parks until the expiry; what is late is settled by a commit, not by a clock."
        ) { c in
            let store = try await c.store()
            for (n, time) in [Duration.days(7), .seconds(5)].enumerated() {
                let id = RunID("r\(n)")
                let lease = try await c.running(store, id)
                try await c.ask(store, "k\(n)", lease, for: time)
                try await c.park(store, untilDecided: "k\(n)", lease)
                c.time.move(by: time - .microseconds(1))
                try c.expect(try await c.due(store), [], "runs that are due one microsecond before")
                try c.expect(try await store.approvals.get("k\(n)").status, .pending, "the status then")
                c.time.move(by: .microseconds(1))
                let awake = try await c.claim(store, id, for: .days(8))
                let outcome = try c.need(try await c.settled(store, "k\(n)", awake), "an outcome at the expiry")
                try c.expect(outcome.status, .expired, "the outcome")
                // Settled is settled, also for a clock that was set back.
                c.time.move(by: .seconds(-3))
                try c.expect(try await c.settled(store, "k\(n)", awake)?.status, .expired, "the outcome later on")
                try await c.expect(.invalidTransition, "a decision by a clock that is behind") {
                    try await store.approvals.decide("k\(n)", .grant)
                }
                c.time.move(by: .seconds(3))
                let next = try await c.running(store, RunID("next\(n)"))
                try await c.ask(store, "k\(n)", next)
                try c.expect(try await store.approvals.get("k\(n)").runID, next.runID, "whose the key is then")
                try await store.leases.complete(next, output: nil)
            }
        },
        Check(
            "approvals.expired.late", .coordinated, .time, kills: ["M366"],
            contract: "a decision after the expiry throws .invalidTransition and changes nothing",
            why: "A yes that came too late was answered by the timeout already.",
            hint: "Compare with the time of the call, whether or not the run has looked."
        ) { c in
            let store = try await c.store()
            let lease = try await c.running(store, "r")
            try await c.ask(store, "k", lease, for: .seconds(10))
            try await c.park(store, untilDecided: "k", lease)
            c.time.move(by: .seconds(10))
            let run = try await store.runs.get("r")
            for decision in [ApprovalDecision.grant, .reject, .edit(Payload(text: "v")), .cancel] {
                let error = try await c.expect(.invalidTransition, "a late decision") {
                    try await store.approvals.decide("k", decision)
                }
                try c.expect(error.actual, "expired", "what the error says of the approval")
            }
            try c.expect(try await store.approvals.get("k").status, .expired, "the status")
            try c.expect(try await store.approvals.get("k").decidedAt, nil, "when it was decided")
            try c.expect(try await store.runs.get("r"), run, "the run")
            let awake = try await c.claim(store, "r")
            try c.expect(try await c.settled(store, "k", awake)?.status, .expired, "what the run sees")
        },
        Check(
            "approvals.ended-run", .coordinated, .sequential, kills: ["M367"],
            contract: "the approvals of an ended run cannot be decided",
            why: "Who decides must hear that nobody waits for it.",
            hint: "That the run lives is a condition of the commit."
        ) { c in
            let store = try await c.store()
            let ends: [(String, @Sendable (RunLease) async throws -> Void)] = [
                ("completed", { try await store.leases.complete($0, output: nil) }),
                ("failed", { try await store.leases.fail($0, Failure(code: "c", message: "m")) }),
                (
                    "cancelled",
                    {
                        try await store.leases.park($0, until: nil)
                        try await store.runs.cancel($0.runID)
                    }
                ),
            ]
            for (how, end) in ends {
                let lease = try await c.running(store, RunID(how))
                try await c.ask(store, how, lease)
                // Also where it ends between the look at the approval and the commit.
                let late = try await c.store { try await end(lease) }
                for (subject, store) in [("at the end", late), ("afterwards", store)] {
                    try await c.expect(.invalidTransition, "a decision \(subject) of a run that is \(how)") {
                        try await store.approvals.decide(how, .grant)
                    }
                }
                let run = try await store.runs.get(RunID(how))
                try c.expect(run.status.rawValue, how, "the run")
                try await c.settle()
                try c.expect(try await store.approvals.pending().items.map(\.key), [], "the pending list")
            }
        },
        Check(
            "approvals.survives", .durable, .handles, needs: [.durable],
            contract: "a pending approval survives reopen and can be decided then [durable]",
            why: "People take days to answer, and programs are restarted meanwhile.",
            hint: "An approval is a row, not a closure that waits."
        ) { c in
            let store = try await c.store()
            let lease = try await c.running(store, "r")
            let approval = try await c.ask(store, "k", lease)
            try await c.park(store, untilDecided: "k", lease)
            await store.close()
            let again = try await c.store()
            try c.expect(try await again.approvals.get("k"), approval, "the approval after reopen")
            try await c.settle()
            try c.expect(try await again.approvals.pending().items, [approval], "the pending list after reopen")
            try await again.approvals.decide("k", .grant)
            let awake = try await c.claim(again, "r")
            try c.expect(try await c.settled(again, "k", awake)?.status, .granted, "what the run sees")
        },
    ]
}
