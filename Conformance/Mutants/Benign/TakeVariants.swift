internal import HoldfastConformance
internal import HoldfastCore

extension BenignVariant {
    /// Which rows a take gets while others take too.
    static let takeVariants = [
        BenignVariant("B07", "rows of one time are taken in any order while several take") { handle, world in
            var slow = SlowTake()
            slow.candidates = { base, range, limit in
                let rows = try await base.rows(of: range)
                guard world.takers > 1 else { return Array(rows.prefix(limit)) }
                return Array(rows.shuffledWhereEqual(range.index?.sort.first, seed: world.place.seed).prefix(limit))
            }
            let chosen = slow
            handle.onTake = { base, take in try await world.takingBesideOthers { try await chosen.rows(base, take) } }
        },
        BenignVariant("B13", "a take gets fewer rows than it asks for while several take") { handle, world in
            handle.onTake = { base, take in
                try await world.takingBesideOthers {
                    var take = take
                    if world.takers > 1 { take.limit = (take.limit + 1) / 2 }
                    return try await base.take(take)
                }
            }
        },
    ]
}

extension World {
    fileprivate var takers: Int { note { $0.counts["takers", default: 0] } }

    /// Counts the take while it lasts, and lets others begin meanwhile.
    fileprivate func takingBesideOthers(_ take: () async throws -> [Row]) async throws -> [Row] {
        note { $0.counts["takers", default: 0] += 1 }
        defer { note { $0.counts["takers", default: 0] -= 1 } }
        await pause()
        return try await take()
    }
}

extension [Row] {
    /// The rows in the order of this column, and in any order where it is the same.
    fileprivate func shuffledWhereEqual(_ column: Column?, seed: UInt64) -> [Row] {
        guard let column else { return self }
        var random = SeededRandom(seed: seed &+ UInt64(count))
        var shuffled: [Row] = []
        var equal: [Row] = []
        for row in self {
            if let last = equal.last, last[column] != row[column] {
                shuffled += equal.shuffled(using: &random)
                equal = []
            }
            equal.append(row)
        }
        return shuffled + equal.shuffled(using: &random)
    }
}
