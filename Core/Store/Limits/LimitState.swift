/// All that is stored of one limit, and what a call does to it.
///
/// It is decided here, on what was read; the commit applies it on condition that nothing has changed since.
struct LimitState {
    let context: StoreContext
    let key: String
    let now: Timestamp
    /// Nil where the key is not in use.
    let row: Row?
    private(set) var definition: Limit?
    var isPaused: Bool
    /// The rows of slots in somebody's hand.
    private(set) var slots: [Row] = []
    /// The rows of starts whose period is not over.
    private(set) var starts: [Row] = []
    /// Who waits, first come first.
    private(set) var waiters: [Waiter] = []
    /// What is to be written beside the limit's own row.
    private(set) var operations: [Operation] = []
    /// Whether more is to be done than one commit holds.
    private(set) var isCutShort = false
    private var numbers: Int64 = 0

    struct Waiter {
        let holder: LimitHolder
        let duration: Duration
        /// Nil where it has just come.
        let row: Row?
    }

    /// A batch has room for that many operations and the limit's own row.
    private static let room = 15

    /// The state that these rows show, without what has expired or belongs to a run that has ended.
    init(
        _ context: StoreContext, _ key: String, at now: Timestamp, _ row: Row?, slots: [Row], waiters: [Row],
        ended: Set<Incarnation>
    ) {
        self.context = context
        self.key = key
        self.now = now
        self.row = row
        definition = row.flatMap { Limit($0) }
        isPaused = row?[LimitTable.isPaused] == .bool(true)
        for row in slots {
            let isSlot = row[SlotTable.kind] == .text(SlotKind.slot.rawValue)
            let life = row[SlotTable.incarnation].text.map { Incarnation($0) }
            // A start stays used, whatever becomes of the run.
            let hasEnded = isSlot && life.map { ended.contains($0) } ?? false
            let isOver = hasEnded || (row[SlotTable.expiresAt].int ?? 0) <= now.microseconds
            if isOver {
                remove(row, SlotTable.expiresAt)
            } else if isSlot {
                self.slots.append(row)
            } else {
                starts.append(row)
            }
        }
        for row in waiters {
            let holder = LimitHolder(waiter: row)
            let hasEnded = holder.incarnation.map { ended.contains($0) } ?? false
            if hasEnded || (row[WaiterTable.expiresAt].int ?? 0) <= now.microseconds {
                remove(row, WaiterTable.expiresAt)
            } else {
                let duration = Duration.microseconds(row[WaiterTable.duration].int ?? 0)
                self.waiters.append(Waiter(holder: holder, duration: duration, row: row))
            }
        }
    }

    /// Whether nobody holds, waits or has started anything that still counts.
    var isDrained: Bool { slots.isEmpty && starts.isEmpty && waiters.isEmpty }

    /// The revision that the state will have.
    private var revision: Int64 { row?[LimitTable.revision].int.map { $0 + 1 } ?? now.microseconds }

    /// Numbers that grow with each commit; none is used twice.
    private mutating func number() -> Int64 {
        numbers += 1
        return revision &* 16 &+ numbers - 1
    }

    /// Writes one more row, or says that there is no room left in the batch.
    private mutating func hasRoom(for count: Int) -> Bool {
        if operations.count + count > Self.room { isCutShort = true }
        return !isCutShort
    }

    private mutating func remove(_ row: Row, _ expiry: Column) {
        guard hasRoom(for: 1) else { return }
        // A heartbeat that came in between moves the end.
        let seen = [row.table.insertToken, expiry].map { Condition($0, .equal(row[$0])) }
        operations.append(.delete(row.key, where: seen))
    }

    private var freeSlots: Int { definition?.concurrency.map { max(0, $0 - slots.count) } ?? .max }
    private var freeStarts: Int { definition?.rate.map { max(0, $0.count - starts.count) } ?? .max }
}

// What calls do.
extension LimitState {
    /// Takes this definition for the key's. Throws `.definitionConflict` where it is in use with another.
    mutating func define(_ limit: Limit) throws {
        guard definition != limit else { return }
        guard definition == nil || isDrained || CoreFault.leavesOut(.limitDefinition) else {
            throw StoreError(
                .definitionConflict,
                "limit \"\(key)\" is in use with another definition; it can change once nothing of it is in use",
                kind: "limit", id: key)
        }
        definition = limit
    }

    /// The slot that the holder has.
    func slot(of holder: String) -> SlotLease? {
        slots.first { ByteOrder.equal($0[SlotTable.holder].text ?? "", holder) }.map { SlotLease($0) }
    }

    /// Puts the holder at the end of the line, unless it is there or has a slot.
    mutating func enter(_ holder: LimitHolder, for duration: Duration) {
        guard slot(of: holder.name) == nil, place(of: holder.name) == nil else { return }
        waiters.append(Waiter(holder: holder, duration: duration, row: nil))
    }

