internal import Synchronization

/// Raised once, by whoever is first.
final class CallFlag: Sendable {
    private let isRaised = Atomic(false)

    /// True the first time.
    func raise() -> Bool { !isRaised.exchange(true, ordering: .relaxed) }
}
