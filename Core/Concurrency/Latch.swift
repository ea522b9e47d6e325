internal import Synchronization

/// Something that happens once, and that many can wait for; the first value counts.
package final class Latch<Value: Sendable>: Sendable {
    private struct State {
        var value: Value?
        var waiters: [Int: CheckedContinuation<Value?, Never>] = [:]
        var nextWaiter = 0
    }

    private let state = Mutex(State())

    /// It has not happened yet.
    package init() {}

    /// The value, where it has happened.
    package var value: Value? { state.withLock { $0.value } }

    /// Makes it happen. Returns false where it had happened before.
    @discardableResult
    package func open(_ value: Value) -> Bool {
        let waiters: [CheckedContinuation<Value?, Never>]? = state.withLock { state in
            guard state.value == nil else { return nil }
            state.value = value
            defer { state.waiters = [:] }
            return Array(state.waiters.values)
        }
        guard let waiters else { return false }
        for waiter in waiters { waiter.resume(returning: value) }
        return true
    }

    /// Waits for it; nil where the waiting task is cancelled before.
    package func wait() async -> Value? {
        let number = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in
                let value: Value?? = state.withLock { state in
                    if let value = state.value { return .some(value) }
                    // Asked under the lock: a cancellation that comes later finds the waiter.
                    if Task.isCancelled { return .some(nil) }
                    state.waiters[number] = waiter
                    return nil
                }
                if let value { waiter.resume(returning: value) }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: number) }?.resume(returning: nil)
        }
    }

    /// Waits for it, at most this long; nil where it has not happened then, or the waiting task is cancelled before.
    package func wait(atMost limit: Duration, by time: any TimeSource) async -> Value? {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { _ = await self.wait() }
            group.addTask { try? await time.sleep(for: limit) }
            await group.next()
            group.cancelAll()
        }
        return value
    }
}
