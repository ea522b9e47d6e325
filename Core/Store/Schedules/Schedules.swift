/// Rules by which runs start by themselves.
///
/// A schedule is a row of the store: it survives restarts, and whichever worker comes first fires it
/// (``fireDue(limit:)``). Each slot starts at most one run, whose id is ``Schedule/runID(_:slot:)``.
public struct Schedules: Sendable {
    let context: StoreContext

    init(_ context: StoreContext) { self.context = context }

    func key(_ name: ScheduleName) -> Key { Key(ScheduleTable.table, context.tenant, name.value) }

    /// Stores a schedule.
    ///
    /// - Throws: `.alreadyExists` where the name is taken; `.invalidArgument` for a rule or time zone that makes no
    ///   sense. Nothing is written then.
    @discardableResult
    public func create(_ schedule: Schedule) async throws -> ScheduleRecord {
        try context.begin()
        let slots = try validated(schedule)
        let now = context.now
        let row = schedule.row(context, firstSlot: slots.first(at: now), at: now)
        let batch = WriteBatch([.insert(row)])
        guard case .applied = try await context.commit(batch, for: "create schedule", schedule.name.rawValue) else {
            throw StoreError(
                .alreadyExists, "there is a schedule \"\(schedule.name)\" already", kind: "schedule",
                id: schedule.name.rawValue)
        }
        return try ScheduleRecord(row)
    }

    /// The schedule of this name. Throws `.notFound` where there is none.
    public func get(_ name: ScheduleName) async throws -> ScheduleRecord {
        try context.begin()
        return try ScheduleRecord(try await need(name, for: "get schedule"))
    }

    /// A page of the schedules, by name.
    public func list(limit: Int = 100, cursor: String? = nil) async throws -> Listing<ScheduleRecord> {
        try context.begin()
        let size = try ListCursor.pageSize(limit)
        let token = ListCursor(context, "schedules")
        var scan = Scan(IndexRange(ScheduleTable.table, nil, [context.tenant]), limit: size + 1)
        scan.columns = .all
        scan.after = try token.position(cursor)
        var walk = RowWalk(context, scan, for: "list schedules")
        return try await walk.listing(size, token) { try ScheduleRecord($0) }
    }

    /// The next slots of a schedule that is not stored, as if it were made now: to look at a rule before it is used.
    ///
    /// - Parameter count: At most 1,000.
    public func preview(_ rule: ScheduleRule, count: Int = 10) throws -> [Timestamp] {
        let slots = try SlotSequence(rule, context.timeZones)
        var found: [Timestamp] = []
        var next = slots.first(at: context.now)
        while let slot = next, found.count < min(count, 1_000) {
            found.append(slot)
            next = slots.next(after: slot)
        }
        return found
    }

    /// Replaces what a schedule starts, and when.
    ///
    /// Where the rule stays the same its next slot does too; otherwise it is that of a schedule made now.
    /// - Parameter revision: The one that the caller has read.
    /// - Throws: `.revisionConflict`, `.notFound`, `.invalidArgument`; nothing is changed then.
    @discardableResult
    public func update(_ schedule: Schedule, revision: Int64) async throws -> ScheduleRecord {
        try context.begin()
        let slots = try validated(schedule)
        let name = schedule.name
        let row = try await need(name, for: "update schedule")
        let old = try ScheduleRecord(row)
        let now = context.now
        var changes = schedule.columns
        if old.schedule.rule != schedule.rule {
            let first = slots.first(at: now)
            changes.append(.set(ScheduleTable.slotAt, .time(first)))
            if !old.isPaused { changes.append(.set(ScheduleTable.nextAt, .time(first))) }
        }
        if old.revision == revision, let stored = try await write(row, changes, "schedule.update", at: now) {
            return try ScheduleRecord(stored)
        }
        let actual = try await need(name, for: "update schedule")[ScheduleTable.revision].int ?? 0
        throw StoreError(
            .revisionConflict, "schedule \"\(name)\" is at revision \(actual), not \(revision); read it again",
            kind: "schedule", id: name.rawValue, expected: "\(revision)", actual: "\(actual)")
    }

    /// Lets the slots of a schedule pass without being fired, until it is resumed. Returns the schedule after the call.
    @discardableResult
    public func pause(_ name: ScheduleName) async throws -> ScheduleRecord {
        try await change(name, "schedule.pause") { record, _, _ in
            record.isPaused ? nil : [.set(ScheduleTable.isPaused, .bool(true)), .set(ScheduleTable.nextAt, .null)]
        }
    }

