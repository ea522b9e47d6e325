internal import HoldfastCore
internal import Synchronization

/// Decides at random, from a seed, after how many rows a page ends.
final class PageCutter: Sendable {
    private let random: Mutex<SeededRandom>

    init(seed: UInt64) { random = Mutex(SeededRandom(seed: seed)) }

    /// The most rows that the next scan may look at: 1 to 8, and every fourth time all.
    func mostExamined() -> Int {
        random.withLock { random in random.once(in: 4) ? .max : 1 + random.number(below: 8) }
    }
}
