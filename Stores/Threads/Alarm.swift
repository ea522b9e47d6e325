/// Pauses a thread of our own, and nobody else's, until a moment or until it is switched off.
///
/// Work on such a thread goes on in time whatever user code does to the cooperative pool, where a task's own sleep
/// would have to wait for a free thread.
package final class Alarm: Sendable {
    private let isOff = Monitor(false)

    package init() {}

    /// Blocks this thread for the duration; it must be none of the cooperative pool. False once the alarm is off.
    package func pause(for duration: Duration) -> Bool {
        let moment = MonotonicTime.after(duration)
        return isOff.wait { isOff in
            if isOff { return .found(false) }
            return MonotonicTime.now >= moment ? .found(true) : .wait(until: moment)
        }
    }

    /// Ends every pause at once, now and later.
    package func switchOff() {
        isOff.withLock { $0 = true }
        isOff.signalAll()
    }
}
