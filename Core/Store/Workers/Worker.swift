/// A name and version of a workflow.
public struct WorkflowVersion: Sendable, Hashable {
    /// The workflow.
    public let name: String
    /// Its version, from 1.
    public let version: Int

    /// This version of a workflow.
    public init(_ name: String, _ version: Int = 1) {
        self.name = name
        self.version = version
    }

    public static func == (left: WorkflowVersion, right: WorkflowVersion) -> Bool {
        left.version == right.version && ByteOrder.equal(left.name, right.name)
    }

    public func hash(into hasher: inout Hasher) {
        ByteOrder.hash(name, into: &hasher)
        hasher.combine(version)
    }
}

/// What a worker is and what it does, as it makes itself known.
public struct WorkerProfile: Sendable, Equatable {
    /// The worker's name.
    public var id: WorkerID
    /// The machine that it runs on.
    public var host: String?
    /// Its process there.
    public var processID: Int?
    /// The build of its program.
    public var build: String?
    /// The workflows that it works on.
    public var workflows: Set<WorkflowVersion>
    /// The queues that it serves.
    public var queues: Set<QueueName>

    /// A worker that works on these workflows.
    public init(_ id: WorkerID, workflows: Set<WorkflowVersion>, queues: Set<QueueName> = [.default]) {
        self.id = id
        self.workflows = workflows
        self.queues = queues
    }

    /// Whether it would work on this run: it knows the workflow and claims from the run's route.
    public func serves(_ run: RunRecord) -> Bool {
        serves(WorkflowVersion(run.workflow, run.version), queue: run.queue, build: run.build)
    }

    func serves(_ workflow: WorkflowVersion, queue: QueueName, build pin: String?) -> Bool {
        guard workflows.contains(workflow), queues.contains(queue) else { return false }
        guard let pin else { return true }
        return build.map { ByteOrder.equal($0, pin) } ?? false
    }
}

/// A worker as it is registered.
public struct WorkerRecord: Sendable, Equatable {
    /// What it is and does.
    public let profile: WorkerProfile
    /// When it first made itself known.
    public let startedAt: Timestamp
    /// When it was last heard of.
    public let seenAt: Timestamp

    /// Whether it was heard of lately: within ``Workers/liveness``.
    public func isLive(at now: Timestamp) -> Bool { seenAt.duration(to: now) < Workers.liveness }
}

// The one place that knows how a worker stands in its row.

extension WorkerProfile {
    func row(_ context: StoreContext, at now: Timestamp) -> Row {
        var row = Row(WorkerTable.table)
        row[WorkerTable.namespace] = context.tenant
        row[WorkerTable.workerID] = id.value
        row[WorkerTable.insertToken] = context.identifiers.token()
        row[WorkerTable.revision] = .int(1)
        row[WorkerTable.epoch] = .int(0)
        row[WorkerTable.host] = .text(host)
        row[WorkerTable.processID] = processID.map { .int(Int64($0)) } ?? .null
        row[WorkerTable.build] = .text(build)
        let workflows = workflows.sorted { left, right in
            ByteOrder.equal(left.name, right.name)
                ? left.version < right.version : ByteOrder.isBefore(left.name, right.name)
        }
        row[WorkerTable.workflows] = .json(
            JSONValue.array(workflows.map { .array([.string($0.name), .int(Int64($0.version))]) }))
        let queues = queues.map(\.rawValue).sorted { ByteOrder.isBefore($0, $1) }
        row[WorkerTable.queues] = .json(JSONValue.array(queues.map { .string($0) }))
        row[WorkerTable.startedAt] = .time(now)
        row[WorkerTable.seenAt] = .time(now)
        return row
    }

    func validate() throws {
        try id.validate()
        guard id != Workers.registry else {
            throw StoreError(.invalidArgument, "no worker can be called \"\(Workers.registry)\"; choose another name")
        }
        for workflow in workflows { try Runs.validateName(workflow.name, "workflow name") }
        for queue in queues { try queue.validate() }
        for (text, kind) in [(host, "host"), (build, "build")] { if let text { try Runs.validateName(text, kind) } }
    }
}

extension WorkerRecord {
    init(_ row: Row) throws {
        var workflows: Set<WorkflowVersion> = []
        if case .array(let pairs)? = try row.json(WorkerTable.workflows) {
            for case .array(let pair) in pairs {
                if case .string(let name)? = pair.first, case .int(let version)? = pair.last {
                    workflows.insert(WorkflowVersion(name, Int(version)))
                }
            }
        }
        var queues: Set<QueueName> = []
        if case .array(let names)? = try row.json(WorkerTable.queues) {
            for case .string(let name) in names { queues.insert(QueueName(name)) }
        }
        var profile = WorkerProfile(
            WorkerID(row[WorkerTable.workerID].text ?? ""), workflows: workflows, queues: queues)
        profile.host = row[WorkerTable.host].text
        profile.processID = row[WorkerTable.processID].int.map { Int($0) }
        profile.build = row[WorkerTable.build].text
        self.profile = profile
        startedAt = row.time(WorkerTable.startedAt) ?? Timestamp(microseconds: 0)
        seenAt = row.time(WorkerTable.seenAt) ?? startedAt
    }
}
