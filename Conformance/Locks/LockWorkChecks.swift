internal import HoldfastCore
internal import Synchronization

extension Check {
    static let lockWorkChecks = [
        Check(
            "locks.fence.monotonic", .coordinated, .handles, kills: ["M423", "M424"],
            contract: "fences per name strictly increase across release, expiry, deletion and another handle",
            why: "A fence that begins again lets an old holder in.",
            hint: "One more than the last; a new row begins at the present microsecond."
        ) { c in
            let stores = [try await c.store(), try await c.store()]
            var last = Fence(-1)
            for round in 0..<12 {
                let store = stores[round % 2]
                let lease = try await taken(c, store, "l", for: .seconds(5))
                try c.expect(lease.fence > last, true, "whether the fence of round \(round) is greater")
                try c.expect(try await store.locks.holder(of: "l")?.fence, lease.fence, "the stored fence")
                last = lease.fence
                switch round % 4 {
                case 0, 1: try await store.locks.release(lease)
                case 2: c.time.move(by: .seconds(5))
                default:
                    c.time.move(by: .days(2))
                    try await c.settle()
                    try await store.locks.sweep()
                }
            }
        },
        Check(
            "locks.fence.rejects", .coordinated, .time, kills: ["M437"],
            contract: "a write under a lock is refused with .notHolder once the lease has ended, and changes nothing",
            why: "A holder that slept through the end of its lease writes over its successor's work.",
            hint: "The lock is a condition of the same commit."
        ) { c in
            let store = try await c.store()
            let lease = try await taken(c, store, "l", for: .seconds(5))
            let state = store.state(of: "shared")
            let held = state.guarded(by: lease)
            try await held.set("k", Payload(text: "1"))
            try c.expect(
                try await held.compareAndSet("k", expected: Payload(text: "1"), Payload(text: "2")), true, "cas")
            func refuse(_ moment: String) async throws {
                try await c.expect(.notHolder, "set \(moment)") { try await held.set("k", Payload(text: "stale")) }
                try await c.expect(.notHolder, "a new key \(moment)") {
                    try await held.set("n", Payload(text: "stale"))
                }
                try await c.expect(.notHolder, "delete \(moment)") { _ = try await held.delete("k") }
                try await c.expect(.notHolder, "delete of nothing \(moment)") { _ = try await held.delete("n") }
                try await c.expect(.notHolder, "cas \(moment)") {
                    _ = try await held.compareAndSet("k", expected: Payload(text: "2"), Payload(text: "stale"))
                }
                try c.expect(try await state.all().map(\.content.text), ["2"], "what is stored \(moment)")
            }
            c.time.move(by: .seconds(5))
            try await refuse("after the end")
            let next = try await taken(c, store, "l", by: "other")
            try await refuse("under another's claim")
            try await store.locks.release(next)
            try await refuse("after another's release")
        },
        Check(
            "locks.hold", .coordinated, .time, kills: ["M438"],
            contract:
                "work under a lock keeps it by heartbeats: one that fails does not end the work, the end of the lease "
                + "does",
            why: "Work that goes on without its lock is done twice; work that ends at each hiccup is never done.",
            hint: "Renew three times in a lease; only its end cancels."
        ) { c in
            try await holdsOn(c)
            try await lets(c)
        },
        Check(
            "locks.linear", .coordinated, .concurrent, kills: ["M421", "M422", "M425"],
            contract: "acquire/renew/release/look history is linearizable, also with lost replies",
            why:
                "A release that frees another's claim, or a renewal that revives a dead one, gives a lock two holders.",
            hint: "Every write is conditioned on token, fence and end."
        ) { c in
            try await c.expectLinear(LockWorkload(), clients: 4, operations: 10, rounds: 8)
            try await c.expectLinear(LockWorkload(losesReplies: true), subjects: 2, losesReplies: true)
        },
    ]

    /// Work that lasts for twice the lease, with one renewal that fails.
    private static func holdsOn(_ c: CheckContext) async throws {
        let line = FaultyBackend(try await c.backend())
        let (beats, beat) = AsyncStream<Void>.makeStream()
        let count = Mutex(0)
        let store = c.store(line) { deadline in
            let beatsSoFar = count.withLock { count in
                count += 1
                return count
            }
            guard beatsSoFar <= 6 else {
                beat.finish()
                return await c.untilCancelled()
            }
            c.time.move(by: c.time.now.duration(to: deadline))
            line.plan { verb, _ in verb == .commit && beatsSoFar == 3 ? .unavailable : nil }
        }
        let lease = try await taken(c, store, "l")
        let other = try await c.store()
        let (answer, hold) = try await c.answer("work under the lock") {
            try await store.locks.hold(lease) {
                for await _ in beats {}
                return ("done", try await other.locks.holder(of: "l"))
            }
        }
        try c.expect(answer, "done", "the work's answer")
        try c.expect(hold?.fence, lease.fence, "the holder after twice the lease")
        try c.expect(try await other.locks.holder(of: "l"), nil, "the holder after the work")
    }

    /// Work whose every renewal fails, and work that wants to know nothing of that.
    private static func lets(_ c: CheckContext) async throws {
        let line = FaultyBackend(try await c.backend())
        let store = c.store(line) { deadline in c.time.move(by: c.time.now.duration(to: deadline)) }
        let lease = try await taken(c, store, "m")
        line.plan { verb, _ in verb == .commit ? .unavailable : nil }
        try await c.expect(.notHolder, "work whose lock was lost") {
            try await store.locks.hold(lease) { await c.untilCancelled() }
        }
        try c.expect(c.time.now < lease.expiresAt, true, "whether the work ended before the lease did")
        line.plan { _, _ in nil }
        c.time.move(by: .minutes(2))
        let next = try await taken(c, store, "m")
        line.plan { verb, _ in verb == .commit ? .unavailable : nil }
        let end = c.time.now.advanced(by: .minutes(1))
        let answer = try await c.answer("work that ignores the loss") {
            try await store.locks.hold(next, cancelsWhenLost: false) {
                while c.time.now < end.advanced(by: .seconds(-7)) { await c.giveWay() }
                return "done"
            }
        }
        try c.expect(answer, "done", "the answer of work that ignores the loss")
    }
}
