/// Who works on which run: claim, renew, release.
public struct Leases: Sendable {
    let context: StoreContext

    init(_ context: StoreContext) { self.context = context }

    /// How long a lease lasts where nothing else is said: 60 seconds.
    public static let defaultDuration = Duration.seconds(60)

    private func key(_ id: RunID) -> Key { Key(RunTable.table, context.tenant, id.value) }

    /// Claims up to `limit` runs that are due: new ones, those whose wake-up has come, and those of dead workers, in
    /// one order by the time since when they are due; urgent ones first.
    ///
    /// No run goes to two callers. A claim raises the run's fence, so an owner before is refused from then on.
    /// - Parameters:
    ///   - routes: Which queues (see ``Route``), in the order in which they are drained.
    ///   - duration: How long the lease lasts unless it is renewed; more than zero.
    public func claim(
        routes: [String], limit: Int, owner: WorkerID, duration: Duration = defaultDuration, buckets: [Int] = [0]
    ) async throws -> [ClaimedRun] {
        try context.begin()
        try owner.validate()
        for route in routes { try Runs.validateName(route, "route") }
        guard limit > 0 else { throw StoreError(.invalidArgument, "a claim takes at least 1 run, not \(limit)") }
        try Self.validate(duration)
        let now = context.now
        let expiry = now.advanced(by: duration)
        let ranges = Priority.allCases.reversed().flatMap { priority in
            routes.flatMap { route in
                buckets.map { bucket in
                    IndexRange(
                        RunTable.table, RunTable.byReadiness,
                        [context.tenant, .text(route), .int(Int64(bucket)), .int(Int64(priority.rawValue))],
                        atMost: .time(now))
                }
            }
        }
        let patch: [Assignment] = [
            .set(RunTable.status, .status(.running)), .set(RunTable.leaseOwner, owner.value),
            .set(RunTable.readyAt, .time(expiry)), .add(RunTable.fence, 1), .add(RunTable.revision, 1),
            .add(RunTable.claimsSinceProgress, 1),
        ]
        let rows = try await context.take(Take(ranges, limit: limit, patch: patch), for: "claim runs")
        // One that cannot be read is left with its lease: it comes up again when that ends, and hides no other.
        return rows.compactMap { row in
            guard let run = try? RunRecord(row) else { return nil }
            return ClaimedRun(run: run, lease: RunLease(run, owner: owner, at: now, duration: duration))
        }
    }

    /// Extends leases to the present time and their duration, all in one call.
    ///
    /// - Returns: For each lease, in its place, the extended one, or why it could not be: `.fenced`,
    ///   `.cancelRequested` (the lease holds on, and a shielded one is extended), or a fault of the store.
    public func renew(_ leases: [RunLease]) async -> [Result<RunLease, StoreError>] {
        let now = context.now
        let batches = leases.map { lease in
            WriteBatch([
                .update(
                    key(lease.runID),
                    [.set(RunTable.readyAt, .time(max(lease.expiresAt, now.advanced(by: lease.duration))))],
                    // What has expired is not revived, even if nobody took it.
                    where: lease.conditions + [Condition(RunTable.readyAt, .greater(.time(now)))])
            ])
        }
        var outcomes = await context.commitEach(batches)
        // Setting the same time twice does no harm, so those whose reply was lost go once more, at once: a line that
        // stays down is for the next beat, as a lease lasts several.
        let lost = outcomes.indices.filter { outcomes[$0].isLost }
        if !lost.isEmpty {
            for (index, outcome) in zip(lost, await context.commitEach(lost.map { batches[$0] })) {
                if case .success = outcome { outcomes[index] = outcome }
            }
        }
        return zip(leases, outcomes).map { lease, outcome in
            switch outcome {
            case .success(.applied):
                var renewed = lease
                renewed.expiresAt = max(lease.expiresAt, now.advanced(by: lease.duration))
                return .success(renewed)
            case .success(.refused(let refusal)):
                if let row = refusal.current, lease.conditions.hold(for: row) {
                    return .failure(
                        StoreError(
                            .fenced, "the lease on run \"\(lease.runID)\" has expired; stop working on it", kind: "run",
                            id: lease.runID.rawValue))
                }
                return .failure(lease.refusal(by: refusal.current))
            case .failure(let error):
                return .failure(StoreError(error, "renew the lease on run", RunTable.table, lease.runID.rawValue))
            }
        }
    }

    /// Gives a run back: it is due again at once, or at `readyAt`.
    ///
    /// - Parameter charged: False takes back that this claim is counted as one without progress.
    public func release(_ lease: RunLease, readyAt: Timestamp? = nil, charged: Bool = true) async throws {
        var changes: [Assignment] = [.set(RunTable.leaseOwner, .null)]
        // A commit since the claim has set the count to 0 already.
        if !charged, !lease.hasProgressed { changes.append(.add(RunTable.claimsSinceProgress, -1)) }
        var lease = lease
        lease.isShielded = true
        try await end(lease, with: .released, readyAt: readyAt ?? context.now, changes, for: "release run")
    }

    /// Lets a run wait until a time; nil means until it is woken.
    public func park(_ lease: RunLease, until wakeUp: Timestamp?) async throws {
        try await end(
            lease, with: .parked, readyAt: wakeUp, [.set(RunTable.leaseOwner, .null)], for: "park run")
    }

