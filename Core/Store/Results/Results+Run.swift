extension Results {
    /// The result of a key: the stored one, or that of the work, which only one caller does.
    ///
    /// While the work goes on its claim is renewed; where it throws, or its process dies, the key is free for the next
    /// caller. A caller that finds the work going on waits for its end, asking at growing intervals up to 2 seconds.
    /// - Parameters:
    ///   - lease: How long a process that died keeps the key; more than zero.
    ///   - window: How long the result is kept; more than zero.
    ///   - patience: How long the call waits for another caller's work: 60 seconds by default.
    /// - Throws: `.idempotencyMismatch` where the key is in use with another input; `.tooEarly` where another caller's
    ///   work took longer than the patience; `.notHolder` where the claim was lost during the work; and what the work
    ///   throws.
    public func run(
        _ key: String, input: Payload?, lease: Duration = Leases.defaultDuration, window: Duration = defaultWindow,
        patience: Duration = .seconds(60), work: @escaping @Sendable () async throws -> Payload?
    ) async throws -> Payload? {
        let deadline = context.now.advanced(by: patience)
        var pause = Duration.milliseconds(100)
        while true {
            switch try await begin(key, input: input, lease: lease) {
            case .stored(let result): return result
            case .claimed(let claim): return try await perform(claim, window, work)
            case .busy(let end):
                let now = context.now
                guard now < deadline else {
                    throw StoreError(
                        .tooEarly, "the work of idempotency key \"\(key)\" still goes on; ask again later",
                        kind: "idempotency key", id: key, retryAt: end)
                }
                // With jitter, so that those who wait together do not ask together.
                let next = now.advanced(by: pause * (0.5 + context.identifiers.fraction()))
                try await context.time.sleep(until: min(next, end, deadline), tolerance: nil)
                pause = min(pause * 2, .seconds(2))
            }
        }
    }

    private func perform(
        _ claim: ResultClaim, _ window: Duration, _ work: @escaping @Sendable () async throws -> Payload?
    ) async throws -> Payload? {
        let shielded = Results(context.shielded)
        let result: Payload?
        do {
            result = try await context.keep(
                until: claim.expiresAt, extendedBy: claim.duration, cancelsWhenLost: true
            ) {
                try await shielded.renew(claim).expiresAt
            } during: {
                try await work()
            }
        } catch {
            // A claim that cannot be given up ends by itself.
            try? await shielded.abandon(claim)
            throw error
        }
        try await shielded.finish(claim, result, window: window)
        return result
    }
}
