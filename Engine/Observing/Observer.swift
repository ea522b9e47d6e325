public import HoldfastCore

/// Hears what an engine does. Bridges to logging, metrics and tracing implement it; it must return quickly.
public protocol Observer: Sendable {
    /// Something happened. Called from many tasks at once.
    func observe(_ event: EngineEvent)
}

/// Something that an engine did.
public struct EngineEvent: Sendable {
    /// What it did; new kinds may be added.
    public struct Kind: Hashable, Sendable {
        /// The word that stands for it in logs.
        public let name: String
        /// A kind of this name.
        public init(_ name: String) { self.name = name }

        /// A worker began to look for work.
        public static let workerStarted = Kind("worker started")
        /// A worker has given back all that it had.
        public static let workerStopped = Kind("worker stopped")
        /// A run was claimed and its body begins.
        public static let runStarted = Kind("run started")
        /// A run was left until a time or a signal.
        public static let runParked = Kind("run parked")
        /// A run was given back for another worker.
        public static let runReleased = Kind("run released")
        /// A run cannot go on until something else changes.
        public static let runStalled = Kind("run stalled")
        /// A run belongs to another worker now.
        public static let runLost = Kind("run lost")
        /// A run ended with a result.
        public static let runCompleted = Kind("run completed")
        /// A run ended with an error.
        public static let runFailed = Kind("run failed")
        /// A run ended on request.
        public static let runCancelled = Kind("run cancelled")
        /// A replay ended without coming by a step that was committed before.
        public static let stepOrphaned = Kind("step orphaned")
        /// An attempt of a step begins.
        public static let stepStarted = Kind("step started")
        /// An attempt failed, and another will follow.
        public static let stepRetrying = Kind("step retrying")
        /// A step's result is durable.
        public static let stepCompleted = Kind("step completed")
        /// A step failed for good.
        public static let stepFailed = Kind("step failed")
        /// The store refused or did not answer; the engine goes on trying.
        public static let persistenceError = Kind("persistence error")
    }

    /// What happened.
    public let kind: Kind
    /// The run that it happened to.
    public var runID: RunID?
    /// The name of its workflow.
    public var workflow: String?
    /// The step's key.
    public var step: String?
    /// The number of the attempt.
    public var attempt: Int?
    /// More about it, for a person; never a payload.
    public var message: String?

    /// An event of this kind.
    public init(_ kind: Kind, message: String? = nil) {
        self.kind = kind
        self.message = message
    }

    init(_ kind: Kind, _ held: HeldRun, _ message: String? = nil, step: String? = nil, attempt: Int? = nil) {
        self.init(kind, message: message)
        runID = held.id
        workflow = held.claim.run.workflow
        self.step = step
        self.attempt = attempt
    }
}

extension EngineEvent: CustomStringConvertible {
    /// The event in one line.
    public var description: String {
        var line = kind.name
        if let runID { line += " run=\(runID)" }
        if let workflow { line += " workflow=\(workflow)" }
        if let step { line += " step=\(step)" }
        if let attempt, attempt > 1 { line += " attempt=\(attempt)" }
        if let message { line += ": \(message)" }
        return line
    }
}

/// Hears everything and does nothing.
public struct SilentObserver: Observer {
    /// An observer that does nothing.
    public init() {}
    /// Does nothing.
    public func observe(_ event: EngineEvent) {}
}
