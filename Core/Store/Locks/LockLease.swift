/// A named lock in somebody's hand, until it is released or its lease ends.
///
/// Each write that the holder protects with it carries it, and is refused with `.notHolder` once the lease has ended.
public struct LockLease: Sendable, Hashable {
    /// The lock.
    public let name: String
    /// Who asked for it.
    public let owner: WorkerID
    /// Different for each claim: the right to renew and to release.
    public let token: String
    /// Grew when the lock was claimed; also across deletion. Hand it to other systems, so that they can refuse an older
    /// holder.
    public let fence: Fence
    /// When the lock is free.
    public internal(set) var expiresAt: Timestamp
    /// How long each renewal lasts.
    public let duration: Duration

    /// What tells this claim from every other in the lock's row.
    private var identity: [Condition] {
        [
            Condition(LockTable.claimToken, .equal(.text(token))),
            Condition(LockTable.fence, .equal(.int(fence.rawValue))),
        ]
    }

    /// What must hold of the lock's row for a write under the lease.
    func conditions(at now: Timestamp) -> [Condition] {
        identity + [Condition(LockTable.expiresAt, .greater(.time(now)))]
    }

    /// Whether the row shows this claim, be it that it has ended.
    func isIn(_ row: Row) -> Bool { identity.hold(for: row) }

    /// Why the lock's row, as it was found, refuses the holder's write.
    func refusal(by row: Row?) -> StoreError {
        guard let row, isIn(row) else {
            return StoreError(
                .notHolder, "lock \"\(name)\" is not held by this claim; stop working under it", kind: "lock", id: name,
                expected: "\(fence.rawValue)", actual: row?[LockTable.fence].int.map { "\($0)" })
        }
        return StoreError(
            .notHolder, "the lease on lock \"\(name)\" has ended; stop working under it", kind: "lock", id: name,
            actual: row.time(LockTable.expiresAt).map { "\($0)" })
    }
}

/// What became of an attempt to take a lock.
public enum LockAttempt: Sendable, Equatable {
    /// The caller holds it.
    case acquired(LockLease)
    /// Another claim holds it until then, unless it is renewed or released.
    case held(until: Timestamp, by: WorkerID)

    /// The lease, where there is one.
    public var lease: LockLease? { if case .acquired(let lease) = self { lease } else { nil } }
}

/// Who holds a lock; without the token, which only the holder knows.
public struct LockHold: Sendable, Equatable {
    /// Who holds it.
    public let owner: WorkerID
    /// The fence of the claim.
    public let fence: Fence
    /// When the lock is free.
    public let expiresAt: Timestamp

    /// A hold of this owner.
    public init(owner: WorkerID, fence: Fence, expiresAt: Timestamp) {
        self.owner = owner
        self.fence = fence
        self.expiresAt = expiresAt
    }
}

extension LockLease {
    /// The claim that stands in this row.
    init(_ row: Row, duration: Duration) {
        name = row[LockTable.name].text ?? ""
        owner = WorkerID(row[LockTable.owner].text ?? "")
        token = row[LockTable.claimToken].text ?? ""
        fence = Fence(row[LockTable.fence].int ?? 0)
        expiresAt = row.time(LockTable.expiresAt) ?? Timestamp(microseconds: 0)
        self.duration = duration
    }
}
