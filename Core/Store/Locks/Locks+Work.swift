extension Locks {
    /// Does work while the lock is held: renews the lease three times in its duration, and releases it in the end.
    ///
    /// One renewal that fails is repeated at the next beat; only the end of the lease ends the work. It is taken for
    /// lost a tenth of its duration early, because other machines' clocks may be ahead.
    /// - Parameter cancelsWhenLost: Whether the work is cancelled when the lease is lost.
    /// - Throws: What the work throws; `.notHolder` where the lease was lost and the work was to be cancelled.
    public func hold<Answer: Sendable>(
        _ lease: LockLease, cancelsWhenLost: Bool = true, while work: @escaping @Sendable () async throws -> Answer
    ) async throws -> Answer {
        try context.begin()
        let shielded = Locks(context.shielded)
        let answer: Result<Answer, any Error>
        do {
            answer = .success(
                try await context.keep(
                    until: lease.expiresAt, extendedBy: lease.duration, cancelsWhenLost: cancelsWhenLost
                ) {
                    try await shielded.renew(lease).expiresAt
                } during: {
                    try await work()
                })
        } catch { answer = .failure(error) }
        // Whoever has the lock by now, the work is done: a lease that cannot be released ends by itself.
        try? await shielded.release(lease)
        return try answer.get()
    }
}

extension StateValues {
    /// The same values, each of whose writes requires that this lock is still held: in the same commit, so a holder
    /// that was stopped for too long cannot write over its successor's work.
    ///
    /// Such a write throws `.notHolder` once the lease has ended.
    public func guarded(by lock: LockLease) -> StateValues {
        var values = self
        values.lock = lock
        return values
    }
}
