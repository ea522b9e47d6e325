#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Where the present time comes from, and the one way to wait.
///
/// Core and Engine read time from here and nowhere else, so tests and simulations move it by hand.
public protocol TimeSource: Clock<Duration>, Sendable where Instant == Timestamp {}

/// The machine's wall clock.
public struct SystemTime: TimeSource {
    /// The machine's wall clock.
    public init() {}

    /// The present time by the machine's clock; it may jump when the clock is set.
    public var now: Timestamp {
        var time = timespec()
        // The C call writes through a pointer to a local that outlives it.
        _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
    }

    /// Times are kept in whole microseconds.
    public var minimumResolution: Duration { .microseconds(1) }

    /// Waits until the deadline, counted from the present by a clock that cannot be set.
    public func sleep(until deadline: Timestamp, tolerance: Duration?) async throws {
        let left = now.duration(to: deadline)
        guard left > .zero else { return try Task.checkCancellation() }
        try await Task.sleep(for: left, tolerance: tolerance)
    }
}
