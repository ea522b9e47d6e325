/// Stops calling what keeps failing, and tries it again after a while, within one process.
///
/// A plain value: whoever shares it between tasks guards it. Ask before each call, and report how it ended.
public struct CircuitBreaker: Sendable {
    /// Whether calls go through.
    public enum State: Sendable, Equatable {
        /// They do.
        case closed
        /// None does until then.
        case open(until: Timestamp)
        /// One does, to see how it ends.
        case trying
    }

    private let threshold: Int
    private let pause: Duration
    private let time: any TimeSource
    private var failures = 0
    /// Where the breaker stands.
    public private(set) var state = State.closed

    /// A breaker that opens after so many failures in a row, for so long.
    public init(failures threshold: Int = 5, pause: Duration = .seconds(30), time: any TimeSource = SystemTime()) {
        self.threshold = max(1, threshold)
        self.pause = pause
        self.time = time
    }

    /// Whether a call may be made now. While one is tried after a pause, no other may.
    public mutating func allows() -> Bool {
        switch state {
        case .closed: return true
        case .trying: return false
        case .open(let end):
            guard end <= time.now else { return false }
            state = .trying
            return true
        }
    }

    /// A call ended well.
    public mutating func succeeded() {
        // A call that was made before the breaker opened tells nothing of what came since.
        if case .open = state { return }
        failures = 0
        state = .closed
    }

    /// A call failed.
    public mutating func failed() {
        failures += 1
        switch state {
        case .open: return
        case .closed where failures < threshold: return
        case .closed, .trying: state = .open(until: time.now.advanced(by: pause))
        }
    }
}
