// The one place that knows how a run stands in its row.

extension RunRecord {
    /// The newest format of a row that this code reads.
    package static let newestFormat: Int64 = 1

    /// What holds only of the row as it was read: another life of the run may have come to the same revision.
    var asSeen: [Condition] {
        [
            Condition(RunTable.revision, .equal(.int(revision))),
            Condition(RunTable.incarnation, .equal(incarnation.value)),
        ]
    }

    /// The run of this row. Throws `.runNotSupported` for a newer format and `.corrupted` for what makes no sense.
    init(_ row: Row) throws {
        let id = row[RunTable.runID].text ?? ""
        guard row[RunTable.format].int ?? 0 <= Self.newestFormat else {
            throw StoreError(
                .runNotSupported, "run \"\(id)\" was written by a newer version; update this program", kind: "run",
                id: id)
        }
        guard let status = RunStatus(rawValue: row[RunTable.status].text ?? ""),
            let priority = Priority(rawValue: Int(row[RunTable.priority].int ?? -1)),
            let created = row.time(RunTable.createdAt), let updated = row.time(RunTable.updatedAt)
        else {
            throw StoreError(.corrupted, "the row of run \"\(id)\" has a status, priority or time that is none", id: id)
        }
        self.id = RunID(id)
        incarnation = Incarnation(row[RunTable.incarnation].text ?? "")
        revision = row[RunTable.revision].int ?? 0
        workflow = row[RunTable.workflow].text ?? ""
        version = Int(row[RunTable.version].int ?? 0)
        build = row[RunTable.build].text
        self.status = status
        reason = row[RunTable.reason].text
        queue = QueueName(row[RunTable.queue].text ?? "")
        self.priority = priority
        readyAt = row.time(RunTable.readyAt)
        leaseOwner = row[RunTable.leaseOwner].text.map { WorkerID($0) }
        fence = Fence(row[RunTable.fence].int ?? 0)
        claimsSinceProgress = Int(row[RunTable.claimsSinceProgress].int ?? 0)
        cancelRequestedAt = row.time(RunTable.cancelRequestedAt)
        cancelReason = row[RunTable.cancelReason].text
        resourceID = row[RunTable.resourceID].text
        parent = row[RunTable.parentRunID].text.map { RunID($0) }
        parentStep = row[RunTable.parentStep].text
        root = row[RunTable.rootRunID].text.map { RunID($0) }
        trigger = try row.json(RunTable.trigger)
        progress = if case .double(let number) = row[RunTable.progress] { number } else { 0 }
        tags = try row.object(RunTable.tags).mapValues { if case .string(let text) = $0 { text } else { "" } }
        attributes = try row.object(RunTable.attributes)
        metadata = try row.object(RunTable.metadata)
        traceContext = row[RunTable.traceContext].text
        createdAt = created
        startedAt = row.time(RunTable.startedAt)
        updatedAt = updated
        completedAt = row.time(RunTable.completedAt)
        deadlineAt = row.time(RunTable.deadlineAt)
        startBy = row.time(RunTable.startBy)
        pauseRequestedAt = row.time(RunTable.pauseRequestedAt)
        retention = RunRetention(policies: try row.object(RunTable.policies))
        isOnHold = row[RunTable.onHold] == .bool(true)
        expiresAt = row.time(RunTable.expiresAt)
    }
}

