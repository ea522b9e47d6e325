internal import HoldfastCore
internal import Synchronization

/// A run that this worker has in hand: its lease, which the heartbeat and the run's own commits extend, and whether it
/// must be left.
final class HeldRun: Sendable {
    let claim: ClaimedRun
    private let current: Mutex<RunLease>
    /// Opened when the body must be left, with the reason.
    let interruption = Latch<Unwinding>()
    /// Opened when the body must be left before its next step, with the reason.
    let drain = Latch<Unwinding>()

    init(_ claim: ClaimedRun) {
        self.claim = claim
        current = Mutex(claim.lease)
    }

    var id: RunID { claim.run.id }
    var lease: RunLease { current.withLock { $0 } }

    /// Takes over what a commit or a renewal made of the lease.
    func extend(_ lease: RunLease) { current.withLock { $0.merge(lease) } }

    /// Whether too little of the lease is left to begin something.
    ///
    /// A tenth is kept back, so that what is begun has a chance to be committed before another worker may claim the
    /// run.
    func isRunningOut(at now: Timestamp) -> Bool {
        let lease = lease
        return now.duration(to: lease.expiresAt) < lease.duration / 10
    }
}
