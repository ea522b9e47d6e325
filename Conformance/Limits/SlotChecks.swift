internal import HoldfastCore

extension Check {
    static let slotChecks = [
        Check(
            "limits.heartbeat.missing", .coordinated, .sequential, kills: ["M612"],
            contract: "heartbeat of a missing lease throws .notHolder and creates nothing",
            why: "A holder that was given up would take a slot that nobody granted.",
            hint: "An update, never an insert."
        ) { c in
            let store = try await c.store()
            let lease = try await slot(c, store, "k", Limit(concurrency: 1), "a")
            try await store.limits.release(lease)
            try await c.expect(.notHolder, "the heartbeat") { _ = try await store.limits.heartbeat(lease) }
            try c.expect(try await store.limits.status("k"), nil, "what is there of the key")
            try c.expect(try await rows(c, "k"), [], "rows of the key")
        },
        Check(
            "limits.concurrency.per-key", .coordinated, .sequential, kills: ["M600"],
            contract: "a key with max n grants n leases; the next acquire is .blocked(concurrency)",
            why: "The sixth connection is the one that brings the other side down.",
            hint: "Count what has not expired."
        ) { c in
            let stores = [try await c.store(), try await c.store()]
            for most in [1, 2, 5] {
                let limit = Limit(concurrency: most)
                var leases: [SlotLease] = []
                for n in 0..<most {
                    leases.append(try await slot(c, stores[n % 2], "k\(most)", limit, "h\(n)"))
                }
                try c.expect(Set(leases.map(\.slot)).count, most, "different slots")
                let next = try await stores[0].limits.acquire("k\(most)", limit, holder: LimitHolder("next"))
                try c.expect(next.blocked?.reasons, [.concurrency], "why the next one waits")
                let status = try c.need(try await stores[1].limits.status("k\(most)"), "the limit")
                try c.expect(status.definition, limit, "the definition")
                try c.expect(status.leases, leases, "the leases")
                try c.expect(status.waiting, ["next"], "who waits")
            }
            for wrong in [Limit(), Limit(concurrency: 0), Limit(rate: .init(0, per: .seconds(1)))] {
                try await c.expect(.invalidArgument, "\(wrong)") {
                    _ = try await stores[0].limits.acquire("k", wrong, holder: LimitHolder("a"))
                }
            }
        },
        Check(
            "limits.key.isolation", .coordinated, .sequential, kills: ["M601"],
            contract: "a full key blocks no other key",
            why: "One slow customer stops all others.",
            hint: "The key is part of every row's key; so is the tenant."
        ) { c in
            let store = try await c.store()
            let limit = Limit(concurrency: 1, rate: .init(1, per: .minutes(1)))
            let keys = awkwardTexts.filter { !$0.isEmpty } + ["key", "KEY", "key "]
            let other = store.inNamespace(Namespace("\(c.place.id)-b"))
            for (number, key) in keys.enumerated() {
                for tenant in [store, other] { _ = try await slot(c, tenant, key, limit, "h\(number)") }
            }
        },
        Check(
            "limits.acquire.one-winner", .coordinated, .concurrent, kills: ["M602"],
            contract: "of 12 concurrent acquires of a key with max 1 exactly one gets the lease",
            why: "Two holders of one slot are what a limit is there to prevent.",
            hint: "The revision of the key is a condition of every decision."
        ) { c in
            let stores = [try await c.store(), try await c.store()]
            for round in 0..<6 {
                let key = "k\(round)"
                let limit = Limit(concurrency: 1)
                let results = await c.race(12) { n in
                    try await stores[n % 2].limits.acquire(key, limit, holder: LimitHolder("h\(n)"))
                }
                let attempts = try results.map { try $0.get() }
                let winners = attempts.compactMap(\.lease)
                try c.expect(winners.count, 1, "leases of \(key)")
                let status = try c.need(try await stores[0].limits.status(key), "the limit")
                try c.expect(status.leases, winners, "the stored leases of \(key)")
                try c.expect(status.waiting.count, 11, "who waits for \(key)")
                // Those who wait get it one after the other.
                try await stores[1].limits.release(winners[0])
                let next = try c.need(try await stores[0].limits.status(key), "the limit after the release")
                try c.expect(next.leases.map(\.holder), [status.waiting[0]], "the next holder of \(key)")
            }
        },
        Check(
            "limits.acquire.same-holder", .coordinated, .sequential, kills: ["M613"],
            contract: "acquire by the present holder returns the same lease and uses no second slot",
            why: "A request that is repeated must not fill the limit by itself.",
            hint: "Look for the holder among the slots first."
        ) { c in
            let stores = [try await c.store(), try await c.store()]
            let limit = Limit(concurrency: 2, rate: .init(2, per: .minutes(1)))
            let lease = try await slot(c, stores[0], "k", limit, "a")
            c.time.move(by: .seconds(1))
            for store in stores {
                try c.expect(try await slot(c, store, "k", limit, "a"), lease, "the same holder's lease")
            }
            let results = await c.race(6) { n in
                try await stores[n % 2].limits.acquire("k", limit, holder: LimitHolder("b"))
            }
            let others = try results.compactMap { try $0.get().lease }
            try c.expect(others.count, 6, "leases of the other holder")
            try c.expect(Set(others).count, 1, "different leases of the other holder")
            let status = try c.need(try await stores[0].limits.status("k"), "the limit")
            try c.expect([status.leases.count, status.started], [2, 2], "slots and starts")
        },
        Check(
            "limits.definition.conflict", .coordinated, .sequential, kills: ["M605"],
            contract: "another definition for a key in use throws .definitionConflict and changes nothing",
            why: "Two programs that disagree about a limit must not each keep their own.",
            hint: "Compare with what is stored while anything of the key is in use."
        ) { c in
            let store = try await c.store()
            let limit = Limit(concurrency: 2, rate: .init(9, per: .seconds(9)))
            let lease = try await slot(c, store, "k", limit, "a")
            let before = try await rows(c, "k")
            var others = [Limit(concurrency: 3, rate: limit.rate), Limit(concurrency: 2), Limit(rate: limit.rate)]
            others.append(Limit(concurrency: 2, rate: .init(8, per: .seconds(9))))
            others.append(Limit(concurrency: 2, rate: .init(9, per: .seconds(8))))
            for (number, other) in others.enumerated() {
                for holder in ["a", "b"] {
                    try await c.expect(.definitionConflict, "definition \(number) of \(holder)") {
                        _ = try await store.limits.acquire("k", other, holder: LimitHolder(holder))
                    }
                }
                try c.expect(try await rows(c, "k"), before, "the rows after definition \(number)")
            }
            try await store.limits.release(lease)
            try await c.expect(.definitionConflict, "while a start of the period counts") {
                _ = try await store.limits.acquire("k", others[0], holder: LimitHolder("b"))
            }
        },
        Check(
            "limits.definition.after-drain", .coordinated, .time, kills: ["M606"],
            contract: "once a key is drained a new definition is accepted and enforced",
            why: "A limit that was chosen wrongly must not stay for ever.",
            hint: "Nothing held, nobody waiting, no start that still counts."
        ) { c in
            let store = try await c.store()
            let first = try await slot(c, store, "k", Limit(concurrency: 1), "a")
            try await store.limits.release(first)
            let limit = Limit(concurrency: 2)
            for holder in ["a", "b"] { _ = try await slot(c, store, "k", limit, holder) }
            let third = try await store.limits.acquire("k", limit, holder: LimitHolder("c"))
            try c.expect(third.blocked?.reasons, [.concurrency], "the third under the new definition")
            // Drained by time alone.
            c.time.move(by: .hours(1))
            let rate = Limit(rate: .init(1, per: .seconds(1)))
            _ = try await slot(c, store, "k", rate, "a")
            let fourth = try await store.limits.acquire("k", rate, holder: LimitHolder("b"))
            try c.expect(fourth.blocked?.reasons, [.rate], "the second under the third definition")
        },
        Check(
            "limits.blocked.combined", .coordinated, .sequential, kills: ["M604"],
            contract: "when concurrency and rate both block, the reason names both",
            why: "Who raises the one limit wonders why nothing changes.",
            hint: "Look at both before answering."
        ) { c in
            let store = try await c.store()
            let limit = Limit(concurrency: 1, rate: .init(1, per: .minutes(2)))
            let lease = try await slot(c, store, "k", limit, "a")
            let both = try await store.limits.acquire("k", limit, holder: LimitHolder("b"))
            try c.expect(both.blocked?.reasons, [.concurrency, .rate], "while both are used up")
            let end = c.time.now.advanced(by: .minutes(2))
            try c.expect(both.blocked?.retryAt, end, "when both are free")
            try await store.limits.release(lease)
            let one = try await store.limits.acquire("k", limit, holder: LimitHolder("b"))
            try c.expect(one.blocked?.reasons, [.rate], "after the release")
            try await store.limits.pause("k")
            let paused = try await store.limits.acquire("k", limit, holder: LimitHolder("b"))
            try c.expect(paused.blocked?.reasons, [.rate, .paused], "while the limit is paused")
            try c.expect(paused.blocked?.retryAt, nil, "when a paused limit is free")
        },
    ]

    /// A slot that was free.
    static func slot(
        _ c: CheckContext, _ store: Store, _ key: String, _ limit: Limit, _ holder: String,
        for duration: Duration = .seconds(60)
    ) async throws -> SlotLease {
        let attempt = try await c.answer("a slot of \(key.debugDescription) for \(holder)") {
            try await store.limits.acquire(key, limit, holder: LimitHolder(holder), duration: duration)
        }
        return try c.need(attempt.lease, "a slot of \(key.debugDescription) for \(holder)")
    }

    /// All that is stored of a key, a line a row.
    static func rows(_ c: CheckContext, _ key: String) async throws -> [String] {
        let backend = try await c.backend()
        var rows: [Row] = []
        for table in [LimitTable.table, SlotTable.table, WaiterTable.table] {
            rows += try await backend.walk(IndexRange(table, nil, [.text(c.place.id), .text(key)]), page: 100)
        }
        return rows.map { row in
            let values = row.values.map { value in value.bytes.map { "\($0)" } ?? "\(value)" }
            return "\(row.table.name): " + values.joined(separator: ", ")
        }
    }
}
