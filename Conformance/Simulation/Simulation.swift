package import HoldfastCore
internal import Synchronization

/// Runs tasks one at a time in an order drawn from a seed, on a clock that moves only when nobody can run.
///
/// The same seed gives the same order; a year of sleep takes no time.
package final class Simulation: TaskExecutor {
    private struct Sleeper {
        let id: Int
        let until: Timestamp
        let wake: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var ready: [UnownedJob] = []
        var sleepers: [Sleeper] = []
        var cancelled: Set<Int> = []
        var lastSleeper = 0
        var now: Timestamp
        var random: SeededRandom
    }

    private let state: Mutex<State>

    package init(seed: UInt64, start: Timestamp = Timestamp(microseconds: 1_800_000_000_000_000)) {
        state = Mutex(State(now: start, random: SeededRandom(seed: seed)))
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        state.withLock { $0.ready.append(job) }
    }

    package var now: Timestamp { state.withLock { $0.now } }

    /// Moves the clock by hand, also back.
    package func move(by duration: Duration) { state.withLock { $0.now = $0.now.advanced(by: duration) } }

    /// Runs the body and all that it begins. Throws ``Deadlock`` where nobody can ever run again.
    package static func run<Output: Sendable>(
        seed: UInt64 = 1, _ body: @escaping @Sendable (SimulatedTime) async throws -> Output
    ) throws -> Output {
        let simulation = Simulation(seed: seed)
        let result = Mutex<Result<Output, any Error>?>(nil)
        // The root of the simulated world: everything in it is a child of this task.
        Task(executorPreference: simulation) {
            do {
                let output = try await body(SimulatedTime(simulation))
                result.withLock { $0 = .success(output) }
            } catch {
                result.withLock { $0 = .failure(error) }
            }
        }
        while true {
            if let result = result.withLock({ $0 }) { return try result.get() }
            guard simulation.advance() else { throw Deadlock(seed: seed) }
        }
    }

    /// Runs one job, or wakes the first sleeper. False where there is neither.
    private func advance() -> Bool {
        let job: UnownedJob? = state.withLock { state in
            guard !state.ready.isEmpty else { return nil }
            return state.ready.remove(at: Int.random(in: 0..<state.ready.count, using: &state.random))
        }
        if let job {
            // This loop is the executor: it hands each job to the runtime once.
            unsafe job.runSynchronously(on: asUnownedTaskExecutor())
            return true
        }
        let sleeper: Sleeper? = state.withLock { state in
            guard let next = state.sleepers.indices.min(by: { state.sleepers[$0].until < state.sleepers[$1].until })
            else {
                return nil
            }
            let sleeper = state.sleepers.remove(at: next)
            state.now = max(state.now, sleeper.until)
            return sleeper
        }
        sleeper?.wake.resume()
        return sleeper != nil
    }

    fileprivate func sleep(until deadline: Timestamp) async throws {
        let id = state.withLock { state in
            state.lastSleeper += 1
            return state.lastSleeper
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { wake in
                let isCancelled = state.withLock { state in
                    if state.cancelled.remove(id) != nil { return true }
                    state.sleepers.append(Sleeper(id: id, until: deadline, wake: wake))
                    return false
                }
                if isCancelled { wake.resume(throwing: CancellationError()) }
            }
        } onCancel: {
            let sleeper: Sleeper? = state.withLock { state in
                guard let index = state.sleepers.firstIndex(where: { $0.id == id }) else {
                    state.cancelled.insert(id)
                    return nil
                }
                return state.sleepers.remove(at: index)
            }
            sleeper?.wake.resume(throwing: CancellationError())
        }
    }
}

/// The clock of a simulation.
package struct SimulatedTime: TimeSource {
    package let simulation: Simulation

    init(_ simulation: Simulation) { self.simulation = simulation }

    package var now: Timestamp { simulation.now }
    package var minimumResolution: Duration { .microseconds(1) }

    package func sleep(until deadline: Timestamp, tolerance: Duration?) async throws {
        try await simulation.sleep(until: deadline)
    }
}

/// Everybody waits for somebody who will never come.
package struct Deadlock: Error {
    /// The seed that leads there.
    package let seed: UInt64
}
