/// Named locks: each is in one hand at most.
public struct Locks: Sendable {
    let context: StoreContext

    init(_ context: StoreContext) { self.context = context }

    /// How long a lease lasts where nothing else is said: 60 seconds.
    public static let defaultDuration = Leases.defaultDuration

    /// Takes a lock that is free: one that nobody holds, or whose lease has ended.
    ///
    /// The same owner does not get it twice. A repeated call with the claim token of the present holder returns the
    /// holder's lease, and extends nothing.
    /// - Parameters:
    ///   - duration: How long the lease lasts unless it is renewed; more than zero.
    ///   - token: Different for each claim; nil draws one.
    public func acquire(
        _ name: String, owner: WorkerID, duration: Duration = defaultDuration, token: String? = nil
    ) async throws -> LockAttempt {
        try context.begin()
        try Runs.validateName(name, "lock name")
        try owner.validate()
        if let token { try Runs.validateName(token, "claim token") }
        try Leases.validate(duration)
        let now = context.now
        let token = token ?? context.identifiers.id(at: now)
        var seen: Row?
        // Each turn lost another writer's change in between; that many in a row is a fault of the caller's.
        for _ in 0..<16 {
            let row = claim(name, owner, token, seen, at: now, for: duration)
            let write = seen.map { takeover(of: $0, by: row) } ?? .insert(row)
            let lease = LockLease(row, duration: duration)
            let outcome = try await context.commit(WriteBatch([write]), for: "acquire lock", name) { refusal in
                // Where the row shows another claim, ours is over or never was; the next turn tells who holds the lock.
                refusal.current.map { lease.isIn($0) } ?? false
            }
            guard case .refused(let refusal) = outcome else { return .acquired(lease) }
            seen = refusal.current
            if let seen, let attempt = attempt(on: seen, token, at: now, for: duration) { return attempt }
        }
        throw StoreError(.revisionConflict, "lock \"\(name)\" keeps changing; try again", kind: "lock", id: name)
    }

    /// Extends a lease to the present time and its duration, or leaves it where it lasts longer.
    ///
    /// - Throws: `.notHolder` where the lease has ended, even if nobody took the lock.
    public func renew(_ lease: LockLease) async throws -> LockLease {
        try context.begin()
        let now = context.now
        var renewed = lease
        renewed.expiresAt = max(lease.expiresAt, now.advanced(by: lease.duration))
        let changes: [Assignment] = [
            .set(LockTable.expiresAt, .time(renewed.expiresAt)), .set(LockTable.updatedAt, .time(now)),
        ]
        // Another copy of the lease may have been renewed for longer.
        let noLater = Condition(LockTable.expiresAt, .atMost(.time(renewed.expiresAt)))
        let conditions = lease.conditions(at: now)
        let batch = WriteBatch([.update(key(lease.name), changes, where: conditions + [noLater])])
        let outcome = try await context.commit(batch, for: "renew lock", lease.name) { _ in false }
        guard case .refused(let refusal) = outcome else { return renewed }
        guard let row = refusal.current, conditions.hold(for: row), let end = row.time(LockTable.expiresAt) else {
            throw lease.refusal(by: refusal.current)
        }
        renewed.expiresAt = end
        return renewed
    }

    /// Frees a lock at once. Harmless where the lease has ended and nobody has taken the lock since.
    ///
    /// - Throws: `.notHolder` where another claim holds it or held it since; nothing is freed.
    public func release(_ lease: LockLease) async throws {
        try context.begin()
        let now = context.now
        let changes: [Assignment] = [.set(LockTable.expiresAt, .time(now)), .set(LockTable.updatedAt, .time(now))]
        let batch = WriteBatch([.update(key(lease.name), changes, where: lease.conditions(at: now))])
        let outcome = try await context.commit(batch, for: "release lock", lease.name) { _ in false }
        guard case .refused(let refusal) = outcome, let row = refusal.current, !lease.isIn(row) else { return }
        throw lease.refusal(by: row)
    }

    /// Who holds a lock, or nil where it is free.
    public func holder(of name: String) async throws -> LockHold? {
        try context.begin()
        try Runs.validateName(name, "lock name")
        let row = try await context.get(key(name), .all, for: "look at lock", name)
        guard let lease = row.map({ LockLease($0, duration: .zero) }), lease.expiresAt > context.now else { return nil }
        return LockHold(owner: lease.owner, fence: lease.fence, expiresAt: lease.expiresAt)
    }

    /// Removes the rows of locks that have been free for so long, in bounded batches. Returns exactly how many.
    ///
    /// The fence of a new lock starts at the present time in microseconds, so fences grow across the removal, as long
    /// as no machine's clock is behind by more than that time.
    @discardableResult
    public func sweep(freeFor age: Duration = .days(1), limit: Int = 10_000) async throws -> Int {
        try context.begin()
        let now = context.now
        return try await context.sweepExpired(
            LockTable.table, LockTable.byExpiry, LockTable.expiresAt, until: now.advanced(by: .zero - age),
            // A lock that was claimed more often than once in a microsecond is ahead of the clock.
            and: [Condition(LockTable.fence, .less(.int(now.microseconds)))], limit: limit)
    }

    func key(_ name: String) -> Key { Key(LockTable.table, context.tenant, .text(name)) }
}

extension Locks {
    /// What the row says to who asks for the lock; nil where it is free.
    private func attempt(
        on row: Row, _ token: String, at now: Timestamp, for duration: Duration
    ) -> LockAttempt? {
        let present = LockLease(row, duration: duration)
        guard present.expiresAt > now else { return nil }
        if ByteOrder.equal(present.token, token) { return .acquired(present) }
        return .held(until: present.expiresAt, by: present.owner)
    }

    /// The row of a new claim, over the one that is there.
    private func claim(
        _ name: String, _ owner: WorkerID, _ token: String, _ old: Row?, at now: Timestamp, for duration: Duration
    ) -> Row {
        var row = Row(LockTable.table)
        row[LockTable.namespace] = context.tenant
        row[LockTable.name] = .text(name)
        row[LockTable.insertToken] = context.identifiers.token()
        row[LockTable.owner] = owner.value
        row[LockTable.claimToken] = .text(token)
        let last = old?[LockTable.fence].int ?? 0
        row[LockTable.fence] = .int(max(last + 1, now.microseconds))
        row[LockTable.expiresAt] = .time(now.advanced(by: duration))
        row[LockTable.updatedAt] = .time(now)
        return row
    }

    private func takeover(of old: Row, by row: Row) -> Operation {
        let columns = [
            LockTable.owner, LockTable.claimToken, LockTable.fence, LockTable.expiresAt, LockTable.updatedAt,
        ]
        // A renewal that came in between keeps the fence and moves the end.
        let seen = [LockTable.fence, LockTable.expiresAt].map { Condition($0, .equal(old[$0])) }
        return .update(key(row[LockTable.name].text ?? ""), columns.map { .set($0, row[$0]) }, where: seen)
    }
}

extension Store {
    /// Named locks.
    public var locks: Locks { Locks(context) }
}
