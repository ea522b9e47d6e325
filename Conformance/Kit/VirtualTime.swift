public import HoldfastCore
internal import Synchronization

/// A clock that moves only when it is told to; who waits for it moves it there.
public final class VirtualTime: TimeSource {
    private let present: Mutex<Timestamp>

    /// A clock that begins in the year 2100, later than any server's own, so that nothing there expires by itself.
    public init(_ start: Timestamp = Timestamp(microseconds: 4_102_444_800_000_000)) { present = Mutex(start) }

    /// The time it shows.
    public var now: Timestamp { present.withLock { $0 } }
    /// Times are kept in whole microseconds.
    public var minimumResolution: Duration { .microseconds(1) }

    /// Moves the clock, also back.
    public func move(by duration: Duration) { present.withLock { $0 = $0.advanced(by: duration) } }

    /// Moves the clock to the deadline, where that is later, and returns at once.
    public func sleep(until deadline: Timestamp, tolerance: Duration?) async throws {
        try Task.checkCancellation()
        present.withLock { $0 = max($0, deadline) }
    }
}
