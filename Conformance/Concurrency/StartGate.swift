internal import Synchronization

/// Counts the moments at which calls begin and end.
final class LogicalClock: Sendable {
    private let ticks = Atomic(0)

    func tick() -> Int { ticks.add(1, ordering: .sequentiallyConsistent).newValue }
}

/// Lets tasks begin at the same moment: when all of them are there.
final class StartGate: Sendable {
    private struct State {
        var missing: Int
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>
    private let companions: Int
    private let patience: Int
    private let running = Atomic(0)

    /// A gate for so many tasks.
    ///
    /// - Parameter patience: How often a task looks whether another one runs on a second thread, before it goes on
    ///   without: less than a millisecond by default. Without that look a fast call is over before the second thread is
    ///   awake. Zero where there is one thread only.
    init(_ count: Int, patience: Int = 5_000) {
        state = Mutex(State(missing: count))
        companions = min(2, count)
        self.patience = patience
    }

    func pass() async {
        await withCheckedContinuation { waiter in
            let all = state.withLock { state -> [CheckedContinuation<Void, Never>] in
                state.waiting.append(waiter)
                state.missing -= 1
                return state.missing == 0 ? state.waiting : []
            }
            for waiter in all { waiter.resume() }
        }
        running.add(1, ordering: .relaxed)
        var looks = 0
        while looks < patience, running.load(ordering: .relaxed) < companions { looks += 1 }
    }
}
