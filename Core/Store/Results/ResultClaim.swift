/// The right to do the work of an idempotency key, until its result is stored or its lease ends.
public struct ResultClaim: Sendable, Hashable {
    /// The key.
    public let key: String
    /// Different for each claim.
    public let token: String
    /// Grew when the key was claimed.
    public let fence: Fence
    /// When another caller may claim the key.
    public internal(set) var expiresAt: Timestamp
    /// How long each renewal lasts.
    public let duration: Duration

    /// What tells this claim from every other in the key's row.
    var identity: [Condition] {
        [
            Condition(IdempotencyTable.status, .equal(.text(Results.running))),
            Condition(IdempotencyTable.owner, .equal(.text(token))),
            Condition(IdempotencyTable.fence, .equal(.int(fence.rawValue))),
        ]
    }

    /// What must hold of the key's row for a write under the claim.
    func conditions(at now: Timestamp) -> [Condition] {
        identity + [Condition(IdempotencyTable.expiresAt, .greater(.time(now)))]
    }

    /// Whether the row shows this claim, be it that its lease has ended.
    func isIn(_ row: Row) -> Bool { identity.hold(for: row) }

    /// Whether the row shows the result that was stored under this claim.
    func hasFinished(in row: Row) -> Bool {
        row[IdempotencyTable.status] == .text(Results.done)
            && row[IdempotencyTable.fence] == .int(fence.rawValue)
    }

    var hasEnded: StoreError {
        StoreError(
            .notHolder, "the claim of idempotency key \"\(key)\" has ended; its work is another's now",
            kind: "idempotency key", id: key)
    }

    init(_ row: Row, fence: Fence, duration: Duration) {
        key = row[IdempotencyTable.key].text ?? ""
        token = row[IdempotencyTable.owner].text ?? ""
        self.fence = fence
        expiresAt = row.time(IdempotencyTable.expiresAt) ?? Timestamp(microseconds: 0)
        self.duration = duration
    }
}

/// What there is for a caller of an idempotency key.
public enum ResultTurn: Sendable, Equatable {
    /// The caller does the work.
    case claimed(ResultClaim)
    /// The work was done; this is its result.
    case stored(Payload?)
    /// Another caller does the work; its claim lasts until then, unless it is renewed or ends before.
    case busy(until: Timestamp)

    /// The claim, where the work is the caller's.
    public var claim: ResultClaim? { if case .claimed(let claim) = self { claim } else { nil } }
}

// How a key stands in its row.
extension Results {
    static let scope = Value.text("results")
    static let running = "running"
    static let done = "done"

    func rowKey(_ key: String) -> Key { Key(IdempotencyTable.table, context.tenant, Self.scope, .text(key)) }

    func newRow(_ key: String, _ input: Payload?, at now: Timestamp, for duration: Duration) -> Row {
        var row = Row(IdempotencyTable.table)
        row[IdempotencyTable.namespace] = context.tenant
        row[IdempotencyTable.scope] = Self.scope
        row[IdempotencyTable.key] = .text(key)
        row[IdempotencyTable.insertToken] = context.identifiers.token()
        row[IdempotencyTable.digest] = .bytes(Payload.digest(of: input))
        row[IdempotencyTable.owner] = .text(context.identifiers.id(at: now))
        row[IdempotencyTable.fence] = .int(now.microseconds)
        row[IdempotencyTable.status] = .text(Self.running)
        row[IdempotencyTable.createdAt] = .time(now)
        row[IdempotencyTable.expiresAt] = .time(now.advanced(by: duration))
        return row
    }

    static func nextFence(after old: Row) -> Int64 { (old[IdempotencyTable.fence].int ?? 0) + 1 }

    /// The claim of a key whose window or lease has ended.
    func takeover(of old: Row, by row: Row) -> Operation {
        let columns = [
            IdempotencyTable.digest, IdempotencyTable.owner, IdempotencyTable.status, IdempotencyTable.createdAt,
            IdempotencyTable.expiresAt,
        ]
        let changes: [Assignment] = columns.map { .set($0, row[$0]) }
        // A renewal that came in between keeps the fence and moves the end.
        let seen = [IdempotencyTable.fence, IdempotencyTable.status, IdempotencyTable.expiresAt]
        return .update(
            old.key,
            changes + [
                .set(IdempotencyTable.fence, .int(Self.nextFence(after: old))), .set(IdempotencyTable.result, .null),
            ], where: seen.map { Condition($0, .equal(old[$0])) })
    }

    /// What the row says to who wants to insert his own; nil where its time is over.
    func turn(on row: Row, _ wanted: Row, at now: Timestamp) throws -> ResultTurn? {
        guard let end = row.time(IdempotencyTable.expiresAt), end > now else { return nil }
        guard row[IdempotencyTable.digest] == wanted[IdempotencyTable.digest] else {
            let key = wanted[IdempotencyTable.key].text ?? ""
            throw StoreError(
                .idempotencyMismatch, "idempotency key \"\(key)\" was used with another input; use another key",
                kind: "idempotency key", id: key)
        }
        guard row[IdempotencyTable.status] == .text(Self.done) else { return .busy(until: end) }
        return .stored(row.payload(IdempotencyTable.result))
    }
}
