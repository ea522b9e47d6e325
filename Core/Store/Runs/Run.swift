/// A run as it is stored.
public struct RunRecord: Sendable, Equatable {
    public let id: RunID
    /// The life of the run that this is; a new one at each creation.
    public let incarnation: Incarnation
    /// Counts the writes of this record, from 1.
    public let revision: Int64
    public let workflow: String
    /// The workflow's version that started it.
    public let version: Int
    /// The build that the run is pinned to, or nil.
    public let build: String?
    public let status: RunStatus
    /// Why the run is stalled, paused or cancelled.
    public let reason: String?
    public let queue: QueueName
    public let priority: Priority
    /// When it may next be claimed: due, wake-up or end of the lease; nil where only a signal can wake it.
    public let readyAt: Timestamp?
    public let leaseOwner: WorkerID?
    public let fence: Fence
    /// Claims since the last committed step.
    public let claimsSinceProgress: Int
    public let cancelRequestedAt: Timestamp?
    public let cancelReason: String?
    public let resourceID: String?
    public let parent: RunID?
    public let parentStep: String?
    public let root: RunID?
    public let trigger: JSONValue?
    /// From 0 to 1; never falls, and is 1 exactly when the run is completed.
    public let progress: Double
    public let tags: [String: String]
    public let attributes: [String: JSONValue]
    public let metadata: [String: JSONValue]
    public let traceContext: String?
    public let createdAt: Timestamp
    public let startedAt: Timestamp?
    public let updatedAt: Timestamp
    public let completedAt: Timestamp?
    public let deadlineAt: Timestamp?
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
    public var at: Timestamp?
    /// The type of the error that was thrown.
    public var type: String?
    /// The error itself, where it can be encoded, so that it can be read back as its own type.
    public var details: Payload?

    /// A failure of this kind.
    public init(
        code: String, message: String, step: String? = nil, attempt: Int? = nil, at: Timestamp? = nil,
        type: String? = nil, details: Payload? = nil
    ) {
        self.code = code
        self.message = message
        self.step = step
        self.attempt = attempt
        self.at = at
        self.type = type
        self.details = details
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
    public var workflow: String
    public var version = 1
    /// The build that alone may work on the run, or nil for any.
    public var build: String?
    public var queue = QueueName.default
    public var priority = Priority.normal
    /// Runs of one key share a place in the rotation; see the queue's fairness.
    public var bucket = 0
    /// When it may first be claimed; nil means at once.
    public var startAt: Timestamp?
    public var input: Payload?
    public var context: Payload?
    public var resourceID: String?
    public var parent: RunID?
    public var parentStep: String?
    public var root: RunID?
    public var trigger: JSONValue?
    /// At most 16. Keys that begin with `$` are reserved.
    public var tags: [String: String] = [:]
    public var attributes: [String: JSONValue] = [:]
    public var metadata: [String: JSONValue] = [:]
    public var traceContext: String?
    public var deadlineAt: Timestamp?

    /// A run of this workflow.
    public init(_ workflow: String, id: RunID? = nil, input: Payload? = nil) {
        self.workflow = workflow
        self.id = id
        self.input = input
    }
}
