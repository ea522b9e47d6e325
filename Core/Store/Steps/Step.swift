/// Where a step stands.
public enum StepStatus: String, Sendable, Codable, CaseIterable {
    case pending
    /// Its start was written, its end was not.
    case running
    /// An attempt failed, and another is to come.
    case retrying
    case completed
    case failed
    /// It was left out; it has no output.
    case skipped
    case cancelled

    /// Whether the step has ended; its result stands for ever.
    public var isTerminal: Bool {
        switch self {
        case .completed, .failed, .skipped, .cancelled: true
        case .pending, .running, .retrying: false
        }
    }
}

/// A step as it is stored, with the state of its last attempt.
public struct StepRecord: Sendable, Equatable {
    /// The key, unique in the run; results are found by it.
    public var key: String
    /// The position in the order in which steps began, from 1.
    public var position: Int
    /// The name that the workflow gave, without the number of the repetition.
    public var name: String
    /// What made it: `step`, `sleep`, ….
    public var kind: String
    /// Where the step stands.
    public var status: StepStatus
    /// The number of the last attempt, from 1.
    public var attempts: Int
    /// When the next attempt may start.
    public var retryAt: Timestamp?
    /// Nil where there is none or payloads were not asked for.
    public var input: Payload?
    /// Nil where there is none or payloads were not asked for.
    public var output: Payload?
    /// Nil where it succeeded or payloads were not asked for.
    public var failure: Failure?
    /// Cost, tokens and other numbers that the step reports.
    public var metrics: [String: Double]
    /// The type of the output.
    public var typeTag: String?
    /// File and line of the call.
    public var source: String?
    /// The worker that made the last attempt.
    public var worker: WorkerID?
    /// When the last attempt began.
    public var startedAt: Timestamp?
    /// When it ended.
    public var completedAt: Timestamp?

    /// A step of this key that is completed in its first attempt.
    public init(key: String, position: Int, name: String? = nil, kind: String = "step", output: Payload? = nil) {
        self.key = key
        self.position = position
        self.name = name ?? key
        self.kind = kind
        self.output = output
        status = .completed
        attempts = 1
        metrics = [:]
    }
}

/// An attempt of a step that failed, as it is stored.
public struct AttemptRecord: Sendable, Equatable {
    /// The step's key.
    public let step: String
    /// From 1, without gaps.
    public let attempt: Int
    /// How it ended.
    public let status: StepStatus
    /// Why it failed; nil where it did not or payloads were not asked for.
    public let failure: Failure?
    /// Numbers that it reported.
    public let metrics: [String: Double]
    /// The worker that made it.
    public let worker: WorkerID?
    /// When it began.
    public let startedAt: Timestamp?
    /// When it ended.
    public let completedAt: Timestamp?
}

/// What became of a step's commit.
public enum StepOutcome: Sendable {
    /// It is durable. The lease is the owner's from now on: it may have been extended.
    case committed(RunLease)
    /// The step has ended before: what is stored stands, and nothing was written.
    case existing(StepRecord)
}
