internal import Synchronization

/// Decides at random, from a seed, after how many rows a page ends.
final class PageCutter: Sendable {
    private let state: Mutex<UInt64>

    init(seed: UInt64) { state = Mutex(seed) }

    /// The most rows that the next scan may look at: 1 to 8, and every fourth time all.
    func mostExamined() -> Int {
        let drawn = state.withLock { state in
            // SplitMix64: small, and the same on every platform.
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
        return drawn % 4 == 0 ? .max : Int((drawn >> 32) % 8) + 1
    }
}
