/// The right to work on a run, until it ends or another worker claims the run.
///
/// Every write of the owner carries it. A write under a lease that is not the present one is refused with `.fenced`,
/// whatever it writes, before anything else is answered.
public struct RunLease: Sendable, Hashable {
    /// The run.
    public let runID: RunID
    /// The life of the run.
    public let incarnation: Incarnation
    /// The worker that holds the lease.
    public let owner: WorkerID
    /// Grew when the run was claimed.
    public let fence: Fence
    /// When the run was claimed.
    public let claimedAt: Timestamp
    /// When another worker may claim the run.
    public internal(set) var expiresAt: Timestamp
    /// How long each extension lasts.
    public let duration: Duration
    /// Whether the owner has committed a step since the claim; the first one settles what a claim leaves open.
    public internal(set) var hasProgressed = false
    /// The workflow and what was asked for it, by which its keeping ends.
    let workflow: String
    let retention: RunRetention
    /// When the run first started; its first claim where it had not.
    let startedAt: Timestamp
    /// The latest time that is known to stand in the run's row, because its time of change never goes backwards.
    var writtenAt: Timestamp
    /// Whether writes go through although somebody asked for the run to be cancelled: for compensations and the end.
    public var isShielded = false

    /// What must hold of the run's row for the owner to write.
    var conditions: [Condition] {
        var conditions = [
            Condition(RunTable.fence, .equal(.int(fence.rawValue))),
            Condition(RunTable.incarnation, .equal(incarnation.value)),
            Condition(RunTable.status, .equal(.status(.running))),
        ]
        if !isShielded { conditions.append(Condition(RunTable.cancelRequestedAt, .isNull)) }
        return conditions
    }

    /// What must hold of the run's row for a write that stamps it with this time: another's clock may be ahead.
    func conditions(toStampAt now: Timestamp) -> [Condition] {
        conditions + [Condition(RunTable.updatedAt, .atMost(.time(max(now, writtenAt))))]
    }

    /// The lease to try again with where only the time of change is later than it knew; nil where it has ended.
    func caughtUp(with row: Row?) -> RunLease? {
        guard let row, conditions.hold(for: row), let changed = row.time(RunTable.updatedAt), changed > writtenAt else {
            return nil
        }
        var lease = self
        lease.writtenAt = changed
        return lease
    }

    /// Why the run's row, as it was found, refuses the owner's write.
    func refusal(by row: Row?) -> StoreError {
        let id = runID.rawValue
        guard let row, row[RunTable.incarnation] == incarnation.value, row[RunTable.fence] == .int(fence.rawValue)
        else {
            return StoreError(
                .fenced, "run \"\(id)\" was claimed by another worker or deleted; stop working on it", kind: "run",
                id: id,
                expected: "\(fence.rawValue)", actual: row?[RunTable.fence].int.map { "\($0)" })
        }
        let status = RunStatus(rawValue: row[RunTable.status].text ?? "")
        if let status, status != .running {
            let code: StoreError.Code = status.isTerminal ? .invalidTransition : .fenced
            return StoreError(
                code, "run \"\(id)\" is \(status.rawValue); its lease has ended", kind: "run", id: id,
                expected: RunStatus.running.rawValue, actual: status.rawValue)
        }
        return StoreError(
            .cancelRequested, "somebody asked for run \"\(id)\" to be cancelled", kind: "run", id: id,
            actual: row[RunTable.cancelReason].text)
    }
}

extension RunLease {
    init(_ run: RunRecord, owner: WorkerID, at now: Timestamp, duration: Duration) {
        runID = run.id
        incarnation = run.incarnation
        self.owner = owner
        fence = run.fence
        claimedAt = now
        expiresAt = now.advanced(by: duration)
        self.duration = duration
        workflow = run.workflow
        retention = run.retention
        startedAt = run.startedAt ?? now
        writtenAt = max(now, run.updatedAt)
    }

    /// What the owner's write does to the run's row besides its own purpose: the revision grows, time goes on.
    ///
    /// Only for a batch that would be refused the second time, since it adds.
    func stamp(at now: Timestamp) -> [Assignment] {
        [
            .add(RunTable.revision, 1), .set(RunTable.updatedAt, .time(max(now, writtenAt))),
            .set(RunTable.startedAt, .time(startedAt)),
        ]
    }
}

extension StoreContext {
    /// Throws unless the lease is the present one.
    func confirm(_ lease: RunLease, for operation: String, _ id: String? = nil) async throws {
        let run = Key(RunTable.table, tenant, lease.runID.value)
        let row = try await get(run, .all, for: operation, id)
        guard let row, lease.conditions.hold(for: row) else { throw lease.refusal(by: row) }
    }
}

/// A run that was just claimed, with all that its worker needs to carry on.
public struct ClaimedRun: Sendable {
    /// The run as the claim left it, without payloads.
    public let run: RunRecord
    /// The right to work on it.
    public let lease: RunLease
}

extension RunLease {
    /// Takes over what another write under the same lease has made of it, in whichever order the two came back.
    package mutating func merge(_ other: RunLease) {
        guard other.fence == fence, other.incarnation == incarnation else { return }
        expiresAt = max(expiresAt, other.expiresAt)
        writtenAt = max(writtenAt, other.writtenAt)
        hasProgressed = hasProgressed || other.hasProgressed
    }
}
