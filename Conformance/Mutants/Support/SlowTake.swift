internal import HoldfastCore

/// A take written plainly: reads rows, then patches one after the other.
struct SlowTake: Sendable {
    /// The rows of a range that are tried, at most so many.
    var candidates: @Sendable (any StoreBackend, IndexRange, Int) async throws -> [Row] = { base, range, limit in
        Array(try await base.rows(of: range).prefix(limit))
    }
    /// What must hold of the row, as it was read from the range, when it is patched: that nobody claimed it since, even
    /// if it was given back to the same place.
    var conditions: @Sendable (Row, IndexRange) -> [Condition] = { row, range in
        let counter = [range.table.column(named: "fence")].compactMap(\.self)
        return (range.order.partition + range.order.sort + counter).map { Condition($0, .equal(row[$0])) }
    }
    /// What the caller is given, of the row as it was read and as it was patched.
    var answer: @Sendable (Row, Row) -> Row = { $1 }

    func rows(_ base: any StoreBackend, _ take: Take) async throws -> [Row] {
        try take.validate()
        var taken: [Row] = []
        for range in take.ranges where taken.count < take.limit {
            let rows = try await candidates(base, range, take.limit - taken.count)
            await pause()
            for row in rows where taken.count < take.limit {
                // As values, since an addition needs a condition that fails when it is repeated.
                let patched = row.applying(take.patch)
                let changes = take.patch.map { Assignment.set($0.column, patched[$0.column]) }
                var batch = WriteBatch([.update(row.key, changes, where: conditions(row, range))])
                batch.returnsRow = true
                if case .applied(let stored?) = try await base.commit(batch) { taken.append(answer(row, stored)) }
            }
        }
        return taken
    }
}

extension Decorator {
    /// Takes in this way.
    mutating func use(_ slow: SlowTake) { onTake = { base, take in try await slow.rows(base, take) } }
}