extension NewRun {
    /// The row of this run at the beginning of a life.
    func row(_ context: StoreContext, id: RunID, incarnation: Incarnation, fence: Int64, at now: Timestamp) -> Row {
        var row = Row(RunTable.table)
        row[RunTable.namespace] = context.tenant
        row[RunTable.runID] = id.value
        row[RunTable.insertToken] = context.identifiers.token()
        row[RunTable.revision] = .int(1)
        row[RunTable.incarnation] = incarnation.value
        row[RunTable.rewindEpoch] = .int(0)
        row[RunTable.format] = .int(RunRecord.newestFormat)
        row[RunTable.workflow] = .text(workflow)
        row[RunTable.version] = .int(Int64(version))
        row[RunTable.build] = .text(build)
        row[RunTable.status] = .status(.pending)
        row[RunTable.queue] = queue.value
        row[RunTable.route] = .text(Route.name(queue: queue, build: build))
        row[RunTable.bucket] = .int(Int64(bucket))
        row[RunTable.priority] = .int(Int64(priority.rawValue))
        row[RunTable.readyAt] = .time(startAt ?? now)
        row[RunTable.fence] = .int(fence)
        row[RunTable.claimsSinceProgress] = .int(0)
        row[RunTable.compensates] = .bool(false)
        row[RunTable.resourceID] = .text(resourceID)
        row[RunTable.parentRunID] = .text(parent?.rawValue)
        row[RunTable.parentStep] = .text(parentStep)
        row[RunTable.rootRunID] = .text(root?.rawValue)
        row[RunTable.trigger] = .json(trigger)
        row[RunTable.progress] = .double(0)
        row[RunTable.tags] = .json(tags.mapValues { .string($0) })
        row[RunTable.attributes] = .json(attributes)
        row[RunTable.metadata] = .json(metadata)
        row[RunTable.traceContext] = .text(traceContext)
        row[RunTable.inputDigest] = .bytes(inputDigest)
        row[RunTable.onHold] = .bool(false)
        row[RunTable.createdAt] = .time(now)
        row[RunTable.updatedAt] = .time(now)
        row[RunTable.deadlineAt] = .time(deadlineAt)
        row[RunTable.startBy] = .time(startBy)
        row[RunTable.expiresAt] = .time([deadlineAt, startBy].compactMap { $0 }.min())
        row[RunTable.policies] = .json(retention.policies)
        return row
    }

    /// Tells inputs apart; an absent input differs from an empty one.
    var inputDigest: [UInt8] { Payload.digest(of: input) }
}

/// The name under which workers look for a run: its queue, and its build where it is pinned to one.
public enum Route {
    /// The route of a queue, or of the runs of a queue that are pinned to a build.
    public static func name(queue: QueueName, build: String?) -> String {
        build.map { "\(queue.rawValue)@\($0)" } ?? queue.rawValue
    }
}

extension Value {
    static func text(_ text: String?) -> Value { text.map { .text($0) } ?? .null }
    static func time(_ time: Timestamp) -> Value { .int(time.microseconds) }
    static func time(_ time: Timestamp?) -> Value { time.map { .int($0.microseconds) } ?? .null }
    static func bytes(_ payload: Payload?) -> Value { payload.map { .bytes($0.bytes) } ?? .null }
    static func json(_ value: JSONValue?) -> Value { value.map { .text($0.text) } ?? .null }
    static func json(_ object: [String: JSONValue]) -> Value {
        object.isEmpty ? .null : .text(JSONValue.object(object).text)
    }
    static func status(_ status: RunStatus) -> Value { .text(status.rawValue) }
}

extension Row {
    func time(_ column: Column) -> Timestamp? { self[column].int.map { Timestamp(microseconds: $0) } }

    /// The row as these changes leave it.
    func changed(by assignments: [Assignment]) -> Row {
        var row = self
        for assignment in assignments {
            switch assignment {
            case .set(let column, let value): row[column] = value
            case .add(let column, let number): row[column] = .int((row[column].int ?? 0) + number)
            }
        }
        return row
    }

    func payload(_ column: Column) -> Payload? { self[column].bytes.map { Payload(bytes: $0) } }

    func json(_ column: Column) throws -> JSONValue? {
        guard let text = self[column].text else { return nil }
        guard let value = JSONValue(text: text) else {
            throw StoreError(.corrupted, "\(table.name).\(column.name) holds text that is no JSON")
        }
        return value
    }

    func object(_ column: Column) throws -> [String: JSONValue] {
        guard let value = try json(column) else { return [:] }
        guard case .object(let members) = value else {
            throw StoreError(.corrupted, "\(table.name).\(column.name) holds JSON that is no object")
        }
        return members
    }
}
