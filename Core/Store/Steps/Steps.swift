/// What runs have done: the memo from which a run carries on.
public struct Steps: Sendable {
    let context: StoreContext

    init(_ context: StoreContext) { self.context = context }

    /// Commits a step's state in one atomic write with what belongs to it, under the owner's lease.
    ///
    /// Results are written once: a step that has ended keeps its first result for ever. The same commit settles what
    /// the claim left open, and extends the lease when less than half of it is left.
    /// - Parameters:
    ///   - step: The step as it is from now on: ended, or `retrying` after an attempt that failed.
    ///   - previous: The step's row as the owner knows it, where it has one; its last attempt is kept as history when
    ///     `step` is a later one.
    ///   - writes: The run's state that changes with the step.
    ///   - events: What is appended to the run's log with the step; see ``Events``.
    ///   - messages: Those that the step takes from the run's inbox.
    ///   - context: The run's own typed context from now on; nil leaves it as it is.
    /// - Throws: `.fenced` where the lease is not the present one; `.cancelRequested`; `.invalidTransition` where the
    ///   run has ended; `.limitExceeded` where a payload is too large; `.notFound` where a message was taken by another
    ///   step. Nothing is written then.
    public func commit(
        _ step: StepRecord, replacing previous: StepRecord? = nil, writes: [StateWrite] = [],
        events: [NewEvent] = [], consuming messages: [Message] = [], context runContext: Payload? = nil,
        lease: RunLease
    ) async throws -> StepOutcome {
        try context.begin()
        try step.validate()
        let companions = Companions(
            writes: writes, events: events, messages: messages, runContext: runContext)
        var lease = lease
        // A step beside this one may change the same state or log in between, and another's clock may be ahead; each
        // turn lost means that another one won.
        for _ in 0..<100 {
            let outcome = try await commitOnce(step, replacing: previous, with: companions, lease: &lease)
            if let outcome { return outcome }
        }
        throw StoreError(.revisionConflict, "the state that step \"\(step.key)\" writes keeps changing; try again")
    }

    /// What goes through with a step, all or nothing.
    private struct Companions {
        let writes: [StateWrite]
        let events: [NewEvent]
        let messages: [Message]
        let runContext: Payload?
    }

    /// Nil where the state, the log or the run was changed between its reading and the commit.
    private func commitOnce(
        _ step: StepRecord, replacing previous: StepRecord?, with companions: Companions,
        lease: inout RunLease
    ) async throws -> StepOutcome? {
        let now = context.now
        let state = StateValues(context, scope: "run/" + lease.incarnation.rawValue)
        var batch = WriteBatch([write(step, replacing: previous, lease)])
        let (owned, renewed) = ownership(lease, at: now, adds: previous == nil)
        batch.append(owned)
        if let previous, step.attempts > previous.attempts, previous.failure != nil {
            batch.append(.insert(AttemptRecord.row(of: previous, context, lease)))
        }
        for operation in try await state.operations(companions.writes, at: now) { batch.append(operation) }
        for operation in try await Events(context).draft(companions.events, of: EventLog(lease)) {
            batch.append(operation)
        }
        for message in companions.messages { batch.append(message.removal) }
        if let runContext = companions.runContext { batch.append(try await change(of: runContext, lease)) }
        let outcome = try await context.commit(batch, for: "commit step", step.key) { [lease] refusal in
            // Applied before, it would be refused by the step, which stands first.
            guard refusal.operation == 0 else { return false }
            guard let row = refusal.current else { return nil }
            // The same state under our own fence: only we could have written it.
            return row[StepTable.fence] == .int(lease.fence.rawValue)
                && row[StepTable.status] == .text(step.status.rawValue)
                && row[StepTable.attempts] == .int(Int64(step.attempts))
        }
        guard case .refused(let refusal) = outcome else { return .committed(renewed) }
        // A stale owner must hear that first, whatever else is in the way of its write.
        let row = refusal.operation == 1 ? refusal.current : try await run(of: lease)
        if refusal.operation == 1, let later = lease.caughtUp(with: row) {
            lease = later
            return nil
        }
        guard let row, refusal.operation != 1, lease.conditions.hold(for: row) else { throw lease.refusal(by: row) }
        if let message = companions.messages.first(where: { $0.key == batch.operations[refusal.operation].key }) {
            throw StoreError.notFound("message", message.deliveryKey)
        }
        guard refusal.operation == 0 else { return nil }
        guard let current = refusal.current else { throw StoreError.notFound("step", step.key) }
        return .existing(try StepRecord(current))
    }

