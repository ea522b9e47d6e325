/// Lets so many through in any span of so long, within one process.
///
/// A plain value: whoever shares it between tasks guards it. For a limit over all processes see ``Limits``.
public struct RateLimiter: Sendable {
    private let rate: Limit.Rate
    private let time: any TimeSource
    /// When those went through who still count, oldest first.
    private var starts: [Timestamp] = []

    /// So many in any span of so long, by this clock. A count below 1 lets none through.
    public init(_ rate: Limit.Rate, time: any TimeSource = SystemTime()) {
        self.rate = rate
        self.time = time
    }

    /// Lets one through: nil where it may go now, otherwise when it may ask again.
    public mutating func attempt() -> Timestamp? {
        let now = time.now
        let period = rate.period
        starts.removeAll { $0.advanced(by: period) <= now }
        guard starts.count >= rate.count else {
            starts.append(now)
            return nil
        }
        return (starts.first ?? now).advanced(by: period)
    }
}
