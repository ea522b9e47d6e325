/// Limits by key: how many work at once, and how many start within a time, over all processes.
///
/// A slot is a row with an end, and so is each start of a period: what has expired counts no more, so nobody who dies
/// keeps a slot. Who finds none free waits in a line, and slots that are released go to the line in the order of
/// arrival. All rows of a key change together: a decision holds only if nothing has changed since it was made.
public struct Limits: Sendable {
    let context: StoreContext

    init(_ context: StoreContext) { self.context = context }

    /// How long a slot lasts where nothing else is said: 60 seconds.
    public static let defaultDuration = Leases.defaultDuration

    /// Asks for a slot, and for a place in the line where none is free: ask again when the answer says.
    ///
    /// A holder that has a slot gets the same one, and a holder that waits keeps its place as long as it comes back
    /// in time. A slot that fell to it meanwhile is its own from then on.
    /// - Parameters:
    ///   - limit: The definition; the same for all who use the key.
    ///   - duration: How long the slot lasts unless a heartbeat extends it; more than zero.
    /// - Throws: `.definitionConflict` where the key is in use with another definition.
    public func acquire(
        _ key: String, _ limit: Limit, holder: LimitHolder, duration: Duration = defaultDuration
    ) async throws -> LimitAttempt {
        try limit.validate()
        try holder.validate()
        try Leases.validate(duration)
        return try await change(key, for: "acquire a slot of limit") { state in
            try state.define(limit.stored)
            state.enter(holder, for: duration)
            state.promote()
            if let lease = state.slot(of: holder.name) { return .acquired(lease) }
            let place = state.place(of: holder.name) ?? 0
            let blocked = state.blocked(at: place)
            state.keepPlace(place, until: blocked.retryAt)
            return .blocked(blocked)
        }
    }

    /// Extends a slot to the present time and its duration.
    ///
    /// - Throws: `.notHolder` where the slot was released or has expired, even if nobody took it; nothing is created.
    public func heartbeat(_ lease: SlotLease) async throws -> SlotLease {
        try context.begin()
        let now = context.now
        var extended = lease
        extended.expiresAt = now.advanced(by: lease.duration)
        let batch = WriteBatch([
            .update(
                Key(SlotTable.table, context.tenant, .text(lease.key), .int(lease.slot)),
                [.set(SlotTable.expiresAt, .time(extended.expiresAt))],
                where: [
                    Condition(SlotTable.insertToken, .equal(lease.token)),
                    Condition(SlotTable.expiresAt, .greater(.time(now))),
                ])
        ])
        let outcome = try await context.commit(batch, for: "heartbeat of limit", lease.key) { _ in false }
        guard case .refused = outcome else { return extended }
        throw StoreError(
            .notHolder, "the slot of limit \"\(lease.key)\" has ended; stop working under it", kind: "limit",
            id: lease.key)
    }

    /// Gives a slot back, and hands what is free to those who wait. Harmless where the slot has ended.
    ///
    /// What has expired of the key is removed. A used start of a period stays used.
    public func release(_ lease: SlotLease) async throws {
        try await change(lease.key, for: "release a slot of limit") { state in
            state.free(lease.token)
            state.promote()
        }
    }

    /// Takes a holder out of the line, or its slot away where one fell to it.
    public func withdraw(_ holder: LimitHolder, from key: String) async throws {
        try holder.validate()
        try await change(key, for: "leave the line of limit") { state in
            state.withdraw(holder.name)
            state.promote()
        }
    }

    /// Hands out no more slots of the key until it is resumed. Those in somebody's hand stay; the line goes on growing.
    public func pause(_ key: String) async throws {
        try await change(key, for: "pause limit") { $0.isPaused = true }
    }

    /// Hands out slots again, first to those who wait.
    public func resume(_ key: String) async throws {
        try await change(key, for: "resume limit") { state in
            state.isPaused = false
            state.promote()
        }
    }

    /// What there is of a limit now; nil where the key is not in use.
    public func status(_ key: String) async throws -> LimitStatus? {
        try context.begin()
        try Runs.validateName(key, "limit key")
        let state = try await read(key, for: "look at limit")
        guard state.row != nil, !state.isDrained || state.isPaused else { return nil }
        return LimitStatus(
            definition: state.definition, isPaused: state.isPaused, leases: state.slots.map { SlotLease($0) },
            waiting: state.waiters.map(\.holder.name), started: state.starts.count)
    }

