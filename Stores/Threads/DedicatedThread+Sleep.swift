/// A task that waits for a moment on a ``DedicatedThread``.
struct Sleeper {
    let id: UInt64
    let moment: UInt64
    /// Takes whether the sleep lasted. (A continuation that throws would resume the task by way of the pool.)
    let continuation: CheckedContinuation<Bool, Never>
}

extension DedicatedThread {
    /// Waits this long by a clock that cannot be set.
    ///
    /// An actor on this executor is resumed without any thread of the cooperative pool. Throws `CancellationError` when
    /// the task is cancelled or the thread stopped, before or while it sleeps.
    package func sleep(for duration: Duration, isolation: isolated (any Actor)? = #isolation) async throws {
        let moment = MonotonicTime.after(duration)
        let id = state.withLock { state in
            state.lastSleep += 1
            return state.lastSleep
        }
        // The cancellation may come after the wake-up and leave its mark behind.
        defer { state.withLock { _ = $0.cancelledEarly.remove(id) } }
        let hasLasted = await withTaskCancellationHandler {
            // A closure is only isolated to an actor that it captures; without it the task would pass through the pool.
            _ = isolation
            return await withCheckedContinuation { continuation in
                fallAsleep(Sleeper(id: id, moment: moment, continuation: continuation))
            }
        } onCancel: {
            cancelSleep(id)
        }
        guard hasLasted else { throw CancellationError() }
    }

    /// Whether anyone sleeps here just now.
    package var hasSleepers: Bool { state.withLock { !$0.sleepers.isEmpty } }

    private func fallAsleep(_ sleeper: Sleeper) {
        let isRefused = state.withLock { state in
            guard !state.isStopping, !state.cancelledEarly.contains(sleeper.id) else { return true }
            state.sleepers.append(sleeper)
            return false
        }
        if isRefused { sleeper.continuation.resume(returning: false) } else { state.signal() }
    }

    private func cancelSleep(_ id: UInt64) {
        let sleeper: Sleeper? = state.withLock { state in
            guard let position = state.sleepers.firstIndex(where: { $0.id == id }) else {
                state.cancelledEarly.insert(id)
                return nil
            }
            return state.sleepers.remove(at: position)
        }
        sleeper?.continuation.resume(returning: false)
    }
}
