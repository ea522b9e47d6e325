// Defaults, for a backend that has nothing better.
extension StoreBackend {
    public func commitEach(_ batches: [WriteBatch]) async -> [Result<CommitOutcome, BackendError>] {
        var outcomes: [Result<CommitOutcome, BackendError>] = []
        outcomes.reserveCapacity(batches.count)
        for batch in batches {
            do throws(BackendError) {
                outcomes.append(.success(try await commit(batch)))
            } catch {
                outcomes.append(.failure(error))
            }
        }
        return outcomes
    }

    public func take(_ take: Take) async throws(BackendError) -> [Row] { try await takeOneByOne(take) }

    /// Scans the ranges and commits each row's patch where the row is still as it was seen.
    package func takeOneByOne(_ take: Take) async throws(BackendError) -> [Row] {
        try take.validate()
        var taken: [Row] = []
        for range in take.ranges where taken.count < take.limit {
            do throws(BackendError) {
                try await self.take(from: range, take, into: &taken)
            } catch {
                // What was taken must reach the caller; the error will come again if it lasts.
                guard taken.isEmpty else { return taken }
                throw error
            }
        }
        return taken
    }

    private func take(from range: IndexRange, _ take: Take, into taken: inout [Row]) async throws(BackendError) {
        var scan = Scan(range, limit: take.limit - taken.count)
        repeat {
            scan.limit = take.limit - taken.count
            let page = try await self.scan(scan)
            for row in page.rows where taken.count < take.limit {
                let order = range.order
                // The row is where it was seen, or someone else has it.
                let seen = (order.partition + order.sort).map { Condition($0, .equal(row[$0])) }
                var batch = WriteBatch([.update(row.key, take.patch, where: seen)])
                batch.returnsRow = true
                if case .applied(let patched?) = try await commit(batch) { taken.append(patched) }
            }
            scan.after = page.next
        } while scan.after != nil && taken.count < take.limit
    }

    public func erase(_ range: IndexRange, limit: Int) async throws(BackendError) -> Int {
        try range.validateErase(limit: limit)
        var scan = Scan(range, limit: min(limit, limits.operationsPerCommit))
        var erased = 0
        repeat {
            let page = try await self.scan(scan)
            if !page.rows.isEmpty { _ = try await commit(WriteBatch(page.rows.map { .delete($0.key) })) }
            erased += page.rows.count
            scan.after = page.next
        } while erased == 0 && scan.after != nil
        return erased
    }

    public func count(_ range: IndexRange, filter: [Condition], limit: Int) async throws(BackendError) -> Int {
        try range.validateCount(filter: filter, limit: limit)
        var counted = 0
        var scan = Scan(range, limit: 1_000)
        scan.filter = filter
        repeat {
            let page = try await self.scan(scan)
            counted += page.rows.count
            scan.after = page.next
        } while scan.after != nil && counted < limit
        return min(counted, limit)
    }
}
