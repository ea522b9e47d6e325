internal import HoldfastCore

extension Check {
    static let cancelChecks = [
        Check(
            "boot.cancel.pre", .coordinated, .faults, kills: ["M226"],
            contract: "a call made in an already-cancelled task throws CancellationError and changes nothing",
            why: "A request that was given up must not leave a run behind that nobody asked for.",
            hint: "Look at the task before anything is sent."
        ) { c in
            let line = FaultyBackend(try await c.backend())
            let store = c.store(line)
            let lease = try await c.populate(store, "r")
            try await store.runs.create(NewRun("w", id: "idle"))
            let before = try await c.dump(line)
            let calls = line.calls
            for (name, call) in writes(store, lease) + reads(store, lease) {
                let actual: String
                do {
                    try await cancelled(call)
                    actual = "no error"
                } catch is CancellationError {
                    actual = "CancellationError"
                } catch {
                    actual = "\(error)"
                }
                try c.expect(actual, "CancellationError", name)
            }
            try c.expect(line.calls, calls, "calls of the backend")
            try c.expect(try await c.dump(line), before, "what is stored")
        },
        Check(
            "boot.clock.injected", .coordinated, .time, kills: ["M77"],
            contract: "only the now passed in expires leases, TTLs, timers and delays; wall time changes nothing",
            why: "Machines whose clocks differ would each see another truth.",
            hint: "Compare with the time of the call; no now() in the store, no expiry of its own."
        ) { c in
            let backend = try await c.backend()
            // The present is none of them; a server's own clock is earlier than all.
            for year in [2_100, 2_500, 9_000] {
                let time = VirtualTime(Timestamp(microseconds: Int64(year - 1_970) * 31_556_952_000_000))
                let store = c.store(backend, namespace: "\(c.place.id)-\(year)", time: time)
                var delayed = NewRun("w", id: "delayed")
                delayed.startAt = time.now.advanced(by: .seconds(2))
                try await store.runs.create(NewRun("w", id: "now"))
                try await store.runs.create(delayed)
                try await c.settle()
                func due() async throws -> [RunID] {
                    try await store.leases.claim(routes: ["default"], limit: 9, owner: "w", duration: .seconds(1))
                        .map(\.run.id)
                }
                try c.expect(try await due(), ["now"], "what is due at first, in the year \(year)")
                let state = store.state(of: try await store.runs.get("now").incarnation)
                try await state.set("k", Payload(text: "v"), timeToLive: .seconds(1))
                time.move(by: .seconds(1) - .microseconds(1))
                try await c.settle()
                try c.expect(try await due(), [], "what is due while the clock stands before the lease's end")
                try c.expect(try await state.has("k"), true, "a value whose time has not come")
                try c.expect(try await store.sweepExpiredState(), 0, "values swept before their time")
                time.move(by: .microseconds(1))
                try c.expect(try await due(), ["now"], "what is due at the lease's end")
                try c.expect(try await state.has("k"), false, "a value whose time has come")
                time.move(by: .seconds(1))
                try await c.settle()
                try c.expect(Set(try await due()), ["now", "delayed"], "what is due two seconds later")
            }
        },
    ]

    /// Runs the call in a task that was cancelled before.
    private static func cancelled(_ call: @escaping @Sendable () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.cancelAll()
            group.addTask { try await call() }
            try await group.next()
        }
    }

    private typealias Call = (name: String, call: @Sendable () async throws -> Void)

    private static func writes(_ store: Store, _ lease: RunLease) -> [Call] {
        let state = store.state(of: lease.incarnation)
        let value = Payload(text: "new")
        return [
            ("create", { try await store.runs.create(NewRun("w", id: "new")) }),
            ("start", { _ = try await store.runs.start(NewRun("w", id: "r"), onConflict: .replace) }),
            ("update", { try await store.runs.update("idle", revision: 1, RunPatch(.paused)) }),
            ("cancel", { try await store.runs.cancel("idle") }),
            ("delete", { try await store.runs.delete("r", force: true) }),
            ("claim", { _ = try await store.leases.claim(routes: ["default"], limit: 1, owner: "w") }),
            ("a step", { _ = try await store.steps.commit(StepRecord(key: "t", position: 2), lease: lease) }),
            ("set state", { try await state.set("k", value) }),
            ("compare and set", { _ = try await state.compareAndSet("n", expected: nil, value) }),
            ("delete state", { try await state.delete("k") }),
            ("release", { try await store.leases.release(lease) }),
            ("park", { try await store.leases.park(lease, until: nil) }),
            ("stall", { try await store.leases.stall(lease, reason: "r") }),
            ("complete", { try await store.leases.complete(lease, output: value) }),
            ("fail", { try await store.leases.fail(lease, Failure(code: "c", message: "m")) }),
            ("end", { try await store.leases.cancel(lease) }),
            ("sweep purges", { try await store.runs.sweepPurges() }),
            ("sweep state", { try await store.sweepExpiredState() }),
        ]
    }

    private static func reads(_ store: Store, _ lease: RunLease) -> [Call] {
        let state = store.state(of: lease.incarnation)
        return [
            ("get", { _ = try await store.runs.get("r") }), ("list", { _ = try await store.runs.list() }),
            ("count", { _ = try await store.runs.count() }),
            ("resolve", { _ = try await store.runs.resolve(prefix: "r") }),
            ("memo", { _ = try await store.steps.memo(lease) }),
            ("list steps", { _ = try await store.steps.list("r") }),
            ("attempts", { _ = try await store.steps.attempts("r", step: "s") }),
            ("get state", { _ = try await state.get("k") }), ("list state", { _ = try await state.list() }),
            ("prepare", { try await store.prepare() }),
        ]
    }
}