    /// All steps of a run, with payloads: what a worker reads once when it has claimed a run.
    public func memo(_ lease: RunLease) async throws -> [StepRecord] {
        try context.begin()
        var memo: [StepRecord] = []
        var scan = Scan(IndexRange(StepTable.table, nil, [context.tenant, lease.incarnation.value]), limit: 1_000)
        scan.columns = .all
        var walk = RowWalk(context, scan, for: "load steps", lease.runID.rawValue)
        while let row = try await walk.next() { memo.append(try StepRecord(row)) }
        return memo
    }

    private func change(of runContext: Payload, _ lease: RunLease) async throws -> Operation {
        let row = PayloadPart.context.row(context, lease.incarnation, runContext)
        let isThere = try await context.get(row.key, .withoutPayloads, for: "commit step") != nil
        return isThere ? .update(row.key, [.set(PayloadTable.content, row[PayloadTable.content])]) : .insert(row)
    }

    private func run(of lease: RunLease) async throws -> Row? {
        let key = Key(RunTable.table, context.tenant, lease.runID.value)
        return try await context.get(key, .all, for: "commit step", lease.runID.rawValue)
    }

    private func key(_ incarnation: Incarnation, _ step: String) -> Key {
        Key(StepTable.table, context.tenant, incarnation.value, .text(step))
    }

    private func write(_ step: StepRecord, replacing previous: StepRecord?, _ lease: RunLease) -> Operation {
        let row = step.row(context, lease)
        guard let previous else { return .insert(row) }
        let kept = StepTable.table.key + [StepTable.insertToken, StepTable.seq]
        let changes = StepTable.table.columns.filter { !kept.contains($0) }.map { Assignment.set($0, row[$0]) }
        return .update(
            row.key, changes,
            where: [
                Condition(StepTable.status, .equal(.text(previous.status.rawValue))),
                Condition(StepTable.attempts, .equal(.int(Int64(previous.attempts)))),
                // Whatever the caller takes for the step's row: one that has ended stands.
                Condition(StepTable.status, .among(Self.openStatuses)),
            ])
    }

    private static let openStatuses = StepStatus.allCases.filter { !$0.isTerminal }.map { Value.text($0.rawValue) }

    /// What the commit asks of the run's row, and the lease after it.
    ///
    /// Mostly a check: a write of the hot row only where the claim is to be settled or the lease runs low.
    private func ownership(_ lease: RunLease, at now: Timestamp, adds: Bool) -> (Operation, RunLease) {
        let key = Key(RunTable.table, context.tenant, lease.runID.value)
        // In whole numbers: a division of durations is one of 128 bits.
        let runsLow = now.duration(to: lease.expiresAt).wholeMicroseconds < lease.duration.wholeMicroseconds / 2
        guard runsLow || !lease.hasProgressed else { return (.check(key, where: lease.conditions), lease) }
        var renewed = lease
        renewed.expiresAt = max(lease.expiresAt, now.advanced(by: lease.duration))
        renewed.hasProgressed = true
        renewed.writtenAt = max(now, lease.writtenAt)
        var changes: [Assignment] = [
            .set(RunTable.readyAt, .time(renewed.expiresAt)), .set(RunTable.claimsSinceProgress, .int(0)),
            .set(RunTable.startedAt, .time(lease.startedAt)), .set(RunTable.updatedAt, .time(renewed.writtenAt)),
        ]
        // Only a commit that inserts is refused when it is sent twice, so only that may add.
        if adds { changes.append(.add(RunTable.revision, 1)) }
        return (.update(key, changes, where: lease.conditions(toStampAt: now)), renewed)
    }
}
