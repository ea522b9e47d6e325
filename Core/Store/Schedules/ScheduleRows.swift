// The one place that knows how a schedule stands in its row.

extension ScheduleRecord {
    init(_ row: Row) throws {
        let name = row[ScheduleTable.name].text ?? ""
        guard let created = row.time(ScheduleTable.createdAt), let updated = row.time(ScheduleTable.updatedAt) else {
            throw Self.corrupted(name)
        }
        schedule = try Schedule(row)
        revision = row[ScheduleTable.revision].int ?? 0
        isPaused = row[ScheduleTable.isPaused] == .bool(true)
        nextAt = row.time(ScheduleTable.nextAt)
        lastAt = row.time(ScheduleTable.lastAt)
        lastRunID = row[ScheduleTable.lastRunID].text.map { RunID($0) }
        createdAt = created
        updatedAt = updated
    }

    fileprivate static func corrupted(_ name: String) -> StoreError {
        StoreError(
            .corrupted, "the row of schedule \"\(name)\" is not what this code writes", kind: "schedule", id: name)
    }
}

extension Schedule {
    fileprivate init(_ row: Row) throws {
        let name = row[ScheduleTable.name].text ?? ""
        let members = try row.object(ScheduleTable.policies)
        guard let rule = ScheduleRule(row[ScheduleTable.rule].text ?? "", row[ScheduleTable.timeZone].text ?? ""),
            case .string(let overlapping)? = members["overlap"], let overlap = OverlapPolicy(rawValue: overlapping),
            case .int(let kept)? = members["missed"], case .int(let grace)? = members["grace"],
            case .int(let version)? = members["version"], case .string(let queue)? = members["queue"],
            case .int(let level)? = members["priority"], let priority = Priority(rawValue: Int(level))
        else { throw ScheduleRecord.corrupted(name) }
        self.init(ScheduleName(name), workflow: row[ScheduleTable.workflow].text ?? "", rule)
        self.overlap = overlap
        missed = kept == 0 ? .skip : kept == 1 ? .one : .backfill(Int(kept))
        self.grace = .microseconds(grace)
        self.version = Int(version)
        if case .string(let text)? = members["build"] { build = text }
        self.queue = QueueName(queue)
        self.priority = priority
        if case .object(let stored)? = members["tags"] {
            tags = stored.mapValues { if case .string(let text) = $0 { text } else { "" } }
        }
        input = row.payload(ScheduleTable.input)
    }

    /// What stands in the row besides its key, its place in time and its history.
    var columns: [Assignment] {
        let (text, zone) = rule.texts
        var policies: [String: JSONValue] = [
            "overlap": .string(overlap.rawValue), "missed": .int(Int64(missed.count)),
            "grace": .int(grace.wholeMicroseconds), "version": .int(Int64(version)), "queue": .string(queue.rawValue),
            "priority": .int(Int64(priority.rawValue)),
        ]
        policies["build"] = build.map { .string($0) }
        if !tags.isEmpty { policies["tags"] = .object(tags.mapValues { .string($0) }) }
        return [
            .set(ScheduleTable.workflow, .text(workflow)), .set(ScheduleTable.rule, .text(text)),
            .set(ScheduleTable.timeZone, .text(zone)), .set(ScheduleTable.policies, .json(policies)),
            .set(ScheduleTable.input, .bytes(input)),
        ]
    }

    func row(_ context: StoreContext, firstSlot: Timestamp?, at now: Timestamp) -> Row {
        var row = Row(ScheduleTable.table)
        row[ScheduleTable.namespace] = context.tenant
        row[ScheduleTable.name] = name.value
        row[ScheduleTable.insertToken] = context.identifiers.token()
        row[ScheduleTable.revision] = .int(1)
        row[ScheduleTable.isPaused] = .bool(false)
        row[ScheduleTable.slotAt] = .time(firstSlot)
        row[ScheduleTable.nextAt] = .time(firstSlot)
        row[ScheduleTable.createdAt] = .time(now)
        row[ScheduleTable.updatedAt] = .time(now)
        return row.changed(by: columns)
    }

    /// The run that a slot starts.
    func run(at slot: Timestamp) -> NewRun {
        var run = NewRun(workflow, id: Self.runID(name, slot: slot), input: input)
        run.version = version
        run.build = build
        run.queue = queue
        run.priority = priority
        run.tags = tags
        run.trigger = ["schedule": .string(name.rawValue), "slot": .string("\(slot)")]
        return run
    }

    func validate() throws {
        try name.validate()
        guard (1...MissedPolicy.maximumBackfill).contains(missed.count) || missed == .skip else {
            throw StoreError(
                .invalidArgument, "a backfill starts 1 to \(MissedPolicy.maximumBackfill) slots, not \(missed.count)",
                kind: "schedule", id: name.rawValue)
        }
        guard grace >= .zero else {
            throw StoreError(.invalidArgument, "a schedule's grace is not negative: \(grace)", kind: "schedule")
        }
    }
}

extension ScheduleRule {
    /// The rule as a person reads it in the row, and its time zone.
    fileprivate var texts: (rule: String, zone: String) {
        switch self {
        case .every(let interval, let startsAtOnce):
            ("every \(interval.wholeMicroseconds)us" + (startsAtOnce ? " at once" : ""), TimeZoneRules.utc.name)
        case .cron(let text, let zone): ("cron \(text)", zone)
        }
    }

    fileprivate init?(_ text: String, _ zone: String) {
        if text.hasPrefix("cron ") {
            self = .cron(String(text.dropFirst(5)), timeZone: zone)
            return
        }
        let startsAtOnce = text.hasSuffix("us at once")
        guard text.hasPrefix("every "), startsAtOnce || text.hasSuffix("us"),
            let interval = Int64(text.dropFirst(6).dropLast(startsAtOnce ? 10 : 2))
        else { return nil }
        self = .every(.microseconds(interval), startsAtOnce: startsAtOnce)
    }
}