    /// Lets the slots of a schedule be fired again; those that passed meanwhile were missed (see ``MissedPolicy``).
    /// Returns the schedule after the call.
    @discardableResult
    public func resume(_ name: ScheduleName) async throws -> ScheduleRecord {
        try await change(name, "schedule.resume") { record, slot, now in
            guard record.isPaused else { return nil }
            let slots = try SlotSequence(record.schedule.rule, context.timeZones)
            let next = slot.flatMap {
                slots.resumption(from: $0, missedThrough: now, keeping: record.schedule.missed.count)
            }
            return [
                .set(ScheduleTable.isPaused, .bool(false)), .set(ScheduleTable.slotAt, .time(next)),
                .set(ScheduleTable.nextAt, .time(next)),
            ]
        }
    }

    /// Removes a schedule; the runs that it started stay. Returns whether there was one.
    @discardableResult
    public func remove(_ name: ScheduleName) async throws -> Bool {
        try context.begin()
        try name.validate()
        // Each turn lost another writer's change in between; that many in a row is a fault of the caller's.
        for _ in 0..<16 {
            guard let row = try await read(name, for: "remove schedule") else { return false }
            let batch = WriteBatch([
                .insert(context.auditRow("schedule.remove", name.rawValue)), .delete(row.key, where: Self.seen(row)),
            ])
            if case .applied = try await context.commit(batch, for: "remove schedule", name.rawValue) { return true }
        }
        throw Self.keepsChanging(name)
    }
}

extension Schedules {
    private func validated(_ schedule: Schedule) throws -> SlotSequence {
        try schedule.validate()
        // The longest name that a run of it can have must be one.
        _ = try Runs(context).draft(schedule.run(at: context.now))
        return try SlotSequence(schedule.rule, context.timeZones)
    }

    func read(_ name: ScheduleName, for operation: String) async throws -> Row? {
        try await context.get(key(name), .all, for: operation, name.rawValue)
    }

    private func need(_ name: ScheduleName, for operation: String) async throws -> Row {
        try name.validate()
        guard let row = try await read(name, for: operation) else { throw StoreError.notFound("schedule", name) }
        return row
    }

    /// What holds only of the row as it was read: one that was removed and made anew counts from 1 again.
    static func seen(_ row: Row) -> [Condition] {
        [ScheduleTable.revision, ScheduleTable.insertToken].map { Condition($0, .equal(row[$0])) }
    }

    /// The changes, and what goes with each of them.
    static func stamped(_ changes: [Assignment], _ row: Row, at now: Timestamp) -> [Assignment] {
        changes + [
            .set(ScheduleTable.revision, .int((row[ScheduleTable.revision].int ?? 0) + 1)),
            .set(ScheduleTable.updatedAt, .time(max(now, row.time(ScheduleTable.updatedAt) ?? now))),
        ]
    }

    private static func keepsChanging(_ name: ScheduleName) -> StoreError {
        StoreError(
            .revisionConflict, "schedule \"\(name)\" keeps changing; try again", kind: "schedule", id: name.rawValue)
    }

    /// The row after an operator's change; nil where it was changed since it was read.
    private func write(
        _ row: Row, _ changes: [Assignment], _ action: String, at now: Timestamp
    ) async throws -> Row? {
        let name = row[ScheduleTable.name].text ?? ""
        let stamped = Self.stamped(changes, row, at: now)
        let batch = WriteBatch([
            .insert(context.auditRow(action, name)), .update(row.key, stamped, where: Self.seen(row)),
        ])
        guard case .applied = try await context.commit(batch, for: "change schedule", name) else { return nil }
        return row.changed(by: stamped)
    }

    /// Changes a schedule as it is, however often it changes meanwhile; nil from the closure leaves it so.
    private func change(
        _ name: ScheduleName, _ action: String,
        _ changes: (ScheduleRecord, _ slot: Timestamp?, _ now: Timestamp) throws -> [Assignment]?
    ) async throws -> ScheduleRecord {
        try context.begin()
        // Each turn lost another writer's change in between; that many in a row is a fault of the caller's.
        for _ in 0..<16 {
            let row = try await need(name, for: "change schedule")
            let record = try ScheduleRecord(row)
            let now = context.now
            guard let changes = try changes(record, row.time(ScheduleTable.slotAt), now) else { return record }
            if let stored = try await write(row, changes, action, at: now) { return try ScheduleRecord(stored) }
        }
        throw Self.keepsChanging(name)
    }
}

extension Store {
    /// Rules by which runs start by themselves.
    public var schedules: Schedules { Schedules(context) }
}