    /// Cleans up keys that nobody has asked for since something of them expired. Returns how many keys it looked at.
    @discardableResult
    public func sweep(limit: Int = 1_000) async throws -> Int {
        try context.begin()
        guard limit > 0 else { throw StoreError(.invalidArgument, "a sweep takes at least 1, not \(limit)") }
        let range = IndexRange(
            SlotTable.table, SlotTable.byExpiry, [context.tenant], atMost: .time(context.now))
        var walk = RowWalk(context, Scan(range, limit: 500), for: "sweep limits")
        var keys: Set<Value> = []
        while keys.count < limit, let row = try await walk.next() {
            guard let key = row[SlotTable.key].text, keys.insert(.text(key)).inserted else { continue }
            try await change(key, for: "sweep limit") { $0.promote() }
        }
        return keys.count
    }
}

extension Limits {
    /// Reads a limit, lets the call decide, and commits that on condition that nothing has changed since.
    private func change<Answer>(
        _ key: String, for operation: String, _ decide: (inout LimitState) throws -> Answer
    ) async throws -> Answer {
        try context.begin()
        try Runs.validateName(key, "limit key")
        // Each turn lost another caller's change in between, or did a part of what one commit cannot hold. As many may
        // ask at once as a limit has slots and a line before it.
        for _ in 0..<1_000 {
            var state = try await read(key, for: operation)
            // What has expired takes the whole batch: it goes first, alone.
            let answer = state.isCutShort ? nil : try decide(&state)
            if let batch = state.batch {
                // Where a reply was lost the next turn finds what was written, and has nothing left to do.
                let outcome = try await context.commit(batch, for: operation, key) { _ in false }
                guard case .applied = outcome else { continue }
            }
            if let answer, !state.isCutShort { return answer }
        }
        throw StoreError(.revisionConflict, "limit \"\(key)\" keeps changing; try again", kind: "limit", id: key)
    }

    private func read(_ key: String, for operation: String) async throws -> LimitState {
        let now = context.now
        // First: a change of the others that comes after it is noticed by the revision.
        let row = try await context.get(context.limitKey(key), .all, for: operation, key)
        let slots = row == nil ? [] : try await rows(SlotTable.table, key, for: operation)
        let waiters = row == nil ? [] : try await rows(WaiterTable.table, key, for: operation)
        var ended: Set<Incarnation> = []
        if !waiters.isEmpty || slots.count >= row.flatMap({ Limit($0) })?.concurrency ?? .max {
            let lives = slots.map { ($0[SlotTable.runID], $0[SlotTable.incarnation]) }
            let waiting = waiters.map { ($0[WaiterTable.runID], $0[WaiterTable.incarnation]) }
            ended = try await self.ended(among: lives + waiting, for: operation)
        }
        return LimitState(context, key, at: now, row, slots: slots, waiters: waiters, ended: ended)
    }

    /// Those lives that are over: once true, it stays true.
    private func ended(among lives: [(run: Value, life: Value)], for operation: String) async throws -> Set<Incarnation>
    {
        var runs: [Value: [Incarnation]] = [:]
        for (run, life) in lives where !run.isNull { runs[run, default: []].append(Incarnation(life.text ?? "")) }
        let keys = runs.keys.map { Key(RunTable.table, context.tenant, $0) }
        var ended: Set<Incarnation> = []
        for (key, row) in zip(keys, try await context.getAll(keys, .all, for: operation)) {
            let status = row.flatMap { RunStatus(rawValue: $0[RunTable.status].text ?? "") }
            let present = status?.isTerminal == false ? row?[RunTable.incarnation] : nil
            ended.formUnion((runs[key.values[1]] ?? []).filter { $0.value != present })
        }
        return ended
    }

    /// All rows of the key, by its primary key, which never lags.
    private func rows(_ table: Table, _ key: String, for operation: String) async throws -> [Row] {
        var walk = RowWalk(
            context, Scan(IndexRange(table, nil, [context.tenant, .text(key)]), limit: 1_000), for: operation, key)
        var rows: [Row] = []
        while let row = try await walk.next() { rows.append(row) }
        return rows
    }
}

extension Store {
    /// Limits by key.
    public var limits: Limits { Limits(context) }
}
