extension Runs {
    /// Lets a run that failed, was cancelled or is stalled go on from where it stopped.
    ///
    /// What its steps have committed stands, with their idempotency keys; steps that failed get one more attempt. The
    /// error, the end and any request to cancel are cleared; the fence grows, and the claims are counted anew.
    /// - Returns: The run after the call: pending.
    /// - Throws: `.invalidTransition` where the run is completed or has not stopped; `.notFound`.
    @discardableResult
    public func retry(_ id: RunID) async throws -> RunRecord {
        try context.begin()
        // Each turn lost another writer's change in between; that many in a row is a fault of the caller's.
        for _ in 0..<16 {
            let row = try await row(id, for: "retry run")
            let run = try RunRecord(row)
            guard run.status == .failed || run.status == .cancelled || run.status == .stalled else {
                throw StoreError(
                    .invalidTransition, "run \"\(id)\" is \(run.status.rawValue) and cannot be tried again",
                    kind: "run", id: id.rawValue, actual: run.status.rawValue)
            }
            // Cut off between the two, the run is as it was, and the next retry does the rest.
            guard try await reopenSteps(of: run) else { continue }
            let changes = reopening(run, at: max(context.now, run.updatedAt))
            let batch = WriteBatch([
                .update(key(id), changes, where: run.asSeen),
                .delete(PayloadPart.error.key(context, run.incarnation)),
            ])
            let changed = row.changed(by: changes)
            let outcome = try await context.commit(batch, for: "retry run", id.rawValue) { $0.current == changed }
            if case .applied = outcome { return try RunRecord(changed) }
        }
        throw StoreError(.revisionConflict, "run \"\(id)\" keeps changing; try again", kind: "run", id: id.rawValue)
    }

    private func reopening(_ run: RunRecord, at now: Timestamp) -> [Assignment] {
        changes(run, to: .pending, at: now) + [
            .set(RunTable.claimsSinceProgress, .int(0)), .set(RunTable.reason, .null),
            .set(RunTable.cancelRequestedAt, .null), .set(RunTable.cancelReason, .null),
            .set(RunTable.completedAt, .null),
            // Deadlines that have passed would end it at once.
            .set(RunTable.deadlineAt, .time(run.deadlineAt.flatMap { $0 > now ? $0 : nil })),
            .set(RunTable.startBy, .null),
            .set(RunTable.expiresAt, .time(run.deadlineAt.flatMap { $0 > now ? $0 : nil })),
            .set(RunTable.revision, .int(run.revision + 1)), .set(RunTable.updatedAt, .time(now)),
        ]
    }

    /// Makes failed and cancelled steps ones that are to be tried again. False where the run has changed meanwhile.
    private func reopenSteps(of run: RunRecord) async throws -> Bool {
        var scan = Scan(
            IndexRange(StepTable.table, nil, [context.tenant, run.incarnation.value]), limit: 1_000)
        let ended = [StepStatus.failed, .cancelled].map { Value.text($0.rawValue) }
        scan.filter = [Condition(StepTable.status, .among(ended))]
        var walk = RowWalk(context, scan, for: "retry run", run.id.rawValue)
        while let row = try await walk.next() {
            let changes: [Assignment] = [
                .set(StepTable.status, .text(StepStatus.retrying.rawValue)), .set(StepTable.retryAt, .null),
            ]
            let batch = WriteBatch([
                .update(row.key, changes, where: [Condition(StepTable.status, .among(ended))]),
                .check(key(run.id), where: run.asSeen),
            ])
            let outcome = try await context.commit(batch, for: "retry run", run.id.rawValue) { refusal in
                refusal.operation == 0
                    && refusal.current?[StepTable.status] == .text(StepStatus.retrying.rawValue)
            }
            guard case .applied = outcome else { return false }
        }
        return true
    }
}
