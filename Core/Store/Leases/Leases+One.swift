/// What became of an attempt to claim one certain run.
public enum RunAttempt: Sendable {
    /// The caller has it.
    case claimed(ClaimedRun)
    /// Another claim has it until then, unless it is renewed or released. Whether its worker is in this process, the
    /// caller knows by the name.
    case held(by: WorkerID, until: Timestamp)
    /// It waits until then, or for a signal where that is nil.
    case notDue(until: Timestamp?)
}

extension Leases {
    /// Claims one certain run, where it is due; for who knows the run, and does not work off a queue.
    ///
    /// - Throws: `.notFound`; `.invalidTransition` where the run has ended or is paused or stalled.
    public func claim(
        _ id: RunID, owner: WorkerID, duration: Duration = defaultDuration
    ) async throws -> RunAttempt {
        try context.begin()
        try owner.validate()
        try Self.validate(duration)
        let runs = Runs(context)
        // Each turn lost another writer's change in between; that many in a row is a fault of the caller's.
        for _ in 0..<16 {
            let run = try RunRecord(try await runs.row(id, for: "claim run"))
            let now = context.now
            guard case .to = run.status.transition(on: .claimed) else { throw Runs.refused(.claimed, run) }
            guard let ready = run.readyAt, ready <= now else {
                guard run.status == .running, let owner = run.leaseOwner, let end = run.readyAt else {
                    return .notDue(until: run.readyAt)
                }
                return .held(by: owner, until: end)
            }
            let fence = run.fence.rawValue + 1
            let claims = Int64(run.claimsSinceProgress) + 1
            let changes: [Assignment] = [
                .set(RunTable.status, .status(.running)), .set(RunTable.leaseOwner, owner.value),
                .set(RunTable.readyAt, .time(now.advanced(by: duration))), .set(RunTable.fence, .int(fence)),
                .set(RunTable.revision, .int(run.revision + 1)), .set(RunTable.claimsSinceProgress, .int(claims)),
            ]
            // A renewal that came in between keeps the revision and moves the end.
            let seen = run.asSeen + [Condition(RunTable.readyAt, .equal(.time(ready)))]
            var batch = WriteBatch([.update(runs.key(id), changes, where: seen)])
            batch.returnsRow = true
            let outcome = try await context.commit(batch, for: "claim run", id.rawValue) { refusal in
                guard let row = refusal.current, row[RunTable.incarnation] == run.incarnation.value else {
                    return false
                }
                // Two workers never share a name, so this fence under ours is our claim.
                return row[RunTable.fence] == .int(fence) && row[RunTable.leaseOwner] == owner.value
            }
            guard case .applied(let row?) = outcome else { continue }
            let claimed = try RunRecord(row)
            return .claimed(
                ClaimedRun(run: claimed, lease: RunLease(claimed, owner: owner, at: now, duration: duration)))
        }
        throw StoreError(.revisionConflict, "run \"\(id)\" keeps changing; try again", kind: "run", id: id.rawValue)
    }

    /// Runs whose lease had ended by then and that nobody has claimed since, oldest end first.
    ///
    /// - Parameters:
    ///   - moment: Nil means now.
    ///   - limit: The most runs: at least 1, and 1,000 where it is more.
    public func expired(before moment: Timestamp? = nil, limit: Int = 100) async throws -> [RunRecord] {
        try context.begin()
        let size = try ListCursor.pageSize(limit)
        let end = Condition(RunTable.readyAt, .atMost(.time(moment ?? context.now)))
        let isRunning = Condition(RunTable.status, .equal(.status(.running)))
        // One that newer code wrote must not hide the others.
        let isReadable = Condition(RunTable.format, .atMost(.int(RunRecord.newestFormat)))
        // As many runs are running as workers have room for, so all of them are looked at.
        var scan = Scan(
            IndexRange(RunTable.table, RunTable.byStatus, [context.tenant, .status(.running)]), limit: 1_000)
        scan.filter = [end, isReadable]
        var walk = RowWalk(context, scan, for: "list ended leases")
        var keys: [Key] = []
        while let row = try await walk.next() { keys.append(row.key) }
        // The index may lag; the rows themselves never do.
        let rows = try await context.getAll(keys, .all, for: "list ended leases")
        let runs = try rows.compactMap { $0 }.filter { [end, isRunning, isReadable].hold(for: $0) }.map {
            try RunRecord($0)
        }
        let ordered = runs.sorted { left, right in
            let ends = (left.readyAt?.microseconds ?? 0, right.readyAt?.microseconds ?? 0)
            return ends.0 == ends.1 ? ByteOrder.isBefore(left.id.rawValue, right.id.rawValue) : ends.0 < ends.1
        }
        return Array(ordered.prefix(size))
    }
}
