internal import HoldfastCore

extension Check {
    static let lockTimeChecks = [
        Check(
            "locks.expiry.boundary", .coordinated, .time, kills: ["M427"],
            contract: "held one microsecond before its expiry, free at its expiry",
            why: "One microsecond of two holders is enough.",
            hint: "Free means expires_at <= now."
        ) { c in
            let store = try await c.store()
            // No round time, so that one that is rounded shows.
            c.time.move(by: .microseconds(567))
            let lease = try await taken(c, store, "l", for: .seconds(5))
            c.time.move(by: .seconds(5) - .microseconds(1))
            let early = try await store.locks.acquire("l", owner: "other")
            try c.expect(early, .held(until: lease.expiresAt, by: "worker"), "one microsecond before the end")
            try c.expect(try await store.locks.holder(of: "l") != nil, true, "whether it is held")
            c.time.move(by: .microseconds(1))
            try c.expect(try await store.locks.holder(of: "l"), nil, "the holder at the end")
            let next = try await taken(c, store, "l", by: "other")
            try c.expect(next.fence > lease.fence, true, "whether the fence grew")
        },
        Check(
            "locks.expiry.race", .coordinated, .concurrent, kills: ["M425"],
            contract: "at the expiry N contenders produce exactly one new holder, with a greater fence",
            why: "All who wait come back at the same time.",
            hint: "What was seen of the row is the condition of taking it over."
        ) { c in
            let stores = [try await c.store(), try await c.store()]
            var fence = try await taken(c, stores[0], "l", for: .seconds(5)).fence
            for round in 0..<8 {
                c.time.move(by: .seconds(5))
                let results = await c.race(10) { n in
                    try await stores[n % 2].locks.acquire("l", owner: WorkerID("w\(n)"), duration: .seconds(5))
                }
                let leases = try results.compactMap { try $0.get().lease }
                try c.expect(leases.count, 1, "holders in round \(round)")
                try c.expect(leases[0].fence > fence, true, "whether the fence grew")
                fence = leases[0].fence
            }
        },
        Check(
            "locks.renew.extends", .coordinated, .time, kills: ["M430"],
            contract: "renew by the holder sets the expiry to now + ttl, not to the old expiry + ttl",
            why: "Leases that add up outlive their holder by hours.",
            hint: "Count from the present."
        ) { c in
            let store = try await c.store()
            let lease = try await taken(c, store, "l", for: .seconds(10))
            c.time.move(by: .seconds(4))
            let renewed = try await store.locks.renew(lease)
            try c.expect(renewed.expiresAt, c.time.now.advanced(by: .seconds(10)), "the end")
            try c.expect([renewed.fence, renewed.fence], [lease.fence, lease.fence], "the fence")
            try c.expect(try await store.locks.holder(of: "l")?.expiresAt, renewed.expiresAt, "the stored end")
            c.time.move(by: .seconds(10) - .microseconds(1))
            let early = try await store.locks.acquire("l", owner: "other")
            try c.expect(early, .held(until: renewed.expiresAt, by: "worker"), "before the new end")
        },
        Check(
            "locks.renew.wrong-token", .coordinated, .time, kills: ["M420"],
            contract: "renew with another claim than the present one throws .notHolder and changes nothing",
            why: "A holder that was stopped for too long would keep its successor's lock alive, and work on.",
            hint: "Token and fence are conditions of the renewal."
        ) { c in
            let store = try await c.store()
            let old = try await taken(c, store, "l", by: "me", for: .seconds(5))
            c.time.move(by: .seconds(5))
            let new = try await taken(c, store, "l", by: "me", for: .seconds(5))
            c.time.move(by: .seconds(1))
            try await c.expect(.notHolder, "a renewal of the old claim") { _ = try await store.locks.renew(old) }
            let hold = LockHold(owner: "me", fence: new.fence, expiresAt: new.expiresAt)
            try c.expect(try await store.locks.holder(of: "l"), hold, "the holder")
        },
        Check(
            "locks.renew.expired", .coordinated, .time, kills: ["M421"],
            contract: "renew at or after the expiry throws .notHolder even if nobody took the lock (no resurrection)",
            why: "Between the end and the renewal somebody may have looked and begun.",
            hint: "The expiry is a condition of the renewal."
        ) { c in
            let store = try await c.store()
            let lease = try await taken(c, store, "l", for: .seconds(5))
            c.time.move(by: .seconds(5))
            try await c.expect(.notHolder, "the renewal") { _ = try await store.locks.renew(lease) }
            try c.expect(try await store.locks.holder(of: "l"), nil, "the holder")
            let released = try await taken(c, store, "m")
            try await store.locks.release(released)
            try await c.expect(.notHolder, "the renewal of what was released") {
                _ = try await store.locks.renew(released)
            }
            try c.expect(try await store.locks.holder(of: "m"), nil, "the holder of what was released")
        },
        Check(
            "locks.renew.never-shortens", .coordinated, .time, kills: ["M431"],
            contract: "a renewal that would end earlier keeps the later expiry",
            why: "A clock that is set back must not take a lock away.",
            hint: "The later of the stored end and the new one."
        ) { c in
            let store = try await c.store()
            let lease = try await taken(c, store, "l", for: .seconds(10))
            c.time.move(by: .seconds(8))
            let renewed = try await store.locks.renew(lease)
            c.time.move(by: .seconds(-6))
            for copy in [lease, renewed] {
                try c.expect(try await store.locks.renew(copy).expiresAt, renewed.expiresAt, "the end")
                try c.expect(try await store.locks.holder(of: "l")?.expiresAt, renewed.expiresAt, "the stored end")
            }
        },
        Check(
            "locks.sweep", .coordinated, .time, kills: ["M436"],
            contract: "the sweep removes locks that have been free for a day, and no other",
            why: "Locks that were named once for ever would fill the store; one that is held must not vanish.",
            hint: "The conditions stand in the deletion: an index may lag."
        ) { c in
            let store = try await c.store()
            try await store.locks.release(try await taken(c, store, "released"))
            _ = try await taken(c, store, "expired", for: .seconds(5))
            var held = try await taken(c, store, "held", for: .hours(20))
            c.time.move(by: .hours(19))
            held = try await store.locks.renew(held)
            _ = try await taken(c, store, "fresh", for: .seconds(5))
            c.time.move(by: .hours(6))
            try await c.settle()
            // A store may have removed them by itself.
            try c.expect(try await store.locks.sweep() <= 2, true, "whether no more was removed than had its time")
            try c.expect(try await store.locks.holder(of: "held")?.fence, held.fence, "the one that is held")
            _ = try await store.locks.renew(held)
            let keys = ["released", "expired"].map { Key(LockTable.table, .text(c.place.id), .text($0)) }
            try c.expect(try await store.backend.get(keys, .all).count { $0 != nil }, 0, "rows of the old ones")
        },
    ]
}
