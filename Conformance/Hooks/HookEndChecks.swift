internal import HoldfastCore

extension Check {
    static let hookEndChecks = [
        Check(
            "hooks.dispose.releases", .core, .sequential, kills: ["M34", "M345"],
            contract:
                "after dispose, or after the run completed, failed or was cancelled, the token may be taken; a live "
                + "run's never",
            why: "The next run of the same customer uses the same token.",
            hint: "Whoever takes the token looks at the hook and the run that had it, in the commit that takes it."
        ) { c in
            let store = try await c.store()
            let heir = try await c.running(store, "heir")
            func takes(_ token: String, _ how: String) async throws {
                let hook = try await c.answer("the token of a run that was \(how)") {
                    try await store.hooks.create(NewHook(token: token, id: how), lease: heir)
                }
                try c.expect(try await store.hooks.get(token: token), hook, "the token of a run that was \(how)")
            }
            func run(_ token: String) async throws -> RunLease {
                let lease = try await c.running(store, RunID(token))
                try await store.hooks.create(NewHook(token: token, id: "h"), lease: lease)
                return lease
            }
            let ends: [(String, (RunLease) async throws -> Void)] = [
                ("disposed", { try await store.hooks.dispose("h", lease: $0) }),
                ("completed", { try await store.leases.complete($0, output: nil) }),
                ("failed", { try await store.leases.fail($0, Failure(code: "c", message: "m")) }),
                (
                    "cancelled",
                    {
                        try await store.runs.cancel($0.runID)
                        try await store.leases.cancel($0)
                    }
                ),
                ("deleted", { try await store.runs.delete($0.runID, force: true) }),
                ("replaced", { _ = try await store.runs.start(NewRun("w", id: $0.runID), onConflict: .replace) }),
            ]
            for (how, end) in ends {
                let lease = try await run("token " + how)
                try await end(lease)
                try await c.expect(.notFound, "the hook of a run that was \(how)") {
                    _ = try await store.hooks.get(token: "token " + how)
                }
                try await takes("token " + how, how)
                // What is left is not to be claimed by the checks that follow.
                if how == "replaced" { try await store.runs.cancel(lease.runID) }
            }
            let lives: [(String, (RunLease) async throws -> Void)] = [
                ("running", { _ in }),
                ("waiting", { try await store.leases.park($0, until: nil) }),
                ("stalled", { try await store.leases.stall($0, reason: "r") }),
                ("pending", { try await store.leases.release($0, readyAt: c.time.now.advanced(by: .days(1))) }),
            ]
            for (how, change) in lives {
                try await change(try await run("token " + how))
                try await c.expect(.tokenConflict, "the token of a run that is \(how)") {
                    try await store.hooks.create(NewHook(token: "token " + how, id: how), lease: heir)
                }
            }
            try await keepsAndTakes(c, store, heir)
        },
        Check(
            "hooks.dispose.twice", .core, .sequential, kills: ["M346"],
            contract: "dispose twice is a no-op",
            why: "A run that carries on after a crash disposes of its hook again.",
            hint: "What is disposed of stays so, and whoever took the token since keeps it."
        ) { c in
            let store = try await c.store()
            let lease = try await c.running(store, "r")
            let other = try await c.running(store, "other")
            try await store.hooks.create(NewHook(token: "t", id: "h"), lease: lease)
            try await store.hooks.dispose("h", lease: lease)
            let disposed = try await c.answer("the hook") { try await store.hooks.get("h", of: "r") }
            try c.expect(disposed.status, .disposed, "the status")
            try await store.hooks.dispose("h", lease: lease)
            try c.expect(try await store.hooks.get("h", of: "r"), disposed, "the hook after the second time")
            let taken = try await store.hooks.create(NewHook(token: "t", id: "h"), lease: other)
            try await store.hooks.dispose("h", lease: lease)
            try c.expect(try await store.hooks.get(token: "t"), taken, "the hook that has the token since")
        },
        Check(
            "hooks.deliver.after-dispose", .core, .sequential, kills: ["M347"],
            contract: "delivery to a disposed hook throws .notFound and stores nothing",
            why: "Who delivers must hear that nobody will receive it.",
            hint: "That the hook is active is a condition of the commit that stores the message."
        ) { c in
            let store = try await c.store()
            var lease = try await c.running(store, "r")
            try await store.hooks.create(NewHook(token: "t", id: "h"), lease: lease)
            // Also where it is disposed of between the look at the token and the commit.
            let late = try await c.store { [lease] in try await store.hooks.dispose("h", lease: lease) }
            for (subject, store) in [("while it is disposed of", late), ("afterwards", store)] {
                try await c.expect(.notFound, "a delivery \(subject)") {
                    try await store.hooks.deliver(Payload(text: "lost"), token: "t")
                }
            }
            try c.expect(try await c.receiveAll(store, .hook("h"), &lease), [], "what is in the inbox")
            try await store.hooks.create(NewHook(token: "t", id: "next"), lease: lease)
            try await store.leases.complete(lease, output: nil)
            let error = try await c.expect(.notFound, "a delivery after the run's end") {
                try await store.hooks.deliver(nil, token: "t")
            }
            try c.expect(error.kind, "hook", "the kind of what is not there")
        },
    ]

    /// A token can be kept from others for a time, and taken by force.
    private static func keepsAndTakes(_ c: CheckContext, _ store: Store, _ heir: RunLease) async throws {
        let last = try await c.running(store, "keeper")
        var new = NewHook(token: "kept", id: "h")
        new.keptFor = .seconds(30)
        try await store.hooks.create(new, lease: last)
        try await store.leases.complete(last, output: nil)
        c.time.move(by: .seconds(30) - .microseconds(1))
        try await c.expect(.tokenConflict, "a token that is kept") {
            try await store.hooks.create(NewHook(token: "kept", id: "kept"), lease: heir)
        }
        c.time.move(by: .microseconds(1))
        let hook = try await store.hooks.create(NewHook(token: "kept", id: "kept"), lease: heir)
        try c.expect(try await store.hooks.get(token: "kept"), hook, "the token once it is kept no more")
        let taker = try await c.running(store, "taker")
        var forced = NewHook(token: "kept", id: "h")
        forced.takesToken = true
        let taken = try await store.hooks.create(forced, lease: taker)
        try c.expect(try await store.hooks.get(token: "kept"), taken, "a token that was taken by force")
        try c.expect(try await store.hooks.get("kept", of: "heir").status, .disposed, "the hook that had it")
    }
}
