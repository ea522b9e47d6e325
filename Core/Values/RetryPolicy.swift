/// How often a step that throws, or a message whose handler failed, is tried again, and after which delays.
///
/// Where nothing is said: four attempts, with delays of 1 s, 2 s and 4 s, each up to a fifth longer or shorter.
public struct RetryPolicy: Sendable, Equatable {
    /// How the delay grows.
    public enum Growth: Sendable, Equatable {
        /// The base times the number of the attempt that failed.
        case linear
        /// The base, multiplied by this factor for each further attempt that failed.
        case exponential(factor: Double)
    }

    /// Attempts in all, the first one included; at least 1.
    public var maxAttempts: Int
    /// The delay after the first attempt.
    public var base: Duration
    /// How the delay grows.
    public var growth: Growth
    /// The longest delay, before jitter.
    public var cap: Duration
    /// The part of the delay by which it is made shorter or longer at random, from 0 to 1, so that many that failed
    /// together don't come back together.
    public var jitter: Double

    /// A policy of these values. It must have at least one attempt and no negative delay.
    public init(
        maxAttempts: Int = 4, base: Duration = .seconds(1), growth: Growth = .exponential(factor: 2),
        cap: Duration = .seconds(60), jitter: Double = 0.2
    ) {
        precondition(maxAttempts >= 1, "there is at least one attempt")
        precondition(base >= .zero && cap >= .zero, "a delay is not negative")
        precondition((0...1).contains(jitter), "jitter is a part between 0 and 1")
        self.maxAttempts = maxAttempts
        self.base = base
        self.growth = growth
        self.cap = cap
        self.jitter = jitter
    }

    /// Four attempts, exponential.
    public static let `default` = RetryPolicy()
    /// One attempt.
    public static let none = RetryPolicy(maxAttempts: 1)

    /// Delays that double, from the base up to the cap.
    public static func exponential(
        maxAttempts: Int = 4, base: Duration = .seconds(1), cap: Duration = .seconds(60)
    ) -> RetryPolicy {
        RetryPolicy(maxAttempts: maxAttempts, base: base, cap: cap)
    }

    /// Delays that grow by the base each time, up to the cap.
    public static func linear(
        maxAttempts: Int = 4, base: Duration = .seconds(1), cap: Duration = .seconds(60)
    ) -> RetryPolicy {
        RetryPolicy(maxAttempts: maxAttempts, base: base, growth: .linear, cap: cap)
    }

    /// The delay after this attempt failed.
    ///
    /// - Parameter fraction: A random number from 0 to 1 that places the delay within the jitter.
    public func delay(after attempt: Int, fraction: Double) -> Duration {
        let factor =
            switch growth {
            case .linear: Double(max(1, attempt))
            case .exponential(let factor): Self.power(factor, max(0, attempt - 1))
            }
        // The factor may be infinite, and nothing times that is no number.
        let seconds = base > .zero ? min(base.inSeconds * factor, cap.inSeconds) : 0
        let spread = 1 + jitter * (2 * fraction - 1)
        // Bounded before it becomes an integer, which would trap: 9e18 µs are 285,000 years.
        return .microseconds(Int64(min(max(0, seconds * spread * 1_000_000), 9e18)))
    }

    private static func power(_ factor: Double, _ exponent: Int) -> Double {
        var result = 1.0
        for _ in 0..<min(exponent, 1_100) where result.isFinite { result *= factor }
        return result
    }
}
