internal import HoldfastCore

extension Check {
    static let takeChecks = [
        Check(
            "verbs.take.order", .core, .sequential, kills: ["M70"],
            contract: "uncontended take returns the first min(limit, available) rows up to the bound, in index order",
            why: "Work that is due first must not wait behind work that came later.",
            hint: "ORDER BY inside the selection, and again over what is returned."
        ) { c in
            let store = try await c.backend()
            let times: [Int64] = [5, 3, 9, 3, -1, 7, 12, 0]
            let rows = times.enumerated().map { c.message("m\($0.offset)", readyAt: $0.element) }
            try await c.insert(rows.shuffledBack(), into: store)
            try await c.insert([c.message("idle", readyAt: nil)], into: store)
            func take(_ limit: Int) async throws -> [String] {
                try await c.settle()
                return try await store.take(c.lease([c.ready(at: 10)], limit: limit, until: 100))
                    .texts(QueueTable.messageID)
            }
            try c.expect(try await take(3), ["m4", "m7", "m1"], "the first three; ties by primary key")
            try c.expect(try await take(2), ["m3", "m0"], "the next two")
            try c.expect(try await take(50), ["m5", "m2"], "the rest, up to the bound")
            try c.expect(try await take(50), [], "nothing is left")
        },
        Check(
            "verbs.take.bound", .core, .sequential, kills: ["M83"],
            contract: "a row at the bound is taken, a row 1 us beyond it is not",
            why: "A lease that is taken before it ends has two owners; one that is never taken at its end is lost.",
            hint: "The bound is inclusive: ready_at <= now."
        ) { c in
            let store = try await c.backend()
            let now: Int64 = 1_767_225_600_000_000
            try await c.insert(
                [
                    c.message("at", readyAt: now), c.message("beyond", readyAt: now + 1),
                    c.message("before", readyAt: now - 1),
                ],
                into: store)
            try await c.settle()
            let first = try await store.take(c.lease([c.ready(at: now)], limit: 10, until: now + 50))
            try c.expect(first.texts(QueueTable.messageID), ["before", "at"], "up to now")
            try await c.settle()
            let second = try await store.take(c.lease([c.ready(at: now + 1)], limit: 10, until: now + 50))
            try c.expect(second.texts(QueueTable.messageID), ["beyond"], "one microsecond later")
            try await c.settle()
            let third = try await store.take(c.lease([c.ready(at: now + 49)], limit: 10, until: now + 99))
            try c.expect(third, [], "before the leases end")
            try await c.settle()
            let fourth = try await store.take(c.lease([c.ready(at: now + 50)], limit: 10, until: now + 99))
            try c.expect(fourth.texts(QueueTable.messageID), ["at", "before", "beyond"], "when the leases end")
        },
        Check(
            "verbs.take.patch", .core, .sequential, kills: ["M105", "M106"],
            contract: "taken rows are returned as patched and never by a later take; other rows are unchanged",
            why: "The worker uses the fence of the row that it was given.",
            hint: "Return the new row, payload included, not the one that was selected."
        ) { c in
            let store = try await c.backend()
            let rows = (0..<6).map { c.message("m\($0)", readyAt: Int64($0), fence: Int64(10 * $0)) }
            try await c.insert(rows, into: store)
            try await c.settle()
            let taken = try await store.take(c.lease([c.ready(at: 50)], limit: 4, until: 99, owner: "w"))
            let expected = rows.prefix(4).map { row in
                var row = row
                row[QueueTable.readyAt] = .int(99)
                row[QueueTable.leaseOwner] = .text("w")
                row[QueueTable.fence] = .int((row[QueueTable.fence].int ?? 0) + 1)
                return row
            }
            try c.expect(taken, expected, "the rows as patched")
            let stored = try await store.walk(c.range(QueueTable.table, nil, .text("q")))
            try c.expect(stored, expected + rows.suffix(2), "what is stored")
            try await c.settle()
            let later = try await store.take(c.lease([c.ready(at: 50)], limit: 4, until: 99))
            try c.expect(later.texts(QueueTable.messageID), ["m4", "m5"], "a later take")
            try await c.expect(backend: .invalidArgument, "a take of none") {
                _ = try await store.take(c.lease([c.ready(at: 50)], limit: 0, until: 99))
            }
        },
        Check(
            "verbs.take.ranges", .core, .sequential, kills: ["M107", "M108", "M109"],
            contract: "ranges are drained in the order given, across priorities, queues and buckets",
            why: "Core expresses priority and fairness by the order of the ranges.",
            hint: "One range after the other, each in its own order, until the limit is reached."
        ) { c in
            let store = try await c.backend()
            let places: [(String, Int64, Int64)] = [("a", 0, 1), ("b", 0, 3), ("c", 1, 1), ("d", 2, 3)]
            let rows = places.flatMap { name, bucket, priority in
                (0..<3).map { c.message("\(name)\($0)", readyAt: Int64(3 - $0), bucket: bucket, priority: priority) }
            }
            try await c.insert(rows, into: store)
            let ranges = [
                c.ready(at: 9, bucket: 2, priority: 3), c.ready(at: 2, bucket: 0, priority: 3),
                c.ready(at: 9, bucket: 7, priority: 7), c.ready(at: 9, bucket: 0, priority: 1),
            ]
            try await c.settle()
            let taken = try await store.take(c.lease(ranges, limit: 6, until: 99))
            try c.expect(
                taken.texts(QueueTable.messageID), ["d2", "d1", "d0", "b2", "b1", "a2"], "six rows of four ranges")
            try await c.settle()
            let rest = try await store.take(c.lease(ranges, limit: 50, until: 99))
            try c.expect(rest.texts(QueueTable.messageID), ["a1", "a0"], "the rest")
            try c.expect(try await store.take(c.lease([], limit: 5, until: 99)), [], "no ranges")
        },
    ]
}

extension [Row] {
    /// The rows in another order than they are read in, so that the order of insertion decides nothing.
    fileprivate func shuffledBack() -> [Row] {
        var random = SeededRandom(seed: 5)
        return shuffled(using: &random)
    }
}
