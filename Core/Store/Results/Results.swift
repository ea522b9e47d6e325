/// Results by idempotency key: work that was asked for several times is done once, and all get its result.
///
/// The first caller of a key gets a claim, does the work and stores the result; until the window ends, the same key and
/// input get that result, and the same key with another input is an error. A claim that is given up, or whose lease
/// ends, frees the key. ``run(_:input:lease:window:patience:work:)`` does all of it in one call.
public struct Results: Sendable {
    let context: StoreContext

    init(_ context: StoreContext) { self.context = context }

    /// How long a result is kept where nothing else is said: 24 hours from when it was stored.
    public static let defaultWindow = Duration.hours(24)

    /// Asks for the result of a key, and for the right to do the work where there is none.
    ///
    /// - Parameters:
    ///   - input: What the work is about; only its digest is stored. Nil differs from empty.
    ///   - duration: How long the claim lasts unless it is renewed; more than zero.
    /// - Throws: `.idempotencyMismatch` where the key is in use with another input.
    public func begin(
        _ key: String, input: Payload?, lease duration: Duration = Leases.defaultDuration
    ) async throws -> ResultTurn {
        try context.begin()
        try Runs.validateName(key, "idempotency key")
        try Leases.validate(duration)
        let now = context.now
        let row = newRow(key, input, at: now, for: duration)
        var seen: Row?
        // Each turn lost another writer's change in between; that many in a row is a fault of the caller's.
        for _ in 0..<16 {
            let write = seen.map { takeover(of: $0, by: row) } ?? .insert(row)
            let fence = seen.map { Self.nextFence(after: $0) } ?? row[IdempotencyTable.fence].int ?? 0
            let claim = ResultClaim(row, fence: Fence(fence), duration: duration)
            let outcome = try await context.commit(WriteBatch([write]), for: "claim idempotency key", key) {
                $0.current.map { claim.isIn($0) } ?? false
            }
            guard case .refused(let refusal) = outcome else { return .claimed(claim) }
            seen = refusal.current
            if let seen, let turn = try turn(on: seen, row, at: now) { return turn }
        }
        throw StoreError(
            .revisionConflict, "idempotency key \"\(key)\" keeps changing; try again", kind: "idempotency key", id: key)
    }

    /// Extends a claim to the present time and its duration, or leaves it where it lasts longer.
    ///
    /// - Throws: `.notHolder` where the claim has ended, even if nobody else claimed the key.
    public func renew(_ claim: ResultClaim) async throws -> ResultClaim {
        try context.begin()
        let now = context.now
        var renewed = claim
        renewed.expiresAt = max(claim.expiresAt, now.advanced(by: claim.duration))
        let changes = [Assignment.set(IdempotencyTable.expiresAt, .time(renewed.expiresAt))]
        let batch = WriteBatch([.update(rowKey(claim.key), changes, where: claim.conditions(at: now))])
        // Sent twice it sets the same time; a refusal tells that the claim has ended.
        let outcome = try await context.commit(batch, for: "renew idempotency key", claim.key) { _ in false }
        if case .refused = outcome { throw claim.hasEnded }
        return renewed
    }

    /// Stores the result and ends the claim, in one commit with what else the work has to write.
    ///
    /// - Parameters:
    ///   - result: Nil is a result too.
    ///   - window: How long the result is kept from now; more than zero.
    ///   - writes: Values that are written with it: all of it or nothing.
    ///   - state: Where they belong.
    /// - Throws: `.notHolder` where the claim has ended; nothing is written.
    public func finish(
        _ claim: ResultClaim, _ result: Payload?, window: Duration = defaultWindow, writing writes: [StateWrite] = [],
        to state: StateValues? = nil
    ) async throws {
        try context.begin()
        guard window > .zero else {
            throw StoreError(.invalidArgument, "a window is longer than zero, not \(window)")
        }
        let now = context.now
        let changes: [Assignment] = [
            .set(IdempotencyTable.status, .text(Self.done)), .set(IdempotencyTable.owner, .null),
            .set(IdempotencyTable.result, .bytes(result)),
            .set(IdempotencyTable.expiresAt, .time(now.advanced(by: window))),
        ]
        let end = Operation.update(rowKey(claim.key), changes, where: claim.conditions(at: now))
        // Each turn lost another writer's change of the values; that many in a row is a fault of the caller's.
        for _ in 0..<16 {
            let effects = try await state?.operations(writes, at: now) ?? []
            let outcome = try await context.commit(
                WriteBatch([end] + effects), for: "store result", claim.key
            ) { refusal in
                refusal.operation == 0 && refusal.current.map { claim.hasFinished(in: $0) } ?? false
            }
            guard case .refused(let refusal) = outcome else { return }
            if refusal.operation == 0 { throw claim.hasEnded }
        }
        throw StoreError(
            .revisionConflict, "the values beside idempotency key \"\(claim.key)\" keep changing; try again",
            kind: "idempotency key", id: claim.key)
    }

    /// Gives a claim up, so that the next caller does the work. Harmless where the claim has ended.
    public func abandon(_ claim: ResultClaim) async throws {
        try context.begin()
        let batch = WriteBatch([.delete(rowKey(claim.key), where: claim.identity)])
        _ = try await context.commit(batch, for: "abandon idempotency key", claim.key) { _ in true }
    }
}

extension Store {
    /// Results by idempotency key.
    public var results: Results { Results(context) }

    /// Removes idempotency keys whose time has come, in bounded batches. Returns exactly how many.
    @discardableResult
    public func sweepIdempotencyKeys(limit: Int = 10_000) async throws -> Int {
        try context.begin()
        return try await context.sweepExpired(
            IdempotencyTable.table, IdempotencyTable.byExpiry, IdempotencyTable.expiresAt, until: context.now,
            limit: limit)
    }
}
