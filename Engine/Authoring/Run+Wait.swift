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
        let stepKey = try await enter(call)
        defer { leave(call) }
        var step = memo[StepKey(stepKey)]
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

    /// How long all calls must have stood still before the run is parked: code that runs beside a wait, and has not
    /// come to its next step yet, has that long to come to it.
    private static let stillness = Duration.milliseconds(50)

    /// Waits in memory where it is short or other steps are at work, otherwise leaves the execution until then.
    func wait(until due: Timestamp) async throws {
        moves += 1
        let number = moves
        waits[number] = due
        defer { waits[number] = nil }
        while true {
            try await requireGoing()
            let left = environment.time.now.duration(to: due)
            guard left > .zero else { return }
            let seen = moves
            // Looks again now and then: once the other steps are done the wait may give up its place.
            let pause = wakeUp == nil ? environment.parkAfter : Self.stillness
            _ = await held.drain.wait(atMost: min(left, pause), by: environment.time)
            if let wakeUp, moves == seen, pause == Self.stillness, held.drain.value == nil {
                throw unwind(.parked(until: wakeUp))
            }
        }
    }

    /// When the run is to be woken if it is parked now; nil where a call is not waiting, or not for long.
    private var wakeUp: Timestamp? {
        guard waits.count == active.count, let first = waits.values.min(),
            environment.time.now.duration(to: first) >= environment.parkAfter
        else { return nil }
        return first
    }
}
