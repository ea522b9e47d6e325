/// What an event says, in a word. The list is open: a program may log kinds of its own.
public struct EventKind: Hashable, Sendable {
    /// The word.
    public let rawValue: String

    /// A kind of this word.
    public init(_ rawValue: String) { self.rawValue = rawValue }

    /// The run was stored.
    public static let runCreated = EventKind("run_created")
    /// A worker took the run for the first time.
    public static let runStarted = EventKind("run_started")
    /// The run ended with a result.
    public static let runCompleted = EventKind("run_completed")
    /// The run ended with an error.
    public static let runFailed = EventKind("run_failed")
    /// The run ended on request.
    public static let runCancelled = EventKind("run_cancelled")
    /// Attributes of the run were changed.
    public static let attributesSet = EventKind("attributes_set")
    /// The run came to a step.
    public static let stepCreated = EventKind("step_created")
    /// An attempt of a step began.
    public static let stepStarted = EventKind("step_started")
    /// A step ended with a result.
    public static let stepCompleted = EventKind("step_completed")
    /// A step ended with an error.
    public static let stepFailed = EventKind("step_failed")
    /// An attempt of a step failed, and another is to come.
    public static let stepRetrying = EventKind("step_retrying")
    /// A hook was made.
    public static let hookCreated = EventKind("hook_created")
    /// A payload came in through a hook.
    public static let hookReceived = EventKind("hook_received")
    /// A hook is gone.
    public static let hookDisposed = EventKind("hook_disposed")
    /// The token of a hook was taken.
    public static let hookConflict = EventKind("hook_conflict")
    /// The run began to wait for a time.
    public static let waitCreated = EventKind("wait_created")
    /// The time came that the run waited for.
    public static let waitCompleted = EventKind("wait_completed")

    /// Whether it ends what it is about: at most one such event is stored for each correlation id of a run.
    public var isTerminal: Bool { Self.terminal.contains(self) }

    /// Whether it is about a step: such events are derived from the steps' rows, and never stored.
    public var isOfStep: Bool { Self.ofSteps.contains(self) }

    private static let terminal: Set<EventKind> = [
        .runCompleted, .runFailed, .runCancelled, .hookDisposed, .waitCompleted,
    ]
    private static let ofSteps: Set<EventKind> = [
        .stepCreated, .stepStarted, .stepCompleted, .stepFailed, .stepRetrying,
    ]
}

extension EventKind: CustomStringConvertible {
    public var description: String { rawValue }
}
