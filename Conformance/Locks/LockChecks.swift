internal import HoldfastCore

extension Check {
    static let lockChecks = [
        Check(
            "locks.acquire.roundtrip", .coordinated, .sequential, kills: ["M439"],
            contract: "acquiring a free lock returns name, owner, token, fence and expiry; the holder reads back equal",
            why: "Everything that is done under the lock carries them.",
            hint: "Return what was stored."
        ) { c in
            let stores = [try await c.store(), try await c.store()]
            try c.expect(try await stores[0].locks.holder(of: "l"), nil, "the holder of a free lock")
            let lease = try await taken(c, stores[0], "l", by: "me", for: .seconds(30))
            try c.expect([lease.name, lease.owner.rawValue], ["l", "me"], "names")
            try c.expect(lease.expiresAt, c.time.now.advanced(by: .seconds(30)), "the end")
            try c.expect(lease.token.isEmpty, false, "whether the token is empty")
            let hold = LockHold(owner: "me", fence: lease.fence, expiresAt: lease.expiresAt)
            for store in stores { try c.expect(try await store.locks.holder(of: "l"), hold, "the holder") }
            let standard = try await taken(c, stores[0], "m")
            try c.expect(standard.expiresAt, c.time.now.advanced(by: .seconds(60)), "the end where none is given")
        },
        Check(
            "locks.acquire.held", .coordinated, .sequential, kills: ["M428", "M429"],
            contract:
                "a held lock is .held(until) for others and for the same owner again; the same claim token gets the "
                + "same lease",
            why: "Two threads of one program are as dangerous as two programs.",
            hint: "The token tells claims apart, not the owner's name."
        ) { c in
            let stores = [try await c.store(), try await c.store()]
            let first = try await stores[0].locks.acquire("l", owner: "me", token: "t")
            let lease = try c.need(first.lease, "the lock")
            c.time.move(by: .seconds(1))
            for owner: WorkerID in ["me", "other"] {
                for store in stores {
                    let attempt = try await store.locks.acquire("l", owner: owner)
                    try c.expect(attempt, .held(until: lease.expiresAt, by: "me"), "an attempt of \(owner)")
                }
            }
            let again = try await stores[1].locks.acquire("l", owner: "me", token: "t")
            try c.expect(again, .acquired(lease), "the same claim again")
            try c.expect(try await stores[0].locks.holder(of: "l")?.fence, lease.fence, "the fence")
        },
        Check(
            "locks.acquire.one-winner", .coordinated, .concurrent, kills: ["M426"],
            contract: "of N acquirers of a free lock exactly one gets it",
            why: "Two holders are what a lock is there to prevent.",
            hint: "The key decides, not a read before the write."
        ) { c in
            let stores = [try await c.store(), try await c.store()]
            for round in 0..<8 {
                let results = await c.race(12) { n in
                    try await stores[n % 2].locks.acquire("l\(round)", owner: WorkerID("w\(n)"))
                }
                let leases = try results.compactMap { try $0.get().lease }
                try c.expect(leases.count, 1, "holders in round \(round)")
                let hold = try await stores[0].locks.holder(of: "l\(round)")
                try c.expect(hold?.owner, leases[0].owner, "the stored holder")
            }
        },
        Check(
            "locks.acquire.independent", .coordinated, .sequential, kills: ["M434"],
            contract: "locks of different names never block each other, however alike the names are",
            why: "An order waits for another customer's.",
            hint: "Names are compared by bytes."
        ) { c in
            let store = try await c.store()
            let names = awkwardTexts.filter { !$0.isEmpty } + ["lock", "LOCK", "lock "]
            var leases: [LockLease] = []
            for name in names { leases.append(try await taken(c, store, name)) }
            for (name, lease) in zip(names, leases) {
                try c.expect(try await store.locks.holder(of: name)?.fence, lease.fence, name.debugDescription)
            }
            try await store.locks.release(leases[0])
            for name in names.dropFirst() {
                try c.expect(try await store.locks.holder(of: name) != nil, true, "\(name.debugDescription) is held")
            }
        },
        Check(
            "locks.acquire.invalid", .coordinated, .sequential, kills: ["M178"],
            contract:
                "a duration <= 0 and a name or token that is empty or too long are refused, and nothing is stored",
            why: "A lease that has ended when it begins protects nothing.",
            hint: "Check them before anything is written."
        ) { c in
            let locks = try await c.store().locks
            for duration in [Duration.zero, .seconds(-1)] {
                try await c.expect(.invalidArgument, "\(duration)") {
                    _ = try await locks.acquire("l", owner: "w", duration: duration)
                }
            }
            try await c.expect(.invalidArgument, "no name") { _ = try await locks.acquire("", owner: "w") }
            try await c.expect(.invalidArgument, "no owner") { _ = try await locks.acquire("l", owner: "") }
            try await c.expect(.invalidArgument, "no token") { _ = try await locks.acquire("l", owner: "w", token: "") }
            let long = String(repeating: "l", count: 513)
            try await c.expect(.limitExceeded, "a long name") { _ = try await locks.acquire(long, owner: "w") }
            try c.expect(try await locks.holder(of: "l"), nil, "the holder")
        },
        Check(
            "locks.release.holder", .coordinated, .sequential, kills: ["M432"],
            contract: "release frees at once; released twice it is harmless until another acquires, then .notHolder",
            why:
                "A release that is repeated because its reply was lost must not be an error, nor free another's claim.",
            hint: "Look at whose claim stands in the row."
        ) { c in
            let stores = [try await c.store(), try await c.store()]
            let lease = try await taken(c, stores[0], "l")
            try await stores[0].locks.release(lease)
            try c.expect(try await stores[1].locks.holder(of: "l"), nil, "the holder after the release")
            try await c.answer("the second release") { try await stores[1].locks.release(lease) }
            let next = try await taken(c, stores[1], "l", by: "other")
            try await c.expect(.notHolder, "the third release") { try await stores[0].locks.release(lease) }
            try c.expect(try await stores[0].locks.holder(of: "l")?.fence, next.fence, "the next holder")
            try await stores[1].locks.release(next)
            try await c.expect(.notHolder, "the fourth release") { try await stores[0].locks.release(lease) }
        },
        Check(
            "locks.release.stale-token", .coordinated, .time, kills: ["M422"],
            contract: "release with a previous claim of the same owner throws .notHolder and frees nothing (ABA)",
            why: "The late release of an old claim opens the door while the new one is at work.",
            hint: "Token and fence are conditions of the release."
        ) { c in
            let store = try await c.store()
            let old = try await taken(c, store, "l", by: "me", for: .seconds(5))
            c.time.move(by: .seconds(5))
            let new = try await taken(c, store, "l", by: "me", for: .seconds(5))
            try await c.expect(.notHolder, "the release of the old claim") { try await store.locks.release(old) }
            let hold = LockHold(owner: "me", fence: new.fence, expiresAt: new.expiresAt)
            try c.expect(try await store.locks.holder(of: "l"), hold, "the holder")
        },
        Check(
            "locks.tenant", .coordinated, .sequential, kills: ["M435"],
            contract: "a lock of tenant A neither blocks, shows nor frees the lock of that name in B",
            why: "One customer stops another's work.",
            hint: "The namespace is the first column of the key."
        ) { c in
            let a = try await c.store()
            let b = a.inNamespace(Namespace("\(c.place.id)-b"))
            let held = try await taken(c, a, "l", by: "a", for: .seconds(30))
            try c.expect(try await b.locks.holder(of: "l"), nil, "the holder in B")
            let other = try await taken(c, b, "l", by: "b", for: .seconds(90))
            // A's lease in B's hand says nothing there.
            try await c.expect(.notHolder, "a release across tenants") { try await b.locks.release(held) }
            try await c.expect(.notHolder, "a renewal across tenants") { _ = try await b.locks.renew(held) }
            try await b.locks.release(other)
            try c.expect(try await a.locks.holder(of: "l")?.owner, "a", "the holder in A")
            try c.expect(try await a.locks.renew(held).fence, held.fence, "A's renewal")
        },
    ]

    /// A lock that was free.
    static func taken(
        _ c: CheckContext, _ store: Store, _ name: String, by owner: WorkerID = "worker",
        for duration: Duration = .seconds(60)
    ) async throws -> LockLease {
        let attempt = try await store.locks.acquire(name, owner: owner, duration: duration)
        return try c.need(attempt.lease, "the lock \(name.debugDescription)")
    }
}
