extension Schedules {
    /// Starts the run of each slot that has come, the earliest first, and moves its schedule on.
    ///
    /// Any number of workers may call it at once and as often as they like: the run of a slot and the step to the next
    /// slot are one commit, so each slot is fired exactly once. A schedule that cannot be fired holds up no other.
    /// - Parameter limit: The most slots.
    /// - Returns: The slots that were fired by this call, in the order in which that was done.
    public func fireDue(limit: Int = 100) async throws -> [FiredSlot] {
        try context.begin()
        guard limit > 0 else { throw StoreError(.invalidArgument, "at least 1 slot is fired, not \(limit)") }
        let now = context.now
        var scan = Scan(
            IndexRange(ScheduleTable.table, ScheduleTable.byNextTime, [context.tenant], atMost: .time(now)), limit: 100)
        scan.columns = .all
        var walk = RowWalk(context, scan, for: "fire schedules")
        var fired: [FiredSlot] = []
        while fired.count < limit, let row = try await walk.next() {
            var firing = Firing(schedules: self, row: row, now: now)
            do {
                while fired.count < limit, try await firing.turn() { fired += firing.takeResult() }
            } catch let error as StoreError {
                fired.append(firing.failed(error))
            }
        }
        return fired
    }
}

/// One worker's firing of one schedule, slot after slot.
private struct Firing {
    let schedules: Schedules
    /// The schedule as it is known; its index may have shown it as it was.
    private var row: Row
    private let now: Timestamp
    private var result: FiredSlot?
    /// Turns that somebody else's change took, one after the other.
    private var lost = 0

    private var context: StoreContext { schedules.context }
    private var name: ScheduleName { ScheduleName(row[ScheduleTable.name].text ?? "") }

    init(schedules: Schedules, row: Row, now: Timestamp) {
        self.schedules = schedules
        self.row = row
        self.now = now
    }

    mutating func takeResult() -> [FiredSlot] {
        defer { result = nil }
        return result.map { [$0] } ?? []
    }

    func failed(_ error: StoreError) -> FiredSlot {
        FiredSlot(schedule: name, slot: row.time(ScheduleTable.slotAt) ?? now, outcome: .failed(error))
    }

    /// Does the next thing that is due. Returns false where there is none.
    mutating func turn() async throws -> Bool {
        guard let slot = row.time(ScheduleTable.nextAt), slot <= now else { return false }
        // Each of these lost another worker's commit in between; that many in a row is a fault of the store's.
        guard lost < 16 else {
            throw StoreError(.revisionConflict, "schedule \"\(name)\" keeps changing", kind: "schedule", id: "\(name)")
        }
        let schedule = try ScheduleRecord(row).schedule
        let slots = try SlotSequence(schedule.rule, context.timeZones)
        let last = try await lastRun(schedule)
        if last.isActive, schedule.overlap == .queue { return false }
        let next = due(slot, schedule, slots, last)
        // Every missed slot was left out.
        guard let next, next <= now else { return try await move(to: next, after: nil) }
        let following = slots.next(after: CoreFault.leavesOut(.slotTime) ? now : next)
        if last.isActive, schedule.overlap == .skip { return try await move(to: following, after: next) }
        return try await start(schedule, next, following, last)
    }

    /// The slot to fire: this one or, where it was missed, the one that its policy goes on with.
    private func due(
        _ slot: Timestamp, _ schedule: Schedule, _ slots: SlotSequence, _ last: LastRun
    ) -> Timestamp? {
        // One that waited for the run before was not missed before that had ended.
        let couldBegin = schedule.overlap == .queue ? max(slot, last.endedAt ?? slot) : slot
        let latest = now.advanced(by: .zero - schedule.grace)
        guard couldBegin < latest, !CoreFault.leavesOut(.missedSlots) else { return slot }
        let end = Timestamp(microseconds: latest.microseconds - 1)
        return slots.resumption(from: slot, missedThrough: end, keeping: schedule.missed.count)
    }

