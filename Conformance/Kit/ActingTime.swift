internal import HoldfastCore

/// A check's clock whose sleepers do something of the check's own, which may move the clock, instead of waiting.
struct ActingTime: TimeSource {
    let base: VirtualTime
    let act: @Sendable (Timestamp) async throws -> Void

    var now: Timestamp { base.now }
    var minimumResolution: Duration { base.minimumResolution }

    func sleep(until deadline: Timestamp, tolerance: Duration?) async throws {
        try Task.checkCancellation()
        try await act(deadline)
    }
}

extension CheckContext {
    /// A store over this backend whose every wait is this act.
    func store(
        _ backend: any StoreBackend, sleeping act: @escaping @Sendable (Timestamp) async throws -> Void
    ) -> Store {
        Store(
            backend: backend, namespace: Namespace(place.id), time: ActingTime(base: time, act: act),
            identifiers: IdentifierSource(mark: suite.nameMark))
    }

    /// A store whose short waits move the clock, and whose long ones, those of heartbeats, last until they are
    /// cancelled: so time does not run away while work goes on.
    func unhurriedStore(_ backend: (any StoreBackend)? = nil) async throws -> Store {
        let line: any StoreBackend = if let backend { backend } else { try await self.backend() }
        return store(line) { [time] deadline in
            let wait = time.now.duration(to: deadline)
            if wait > .seconds(5) { await untilCancelled() } else { time.move(by: wait) }
        }
    }

    /// Lets every other task go on, a few times.
    func giveWay() async { for _ in 0..<50 { await Task.yield() } }

    /// Waits until the task is cancelled.
    func untilCancelled() async {
        let (stream, continuation) = AsyncStream<Never>.makeStream()
        for await _ in stream {}
        withExtendedLifetime(continuation) {}
    }
}
