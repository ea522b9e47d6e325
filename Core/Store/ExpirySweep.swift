extension StoreContext {
    /// Deletes rows whose time has come, found by an index of it, in bounded batches. Returns exactly how many.
    func sweepExpired(
        _ table: Table, _ index: Index, _ expiry: Column, until end: Timestamp, and conditions: [Condition] = [],
        limit: Int, for operation: String
    ) async throws -> Int {
        guard limit > 0 else { throw StoreError(.invalidArgument, "a sweep takes at least 1, not \(limit)") }
        var walk = RowWalk(
            self, Scan(IndexRange(table, index, [tenant], atMost: .time(end)), limit: min(limit, 500)), for: operation)
        // The index may lag: what was given a longer life meanwhile stays.
        let expired = [Condition(expiry, .atMost(.time(end)))] + conditions
        var removed = 0
        while removed < limit, let row = try await walk.next() {
            let outcome = try await commit(WriteBatch([.delete(row.key, where: expired)]), for: operation) {
                $0.current == nil
            }
            if case .applied = outcome { removed += 1 }
        }
        return removed
    }
}