    /// How many wait before the holder; nil where it does not wait.
    func place(of holder: String) -> Int? { waiters.firstIndex { ByteOrder.equal($0.holder.name, holder) } }

    /// Takes the slot with this token away.
    mutating func free(_ token: Value) {
        guard let index = slots.firstIndex(where: { $0[SlotTable.insertToken] == token }), hasRoom(for: 1) else {
            return
        }
        remove(slots.remove(at: index), SlotTable.insertToken)
    }

    /// Takes the holder out of the line, and its slot away.
    mutating func withdraw(_ holder: String) {
        if let slot = slot(of: holder) { free(slot.token) }
        guard let place = place(of: holder), hasRoom(for: 1) else { return }
        if let row = waiters.remove(at: place).row { remove(row, WaiterTable.expiresAt) }
    }

    /// Hands out what is free to those who wait, first come first.
    mutating func promote() {
        while !isPaused, freeSlots > 0, freeStarts > 0, let first = waiters.first, hasRoom(for: 3) {
            waiters.removeFirst()
            if let row = first.row { remove(row, WaiterTable.expiresAt) }
            let slot = context.slotRow(
                .slot, key, number(), first.holder, for: first.duration, until: now.advanced(by: first.duration))
            slots.append(slot)
            operations.append(.insert(slot))
            guard let rate = definition?.rate else { continue }
            let start = context.slotRow(
                .rate, key, number(), first.holder, for: rate.period, until: now.advanced(by: rate.period))
            starts.append(start)
            operations.append(.insert(start))
        }
    }

    /// Why the holder at this place of the line waits, and for how long.
    func blocked(at place: Int) -> LimitAttempt.Blocked {
        var reasons: Set<LimitAttempt.Reason> = []
        var retryAt: Timestamp? = now
        /// When the one at this place gets what so many are free of.
        func wait(_ free: Int, _ used: [Row], _ reason: LimitAttempt.Reason) {
            guard place >= free else { return }
            reasons.insert(reason)
            let ends = used.compactMap { $0.time(SlotTable.expiresAt) }.sorted()
            guard let last = ends.last else { return }
            retryAt = max(retryAt ?? now, place - free < ends.count ? ends[place - free] : last)
        }
        wait(freeSlots, slots, .concurrency)
        wait(freeStarts, starts, .rate)
        if isPaused {
            reasons.insert(.paused)
            retryAt = nil
        }
        return LimitAttempt.Blocked(reasons: reasons, retryAt: retryAt, ahead: place)
    }

    /// Keeps the place of the holder in the line until it asks again, and as long again as its slot would last.
    mutating func keepPlace(_ place: Int, until retryAt: Timestamp?) {
        let waiter = waiters[place]
        let end = max(retryAt ?? now, now).advanced(by: waiter.duration)
        guard let row = waiter.row else {
            guard hasRoom(for: 1) else { return }
            operations.append(
                .insert(context.waiterRow(key, number(), waiter.holder, for: waiter.duration, at: now, until: end)))
            return
        }
        // Who asks often writes seldom.
        let stored = row.time(WaiterTable.expiresAt) ?? now
        guard stored < end.advanced(by: .zero - waiter.duration / 2), hasRoom(for: 1) else { return }
        operations.append(
            .update(
                row.key, [.set(WaiterTable.expiresAt, .time(end))],
                where: [
                    Condition(WaiterTable.insertToken, .equal(row[WaiterTable.insertToken]))
                ]))
    }

    /// The batch that makes it so; nil where nothing changes.
    var batch: WriteBatch? {
        let wanted = context.limitRow(key, definition, isPaused: isPaused, at: now)
        guard let row else { return operations.isEmpty && !isPaused ? nil : WriteBatch([.insert(wanted)] + operations) }
        let columns = [LimitTable.concurrency, LimitTable.rateCount, LimitTable.ratePeriod, LimitTable.isPaused]
        let seen = [LimitTable.revision, LimitTable.insertToken].map { Condition($0, .equal(row[$0])) }
        // A key that is not in use leaves nothing behind.
        guard !isDrained || isPaused || isCutShort else {
            return WriteBatch([.delete(row.key, where: seen)] + operations)
        }
        guard !operations.isEmpty || columns.contains(where: { row[$0] != wanted[$0] }) else { return nil }
        let changes =
            columns.map { Assignment.set($0, wanted[$0]) } + [
                .set(LimitTable.revision, .int(revision)), .set(LimitTable.updatedAt, .time(now)),
            ]
        return WriteBatch([.update(row.key, changes, where: seen)] + operations)
    }
}
