internal import HoldfastCore

extension Check {
    static let waiterChecks = [
        Check(
            "limits.waiter.head-retry", .coordinated, .time, kills: ["M607"],
            contract: "the head waiter's retryAfter is the time when a slot or the window next frees",
            why: "Asking too early costs calls, too late costs time.",
            hint: "The earliest end of what is used up; the later one where both are."
        ) { c in
            let store = try await c.store()
            c.time.move(by: .microseconds(567))
            func retry(_ key: String, _ limit: Limit) async throws -> Timestamp? {
                let attempt = try await store.limits.acquire(key, limit, holder: LimitHolder("waiter"))
                return attempt.blocked?.retryAt
            }
            let slots = Limit(concurrency: 2)
            _ = try await slot(c, store, "slots", slots, "a", for: .seconds(20))
            let first = try await slot(c, store, "slots", slots, "b", for: .seconds(7))
            try c.expect(try await retry("slots", slots), first.expiresAt, "the earlier end of two slots")
            let rate = Limit(rate: .init(1, per: .seconds(30)))
            _ = try await slot(c, store, "rate", rate, "a")
            let period = c.time.now.advanced(by: .seconds(30))
            try c.expect(try await retry("rate", rate), period, "the end of the period")
            let both = Limit(concurrency: 1, rate: .init(1, per: .seconds(30)))
            let long = try await slot(c, store, "long", both, "a", for: .seconds(40))
            try c.expect(try await retry("long", both), long.expiresAt, "the slot's end, where that is later")
            _ = try await slot(c, store, "short", both, "a", for: .seconds(20))
            try c.expect(try await retry("short", both), period, "the period's end, where that is later")
            let extended = try await store.limits.heartbeat(long)
            try c.expect(try await retry("long", both), extended.expiresAt, "the end after a heartbeat")
        },
        Check(
            "limits.waiter.backlog", .coordinated, .time, kills: ["M608"],
            contract:
                "waiters behind the head are blocked with a retryAfter not before the head's, and never overtake it",
            why: "Who asks most often would be served first.",
            hint: "What is free goes to the line; a new caller goes to its end."
        ) { c in
            let store = try await c.store()
            let limit = Limit(concurrency: 1)
            func ask(_ name: String) async throws -> LimitAttempt {
                try await store.limits.acquire("k", limit, holder: LimitHolder(name), duration: .seconds(10))
            }
            let lease = try c.need(try await ask("holder").lease, "the slot")
            let head = try c.need(try await ask("head").blocked, "the head's answer")
            let second = try c.need(try await ask("second").blocked, "the second's answer")
            try c.expect([head.ahead, second.ahead], [0, 1], "how many are before them")
            try c.expect([head.retryAt], [lease.expiresAt], "when the head may ask again")
            let times = [head.retryAt, second.retryAt].compactMap { $0 }
            try c.expect(times.count == 2 && times[1] >= times[0], true, "whether the second asks no earlier")
            // Freed by time: whoever asks first, the head gets it.
            c.time.move(by: .seconds(10))
            try c.expect(try await ask("second").blocked?.ahead, 0, "the second, who asks before the head")
            try c.expect(try await ask("newcomer").blocked?.ahead, 1, "one who comes later")
            let taken = try c.need(try await ask("head").lease, "the head's slot")
            try c.expect(try await store.limits.status("k")?.leases, [taken], "the holders")
            try c.expect(try await store.limits.status("k")?.waiting, ["second", "newcomer"], "the line")
        },
        Check(
            "limits.waiter.fifo", .coordinated, .time, kills: ["M609"],
            contract: "released slots go to the waiters in the order of their arrival",
            why: "The one that waits longest must not wait for ever.",
            hint: "Release hands the slot on; positions grow."
        ) { c in
            let stores = [try await c.store(), try await c.store()]
            let limit = Limit(concurrency: 1)
            var lease = try await slot(c, stores[0], "k", limit, "first")
            let names = (0..<6).map { "w\($0)" }.reversed()
            for (n, name) in names.enumerated() {
                let attempt = try await stores[n % 2].limits.acquire("k", limit, holder: LimitHolder(name))
                try c.expect(attempt.blocked?.ahead, n, "how many are before \(name)")
            }
            for (n, name) in names.enumerated() {
                c.time.move(by: .seconds(1))
                try await stores[n % 2].limits.release(lease)
                let holders = try await stores[0].limits.status("k")?.leases.map(\.holder)
                try c.expect(holders, [name], "who has the slot after release \(n)")
                lease = try await slot(c, stores[1], "k", limit, name)
                try c.expect(lease.expiresAt, c.time.now.advanced(by: .seconds(60)), "its end")
            }
        },
        Check(
            "limits.waiter.cancelled", .coordinated, .sequential, kills: ["M614"],
            contract: "cancelled or ended waiters are skipped at promotion",
            why: "A slot that falls to nobody is lost until it expires.",
            hint: "Look at the runs of those who wait; who leaves the line is removed."
        ) { c in
            let store = try await c.store()
            let limit = Limit(concurrency: 1)
            let lease = try await slot(c, store, "k", limit, "holder")
            var holders: [LimitHolder] = [LimitHolder("left")]
            for id: RunID in ["cancelled", "deleted", "alive"] {
                let run = try await store.runs.create(NewRun("w", id: id))
                holders.append(LimitHolder(id, run.incarnation, name: id.rawValue))
            }
            holders.append(LimitHolder("last"))
            for holder in holders { _ = try await store.limits.acquire("k", limit, holder: holder) }
            try await store.limits.withdraw(LimitHolder("left"), from: "k")
            try await store.runs.cancel("cancelled")
            try await store.runs.delete("deleted", force: true)
            try await store.limits.release(lease)
            let status = try c.need(try await store.limits.status("k"), "the limit")
            try c.expect(status.leases.map(\.holder), ["alive"], "who has the slot")
            try c.expect(status.waiting, ["last"], "the line")
            // One that leaves after the slot fell to it gives it on.
            try await store.limits.withdraw(LimitHolder("alive"), from: "k")
            try c.expect(try await store.limits.status("k")?.leases.map(\.holder), ["last"], "the next holder")
        },
        Check(
            "limits.release.several", .coordinated, .time, kills: ["M617"],
            contract: "when several slots are free, as many waiters are promoted at once",
            why: "One promotion for each release leaves slots idle after a crash.",
            hint: "Promote while there is a slot, a start and a waiter."
        ) { c in
            let store = try await c.store()
            for (most, rate) in [(3, nil), (12, nil), (8, Limit.Rate(12, per: .minutes(1)))] {
                let key = "k\(most)"
                let limit = Limit(concurrency: most, rate: rate)
                let kept = try await slot(c, store, key, limit, "kept", for: .hours(1))
                for n in 1..<most { _ = try await slot(c, store, key, limit, "dead\(n)", for: .seconds(5)) }
                let waiting = (0..<(most + 2)).map { "w\($0)" }
                for name in waiting {
                    let attempt = try await store.limits.acquire(key, limit, holder: LimitHolder(name))
                    try c.expect(attempt.lease, nil, "\(name) before the release")
                }
                c.time.move(by: .seconds(5))
                try await store.limits.release(kept)
                let status = try c.need(try await store.limits.status(key), "the limit")
                // Starts of the period that are left bound them too.
                let promoted = rate == nil ? most : 4
                try c.expect(status.leases.map(\.holder), Array(waiting.prefix(promoted)), "who has slots of \(key)")
                try c.expect(status.waiting, Array(waiting.dropFirst(promoted)), "who waits for \(key)")
            }
        },
        Check(
            "limits.release.own-key", .coordinated, .time, kills: ["M618"],
            contract: "release touches only its key: leases and waiters of other keys stay byte-identical",
            why: "The end of one customer's work changes another's.",
            hint: "Every row is found and written by its key."
        ) { c in
            let store = try await c.store()
            let limit = Limit(concurrency: 1, rate: .init(3, per: .seconds(9)))
            var leases: [String: SlotLease] = [:]
            for key in ["a", "b", "aa"] {
                leases[key] = try await slot(c, store, key, limit, "h", for: .seconds(5))
                _ = try await store.limits.acquire(key, limit, holder: LimitHolder("w"), duration: .seconds(1))
            }
            c.time.move(by: .minutes(1))
            try await c.settle()
            let before = [try await rows(c, "b"), try await rows(c, "aa")]
            try c.expect(before.map(\.count), [4, 4], "rows of the other keys")
            try await store.limits.release(try c.need(leases["a"], "a slot"))
            try c.expect([try await rows(c, "b"), try await rows(c, "aa")], before, "rows of the other keys")
        },
        Check(
            "limits.pause", .coordinated, .time, kills: ["M619"],
            contract: "a paused limit hands out nothing and keeps its holders and its line; resuming serves the line",
            why: "An operator who stops the calls to a broken service wants them all again, in their order.",
            hint: "Pausing is a column of the limit's row, decided on with all else."
        ) { c in
            let stores = [try await c.store(), try await c.store()]
            let limit = Limit(concurrency: 2)
            try await stores[0].limits.pause("k")
            try await stores[0].limits.pause("k")
            let held = try await stores[1].limits.acquire("k", limit, holder: LimitHolder("a")).blocked
            try c.expect(held?.reasons, [.paused], "why nothing is handed out")
            _ = try await stores[1].limits.acquire("k", limit, holder: LimitHolder("b"))
            try c.expect(try await stores[0].limits.status("k")?.isPaused, true, "whether it is paused")
            try await stores[1].limits.resume("k")
            try c.expect(try await stores[0].limits.status("k")?.leases.map(\.holder), ["a", "b"], "the line's slots")
            try await stores[0].limits.pause("k")
            let lease = try await slot(c, stores[0], "k", limit, "a")
            _ = try await stores[0].limits.heartbeat(lease)
            try await stores[0].limits.release(lease)
            let next = try await stores[1].limits.acquire("k", limit, holder: LimitHolder("c"))
            try c.expect(next.blocked?.reasons, [.paused], "why a free slot is not handed out")
            try await stores[0].limits.resume("k")
            try c.expect(try await stores[0].limits.status("k")?.leases.map(\.holder), ["b", "c"], "the holders")
        },
    ]
}
