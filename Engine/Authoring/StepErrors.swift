public import HoldfastCore

/// Thrown by a step to say that trying again is of no use.
public struct PermanentError: Error, Sendable, CustomStringConvertible {
    /// What happened, for a person.
    public let description: String
    /// A permanent error with this text.
    public init(_ description: String) { self.description = description }
}

/// Thrown by a step to be tried again after a delay of its own choice, within the attempts of its policy.
public struct RetryableError: Error, Sendable, CustomStringConvertible {
    /// What happened, for a person.
    public let description: String
    /// How long to wait; 1 s by default.
    public let delay: Duration
    /// A transient error with this text.
    public init(_ description: String, after delay: Duration = .seconds(1)) {
        self.description = description
        self.delay = delay
    }
}

/// How a workflow misuses its steps; it fails the run, since trying again would end the same way.
public struct WorkflowMisuse: Error, Sendable, CustomStringConvertible {
    /// What is wrong, where, and what to do.
    public let description: String
}

/// Why the body of a run must be left without a result; every later call on the run throws it again.
enum Unwinding: Error, Equatable {
    /// It waits longer than it is kept in memory; nil: until it is woken.
    case parked(until: Timestamp?)
    /// The worker is stopping: another one carries on.
    case draining
    /// Somebody asked for the run to be paused.
    case paused
    /// Somebody asked for the run to be cancelled.
    case cancelled
    /// It took longer than it may.
    case expired
    /// The run is no longer ours.
    case lost
}

extension Failure {
    /// The words that stand for kinds of failures.
    public enum Codes {
        /// The step threw.
        public static let execution = "execution"
        /// The step threw ``PermanentError``.
        public static let permanent = "permanent"
        /// The step took longer than it may.
        public static let timeout = "timeout"
        /// The workflow misuses its steps.
        public static let misuse = "misuse"
        /// The run took longer than it may.
        public static let deadline = "deadline"
        /// A value cannot be encoded, or is too large.
        public static let payload = "payload"
    }

    /// The failure that an error of the user's code stands for.
    init(_ error: any Error, step: String? = nil, attempt: Int? = nil, at now: Timestamp) {
        if let failure = error as? Failure {
            self = failure
            // As it will be read back, so that it is the same now and later.
            message = Self.shortened(message)
            return
        }
        let code =
            switch error {
            case is PermanentError: Codes.permanent
            case is StepTimeout: Codes.timeout
            case is WorkflowMisuse: Codes.misuse
            case let error as StoreError where error.code == .invalidArgument || error.code == .limitExceeded:
                Codes.payload
            default: Codes.execution
            }
        // What the user's error says may hold a NUL, which no store takes in text.
        let text = Self.shortened("\(error)".replacingNUL)
        self.init(code: code, message: text, step: step, attempt: attempt, at: now, type: "\(Swift.type(of: error))")
    }

    /// Whether trying again may help; so too for a code of the user's own.
    var mayPass: Bool { ![Codes.permanent, Codes.misuse, Codes.payload, Codes.deadline].contains(code) }
}

/// A step took longer than it may.
struct StepTimeout: Error, CustomStringConvertible {
    let limit: Duration
    var description: String { "it took longer than \(limit)" }
}

extension String {
    fileprivate var replacingNUL: String {
        utf8.contains(0) ? String(String.UnicodeScalarView(unicodeScalars.map { $0 == "\0" ? "\u{FFFD}" : $0 })) : self
    }
}
