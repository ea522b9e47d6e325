internal import HoldfastCore

extension Check {
    static let leaseOwnerChecks = [
        Check(
            "lease.acquire.reentrant", .coordinated, .sequential, kills: ["M165"],
            contract: "the same owner name claiming again does not get the run",
            why: "Two tasks of one worker, or a worker and its restarted self, share a name and must not share a run.",
            hint: "A claim is its fence, not its owner's name."
        ) { c in
            let stores = [try await c.store(), try await c.store()]
            let lease = try await c.running(stores[0], "r")
            for n in 0..<4 {
                try await c.settle()
                let claimed = try await stores[n % 2].leases.claim(routes: ["default"], limit: 1, owner: "worker")
                try c.expect(claimed.map(\.run.id), [], "claim \(n) of the same owner")
            }
            let run = try await stores[1].runs.get("r")
            try c.expect(run.fence, lease.fence, "the fence")
            try c.expect(run.readyAt, lease.expiresAt, "the end of the lease")
            // Once it has ended the name gives no right to it either: the claim is a new one.
            c.time.move(by: lease.duration)
            let next = try await c.claim(stores[1], "r")
            try c.expect(next.fence > lease.fence, true, "whether the fence grew")
            try await c.expect(.fenced, "a write under the old claim of the same owner") {
                try await stores[0].leases.complete(lease, output: nil)
            }
        },
        Check(
            "lease.release.wrong-owner", .coordinated, .sequential, kills: ["M39"],
            contract: "release by a non-holder is refused and the holder keeps it",
            why: "A worker that shuts down late would free what another works on.",
            hint: "Fence and life of the run are conditions of the release."
        ) { c in
            let stores = [try await c.store(), try await c.store()]
            let lost = try await c.running(stores[0], "r", for: .seconds(5))
            c.time.move(by: .seconds(5))
            let held = try await c.claim(stores[1], "r", owner: "holder")
            let before = try await c.dump(stores[0].backend)
            let stranger = stores[0].inNamespace(Namespace("\(c.place.id)-stranger"))
            for charged in [true, false] {
                try await c.expect(.fenced, "a release by the owner before") {
                    try await stores[0].leases.release(lost, charged: charged)
                }
                try await c.expect(.fenced, "a release in another namespace") {
                    try await stranger.leases.release(held, charged: charged)
                }
            }
            try c.expect(try await c.dump(stores[0].backend), before, "the rows")
            let others = try await stores[0].leases.claim(routes: ["default"], limit: 1, owner: "other")
            try c.expect(others.map(\.run.id), [], "claims of others")
            try c.expect(await stores[1].leases.renew([held]).map(\.storeCode), [nil], "the holder's renewal")
        },
        Check(
            "lease.takeover.bound", .coordinated, .time, kills: ["M224"],
            contract: "an idle worker takes over a dead worker's run within the lease + 2.5 s of virtual time",
            why: "A run whose worker died stands still for as long.",
            hint: "A claim finds what is due by the same index as new work, at its first round after the lease's end."
        ) { c in
            let stores = [try await c.store(), try await c.store()]
            // The longest pause of an idle worker: two seconds, and a fifth for jitter.
            let pause = Duration.milliseconds(2_400)
            for (n, offset) in [Duration.zero, .milliseconds(1), .milliseconds(1_199), .milliseconds(2_399)]
                .enumerated()
            {
                let id = RunID("r\(n)")
                let lease = try await c.running(stores[0], id, for: .seconds(20))
                c.time.move(by: offset)
                var claimed: [ClaimedRun] = []
                var rounds = 0
                while claimed.isEmpty, rounds < 20 {
                    rounds += 1
                    c.time.move(by: pause)
                    try await c.settle()
                    claimed = try await stores[1].leases.claim(routes: ["default"], limit: 9, owner: "idle")
                }
                try c.expect(claimed.map(\.run.id), [id], "what the idle worker takes over")
                let late = lease.expiresAt.duration(to: c.time.now)
                try c.expect(
                    late >= .zero && late <= .milliseconds(2_500), true, "whether \(late) after the end is in time")
                try await stores[1].leases.complete(claimed[0].lease, output: nil)
            }
        },
    ]
}
