internal import HoldfastCore

extension Check {
    static let workerChecks = [
        Check(
            "workers.register.roundtrip", .coordinated, .time, kills: ["M573"],
            contract:
                "what a worker says of itself reads back; it is alive for 60 s after each beat, and gone when removed",
            why: "Who wants to know why a run waits asks first who works at all.",
            hint: "A row with the time it was last heard of; nothing else tells."
        ) { c in
            let store = try await c.store()
            var profile = WorkerProfile(
                "w1", workflows: [WorkflowVersion("a"), WorkflowVersion("a", 3), WorkflowVersion("b\"", 2)],
                queues: ["q", "default"])
            profile.host = "host"
            profile.processID = 42
            profile.build = "b7"
            try await store.workers.register(profile)
            let begun = c.time.now
            var worker = try c.need(try await store.workers.list().first, "the worker")
            try c.expect(worker.profile, profile, "what it says")
            try c.expect([worker.startedAt, worker.seenAt], [begun, begun], "times")
            c.time.move(by: .seconds(59))
            try c.expect(worker.isLive(at: c.time.now), true, "whether it lives after 59 s")
            try c.expect(try await store.workers.beat("w1"), true, "a beat")
            worker = try c.need(try await store.workers.list().first, "the worker after a beat")
            try c.expect([worker.startedAt, worker.seenAt], [begun, c.time.now], "times after a beat")
            try c.expect(worker.isLive(at: c.time.now.advanced(by: .seconds(60))), false, "whether it lives 60 s later")
            profile.workflows = [WorkflowVersion("c")]
            try await store.workers.register(profile)
            try c.expect(try await store.workers.list().map(\.profile), [profile], "once it says something else")
            try c.expect(try await store.workers.remove("w1"), true, "removing it")
            try c.expect(try await store.workers.remove("w1"), false, "removing it again")
            try c.expect(try await store.workers.beat("w1"), false, "a beat of none")
            try c.expect(try await store.workers.list(), [], "workers")
            try await c.expect(.invalidArgument, "the registry's own name") {
                try await store.workers.register(WorkerProfile("registry", workflows: []))
            }
        },
        Check(
            "workers.surrender.released", .coordinated, .time, kills: ["M574"],
            contract: "a run whose workflow a worker lacks is given back uncharged where a live worker knows it",
            why: "During a deployment old workers claim new runs; nobody should notice.",
            hint: "Look at the registry; leave the other one a moment to claim it."
        ) { c in
            let store = try await c.store()
            try await store.workers.register(WorkerProfile("knows", workflows: [WorkflowVersion("w")]))
            let lease = try await c.running(store, "r")
            let run = try await store.runs.get("r", payloads: false)
            try c.expect(try await store.leases.surrender(lease, of: run), .released, "what became of it")
            let freed = try await store.runs.get("r")
            try c.expect([freed.status.rawValue, freed.reason], ["pending", nil], "the run")
            try c.expect(freed.claimsSinceProgress, 0, "what was charged")
            let due = try c.need(freed.readyAt, "when it is due")
            try c.expect(c.time.now < due && due <= c.time.now.advanced(by: .seconds(2)), true, "a moment later")
            c.time.move(by: .seconds(2))
            _ = try await c.claim(store, "r", owner: "knows")
        },
        Check(
            "workers.surrender.stalled", .coordinated, .time, kills: ["M575", "M576"],
            contract:
                "where no live worker knows it the run is stalled, uncharged and with the reason, until one registers",
            why: "A run that nobody can work on must not go round for ever, nor be forgotten.",
            hint: "Dead workers, other versions, queues and builds do not count."
        ) { c in
            let store = try await c.store()
            var elsewhere = WorkerProfile("elsewhere", workflows: [WorkflowVersion("w")], queues: ["other"])
            try await store.workers.register(elsewhere)
            try await store.workers.register(WorkerProfile("dead", workflows: [WorkflowVersion("w")]))
            c.time.move(by: .seconds(60))
            elsewhere.id = "newer"
            elsewhere.workflows = [WorkflowVersion("w", 2)]
            elsewhere.queues = ["default"]
            try await store.workers.register(elsewhere)
            let lease = try await c.running(store, "r")
            let run = try await store.runs.get("r", payloads: false)
            guard case .stalled(let reason) = try await store.leases.surrender(lease, of: run) else {
                throw c.violation("the run", expected: "stalled", actual: "released")
            }
            let stalled = try await store.runs.get("r")
            try c.expect([stalled.status.rawValue, stalled.reason], ["stalled", reason], "the run")
            try c.expect(reason.hasPrefix("unknownVersion: "), true, "whether \"\(reason)\" says what is missing")
            try c.expect(stalled.claimsSinceProgress, 0, "what was charged")
            try await c.settle()
            try c.expect(
                try await store.workers.register(WorkerProfile("no", workflows: [WorkflowVersion("v")])), 0, "others")
            try c.expect(
                try await store.workers.register(WorkerProfile("yes", workflows: [WorkflowVersion("w")])), 1, "woken")
            let woken = try await store.runs.get("r")
            try c.expect([woken.status.rawValue, woken.reason], ["pending", nil], "the run that goes on")
        },
        Check(
            "workers.surrender.race", .coordinated, .handles, kills: ["M577"],
            contract: "a worker that registers while another decides that nobody knows a workflow is not overlooked",
            why: "A run that stalls in that very moment would stay there, with a worker beside it.",
            hint: "Stall on condition that the registry's epoch is unchanged."
        ) { c in
            let other = try await c.store()
            let done = CallFlag()
            let lease = try await c.running(other, "r")
            let run = try await other.runs.get("r", payloads: false)
            let backend = Interposed(try await c.backend()) { verb in
                guard verb == .commit, done.raise() else { return }
                _ = try? await other.workers.register(WorkerProfile("new", workflows: [WorkflowVersion("w")]))
            }
            try c.expect(try await c.store(backend).leases.surrender(lease, of: run), .released, "what became of it")
            try c.expect(try await other.runs.get("r").status, .pending, "the run")
        },
        Check(
            "workers.pinned", .coordinated, .sequential, kills: ["M578"],
            contract:
                "a run pinned to a build goes only to workers that claim queue@build, and waits for one of that build",
            why: "A run that began with old code must not go on with new.",
            hint: "The build is a part of the route."
        ) { c in
            let store = try await c.store()
            var new = NewRun("w", id: "r")
            new.build = "b1"
            try await store.runs.create(new)
            try await c.settle()
            func claim(_ routes: [String]) async throws -> [ClaimedRun] {
                try await store.leases.claim(routes: routes, limit: 1, owner: "w")
            }
            let routes = ["default", Route.name(queue: "default", build: "b2")]
            try c.expect(try await claim(routes).map(\.run.id), [], "claims of another build")
            let claimed = try await claim(["default", "default@b1"])
            let own = try c.need(claimed.first, "the claim of the build")
            var profile = WorkerProfile("w2", workflows: [WorkflowVersion("w")])
            profile.build = "b2"
            try await store.workers.register(profile)
            guard case .stalled = try await store.leases.surrender(own.lease, of: own.run) else {
                throw c.violation("the run", expected: "stalled", actual: "released to another build")
            }
            try await c.settle()
            profile.build = "b1"
            try c.expect(try await store.workers.register(profile), 1, "runs that go on with a worker of the build")
        },
        Check(
            "workers.clock", .coordinated, .time, kills: ["M579"],
            contract: "a worker whose clock is off the store's by more than a quarter of the lease refuses to claim",
            why: "By a wrong clock a live worker's run is due, and a dead one's is not.",
            hint: "Compare with the server's clock, either way."
        ) { c in
            let base = try await c.backend()
            for (offset, isRight) in [
                (Duration.zero, true), (.seconds(15), true), (.seconds(-15), true), (.seconds(16), false),
                (.seconds(-16), false), (.days(400), false),
            ] {
                let store = c.store(Clocked(base: base, time: c.time, offset: offset))
                try c.expect(try await store.clockOffset(), offset, "the offset")
                if isRight {
                    try await store.leases.verifyClock(for: .seconds(60))
                } else {
                    let error = try await c.expect(.unavailable, "a clock off by \(offset)") {
                        try await store.leases.verifyClock(for: .seconds(60))
                    }
                    try c.expect(error.message.contains("clock"), true, "whether \"\(error.message)\" says so")
                }
            }
            // A store without a clock of its own cannot be asked.
            if !(base is any ServerClock) { try await c.store(base).leases.verifyClock() }
        },
    ]
}

/// A handle whose server has a clock, ahead of the check's by so much.
private struct Clocked: ServerClock {
    let base: any StoreBackend
    let time: VirtualTime
    let offset: Duration

    var limits: BackendLimits { base.limits }
    var capabilities: BackendCapabilities { base.capabilities }
    func serverTime() async throws(BackendError) -> Timestamp { time.now.advanced(by: offset) }
    func schemaVersion() async throws(BackendError) -> Int { try await base.schemaVersion() }
    func migrate(_ migrations: [Migration], dryRun: Bool) async throws(BackendError) -> [String] {
        try await base.migrate(migrations, dryRun: dryRun)
    }
    func get(_ keys: [Key], _ columns: Projection) async throws(BackendError) -> [Row?] {
        try await base.get(keys, columns)
    }
    func scan(_ scan: Scan) async throws(BackendError) -> Page { try await base.scan(scan) }
    func commit(_ batch: WriteBatch) async throws(BackendError) -> CommitOutcome { try await base.commit(batch) }
    func close() async { await base.close() }
}
