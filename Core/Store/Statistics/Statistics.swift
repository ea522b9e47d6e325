/// What the rows say about all runs of a namespace.
///
/// Nothing is kept beside the rows, so nothing can differ from them. Each number was true at some moment of the call;
/// while runs move on, numbers of one call may belong to different moments.
public struct Statistics: Sendable {
    let context: StoreContext

    init(_ context: StoreContext) { self.context = context }

    /// How long the windows of statistics are where nothing else is said: 24 hours.
    public static let defaultWindow = Duration.hours(24)

    /// Counts all runs. It takes some 20 calls of the backend, and reads the rows of the runs that were completed in
    /// the window.
    ///
    /// - Parameter window: Up to the present; not negative. What happened at its very beginning is in it.
    public func read(window: Duration = defaultWindow) async throws -> StoreStatistics {
        try context.begin()
        let now = context.now
        let start = try Self.start(of: window, before: now)
        var statistics = StoreStatistics(window: window, at: now)
        for status in RunStatus.allCases {
            let range = IndexRange(RunTable.table, RunTable.byStatus, [context.tenant, .status(status)])
            statistics.runs[status] = try await count(range)
            statistics.background[status] = try await count(range, [Condition(RunTable.parentRunID, .isNotNull)])
        }
        statistics.createdInWindow = try await count(
            IndexRange(
                RunTable.table, RunTable.byCreation, [context.tenant], atLeast: .time(start), atMost: .time(now)))
        var walk = RowWalk(context, ended(.completed, from: start, to: now, limit: 1_000), for: "read statistics")
        var total = Duration.zero
        var timed = 0
        while let row = try await walk.next() {
            statistics.completedInWindow += 1
            // One that ended before any worker took it has no duration.
            guard let began = row.time(RunTable.startedAt), let ended = row.time(RunTable.completedAt) else { continue }
            total += began.duration(to: ended)
            timed += 1
        }
        if timed > 0 { statistics.meanDuration = total / timed }
        return statistics
    }

    /// A page of the runs that failed within the window, the newest end first, without payloads.
    ///
    /// - Parameter window: Up to the present; not negative. What failed at its very beginning is in it.
    public func failedRuns(
        window: Duration = defaultWindow, limit: Int = 100, cursor: String? = nil
    ) async throws -> Listing<RunRecord> {
        try context.begin()
        let now = context.now
        let start = try Self.start(of: window, before: now)
        let size = try ListCursor.pageSize(limit)
        // The window moves on between two pages, and stays the same list.
        let token = ListCursor(context, "failed runs", "\(window.wholeMicroseconds)")
        var scan = ended(.failed, from: start, to: now, limit: size + 1)
        scan.descending = true
        scan.after = try token.position(cursor)
        var walk = RowWalk(context, scan, for: "list failed runs")
        return try await walk.listing(size, token) { try RunRecord($0) }
    }

    /// A page of the runs that are running by their row, but whose lease ended so long ago and was taken by no worker;
    /// the newest run first, without payloads.
    public func staleRuns(
        after age: Duration = defaultWindow, limit: Int = 100, cursor: String? = nil
    ) async throws -> Listing<RunRecord> {
        try context.begin()
        let end = try Self.start(of: age, before: context.now)
        let size = try ListCursor.pageSize(limit)
        let token = ListCursor(context, "stale runs", "\(age.wholeMicroseconds)")
        var scan = Scan(
            IndexRange(RunTable.table, RunTable.byStatus, [context.tenant, .status(.running)]), limit: size + 1)
        scan.descending = true
        scan.filter = [Self.isReadable, Condition(RunTable.readyAt, .atMost(.time(end)))]
        scan.after = try token.position(cursor)
        var walk = RowWalk(context, scan, for: "list stale runs")
        return try await walk.listing(size, token) { try RunRecord($0) }
    }

    /// Fails a stale run (see ``staleRuns(after:limit:cursor:)``) for good.
    ///
    /// - Returns: The run after the call, without payloads.
    /// - Throws: `.runActive` where it is not stale, for instance because a worker has taken it; `.notFound`.
    @discardableResult
    public func failStale(
        _ id: RunID, after age: Duration = defaultWindow,
        _ failure: Failure = Failure(code: "stale", message: "no worker has worked on the run for too long")
    ) async throws -> RunRecord {
        try context.begin()
        let runs = Runs(context)
        // Each turn lost another writer's change in between; that many in a row is a fault of the caller's.
        for _ in 0..<16 {
            let row = try await runs.row(id, for: "fail run")
            let run = try RunRecord(row)
            let now = max(context.now, run.updatedAt)
            let end = try Self.start(of: age, before: context.now)
            let isStale = [
                Condition(RunTable.status, .equal(.status(.running))), Condition(RunTable.readyAt, .atMost(.time(end))),
            ]
            guard isStale.hold(for: row) else {
                throw StoreError(
                    .runActive, "run \"\(id)\" is \(run.status.rawValue) and not stale", kind: "run", id: id.rawValue,
                    actual: run.status.rawValue)
            }
            let changes: [Assignment] = [
                .set(RunTable.status, .status(.failed)), .set(RunTable.completedAt, .time(now)),
                .set(RunTable.readyAt, .null), .set(RunTable.leaseOwner, .null),
                .set(RunTable.fence, .int(run.fence.rawValue + 1)), .set(RunTable.updatedAt, .time(now)),
                .set(RunTable.revision, .int(run.revision + 1)),
            ]
            let error = PayloadPart.error.key(context, run.incarnation)
            let stored = try await context.get(error, .withoutPayloads, for: "fail run", id.rawValue)
            let content = Assignment.set(PayloadTable.content, .bytes(failure.payload))
            let batch = WriteBatch([
                .insert(context.auditRow("run.fail", id.rawValue)),
                .update(row.key, changes, where: run.asSeen + isStale),
                stored == nil
                    ? .insert(PayloadPart.error.row(context, run.incarnation, failure.payload))
                    : .update(error, [content]),
            ])
            guard case .applied = try await context.commit(batch, for: "fail run", id.rawValue) else { continue }
            return try RunRecord(row.changed(by: changes))
        }
        throw StoreError(.revisionConflict, "run \"\(id)\" keeps changing; try again", kind: "run", id: id.rawValue)
    }
}

extension Store {
    /// How many runs there are, which failed, and which nobody works on.
    public var statistics: Statistics { Statistics(context) }
}

extension Statistics {
    /// What only newer code can read is left out of lists.
    private static let isReadable = Condition(RunTable.format, .atMost(.int(RunRecord.newestFormat)))

    private static func start(of window: Duration, before now: Timestamp) throws -> Timestamp {
        guard window >= .zero else { throw StoreError(.invalidArgument, "a window is not negative: \(window)") }
        return now.advanced(by: .zero - window)
    }

    private func count(_ range: IndexRange, _ filter: [Condition] = []) async throws -> Int {
        try await context.count(range, filter: filter, limit: .max, for: "read statistics")
    }

    private func ended(_ status: RunStatus, from start: Timestamp, to end: Timestamp, limit: Int) -> Scan {
        var scan = Scan(
            IndexRange(
                RunTable.table, RunTable.byCompletion, [context.tenant, .status(status)], atLeast: .time(start),
                atMost: .time(end)), limit: limit)
        scan.filter = [Self.isReadable]
        return scan
    }
}
