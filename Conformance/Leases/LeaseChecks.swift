internal import HoldfastCore

extension Check {
    static let leaseChecks = [
        Check(
            "lease.acquire.free", .coordinated, .sequential, kills: ["M164"],
            contract: "claiming a free run returns owner, expiry and a fence",
            why: "Everything that the owner writes carries them.",
            hint: "Return the row as patched."
        ) { c in
            let store = try await c.store()
            let created = try await store.runs.create(NewRun("w", id: "r", input: Payload(text: "in")))
            let lease = try await c.claim(store, "r", owner: "me", for: .seconds(30))
            try c.expect(lease.owner, "me", "the owner")
            try c.expect(
                [lease.claimedAt, lease.expiresAt], [c.time.now, c.time.now.advanced(by: .seconds(30))], "times")
            try c.expect(lease.fence > created.fence, true, "whether the fence grew")
            try c.expect(lease.incarnation, created.incarnation, "the life")
            let run = try await store.runs.get("r")
            try c.expect(run.status, .running, "the status")
            try c.expect([run.leaseOwner], ["me"], "the stored owner")
            try c.expect(run.readyAt, lease.expiresAt, "when it is due again")
            try c.expect(run.claimsSinceProgress, 1, "claims without progress")
        },
        Check(
            "lease.acquire.held", .coordinated, .sequential, kills: ["M165"],
            contract: "a held run is not given to another owner, nor to the same one again",
            why: "A worker that restarts under its name must not get what its old self still works on.",
            hint: "The claim moves the run out of the range of due ones."
        ) { c in
            let stores = [try await c.store(), try await c.store()]
            _ = try await c.running(stores[0], "r")
            for (n, owner) in (["other", "worker"] as [WorkerID]).enumerated() {
                let claimed = try await stores[n].leases.claim(routes: ["default"], limit: 1, owner: owner)
                try c.expect(claimed.map(\.run.id), [], "claims of \(owner)")
            }
        },
        Check(
            "lease.acquire.one-winner", .coordinated, .concurrent, kills: ["M36", "M42"],
            contract: "of N claimers exactly one holds it",
            why: "Two owners are the fault that leases are for.",
            hint: "Select and patch in one step."
        ) { c in
            let stores = [try await c.store(), try await c.store()]
            for round in 0..<6 {
                let ids = (0..<10).map { RunID("r\(round)-\($0)") }
                for id in ids { try await stores[0].runs.create(NewRun("w", id: id)) }
                try await c.settle()
                let results = await c.race(8) { n -> [RunID] in
                    var claimed: [RunID] = []
                    while true {
                        let more = try await stores[n % 2].leases.claim(
                            routes: ["default"], limit: 2, owner: WorkerID("w\(n)"))
                        claimed += more.map(\.run.id)
                        if more.isEmpty || claimed.count > 10 { return claimed }
                    }
                }
                let claimed = try results.flatMap { try $0.get() }
                try c.expect(Set(claimed).count, claimed.count, "runs that were claimed once")
                // A short answer is legal while others hold rows; what is left is claimed now.
                let rest = try await stores[0].leases.claim(routes: ["default"], limit: 20, owner: "last").map(\.run.id)
                try c.expect((claimed + rest).map(\.rawValue).sorted(), ids.map(\.rawValue).sorted(), "all runs")
            }
        },
        Check(
            "lease.acquire.independent", .coordinated, .sequential, kills: ["M167"],
            contract: "claims by route and priority never block each other; urgent ones come first",
            why: "One slow queue must not hold up another.",
            hint: "A range for each route and priority."
        ) { c in
            let store = try await c.store()
            for (id, queue, priority) in [
                ("a", "q1", Priority.low), ("b", "q2", .normal), ("c", "q1", .urgent), ("d", "q1", .normal),
            ] {
                var new = NewRun("w", id: RunID(id))
                new.queue = QueueName(queue)
                new.priority = priority
                try await store.runs.create(new)
            }
            try await c.settle()
            func claim(_ routes: [String], _ limit: Int) async throws -> [String] {
                try await store.leases.claim(routes: routes, limit: limit, owner: "w").map(\.run.id.rawValue)
            }
            try c.expect(try await claim(["q3"], 5), [], "another queue")
            try c.expect(try await claim(["q1"], 2), ["c", "d"], "by priority")
            try c.expect(try await claim(["q2", "q1"], 5), ["b", "a"], "the rest, of both")
        },
        Check(
            "lease.release.holder", .coordinated, .sequential, kills: ["M168"],
            contract: "release frees at once",
            why: "A worker that shuts down hands its runs over in milliseconds.",
            hint: "Due again at the time of the release."
        ) { c in
            let store = try await c.store()
            let lease = try await c.running(store, "r")
            try await store.leases.release(lease, charged: false)
            let run = try await store.runs.get("r")
            try c.expect(run.status, .pending, "the status")
            try c.expect(run.leaseOwner, nil, "the owner")
            try c.expect(run.claimsSinceProgress, 0, "a release that is not charged")
            let next = try await c.claim(store, "r", owner: "other")
            try c.expect(next.fence > lease.fence, true, "whether the fence grew")
        },
        Check(
            "lease.release.stale-token", .coordinated, .sequential, kills: ["M39"],
            contract: "release with a previous claim of the same owner does not free the new lease (ABA)",
            why: "The late shutdown of an old task would free what the new task works on.",
            hint: "The fence, not the owner's name, is the right."
        ) { c in
            let store = try await c.store()
            let old = try await c.running(store, "r", for: .seconds(5))
            c.time.move(by: .seconds(5))
            let new = try await c.claim(store, "r")
            let before = try await store.runs.get("r")
            try await c.expect(.fenced, "releasing the old claim") { try await store.leases.release(old) }
            try await c.expect(.fenced, "parking the old claim") { try await store.leases.park(old, until: nil) }
            try await c.expect(.fenced, "completing the old claim") {
                try await store.leases.complete(old, output: nil)
            }
            try c.expect(try await store.runs.get("r"), before, "the run")
            try await store.leases.release(new)
        },
        Check(
            "lease.release.twice", .coordinated, .sequential, kills: ["M169"],
            contract: "a second release changes nothing",
            why: "A release whose reply was lost is sent again.",
            hint: "The status is a condition."
        ) { c in
            let store = try await c.store()
            let lease = try await c.running(store, "r")
            try await store.leases.release(lease)
            let before = try await store.runs.get("r")
            c.time.move(by: .seconds(1))
            try await c.expect(.fenced, "again") { try await store.leases.release(lease) }
            try c.expect(try await store.runs.get("r"), before, "the run")
        },
        Check(
            "lease.fence.rejects", .coordinated, .handles, kills: ["M41", "M150"],
            contract: "any write carrying a token below the highest granted is .fenced",
            why: "One kind of write that is not fenced is enough to corrupt a run.",
            hint: "Every write of an owner goes through the same conditions."
        ) { c in
            let store = try await c.store()
            let old = try await c.running(store, "r", for: .seconds(5))
            c.time.move(by: .seconds(5))
            _ = try await c.claim(store, "r", owner: "new")
            let before = try await store.runs.get("r")
            let state = store.state(of: old.incarnation)
            let writes: [(String, () async throws -> Void)] = [
                ("a step", { _ = try await store.steps.commit(StepRecord(key: "s", position: 1), lease: old) }),
                ("state", { try await state.set("k", Payload(text: "v"), lease: old) }),
                ("release", { try await store.leases.release(old) }),
                ("park", { try await store.leases.park(old, until: nil) }),
                ("stall", { try await store.leases.stall(old, reason: "x") }),
                ("complete", { try await store.leases.complete(old, output: Payload(text: "o")) }),
                ("fail", { try await store.leases.fail(old, Failure(code: "c", message: "m")) }),
                ("cancel", { try await store.leases.cancel(old) }),
                ("renew", { _ = try await store.leases.renew([old])[0].get() }),
            ]
            for (name, write) in writes { try await c.expect(.fenced, name, from: write) }
            try c.expect(try await store.runs.get("r"), before, "the run")
            try c.expect(try await state.all(), [], "its state")
            try c.expect(try await store.steps.list("r").items, [], "its steps")
        },
    ]
}
