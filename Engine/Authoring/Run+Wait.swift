public import HoldfastCore

extension Run {
    /// Waits for a time, durably: over restarts, and without holding a worker where the wait is long.
    ///
    /// The time is fixed when the wait begins; if the program is down then, the run goes on as soon as it is up.
    public func sleep(
        _ key: String, for duration: Duration, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws {
        try await sleep(key, "\(fileID):\(line)") { $0.advanced(by: duration) }
    }

    /// Waits until a moment, durably; see ``sleep(_:for:fileID:line:)``.
    public func sleep(
        _ key: String, until moment: Timestamp, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws {
        try await sleep(key, "\(fileID):\(line)") { _ in moment }
    }

    private func sleep(_ key: String, _ source: String, _ due: (Timestamp) -> Timestamp) async throws {
        let call = StepCall(key: key, kind: "sleep", retry: .none, timeout: nil, source: source)
        let stepKey = try enter(call)
        defer { leave(call) }
        var step = memo[stepKey]
        if step == nil {
            let now = environment.time.now
            var begun = StepRecord(key: stepKey, position: nextPosition(), name: key, kind: call.kind)
            begun.status = .running
            begun.retryAt = due(now)
            begun.source = source
            begun.worker = environment.worker
            begun.startedAt = now
            step = try await commit(begun, replacing: nil)
        }
        guard var ended = step, !ended.status.isTerminal else { return }
        try await wait(until: ended.retryAt ?? environment.time.now)
        let begun = ended
        ended.status = .completed
        ended.retryAt = nil
        ended.completedAt = environment.time.now
        _ = try await commit(ended, replacing: begun)
        environment.observer.observe(EngineEvent(.stepCompleted, held, step: stepKey))
    }

    /// Waits in memory where it is short or other steps are at work, otherwise leaves the execution until then.
    func wait(until due: Timestamp) async throws {
        while true {
            try requireGoing()
            let left = environment.time.now.duration(to: due)
            guard left > .zero else { return }
            if left >= environment.parkAfter, busy == 0 { throw unwind(.parked(until: due)) }
            // Looks again now and then: once the other steps are done the wait may give up its place.
            let pause = busy == 0 ? left : min(left, environment.parkAfter)
            try await environment.time.sleep(for: pause)
        }
    }
}
