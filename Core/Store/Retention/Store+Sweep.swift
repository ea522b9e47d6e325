/// What a sweep did, or would do.
public struct SweepReport: Sendable, Equatable {
    /// Runs that were removed because their time was over.
    public var runs = 0
    /// Deletions that were cut off before, and are finished now.
    public var deletions = 0
    /// Runs that were ended because a deadline of theirs had passed and no worker was at it.
    public var overdue = 0
    /// Other rows that were removed because their time was over, by the name of their table.
    public var rows: [String: Int] = [:]
    /// Payloads stored aside that no row named any more.
    public var payloads = 0
    /// Whether nothing was left because of the limit.
    public var isComplete = true

    /// Nothing was done, and nothing is left.
    public init() {}
}

extension Store {
    /// Removes everything whose time has come: runs past their retention, values, messages, tokens, keys and locks that
    /// have expired, workers that are gone; ends runs that are overdue; and finishes deletions that were cut off.
    ///
    /// May run on several workers at once: each thing counts in one report. Repeat it until it is complete.
    /// - Parameters:
    ///   - limit: The most of each kind.
    ///   - dryRun: Whether things are counted only.
    @discardableResult
    public func sweep(limit: Int = 10_000, dryRun: Bool = false) async throws -> SweepReport {
        try context.begin()
        guard limit > 0 else { throw StoreError(.invalidArgument, "a sweep takes at least 1, not \(limit)") }
        var report = SweepReport()
        func note(_ count: Int) -> Int {
            if count >= limit { report.isComplete = false }
            return count
        }
        report.deletions = note(
            dryRun ? try await unfinishedDeletions(limit) : try await runs.sweepPurges(limit: limit))
        if !dryRun { report.overdue = note(try await runs.endOverdue(limit: limit)) }
        report.runs = note(try await runs.sweepExpired(limit: limit, dryRun: dryRun))
        for table in Schema.holdfast.tables {
            guard let expiry = table.expiry else { continue }
            let removed = note(try await sweep(table, expiry, limit: limit, dryRun: dryRun))
            if removed > 0 { report.rows[table.name] = removed }
        }
        let workers = note(try await self.workers.sweep(limit: limit, dryRun: dryRun))
        if workers > 0 { report.rows[WorkerTable.table.name] = workers }
        if !dryRun { report.payloads = note(try await sweepPayloads(limit: limit)) }
        return report
    }

    private func unfinishedDeletions(_ limit: Int) async throws -> Int {
        let markers = IndexRange(PurgeTable.table, nil, [context.tenant])
        return try await context.count(markers, filter: [], limit: limit, for: "sweep")
    }

    /// Removes values whose time has come, in bounded batches. Returns exactly how many.
    @discardableResult
    public func sweepExpiredState(limit: Int = 10_000) async throws -> Int {
        try context.begin()
        guard let expiry = StateTable.table.expiry else { return 0 }
        return try await sweep(StateTable.table, expiry, limit: limit, dryRun: false)
    }

    /// Removes the rows of a table whose time has come; one that was given a longer life meanwhile stays.
    private func sweep(_ table: Table, _ expiry: Table.Expiry, limit: Int, dryRun: Bool) async throws -> Int {
        let end = context.now.advanced(by: .zero - expiry.grace)
        let range = IndexRange(table, expiry.index, [context.tenant], atMost: .time(end))
        if dryRun, !CoreFault.leavesOut(.dryRun) {
            return try await context.count(range, filter: [], limit: limit, for: "sweep \(table.shortName)")
        }
        // A lock that was claimed more often than once in a microsecond is ahead of the clock.
        let behind = table == LockTable.table ? [Condition(LockTable.fence, .less(.int(end.microseconds)))] : []
        return try await context.sweep(Scan(range, limit: 500), limit: limit) { row in
            [
                Condition(expiry.column, .equal(row[expiry.column])),
                Condition(table.insertToken, .equal(row[table.insertToken])),
            ] + behind
        }
    }
}

extension StoreContext {
    /// Deletes rows whose time has come, found by an index of it. Returns how many went here.
    func sweepExpired(
        _ table: Table, _ index: Index, _ expiry: Column, until end: Timestamp, and conditions: [Condition] = [],
        limit: Int
    ) async throws -> Int {
        guard limit > 0 else { throw StoreError(.invalidArgument, "a sweep takes at least 1, not \(limit)") }
        let scan = Scan(IndexRange(table, index, [tenant], atMost: .time(end)), limit: min(limit, 500))
        // What was given a longer life meanwhile stays.
        let expired = [Condition(expiry, .atMost(.time(end)))] + conditions
        return try await sweep(scan, limit: limit) { _ in expired }
    }

    /// Deletes the rows of a scan, each if it is still as it was seen: an index may lag. Returns how many went here.
    func sweep(_ scan: Scan, limit: Int, seen: (Row) -> [Condition]) async throws -> Int {
        let operation = "sweep \(scan.range.table.shortName)"
        var scan = scan
        var removed = 0
        repeat {
            let page = try await self.scan(scan, for: operation)
            let batches = page.rows.prefix(limit - removed).map { row in
                WriteBatch([.delete(row.key, where: seen(row))])
            }
            for (batch, outcome) in zip(batches, batches.isEmpty ? [] : await commitEach(batches)) {
                switch outcome {
                case .success(.applied): removed += 1
                case .success(.refused): break
                case .failure(let error) where error.code == .unknownOutcome:
                    // Sent once more by itself: gone is what was asked for.
                    let again = try await commit(batch, for: operation) { $0.current == nil }
                    switch again {
                    case .applied: removed += 1
                    case .refused(let refusal): removed += refusal.current == nil ? 1 : 0
                    }
                case .failure(let error): throw StoreError(error, operation, scan.range.table)
                }
            }
            scan.after = page.next
        } while scan.after != nil && removed < limit
        return removed
    }
}

extension Table {
    /// The name without what all tables share, for messages.
    fileprivate var shortName: Substring { name.hasPrefix("workflow_") ? name.dropFirst(9) : name[...] }

    struct Expiry {
        let index: Index
        let column: Column
        /// How long a row stays after its end.
        let grace: Duration
    }

    /// By which index the rows are found whose time has come, where they may simply be deleted then.
    ///
    /// Runs have more to go with them; slots of a limit are taken by their expiry, and stay.
    var expiry: Expiry? {
        guard self != RunTable.table, let index = indexes.first(where: { $0.name == "by_expiry" }),
            index.partition == [partition[0]], let column = index.sort.first
        else { return nil }
        // The next fence of a lock begins at the present time, so it grows across the deletion wherever clocks differ
        // by less than this.
        return Expiry(index: index, column: column, grace: self == LockTable.table ? .days(1) : .zero)
    }
}
