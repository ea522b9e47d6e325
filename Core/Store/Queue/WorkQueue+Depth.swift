/// How many messages a queue holds, by what they wait for.
public struct QueueDepth: Sendable, Equatable {
    /// Due: a claim would find them. Those whose visibility has ended are among them.
    public let ready: Int
    /// Waiting for their time.
    public let delayed: Int
    /// With a worker.
    public let inFlight: Int
    /// Dead letters.
    public let dead: Int
    /// Whether every number is exact; otherwise one has reached the bound.
    public let isExact: Bool

    /// All of them; messages that were acknowledged are not counted.
    public var total: Int { ready + delayed + inFlight + dead }
}

extension WorkQueue {
    /// How many messages the queue holds, each number counted up to a bound; it may lag by some seconds.
    public func depth(upTo limit: Int = 10_000) async throws -> QueueDepth {
        try context.begin()
        try name.validate()
        guard limit > 0 else { throw StoreError(.invalidArgument, "a count goes up to at least 1, not \(limit)") }
        let now = Value.time(context.now)
        let bound = limit == .max ? limit : limit + 1
        let (due, later) = (Condition(QueueTable.readyAt, .atMost(now)), Condition(QueueTable.readyAt, .greater(now)))
        async let waiting = count(.ready, [due], bound)
        async let overdue = count(.claimed, [due], bound)
        async let delayed = count(.ready, [later], bound)
        async let inFlight = count(.claimed, [later], bound)
        async let dead = count(.dead, kept(.dead, at: context.now), bound)
        let counts = try await [waiting + overdue, delayed, inFlight, dead]
        let shown = counts.map { min($0, limit) }
        return QueueDepth(
            ready: shown[0], delayed: shown[1], inFlight: shown[2], dead: shown[3], isExact: shown == counts)
    }

    func count(_ status: MessageStatus, _ filter: [Condition], _ limit: Int) async throws -> Int {
        try await context.count(range(status), filter: filter, limit: limit, for: "count messages")
    }
}
