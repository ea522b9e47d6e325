extension Runs {
    /// Stops a run until it is resumed.
    ///
    /// A running run gets `pauseRequestedAt`: its worker commits the steps that it is at, begins no other, and lets the
    /// run rest. Any other run is paused at once. A second request changes nothing.
    /// - Parameter reason: At most 512 characters.
    /// - Returns: The run after the call.
    /// - Throws: `.invalidTransition` where the run has ended; `.notFound`.
    @discardableResult
    public func pause(_ id: RunID, reason: String? = nil) async throws -> RunRecord {
        try Self.validate(reason: reason)
        return try await change(id, for: "pause run") { run, now in
            if run.status == .paused || run.pauseRequestedAt != nil { return nil }
            guard case .to = run.status.transition(on: .paused) else { throw Self.refused(.paused, run) }
            let reason = Assignment.set(RunTable.reason, .text(reason))
            guard run.status == .running else { return changes(run, to: .paused, at: now) + [reason] }
            return [.set(RunTable.pauseRequestedAt, .time(now)), reason]
        }
    }

    /// Lets a paused run go on, or takes back that a running one is to be paused.
    ///
    /// - Returns: The run after the call.
    /// - Throws: `.invalidTransition` where it is not paused; `.notFound`.
    @discardableResult
    public func resume(_ id: RunID) async throws -> RunRecord {
        try await change(id, for: "resume run") { run, now in
            let reason = Assignment.set(RunTable.reason, .null)
            if run.pauseRequestedAt != nil { return [.set(RunTable.pauseRequestedAt, .null), reason] }
            guard case .to(let status) = run.status.transition(on: .resumed) else { throw Self.refused(.resumed, run) }
            return changes(run, to: status, at: now) + [reason]
        }
    }

    /// Changes a run by what is decided on its present row; `decide` returns nil where nothing is to be changed.
    func change(
        _ id: RunID, for operation: String, _ decide: (RunRecord, Timestamp) throws -> [Assignment]?
    ) async throws -> RunRecord {
        try context.begin()
        var sent: Row?
        // Each turn lost another writer's change in between; that many in a row is a fault of the caller's.
        for _ in 0..<16 {
            let row = try await row(id, for: operation)
            let run = try RunRecord(row)
            let now = max(context.now, run.updatedAt)
            guard var changes = try decide(run, now) else { return run }
            changes += [
                .set(RunTable.revision, .int(run.revision + 1)), .set(RunTable.updatedAt, .time(now)),
            ]
            let changed = row.changed(by: changes)
            sent = changed
            let outcome = try await context.commit(
                WriteBatch([.update(key(id), changes, where: run.asSeen)]), for: operation, id.rawValue
            ) { refusal in
                // Whatever else it shows, the next turn decides on it anew: what was asked for may hold already.
                refusal.current == sent
            }
            // Not read again: what is written must not be answered by the failure of a read.
            if case .applied = outcome { return try RunRecord(changed) }
        }
        throw StoreError(.revisionConflict, "run \"\(id)\" keeps changing; try again", kind: "run", id: id.rawValue)
    }
}
