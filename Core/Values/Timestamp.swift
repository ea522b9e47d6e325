/// A moment, in whole microseconds since 1970 UTC.
///
/// All times of the store are such integers: they survive every backend exactly and compare alike everywhere.
public struct Timestamp: InstantProtocol, Hashable, Codable, Sendable {
    /// Microseconds since 1970-01-01T00:00:00Z; negative before.
    public var microseconds: Int64

    /// The moment this many microseconds after 1970 UTC.
    public init(microseconds: Int64) { self.microseconds = microseconds }

    /// The moment this much later, held at the end of time where the sum would overflow.
    public func advanced(by duration: Duration) -> Timestamp {
        let (sum, overflow) = microseconds.addingReportingOverflow(duration.wholeMicroseconds)
        guard overflow else { return Timestamp(microseconds: sum) }
        return Timestamp(microseconds: duration < .zero ? .min : .max)
    }

    /// The time from this moment to the other.
    public func duration(to other: Timestamp) -> Duration {
        .microseconds(other.microseconds) - .microseconds(microseconds)
    }

    public static func < (left: Timestamp, right: Timestamp) -> Bool { left.microseconds < right.microseconds }
}

extension Duration {
    /// The duration in whole microseconds, rounded toward zero and held at the ends of `Int64`.
    public var wholeMicroseconds: Int64 {
        let (seconds, attoseconds) = components
        let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
        guard !overflow else { return seconds < 0 ? .min : .max }
        let (sum, overflowed) = scaled.addingReportingOverflow(attoseconds / 1_000_000_000_000)
        guard !overflowed else { return seconds < 0 ? .min : .max }
        return sum
    }

    /// The duration in seconds, for display.
    public var inSeconds: Double { Double(wholeMicroseconds) / 1_000_000 }
    /// A duration of whole minutes.
    public static func minutes(_ count: Int) -> Duration { .seconds(count * 60) }
    /// A duration of whole hours.
    public static func hours(_ count: Int) -> Duration { .seconds(count * 3_600) }
    /// A duration of whole days of 24 hours.
    public static func days(_ count: Int) -> Duration { .seconds(count * 86_400) }
}
