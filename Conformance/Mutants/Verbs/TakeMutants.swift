internal import HoldfastCore

extension Mutant {
    static let takeMutants = [
        Mutant("M42", "take is scan, then unconditional patch", killer: "verbs.take.exclusive") { store, _ in
            var slow = SlowTake()
            slow.conditions = { _, _ in [] }
            store.use(slow)
        },
        Mutant("M78", "take trusts a stale index row", killer: "verbs.take.stale-index") { store, _ in
            var slow = SlowTake()
            slow.conditions = { row, _ in
                row.table.column(named: "fence").map { [Condition($0, .equal(row[$0]))] } ?? []
            }
            store.use(slow)
        },
        Mutant("M70", "take ignores index order", killer: "verbs.take.order") { store, _ in
            var slow = SlowTake()
            slow.candidates = { base, range, limit in
                Array(
                    try await base.rows(of: range).sorted {
                        OrderedKey.encode($0.key.values).lexicographicallyPrecedes(OrderedKey.encode($1.key.values))
                    }.prefix(limit))
            }
            store.use(slow)
        },
        Mutant("M83", "take treats the bound as exclusive", killer: "verbs.take.bound") { store, _ in
            var slow = SlowTake()
            slow.candidates = { base, range, limit in
                var range = range
                range.below = range.atMost
                return Array(try await base.rows(of: range).prefix(limit))
            }
            store.use(slow)
        },
        Mutant("M105", "take returns rows as they were selected, not as patched", killer: "verbs.take.patch") {
            store, _ in
            var slow = SlowTake()
            slow.answer = { old, _ in old }
            store.use(slow)
        },
        Mutant("M106", "take returns rows without their payloads", killer: "verbs.take.patch") { store, _ in
            var slow = SlowTake()
            slow.answer = { _, new in
                new.mapValues { column, value in column.isPayload ? column.isNullable ? .null : .bytes([]) : value }
            }
            store.use(slow)
        },
        Mutant("M107", "take merges its ranges into one order", killer: "verbs.take.ranges") { store, _ in
            store.onTake = { base, take in
                var found: [(IndexRange, Row)] = []
                for range in take.ranges { found += try await base.rows(of: range).map { (range, $0) } }
                found.sort { left, right in
                    let keys = [left, right].map { range, row in OrderedKey.encode(range.order.sort.map { row[$0] }) }
                    return keys[0].lexicographicallyPrecedes(keys[1])
                }
                var taken: [Row] = []
                for (range, row) in found where taken.count < take.limit {
                    var one = IndexRange(range.table, range.index, range.partition)
                    one.atLeast = range.order.sort.first.map { row[$0] }
                    one.atMost = one.atLeast
                    taken += try await base.take(Take([one], limit: 1, patch: take.patch))
                }
                return taken
            }
        },
        Mutant("M108", "take applies its limit to each range", killer: "verbs.take.ranges") { store, _ in
            store.onTake = { base, take in
                var taken: [Row] = []
                for range in take.ranges {
                    taken += try await base.take(Take([range], limit: take.limit, patch: take.patch))
                }
                return taken
            }
        },
        Mutant("M109", "take tries the first range only", killer: "verbs.take.ranges") { store, _ in
            store.onTake = { base, take in
                try await base.take(Take(Array(take.ranges.prefix(1)), limit: take.limit, patch: take.patch))
            }
        },
        Mutant("M77", "take and conditions use the backend's own clock", killer: "verbs.no-clock") { store, _ in
            store.onTake = { base, take in
                var take = take
                // The year 2025, as a clock on the wall would show.
                let now = Value.int(1_750_000_000_000_000)
                take.ranges = take.ranges.map { range in
                    var range = range
                    if range.atMost != nil { range.atMost = now }
                    return range
                }
                return try await base.take(take)
            }
        },
        Mutant("M36", "lease acquire reads, then commits without a condition", killer: "lease.acquire.one-winner") {
            store, _ in
            var slow = SlowTake()
            slow.conditions = { _, _ in [] }
            let careless = slow
            store.onTake = { base, take in
                guard take.ranges.first?.table == RunTable.table else { return try await base.take(take) }
                return try await careless.rows(base, take)
            }
        },
    ]
}
