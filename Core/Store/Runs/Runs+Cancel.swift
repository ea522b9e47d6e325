extension Runs {
    /// Cancels a run, or asks its owner to.
    ///
    /// A running run, or one that has compensations, gets `cancelRequestedAt`: its owner's next write is refused with
    /// `.cancelRequested`, and the owner ends it. Any other run is cancelled at once. A second request changes nothing.
    /// - Returns: The run after the call.
    /// - Throws: `.invalidTransition` where the run has ended in another way; `.notFound`.
    @discardableResult
    public func cancel(_ id: RunID, reason: String? = nil) async throws -> RunRecord {
        try context.begin()
        try Self.validate(reason: reason)
        // Each turn lost another writer's change in between; that many in a row is a fault of the caller's.
        for _ in 0..<16 {
            let row = try await row(id, for: "cancel run")
            let run = try RunRecord(row)
            switch run.status.transition(on: .cancelled) {
            case .unchanged: return run
            case .refused: throw Self.refused(.cancelled, run)
            case .to: break
            }
            if run.cancelRequestedAt != nil { return run }
            let compensates = row[RunTable.compensates] == .bool(true)
            let now = max(context.now, run.updatedAt)
            let changes =
                run.status == .running || compensates
                ? request(run, reason, at: now) : end(run, reason, at: now)
            // A claim raises the revision; a renewal, which does not, leaves the request as it is.
            let batch = WriteBatch([
                .insert(context.auditRow("run.cancel", id.rawValue)), .update(key(id), changes, where: run.asSeen),
            ])
            let outcome = try await context.commit(batch, for: "cancel run", id.rawValue) { refusal in
                // Whoever's request stands there, the run is asked to end: sent again, the call finds that.
                refusal.current == nil ? nil : false
            }
            // Not read again: what is written must not be answered by the failure of a read.
            if case .applied = outcome { return try RunRecord(row.changed(by: changes)) }
        }
        throw StoreError(.revisionConflict, "run \"\(id)\" keeps changing; try again", kind: "run", id: id.rawValue)
    }

    private func request(_ run: RunRecord, _ reason: String?, at now: Timestamp) -> [Assignment] {
        var changes: [Assignment] = [
            .set(RunTable.cancelRequestedAt, .time(now)), .set(RunTable.cancelReason, .text(reason)),
            .set(RunTable.revision, .int(run.revision + 1)), .set(RunTable.updatedAt, .time(now)),
        ]
        // One that waits with compensations must be claimed for them.
        if run.status != .running { changes.append(.set(RunTable.readyAt, .time(now))) }
        return changes
    }

    private func end(_ run: RunRecord, _ reason: String?, at now: Timestamp) -> [Assignment] {
        [
            .set(RunTable.status, .status(.cancelled)), .set(RunTable.cancelReason, .text(reason)),
            .set(RunTable.cancelRequestedAt, .time(now)), .set(RunTable.completedAt, .time(now)),
            .set(RunTable.expiresAt, .time(context.retention.expiry(of: run, as: .cancelled, at: now))),
            .set(RunTable.readyAt, .null), .set(RunTable.leaseOwner, .null),
            .set(RunTable.fence, .int(run.fence.rawValue + 1)),
            .set(RunTable.revision, .int(run.revision + 1)), .set(RunTable.updatedAt, .time(now)),
        ]
    }
}
