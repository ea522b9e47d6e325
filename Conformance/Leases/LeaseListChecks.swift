internal import HoldfastCore

extension Check {
    static let leaseListChecks = [
        Check(
            "lease.list.expired", .coordinated, .time, kills: ["M454"],
            contract: "list(expiredBefore:) returns exactly the expired ones, oldest first",
            why: "An operator who looks for dead workers must see each of their runs, and no other.",
            hint: "Running, and the end of the lease not after the moment."
        ) { c in
            let store = try await c.store()
            var ends: [RunID: Timestamp] = [:]
            for (number, seconds) in [30, 10, 20, 40, 10].enumerated() {
                let id = RunID("r\(number)")
                ends[id] = try await c.running(store, id, for: .seconds(seconds)).expiresAt
            }
            let done = try await c.running(store, "done", for: .seconds(5))
            try await store.leases.complete(done, output: nil)
            let parked = try await c.running(store, "parked", for: .seconds(5))
            try await store.leases.park(parked, until: c.time.now)
            try await store.runs.create(NewRun("w", id: "pending"))
            let start = c.time.now
            c.time.move(by: .seconds(30))
            try await c.settle()
            let expected: [RunID] = ["r1", "r4", "r2", "r0"]
            try c.expect(try await store.leases.expired().map(\.id), expected, "those whose lease has ended")
            let early = start.advanced(by: .seconds(30) - .microseconds(1))
            let before = try await store.leases.expired(before: early).map(\.id)
            try c.expect(before, Array(expected.dropLast()), "those one microsecond before")
            try c.expect(try await store.leases.expired(limit: 2).map(\.id), ["r1", "r4"], "the first two")
            try await c.expect(.invalidArgument, "a limit of 0") { _ = try await store.leases.expired(limit: 0) }
            let taken = try await store.leases.claim("r1", owner: "other")
            guard case .claimed = taken else { throw c.violation("a claim", expected: "claimed", actual: "\(taken)") }
            try await c.settle()
            try c.expect(try await store.leases.expired().map(\.id), ["r4", "r2", "r0"], "those that are left")
        },
        Check(
            "lease.acquire.named", .coordinated, .concurrent, kills: ["M455"],
            contract:
                "a certain run is claimed by at most one; another attempt gets .held with owner and end, one that is "
                + "not due .notDue",
            why: "A request that works on its own run must not meet a worker there, nor its own repetition.",
            hint: "What was seen of the run is the condition of the claim."
        ) { c in
            let stores = [try await c.store(), try await c.store()]
            for round in 0..<8 {
                let id = RunID("r\(round)")
                try await stores[0].runs.create(NewRun("w", id: id))
                let results = await c.race(8) { n in
                    try await stores[n % 2].leases.claim(id, owner: WorkerID("w\(n)"), duration: .seconds(5))
                }
                let attempts = try results.map { try $0.get() }
                let leases = attempts.compactMap { if case .claimed(let run) = $0 { run.lease } else { nil } }
                try c.expect(leases.count, 1, "claims of \(id)")
                for case .held(let owner, let end) in attempts {
                    try c.expect(owner, leases[0].owner, "who has it")
                    try c.expect(end, leases[0].expiresAt, "until when")
                }
                try await c.commit(stores[1], StepRecord(key: "s", position: 1), leases[0])
                c.time.move(by: .seconds(5))
                let next = try await stores[1].leases.claim(id, owner: "next")
                guard case .claimed(let run) = next else {
                    throw c.violation("a claim after the end", expected: "claimed", actual: "\(next)")
                }
                try c.expect(run.lease.fence > leases[0].fence, true, "whether the fence grew")
                let wakeUp = c.time.now.advanced(by: .seconds(9))
                try await stores[0].leases.park(run.lease, until: wakeUp)
                guard case .notDue(wakeUp) = try await stores[1].leases.claim(id, owner: "early") else {
                    throw c.violation("a claim of a run that sleeps", expected: "not due", actual: "another answer")
                }
            }
            try await c.expect(.notFound, "no such run") { _ = try await stores[0].leases.claim("none", owner: "w") }
            try await stores[0].runs.cancel("r0")
            try await c.expect(.invalidTransition, "a run that has ended") {
                _ = try await stores[0].leases.claim("r0", owner: "w")
            }
        },
    ]
}
