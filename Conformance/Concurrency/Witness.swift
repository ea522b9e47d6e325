internal import Synchronization

/// Whether the calls of a check really took place at the same time: a race without any overlap proves nothing.
final class Witness: Sendable {
    private struct State {
        var races = 0
        var pairs = 0
        var missing: Set<String> = []
        var succeeded: Set<String> = []
        var last: (@Sendable () -> History)?
    }

    private let state = Mutex(State())

    /// Notes a race that is over.
    ///
    /// - Parameters:
    ///   - pairs: How many pairs of its calls overlapped.
    ///   - kinds: The kinds of calls of which one at least must succeed before the check ends.
    ///   - succeeded: Those that did.
    ///   - history: What happened, for a report.
    func note(
        pairs: Int, kinds: Set<String> = [], succeeded: Set<String> = [], history: @escaping @Sendable () -> History
    ) {
        state.withLock { state in
            state.races += 1
            state.pairs += pairs
            state.missing.formUnion(kinds)
            state.succeeded.formUnion(succeeded)
            state.last = history
        }
    }

    /// The last race.
    var history: History? { state.withLock(\.last)?() }

    /// Throws ``Inconclusive`` unless the races showed one overlapping pair each on the average, and every kind of call
    /// succeeded. Without races there is nothing to show.
    func verify() throws {
        let state = state.withLock { $0 }
        guard state.pairs >= state.races else {
            throw Inconclusive(
                "too few calls took place at the same time: \(state.pairs) pairs in \(state.races) races",
                isByChance: true)
        }
        let missing = state.missing.subtracting(state.succeeded).sorted()
        guard missing.isEmpty else {
            throw Inconclusive("no call of this kind succeeded: \(missing.joined(separator: ", "))", isByChance: true)
        }
    }
}

/// How many pairs of calls of two clients took place at the same time.
func overlappingPairs(_ calls: [(client: Int, began: Int, ended: Int)]) -> Int {
    let ordered = calls.sorted { $0.began < $1.began }
    var pairs = 0
    for (position, call) in ordered.enumerated() {
        for later in ordered[(position + 1)...].prefix(while: { $0.began < call.ended })
        where later.client != call.client {
            pairs += 1
        }
    }
    return pairs
}
