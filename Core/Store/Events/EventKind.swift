/// What an event says, in a word. The list is open: a program may log kinds of its own.
public struct EventKind: Hashable, Sendable {
    /// The word.
    public let rawValue: String

    /// A kind of this word.
    public init(_ rawValue: String) { self.rawValue = rawValue }

    public static let runCreated = EventKind("run_created")
    public static let runStarted = EventKind("run_started")
    public static let runCompleted = EventKind("run_completed")
    public static let runFailed = EventKind("run_failed")
    public static let runCancelled = EventKind("run_cancelled")
    public static let attributesSet = EventKind("attributes_set")
    public static let stepCreated = EventKind("step_created")
    public static let stepStarted = EventKind("step_started")
    public static let stepCompleted = EventKind("step_completed")
    public static let stepFailed = EventKind("step_failed")
    public static let stepRetrying = EventKind("step_retrying")
    public static let hookCreated = EventKind("hook_created")
    public static let hookReceived = EventKind("hook_received")
    public static let hookDisposed = EventKind("hook_disposed")
    public static let hookConflict = EventKind("hook_conflict")
    public static let waitCreated = EventKind("wait_created")
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
