internal import HoldfastCore

extension Check {
    static let leaseTimeChecks = [
        Check(
            "lease.expiry.boundary", .coordinated, .time, kills: ["M17", "M77", "M166"],
            contract: "held at expiry-1us, free at expiry",
            why: "One microsecond of two owners is enough.",
            hint: "Due means ready_at <= now."
        ) { c in
            let store = try await c.store()
            // No round time, so that one that is rounded shows.
            c.time.move(by: .microseconds(567))
            let lease = try await c.running(store, "r", for: .seconds(5))
            c.time.move(by: .seconds(5) - .microseconds(1))
            let early = try await store.leases.claim(routes: ["default"], limit: 1, owner: "other")
            try c.expect(early.map(\.run.id), [], "one microsecond before the end")
            c.time.move(by: .microseconds(1))
            let next = try await c.claim(store, "r", owner: "other")
            try c.expect(next.fence > lease.fence, true, "whether the fence grew")
        },
        Check(
            "lease.expiry.takeover", .coordinated, .time, kills: ["M173"],
            contract: "after expiry another owner claims with a strictly greater fence and goes on from the steps",
            why: "This is what durable means.",
            hint: "Steps belong to the run, not to the claim."
        ) { c in
            let stores = [try await c.store(), try await c.store()]
            var lease = try await c.running(stores[0], "r", for: .seconds(5))
            lease = try await c.commit(stores[0], StepRecord(key: "s", position: 1, output: Payload(text: "1")), lease)
            c.time.move(by: .seconds(6))
            let next = try await c.claim(stores[1], "r", owner: "other")
            try c.expect(next.fence > lease.fence, true, "whether the fence grew")
            try c.expect(try await stores[1].steps.memo(next).first?.output, Payload(text: "1"), "the step")
            try await c.commit(stores[1], StepRecord(key: "t", position: 2), next)
        },
        Check(
            "lease.expiry.race", .coordinated, .concurrent, kills: ["M36", "M172"],
            contract: "at expiry N contenders produce exactly one new holder",
            why: "All workers wake up at the same time.",
            hint: "Select and patch in one step."
        ) { c in
            let stores = [try await c.store(), try await c.store()]
            var fence = try await c.running(stores[0], "r", for: .seconds(5)).fence
            for round in 0..<8 {
                c.time.move(by: .seconds(5))
                let results = await c.race(10) { n in
                    try await stores[n % 2].leases.claim(
                        routes: ["default"], limit: 1, owner: WorkerID("w\(n)"), duration: .seconds(5))
                }
                let claimed = try results.flatMap { try $0.get() }
                try c.expect(claimed.count, 1, "holders in round \(round)")
                try c.expect(claimed[0].lease.fence > fence, true, "whether the fence grew")
                fence = claimed[0].lease.fence
            }
        },
        Check(
            "lease.renew.extends", .coordinated, .time, kills: ["M170"],
            contract: "renew by the holder sets expiry to now + ttl, not old expiry + ttl",
            why: "Leases that add up outlive their worker by hours.",
            hint: "Count from the present."
        ) { c in
            let store = try await c.store()
            let lease = try await c.running(store, "r", for: .seconds(10))
            c.time.move(by: .seconds(4))
            let renewed = try await store.leases.renew([lease])[0].get()
            try c.expect(renewed.expiresAt, c.time.now.advanced(by: .seconds(10)), "the end")
            try c.expect(try await store.runs.get("r").readyAt, renewed.expiresAt, "the stored end")
            c.time.move(by: .seconds(10) - .microseconds(1))
            let claimed = try await store.leases.claim(routes: ["default"], limit: 1, owner: "other")
            try c.expect(claimed.count, 0, "claims before the new end")
        },
        Check(
            "lease.renew.wrong-owner", .coordinated, .sequential, kills: ["M37"],
            contract: "renew with another claim is refused and changes nothing, and no other lease of the call suffers",
            why: "One lost lease must not end the renewal of the others.",
            hint: "One outcome for each lease."
        ) { c in
            let store = try await c.store()
            let lost = try await c.running(store, "lost", for: .seconds(5))
            c.time.move(by: .seconds(5))
            _ = try await c.claim(store, "lost", owner: "other")
            let held = try await c.running(store, "held")
            try await store.runs.create(NewRun("w", id: "gone"))
            let gone = try await c.claim(store, "gone")
            try await store.runs.delete("gone", force: true)
            let before = try await store.runs.get("lost")
            let results = await store.leases.renew([lost, held, gone])
            try c.expect(results.map(\.storeCode), [.fenced, nil, .fenced], "outcomes by position")
            try c.expect(try await store.runs.get("lost"), before, "the run that was lost")
            try c.expect(await store.leases.renew([]).count, 0, "no leases")
        },
        Check(
            "lease.renew.expired", .coordinated, .time, kills: ["M38"],
            contract: "renew after expiry is refused even if nobody took it (no resurrection)",
            why: "Between the end and the renewal somebody may have looked and begun.",
            hint: "Expiry is a condition of the renewal."
        ) { c in
            let store = try await c.store()
            let lease = try await c.running(store, "r", for: .seconds(5))
            c.time.move(by: .seconds(5))
            let results = await store.leases.renew([lease])
            try c.expect(results.map(\.storeCode), [.fenced], "the renewal")
            _ = try await c.claim(store, "r", owner: "other")
        },
        Check(
            "lease.renew.never-shortens", .coordinated, .time, kills: ["M171"],
            contract: "a renewal that would end earlier keeps the later expiry",
            why: "A clock that is set back must not take a lease away.",
            hint: "The later of the two ends."
        ) { c in
            let store = try await c.store()
            let lease = try await c.running(store, "r", for: .seconds(10))
            c.time.move(by: .seconds(-3))
            let renewed = try await store.leases.renew([lease])[0].get()
            try c.expect(renewed.expiresAt, lease.expiresAt, "the end")
            try c.expect(try await store.runs.get("r").readyAt, lease.expiresAt, "the stored end")
        },
        Check(
            "lease.fence.monotonic", .coordinated, .handles, kills: ["M40"],
            contract: "fences per run strictly increase across release, expiry, park and restart",
            why: "A fence that begins again lets an old owner in.",
            hint: "Only ever add."
        ) { c in
            let stores = [try await c.store(), try await c.store()]
            try await stores[0].runs.create(NewRun("w", id: "r"))
            var last = Fence(-1)
            for round in 0..<9 {
                let store = stores[round % 2]
                let lease = try await c.claim(store, "r", for: .seconds(5))
                try c.expect(lease.fence > last, true, "whether the fence of round \(round) is greater")
                last = lease.fence
                switch round % 4 {
                case 0: try await store.leases.release(lease)
                case 1: try await store.leases.park(lease, until: c.time.now)
                case 2: c.time.move(by: .seconds(5))
                default:
                    try await store.leases.complete(lease, output: nil)
                    _ = try await store.runs.start(NewRun("w", id: "r"), onConflict: .restartIfEnded)
                }
            }
        },
        Check(
            "lease.ttl.invalid", .coordinated, .sequential, kills: ["M178"],
            contract: "a duration <= 0 throws .invalidArgument",
            why: "A lease that has ended when it begins protects nothing.",
            hint: "Check it before anything is written."
        ) { c in
            let store = try await c.store()
            let created = try await store.runs.create(NewRun("w", id: "r"))
            for duration in [Duration.zero, .seconds(-1)] {
                try await c.expect(.invalidArgument, "\(duration)") {
                    _ = try await store.leases.claim(routes: ["default"], limit: 1, owner: "w", duration: duration)
                }
            }
            try await c.expect(.invalidArgument, "a limit of 0") {
                _ = try await store.leases.claim(routes: ["default"], limit: 0, owner: "w")
            }
            try c.expect(try await store.runs.get("r"), created, "the run")
        },
    ]
}
