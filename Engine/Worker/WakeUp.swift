internal import HoldfastCore
internal import Synchronization

/// A hint that there may be work: who waits is woken, and one that comes while nobody waits is kept for the next.
final class WakeUp: Sendable {
    private let latch = Mutex(Latch<Void>())

    /// Wakes who waits.
    func ring() { latch.withLock { $0 }.open(()) }

    /// Waits for a hint, or for the time to pass.
    func wait(for duration: Duration, by time: any TimeSource) async {
        let current = latch.withLock { $0 }
        if await current.wait(atMost: duration, by: time) != nil { latch.withLock { $0 = Latch() } }
    }
}
