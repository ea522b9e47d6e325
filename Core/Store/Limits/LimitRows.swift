// The one place that knows how a limit stands in its rows.

extension Limit {
    /// The definition of this row; nil where it has none.
    init?(_ row: Row) {
        let concurrency = row[LimitTable.concurrency].int.map { Int($0) }
        var rate: Rate?
        if let count = row[LimitTable.rateCount].int, let period = row[LimitTable.ratePeriod].int {
            rate = Rate(Int(count), per: .microseconds(period))
        }
        guard concurrency != nil || rate != nil else { return nil }
        self.init(concurrency: concurrency, rate: rate)
    }

    /// The definition as it is stored: periods in whole microseconds.
    var stored: Limit {
        var limit = self
        limit.rate = rate.map { Rate($0.count, per: .microseconds($0.period.wholeMicroseconds)) }
        return limit
    }
}

extension SlotLease {
    /// The slot of this row.
    init(_ row: Row) {
        key = row[SlotTable.key].text ?? ""
        holder = row[SlotTable.holder].text ?? ""
        slot = row[SlotTable.slot].int ?? 0
        expiresAt = row.time(SlotTable.expiresAt) ?? Timestamp(microseconds: 0)
        duration = .microseconds(row[SlotTable.duration].int ?? 0)
        token = row[SlotTable.insertToken]
    }
}

extension LimitHolder {
    /// Who is meant by the row of a waiter.
    init(waiter row: Row) {
        self.init(row[WaiterTable.holder].text ?? "")
        runID = row[WaiterTable.runID].text.map { RunID($0) }
        incarnation = row[WaiterTable.incarnation].text.map { Incarnation($0) }
    }
}

/// What a slot's row is for.
enum SlotKind: String {
    /// Somebody holds a slot.
    case slot
    /// A start of the period is used.
    case rate
}

extension StoreContext {
    func limitKey(_ key: String) -> Key { Key(LimitTable.table, tenant, .text(key)) }

    func limitRow(_ key: String, _ definition: Limit?, isPaused: Bool, at now: Timestamp) -> Row {
        var row = Row(LimitTable.table)
        row[LimitTable.namespace] = tenant
        row[LimitTable.key] = .text(key)
        row[LimitTable.insertToken] = identifiers.token()
        row[LimitTable.revision] = .int(now.microseconds)
        row[LimitTable.concurrency] = definition?.concurrency.map { .int(Int64($0)) } ?? .null
        row[LimitTable.rateCount] = definition?.rate.map { .int(Int64($0.count)) } ?? .null
        row[LimitTable.ratePeriod] = definition?.rate.map { .int($0.period.wholeMicroseconds) } ?? .null
        row[LimitTable.isPaused] = .bool(isPaused)
        row[LimitTable.updatedAt] = .time(now)
        return row
    }

    func slotRow(
        _ kind: SlotKind, _ key: String, _ number: Int64, _ holder: LimitHolder, for duration: Duration,
        until end: Timestamp
    ) -> Row {
        var row = Row(SlotTable.table)
        row[SlotTable.namespace] = tenant
        row[SlotTable.key] = .text(key)
        row[SlotTable.slot] = .int(number)
        row[SlotTable.insertToken] = identifiers.token()
        row[SlotTable.kind] = .text(kind.rawValue)
        row[SlotTable.holder] = .text(holder.name)
        row[SlotTable.runID] = .text(holder.runID?.rawValue)
        row[SlotTable.incarnation] = .text(holder.incarnation?.rawValue)
        row[SlotTable.duration] = .int(duration.wholeMicroseconds)
        row[SlotTable.expiresAt] = .time(end)
        return row
    }

    func waiterRow(
        _ key: String, _ position: Int64, _ holder: LimitHolder, for duration: Duration, at now: Timestamp,
        until end: Timestamp
    ) -> Row {
        var row = Row(WaiterTable.table)
        row[WaiterTable.namespace] = tenant
        row[WaiterTable.key] = .text(key)
        row[WaiterTable.position] = .int(position)
        row[WaiterTable.insertToken] = identifiers.token()
        row[WaiterTable.holder] = .text(holder.name)
        row[WaiterTable.runID] = .text(holder.runID?.rawValue)
        row[WaiterTable.incarnation] = .text(holder.incarnation?.rawValue)
        row[WaiterTable.duration] = .int(duration.wholeMicroseconds)
        row[WaiterTable.createdAt] = .time(now)
        row[WaiterTable.expiresAt] = .time(end)
        return row
    }
}
