internal import HoldfastCore

/// A run as the model knows it: a plain value, in which a stored record can be expressed too.
struct ModelRun {
    var id: RunID
    /// Which creation made it, from 1; it stands for the incarnation.
    var life: Int
    var revision: Int64 = 1
    var workflow = ""
    var status = RunStatus.pending
    var reason: String?
    var priority = Priority.normal
    var readyAt: Timestamp?
    var owner: WorkerID?
    var fence: Int64 = 0
    var claims = 0
    var cancelRequestedAt: Timestamp?
    var cancelReason: String?
    var resourceID: String?
    var parent: RunID?
    var trigger: JSONValue?
    var progress = 0.0
    var tags: [String: String] = [:]
    var attributes: [String: JSONValue] = [:]
    var metadata: [String: JSONValue] = [:]
    var createdAt: Timestamp
    var startedAt: Timestamp?
    var updatedAt: Timestamp
    var completedAt: Timestamp?
    var deadlineAt: Timestamp?
    var input: Payload?
    var output: Payload?
    var failure: Failure?
    var context: Payload?

    init(id: RunID, life: Int, at now: Timestamp) {
        self.id = id
        self.life = life
        createdAt = now
        updatedAt = now
    }

    /// A stored record.
    init(_ run: RunRecord, life: Int) {
        self.init(id: run.id, life: life, at: run.createdAt)
        revision = run.revision
        workflow = run.workflow
        status = run.status
        reason = run.reason
        priority = run.priority
        readyAt = run.readyAt
        owner = run.leaseOwner
        fence = run.fence.rawValue
        claims = run.claimsSinceProgress
        cancelRequestedAt = run.cancelRequestedAt
        cancelReason = run.cancelReason
        resourceID = run.resourceID
        parent = run.parent
        trigger = run.trigger
        progress = run.progress
        tags = run.tags
        attributes = run.attributes
        metadata = run.metadata
        startedAt = run.startedAt
        updatedAt = run.updatedAt
        completedAt = run.completedAt
        deadlineAt = run.deadlineAt
        input = run.input
        output = run.output
        failure = run.failure
        context = run.workflowContext
    }

    var withoutPayloads: ModelRun {
        var run = self
        run.input = nil
        run.output = nil
        run.failure = nil
        run.context = nil
        return run
    }

    /// The columns of the run's row, as far as the model knows them.
    var cells: [Cell] {
        [
            Cell("run_id", Canonical.text(id.rawValue)), Cell("incarnation", "life \(life)"),
            Cell("revision", "\(revision)"), Cell("workflow", Canonical.text(workflow)),
            Cell("status", Canonical.text(status.rawValue)), Cell("reason", Canonical.text(reason)),
            Cell("priority", "\(priority.rawValue)"), Cell("ready_at", Canonical.time(readyAt)),
            Cell("lease_owner", Canonical.text(owner?.rawValue)), Cell("fence", "\(fence)"),
            Cell("claims_since_progress", "\(claims)"),
            Cell("cancel_requested_at", Canonical.time(cancelRequestedAt)),
            Cell("cancel_reason", Canonical.text(cancelReason)), Cell("resource_id", Canonical.text(resourceID)),
            Cell("parent_run_id", Canonical.text(parent?.rawValue)),
            Cell("trigger", trigger.map { Canonical.json($0) } ?? "null"), Cell("progress", "\(progress)"),
            Cell("tags", Canonical.members(tags.mapValues { .string($0) })),
            Cell("attributes", Canonical.members(attributes)), Cell("metadata", Canonical.members(metadata)),
            Cell("created_at", Canonical.time(createdAt)), Cell("started_at", Canonical.time(startedAt)),
            Cell("updated_at", Canonical.time(updatedAt)), Cell("completed_at", Canonical.time(completedAt)),
            Cell("deadline_at", Canonical.time(deadlineAt)),
        ]
    }

    /// The rows that hold its payloads, by part.
    var payloads: [Cell] {
        [
            Cell("input", Canonical.bytes(input)), Cell("output", Canonical.bytes(output)),
            Cell("error", Canonical.failure(failure)), Cell("context", Canonical.bytes(context)),
        ].filter { $0.text != "null" }
    }
}

extension Answer {
    static func run(_ run: ModelRun) -> Answer { Answer(lines(run)) }

    static func pages(_ pages: [[ModelRun]]) -> Answer {
        Answer(
            pages.map { page in "page: " + page.map { Canonical.text($0.id.rawValue) }.joined(separator: ", ") }
                + pages.flatMap { $0.flatMap { lines($0) } })
    }

    private static func lines(_ run: ModelRun) -> [String] {
        (run.cells + run.payloads).map { "\(Canonical.text(run.id.rawValue)).\($0.name) = \($0.text)" }
    }
}