    /// Marks a run that cannot go on; it is visible, not ended, and no attempt is charged.
    public func stall(_ lease: RunLease, reason: String) async throws {
        try await end(
            lease, with: .stalled, readyAt: nil,
            [
                .set(RunTable.leaseOwner, .null), .set(RunTable.claimsSinceProgress, .int(0)),
                .set(RunTable.reason, .text(reason)),
            ], for: "stall run")
    }

    /// Ends a run with its result, in one commit with it.
    public func complete(_ lease: RunLease, output: Payload?) async throws {
        let now = context.now
        try await end(
            lease, with: .completed, readyAt: nil, ending(at: now) + [.set(RunTable.progress, .double(1))],
            payload: output.map { PayloadPart.output.row(context, lease.incarnation, $0) }, for: "complete run")
    }

    /// Ends a run with an error, in one commit with it.
    public func fail(_ lease: RunLease, _ failure: Failure) async throws {
        let now = context.now
        try await end(
            lease, with: .failed, readyAt: nil, ending(at: now),
            payload: PayloadPart.error.row(context, lease.incarnation, failure.payload), for: "fail run")
    }

    /// Ends a run whose cancellation was asked for.
    public func cancel(_ lease: RunLease) async throws {
        var lease = lease
        lease.isShielded = true
        let now = context.now
        try await end(lease, with: .cancelled, readyAt: nil, ending(at: now), for: "cancel run")
    }

    static func validate(_ duration: Duration) throws {
        guard duration > .zero || CoreFault.leavesOut(.positiveDuration) else {
            throw StoreError(.invalidArgument, "a lease lasts longer than zero, not \(duration)")
        }
    }
}

extension Leases {
    private func ending(at now: Timestamp) -> [Assignment] {
        [.set(RunTable.leaseOwner, .null), .set(RunTable.completedAt, .time(now))]
    }

    /// Writes what ends a lease. Sent again after a lost reply, it is recognised by our fence, and by the status and
    /// the time that it wrote: the same lease may have been given back before.
    private func end(
        _ lease: RunLease, with event: RunEvent, readyAt: Timestamp?, _ changes: [Assignment], payload: Row? = nil,
        for operation: String
    ) async throws {
        try context.begin()
        guard case .to(let status) = RunStatus.running.transition(on: event) else {
            preconditionFailure("no lease ends with \(event)")
        }
        let now = context.now
        let place = Place(status: status, readyAt: readyAt)
        var lease = lease
        // Each turn lost met a change by a clock ahead of this one; that many in a row is a fault of the caller's.
        for _ in 0..<16 {
            let update = Operation.update(
                key(lease.runID), place.changes + lease.stamp(at: now) + changes,
                where: lease.conditions(toStampAt: now))
            guard let refusal = try await commit(update, lease, place, payload, for: operation) else { return }
            guard let later = lease.caughtUp(with: refusal.current) else { throw lease.refusal(by: refusal.current) }
            lease = later
        }
        throw StoreError(
            .revisionConflict, "run \"\(lease.runID)\" keeps changing; try again", kind: "run", id: lease.runID.rawValue
        )
    }

    /// Nil where it was applied; otherwise the run's row refused it.
    private func commit(
        _ update: Operation, _ lease: RunLease, _ place: Place, _ payload: Row?, for operation: String
    ) async throws -> Refusal? {
        var batch = WriteBatch([update])
        if let payload { batch.append(.insert(payload)) }
        var outcome = try await commit(batch, lease, place, for: operation)
        if case .refused(let refusal) = outcome, refusal.operation == 1, let payload {
            // Somebody outside stored one before the end: the owner's counts.
            let content = Assignment.set(PayloadTable.content, payload[PayloadTable.content])
            outcome = try await commit(
                WriteBatch([update, .update(payload.key, [content])]), lease, place, for: operation)
        }
        guard case .refused(let refusal) = outcome else { return nil }
        return refusal
    }

    private func commit(
        _ batch: WriteBatch, _ lease: RunLease, _ place: Place, for operation: String
    ) async throws -> CommitOutcome {
        try await context.commit(batch, for: operation, lease.runID.rawValue) { refusal in
            guard let row = refusal.current, row[RunTable.incarnation] == lease.incarnation.value else { return nil }
            guard row[RunTable.fence] != .int(lease.fence.rawValue) else {
                return place.isShown(by: row)
            }
            // Who raised the fence found a run that had not ended; but one that was given back looks like any other.
            return place.status.isTerminal ? false : nil
        }
    }

    /// Where a lease leaves its run.
    private struct Place {
        let status: RunStatus
        let readyAt: Timestamp?

        var changes: [Assignment] { [.set(RunTable.status, .status(status)), .set(RunTable.readyAt, .time(readyAt))] }

        func isShown(by row: Row) -> Bool {
            row[RunTable.status] == .status(status) && row[RunTable.readyAt] == .time(readyAt)
        }
    }
}

extension Result where Failure == BackendError {
    /// Whether it may have been applied.
    fileprivate var isLost: Bool { if case .failure(let error) = self { error.code == .unknownOutcome } else { false } }
}
