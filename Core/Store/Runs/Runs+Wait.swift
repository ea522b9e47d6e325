extension Runs {
    /// Waits until a run has ended; nil where it has not within this time, which is no fault.
    ///
    /// Looks after 5 ms, then doubling to twice a second, so that many who wait cost the store little. Cancelling the
    /// wait does not cancel the run.
    /// - Returns: The run with its payloads.
    /// - Throws: `.notFound` where there is no such run, or none any more.
    public func wait(_ id: RunID, for limit: Duration) async throws -> RunRecord? {
        let deadline = context.now.advanced(by: limit)
        var pause = Duration.milliseconds(5)
        while true {
            let run = try await get(id, payloads: false)
            if run.status.isTerminal { return try await get(id) }
            let left = context.now.duration(to: deadline)
            guard left > .zero else { return nil }
            try await context.time.sleep(for: min(pause, left))
            pause = min(pause * 2, .milliseconds(500))
        }
    }
}
