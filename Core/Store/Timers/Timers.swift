/// Moments at which runs are sent a message, whatever they do then.
///
/// A timer is a row: it survives restarts, is due at its time and never before, and fires once however many workers
/// look for it. What it sends waits on ``Channel/timer(_:)``, and a run that waits is woken.
public struct Timers: Sendable {
    let context: StoreContext

    init(_ context: StoreContext) { self.context = context }

    /// Schedules a timer of the run, or gives one that is there a new time; it is due once more where it has fired.
    ///
    /// - Parameters:
    ///   - id: Unique in the run; at most 255 bytes.
    ///   - fireAt: A time in the past is due at once.
    ///   - content: What the run is sent.
    @discardableResult
    public func schedule(
        _ id: String, at fireAt: Timestamp, _ content: Payload? = nil, lease: RunLease
    ) async throws -> TimerRecord {
        try context.begin()
        try Channel.timer(id).validate()
        var row = newRow(id, fireAt, content, lease)
        var write = Operation.insert(row)
        // Each turn lost another writer's change in between; that many in a row is a fault of the caller's.
        for _ in 0..<16 {
            guard let refusal = try await commit(write, lease, id, isOurs: { [row] in $0 == row }) else {
                return try TimerRecord(row)
            }
            guard let old = refusal.current else { throw StoreError.notFound("timer", id) }
            let changes: [Assignment] = [
                .set(TimerTable.status, .text(TimerStatus.scheduled.rawValue)), .set(TimerTable.fireAt, .time(fireAt)),
                .set(TimerTable.dueAt, .time(fireAt)), .set(TimerTable.content, .bytes(content)),
                .set(TimerTable.endedAt, .null),
                .set(TimerTable.revision, .int((old[TimerTable.revision].int ?? 0) + 1)),
            ]
            write = .update(old.key, changes, where: TimerRecord.seen(old))
            row = old.changed(by: changes)
        }
        throw StoreError(.revisionConflict, "timer \"\(id)\" keeps changing; try again", kind: "timer", id: id)
    }

    /// Cancels a timer that has not fired. It never fires then, unless it is scheduled anew.
    ///
    /// - Returns: False where it has fired or was cancelled before.
    /// - Throws: `.notFound` where the run never had such a timer.
    @discardableResult
    public func cancel(_ id: String, lease: RunLease) async throws -> Bool {
        try context.begin()
        try Channel.timer(id).validate()
        // Each turn lost another writer's change in between; that many in a row is a fault of the caller's.
        for _ in 0..<16 {
            let key = Key(TimerTable.table, context.tenant, lease.incarnation.value, .text(id))
            guard let row = try await context.get(key, .all, for: "cancel timer", id) else {
                throw StoreError.notFound("timer", id)
            }
            guard row[TimerTable.status] == .text(TimerStatus.scheduled.rawValue) else {
                try await context.confirm(lease, for: "write timer", id)
                return false
            }
            let end = TimerRecord.end(row, .cancelled, at: context.now)
            let refusal = try await commit(end, lease, id) { current in
                // Cancelled is what was asked for; fired it was not ours.
                current[TimerTable.status] == .text(TimerStatus.cancelled.rawValue)
            }
            if refusal == nil { return true }
        }
        throw StoreError(.revisionConflict, "timer \"\(id)\" keeps changing; try again", kind: "timer", id: id)
    }

    /// A page of the timers of a run, also those that have ended, by id.
    public func list(of id: RunID, limit: Int = 100, cursor: String? = nil) async throws -> Listing<TimerRecord> {
        try context.begin()
        let run = try await Runs(context).get(id, payloads: false)
        let scan = Scan(IndexRange(TimerTable.table, nil, [context.tenant, run.incarnation.value]), limit: 100)
        let token = ListCursor(context, "timers", run.incarnation.rawValue)
        return try await context.listing(scan, limit: limit, token, cursor, for: "list timers") {
            try TimerRecord($0)
        }
    }

    private func newRow(_ id: String, _ fireAt: Timestamp, _ content: Payload?, _ lease: RunLease) -> Row {
        var row = Row(TimerTable.table)
        row[TimerTable.namespace] = context.tenant
        row[TimerTable.incarnation] = lease.incarnation.value
        row[TimerTable.timerID] = .text(id)
        row[TimerTable.insertToken] = context.identifiers.token()
        row[TimerTable.revision] = .int(1)
        row[TimerTable.runID] = lease.runID.value
        row[TimerTable.status] = .text(TimerStatus.scheduled.rawValue)
        row[TimerTable.fireAt] = .time(fireAt)
        row[TimerTable.dueAt] = .time(fireAt)
        row[TimerTable.content] = .bytes(content)
        row[TimerTable.createdAt] = .time(context.now)
        return row
    }

    /// Commits one write under the lease; nil means applied, otherwise the timer's row is in the way.
    private func commit(
        _ write: Operation, _ lease: RunLease, _ id: String, isOurs: (Row) -> Bool
    ) async throws -> Refusal? {
        let run = Key(RunTable.table, context.tenant, lease.runID.value)
        let batch = WriteBatch([write, .check(run, where: lease.conditions)])
        let outcome = try await context.commit(batch, for: "write timer", id) { refusal in
            // Refused by the run's row: the timer stands as it was before the first sending.
            guard let row = refusal.current, row.table == TimerTable.table else { return false }
            return isOurs(row)
        }
        guard case .refused(let refusal) = outcome else { return nil }
        // A stale owner must hear that first, whatever else is in the way of its write.
        if refusal.operation == 1 { throw lease.refusal(by: refusal.current) }
        try await context.confirm(lease, for: "write timer", id)
        return refusal
    }
}

extension Store {
    /// Timers: moments at which runs are sent a message.
    public var timers: Timers { Timers(context) }
}