    /// Starts the run of a slot and moves the schedule on, in one commit.
    private mutating func start(
        _ schedule: Schedule, _ slot: Timestamp, _ following: Timestamp?, _ last: LastRun
    ) async throws -> Bool {
        let runs = Runs(context)
        let draft = try runs.draft(schedule.run(at: slot))
        let changes = Schedules.stamped(
            moved(to: following) + [
                .set(ScheduleTable.lastAt, .time(slot)), .set(ScheduleTable.lastRunID, draft.id.value),
            ], row, at: now)
        var batch = draft.batch
        let place = batch.operations.count
        batch.append(.update(row.key, changes, where: Schedules.seen(row)))
        if let unchanged = last.unchanged { batch.append(unchanged) }
        let outcome = try await context.commit(batch, for: "fire schedule", name.rawValue) { refusal in
            // The run that we started may be gone already; only its slot's commit has written its id here.
            refusal.current?.table == ScheduleTable.table
                && refusal.current?[ScheduleTable.lastRunID] == draft.id.value ? true : nil
        }
        switch outcome {
        case .applied:
            row = row.changed(by: changes)
            succeed(slot, .started(draft.id))
            return true
        case .refused(let refusal) where refusal.operation == 0:
            return try await meetRun(slot, following)
        case .refused(let refusal) where refusal.operation == place:
            return lose(to: refusal.current)
        case .refused(let refusal) where refusal.operation > place:
            lost += 1
            return true
        case .refused:
            throw StoreError(.corrupted, "rows of a run that is not there are in the way of \"\(draft.id)\"")
        }
    }

    /// Goes on where the run of the slot is there already: another worker fired it, or somebody took its id.
    private mutating func meetRun(_ slot: Timestamp, _ following: Timestamp?) async throws -> Bool {
        let current = try await schedules.read(name, for: "fire schedule")
        guard let current, current[ScheduleTable.revision] == row[ScheduleTable.revision],
            current[ScheduleTable.insertToken] == row[ScheduleTable.insertToken]
        else { return lose(to: current) }
        return try await move(to: following, after: slot)
    }

    /// Moves the schedule on without a run; `slot` is the one that is left out, or nil where it was missed.
    private mutating func move(to next: Timestamp?, after slot: Timestamp?) async throws -> Bool {
        let changes = Schedules.stamped(moved(to: next), row, at: now)
        let batch = WriteBatch([.update(row.key, changes, where: Schedules.seen(row))])
        let outcome = try await context.commit(batch, for: "fire schedule", name.rawValue) { _ in
            // Whoever moved it: what is due now is looked at again.
            false
        }
        guard case .refused(let refusal) = outcome else {
            row = row.changed(by: changes)
            if let slot { succeed(slot, .skipped) }
            return true
        }
        return lose(to: refusal.current)
    }

    private func moved(to next: Timestamp?) -> [Assignment] {
        [.set(ScheduleTable.slotAt, .time(next)), .set(ScheduleTable.nextAt, .time(next))]
    }

    private mutating func succeed(_ slot: Timestamp, _ outcome: FiredSlot.Outcome) {
        result = FiredSlot(schedule: name, slot: slot, outcome: outcome)
        lost = 0
    }

    /// Goes on with the row as somebody else left it. Returns false where it is gone.
    private mutating func lose(to current: Row?) -> Bool {
        guard let current else { return false }
        row = current
        lost += 1
        return true
    }
}

/// The run that a schedule started last, as far as its policies ask.
private struct LastRun {
    var isActive = false
    var endedAt: Timestamp?
    /// What a commit asks of it, so that it is still as it was read.
    var unchanged: Operation?
}

extension Firing {
    fileprivate func lastRun(_ schedule: Schedule) async throws -> LastRun {
        guard schedule.overlap != .allow, let id = row[ScheduleTable.lastRunID].text,
            !CoreFault.leavesOut(.overlap)
        else { return LastRun() }
        let key = Key(RunTable.table, context.tenant, .text(id))
        guard let run = try await context.get(key, .all, for: "fire schedule", name.rawValue) else {
            return LastRun(unchanged: .absent(key))
        }
        let isActive = !(RunStatus(rawValue: run[RunTable.status].text ?? "")?.isTerminal ?? true)
        let ended = RunStatus.allCases.filter(\.isTerminal).map { Value.status($0) }
        return LastRun(
            isActive: isActive, endedAt: run.time(RunTable.completedAt),
            unchanged: isActive ? nil : .check(key, where: [Condition(RunTable.status, .among(ended))]))
    }
}
