internal import HoldfastCore

extension Check {
    static let slotTimeChecks = [
        Check(
            "limits.rate.stays-used", .coordinated, .time, kills: ["M603"],
            contract: "a used rate window stays used after release; it frees at the end of the period, not 1 us before",
            why: "Short calls would otherwise come as fast as they like.",
            hint: "A start is a row of its own, which release leaves."
        ) { c in
            let store = try await c.store()
            c.time.move(by: .microseconds(567))
            let limit = Limit(concurrency: 5, rate: .init(2, per: .seconds(10)))
            for holder in ["a", "b"] {
                try await store.limits.release(try await slot(c, store, "k", limit, holder))
                c.time.move(by: .seconds(1))
            }
            let start = c.time.now.advanced(by: .seconds(-2))
            let blocked = try await store.limits.acquire("k", limit, holder: LimitHolder("c")).blocked
            try c.expect(blocked?.reasons, [.rate], "why the third waits")
            try c.expect(blocked?.retryAt, start.advanced(by: .seconds(10)), "until when")
            c.time.move(by: .seconds(8) - .microseconds(1))
            let early = try await store.limits.acquire("k", limit, holder: LimitHolder("c"))
            try c.expect(early.blocked?.reasons, [.rate], "one microsecond before the end of the first's period")
            c.time.move(by: .microseconds(1))
            _ = try await slot(c, store, "k", limit, "c")
            let next = try await store.limits.acquire("k", limit, holder: LimitHolder("d")).blocked
            try c.expect(next?.retryAt, start.advanced(by: .seconds(11)), "when the second's period ends")
        },
        Check(
            "limits.heartbeat.extends", .coordinated, .time, kills: ["M610"],
            contract: "heartbeat moves the expiry to now + ttl and keeps the slot",
            why: "Honest work takes as long as it takes.",
            hint: "Count from the present."
        ) { c in
            let store = try await c.store()
            let limit = Limit(concurrency: 1)
            var lease = try await slot(c, store, "k", limit, "a", for: .seconds(10))
            try c.expect(lease.expiresAt, c.time.now.advanced(by: .seconds(10)), "the first end")
            for _ in 0..<3 {
                c.time.move(by: .seconds(9))
                let extended = try await store.limits.heartbeat(lease)
                try c.expect(extended.expiresAt, c.time.now.advanced(by: .seconds(10)), "the new end")
                try c.expect(extended.slot, lease.slot, "the slot")
                try c.expect(try await store.limits.status("k")?.leases, [extended], "the stored lease")
                lease = extended
            }
            let blocked = try await store.limits.acquire("k", limit, holder: LimitHolder("b")).blocked
            try c.expect(blocked?.retryAt, lease.expiresAt, "when another may have it")
        },
        Check(
            "limits.expired.not-revived", .coordinated, .time, kills: ["M611"],
            contract: "heartbeat of an expired lease throws .notHolder, even if nobody took the slot",
            why: "Between the end and the heartbeat somebody may have counted and begun.",
            hint: "The expiry is a condition of the heartbeat."
        ) { c in
            let store = try await c.store()
            let lease = try await slot(c, store, "k", Limit(concurrency: 1), "a", for: .seconds(5))
            c.time.move(by: .seconds(5))
            try await c.expect(.notHolder, "the heartbeat") { _ = try await store.limits.heartbeat(lease) }
            let next = try await slot(c, store, "k", Limit(concurrency: 1), "a")
            try c.expect(next.slot > lease.slot, true, "whether the same holder gets a new slot")
            try await c.expect(.notHolder, "the old heartbeat") { _ = try await store.limits.heartbeat(lease) }
        },
        Check(
            "limits.expired.reclaimed", .coordinated, .time, kills: ["M92"],
            contract: "the slot of a holder that never returns is free at its expiry",
            why: "Each crash would take a slot away for ever.",
            hint: "What has expired counts no more; there is no counter to lower."
        ) { c in
            let stores = [try await c.store(), try await c.store()]
            let limit = Limit(concurrency: 1)
            c.time.move(by: .microseconds(567))
            let lease = try await slot(c, stores[0], "k", limit, "a", for: .seconds(5))
            c.time.move(by: .seconds(5) - .microseconds(1))
            let early = try await stores[1].limits.acquire("k", limit, holder: LimitHolder("b")).blocked
            try c.expect(early?.retryAt, lease.expiresAt, "when it is free")
            c.time.move(by: .microseconds(1))
            let next = try await slot(c, stores[1], "k", limit, "b")
            // The late release of the slot that is over frees nothing.
            try await stores[0].limits.release(lease)
            try c.expect(try await stores[0].limits.status("k")?.leases, [next], "the holder")
            c.time.move(by: .hours(1))
            try await c.settle()
            try await stores[0].limits.sweep()
            try c.expect(try await rows(c, "k"), [], "what is left of the key after a sweep")
        },
        Check(
            "limits.holder.terminal", .coordinated, .sequential, kills: ["M615"],
            contract: "the slot of a run that has ended is reclaimed before its expiry",
            why: "A run that was cancelled would hold its slot for an hour.",
            hint: "Ended, deleted and begun anew: none of them needs the slot of that life."
        ) { c in
            let store = try await c.store()
            let limit = Limit(concurrency: 1)
            var holders: [LimitHolder] = []
            for id: RunID in ["cancelled", "deleted", "restarted", "last"] {
                let run = try await store.runs.create(NewRun("w", id: id))
                holders.append(LimitHolder(id, run.incarnation))
            }
            func acquire(_ holder: LimitHolder) async throws -> LimitAttempt {
                try await store.limits.acquire("k", limit, holder: holder, duration: .hours(1))
            }
            _ = try c.need(try await acquire(holders[0]).lease, "a slot")
            try c.expect(try await acquire(holders[1]).blocked?.reasons, [.concurrency], "while the run goes on")
            try await store.runs.cancel("cancelled")
            _ = try c.need(try await acquire(holders[1]).lease, "the slot of the run that was cancelled")
            try await store.runs.delete("deleted", force: true)
            _ = try c.need(try await acquire(holders[2]).lease, "the slot of the run that was deleted")
            _ = try await store.runs.start(NewRun("w", id: "restarted"), onConflict: .replace)
            let lease = try c.need(try await acquire(holders[3]).lease, "the slot of the run that was begun anew")
            try c.expect(try await store.limits.status("k")?.leases, [lease], "the holders")
        },
        Check(
            "limits.release.pruned", .coordinated, .time, kills: ["M616"],
            contract: "release removes what has expired on its key: used rate entries, dead slots, dead waiters",
            why: "A key that is busy for years would carry all of them along.",
            hint: "In the same commit; as many commits as there are rows for."
        ) { c in
            let store = try await c.store()
            for most in [5, 30] {
                let key = "k\(most)"
                let limit = Limit(concurrency: most, rate: .init(most + 3, per: .seconds(9)))
                let kept = try await slot(c, store, key, limit, "kept", for: .seconds(90))
                let released = try await slot(c, store, key, limit, "released", for: .seconds(90))
                for n in 2..<most { _ = try await slot(c, store, key, limit, "dead\(n)", for: .seconds(5)) }
                for n in 0..<3 {
                    let waiter = LimitHolder("waiter\(n)")
                    let attempt = try await store.limits.acquire(key, limit, holder: waiter, duration: .seconds(1))
                    try c.expect(attempt.blocked?.reasons, [.concurrency], "why waiter \(n) waits")
                }
                c.time.move(by: .minutes(1))
                try await store.limits.release(released)
                let status = try c.need(try await store.limits.status(key), "the limit")
                try c.expect([status.leases.count, status.waiting.count, status.started], [1, 0, 0], "what counts")
                // The limit, and the slot that is held.
                try c.expect(try await rows(c, key).count, 2, "rows of \(key)")
                try await store.limits.release(kept)
                try c.expect(try await rows(c, key), [], "rows of a key that is not in use")
            }
        },
    ]
}
