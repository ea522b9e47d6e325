internal import Synchronization

/// Where each of several claims begins among what it may take from: one place further than the one before, so that no
/// place is always the last.
final class Turns: Sendable {
    /// How many sets of places are kept in mind.
    private static let most = 1_000

    private let next = Mutex<[String: Int]>([:])

    /// The turn of a claim from the places of this name, counted from a random start, so that programs which claim but
    /// once do not all begin at the same place.
    func next(for places: String, _ identifiers: IdentifierSource) -> Int {
        let start = Int(identifiers.fraction() * 65_536)
        return next.withLock { next in
            // Forgetting begins again at random, which is as fair.
            if next.count >= Self.most, next[places] == nil { next = [:] }
            let turn = next[places] ?? start
            next[places] = turn &+ 1 & Int.max
            return turn
        }
    }
}
