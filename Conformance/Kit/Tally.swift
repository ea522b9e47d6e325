internal import Synchronization

/// Counts what happens, from any task.
final class Tally: Sendable {
    private let number = Atomic(0)

    /// How often it happened.
    var count: Int { number.load(ordering: .relaxed) }

    /// Notes one more, and returns how many there are.
    @discardableResult
    func add() -> Int { number.add(1, ordering: .relaxed).newValue }
}
