/// A run as it is stored.
public struct RunRecord: Sendable, Equatable {
    /// The id, unique in its namespace.
    public let id: RunID
    /// The life of the run that this is; a new one at each creation.
    public let incarnation: Incarnation
    /// Counts the writes of this record, from 1.
    public let revision: Int64
    /// The name of the workflow.
    public let workflow: String
    /// The workflow's version that started it.
    public let version: Int
    /// The build that the run is pinned to, or nil.
    public let build: String?
    /// Where the run stands.
    public let status: RunStatus
    /// Why the run is stalled, paused or cancelled.
    public let reason: String?
    /// The queue in which it waits for a worker.
    public let queue: QueueName
    /// How soon it is claimed among those that are due.
    public let priority: Priority
    /// When it may next be claimed: due, wake-up or end of the lease; nil where only a signal can wake it.
    public let readyAt: Timestamp?
    /// The worker that holds its lease.
    public let leaseOwner: WorkerID?
    /// Grows with each claim.
    public let fence: Fence
    /// Claims since the last committed step.
    public let claimsSinceProgress: Int
    /// When somebody asked for it to be cancelled.
    public let cancelRequestedAt: Timestamp?
    /// Why somebody asked for that.
    public let cancelReason: String?
    /// An id of the user's, by which the run can be found.
    public let resourceID: String?
    /// The run that started it.
    public let parent: RunID?
    /// The step that started it.
    public let parentStep: String?
    /// The first run of the chain that started it.
    public let root: RunID?
    /// What started it, for people.
    public let trigger: JSONValue?
    /// From 0 to 1; never falls, and is 1 exactly when the run is completed.
    public let progress: Double
    /// Words by which it can be found.
    public let tags: [String: String]
    /// Typed values by which it can be found.
    public let attributes: [String: JSONValue]
    /// JSON by whose parts it can be found.
    public let metadata: [String: JSONValue]
    /// The trace that its caller was in.
    public let traceContext: String?
    /// When it was created.
    public let createdAt: Timestamp
    /// When a worker first took it.
    public let startedAt: Timestamp?
    /// When it was last changed; never goes backwards.
    public let updatedAt: Timestamp
    /// When it ended.
    public let completedAt: Timestamp?
    /// When it must have ended.
    public let deadlineAt: Timestamp?
    /// When a worker must have begun.
    public let startBy: Timestamp?
    /// When somebody asked for it to be paused, where its worker has not done so yet.
    public let pauseRequestedAt: Timestamp?
    /// How long it is kept once it has ended.
    public let retention: RunRetention
    /// Whether it is kept whatever its retention says, and cannot be deleted.
    public let isOnHold: Bool
    /// When a sweep looks at it: the first of its deadlines while it is active, the end of its keeping then.
    public let expiresAt: Timestamp?
    /// What the run was started with; nil where there is none or payloads were not asked for.
    public var input: Payload?
    /// What it ended with; nil where there is none or payloads were not asked for.
    public var output: Payload?
    /// Why it failed; nil where it did not or payloads were not asked for.
    public var failure: Failure?
    /// The run's own typed context; nil where there is none or payloads were not asked for.
    public var workflowContext: Payload?
}

/// Why a run or an attempt failed.
public struct Failure: Error, Sendable, Equatable {
    /// A word that stands for the kind of failure, such as `timeout`.
    public var code: String
    /// What happened, for a person; at most 16 KiB are stored.
    public var message: String
    /// The step in which it happened.
    public var step: String?
    /// The attempt in which it happened, from 1.
    public var attempt: Int?
    /// When it happened.
    public var at: Timestamp?
    /// The type of the error that was thrown.
    public var type: String?
    /// The error itself, where it can be encoded, so that it can be read back as its own type.
    public var details: Payload?
    /// Where in the code it happened, call by call, for a person.
    public var stack: String?

    /// A failure of this kind.
    public init(
        code: String, message: String, step: String? = nil, attempt: Int? = nil, at: Timestamp? = nil,
        type: String? = nil, details: Payload? = nil, stack: String? = nil
    ) {
        self.code = code
        self.message = message
        self.step = step
        self.attempt = attempt
        self.at = at
        self.type = type
        self.details = details
        self.stack = stack
    }
}

extension Failure: CustomStringConvertible {
    public var description: String {
        let place = step.map { " (step \($0)\(attempt.map { ", attempt \($0)" } ?? ""))" } ?? ""
        return "\(code): \(message)\(place)"
    }
}

/// What a run is started with.
public struct NewRun: Sendable {
    /// The id; nil draws a time-ordered one.
    public var id: RunID?
    /// The name of the workflow.
    public var workflow: String
    /// The version of the workflow; at least 1.
    public var version = 1
    /// The build that alone may work on the run, or nil for any.
    public var build: String?
    /// The queue in which it waits for a worker.
    public var queue = QueueName.default
    /// How soon it is claimed among those that are due.
    public var priority = Priority.normal
    /// Runs of one key share a place in the rotation; see the queue's fairness.
    public var bucket = 0
    /// When it may first be claimed; nil means at once.
    public var startAt: Timestamp?
    /// What the workflow is started with.
    public var input: Payload?
    /// The run's own typed context at its beginning.
    public var context: Payload?
    /// An id of the user's, by which the run can be found.
    public var resourceID: String?
    /// The run that starts it.
    public var parent: RunID?
    /// The step that starts it.
    public var parentStep: String?
    /// The first run of the chain that starts it.
    public var root: RunID?
    /// What starts it, for people.
    public var trigger: JSONValue?
    /// At most 16. Keys that begin with `$` are reserved.
    public var tags: [String: String] = [:]
    /// Typed values by which it can be found. Keys that begin with `$` are reserved.
    public var attributes: [String: JSONValue] = [:]
    /// JSON by whose parts it can be found. Keys that begin with `$` are reserved.
    public var metadata: [String: JSONValue] = [:]
    /// The trace that the caller is in.
    public var traceContext: String?
    /// When it must have ended.
    public var deadlineAt: Timestamp?
    /// When a worker must have begun; later than that the run fails unstarted.
    public var startBy: Timestamp?
    /// How long it is kept once it has ended.
    public var retention = RunRetention.standard

    /// A run of this workflow.
    public init(_ workflow: String, id: RunID? = nil, input: Payload? = nil) {
        self.workflow = workflow
        self.id = id
        self.input = input
    }
}
