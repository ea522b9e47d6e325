/// The event logs of runs: append-only, dense from 1, in the order of the commits.
public struct Events: Sendable {
    let context: StoreContext
    /// The most events that a run may have. One more stalls the run with the reason `limitExceeded`; it is not written,
    /// and the run does not fail. 50,000 by default.
    public var limit = 50_000

    init(_ context: StoreContext) { self.context = context }

    /// The most events of one call: they are one commit, which every backend must take.
    public static let maximumBatch = 40
    /// The reason of a run that is stalled because its log is full.
    public static let limitReason = "limitExceeded"

    /// Appends events to a run's log, all of them or none, at positions that follow each other.
    ///
    /// For callers who are not the run's worker. An event whose id is stored already is not stored again.
    /// - Parameter expectedHead: The position of the last event as the caller knows it, 0 for none.
    /// - Returns: The position of each event in its place; of one that was stored before, the first.
    /// - Throws: `.sequenceConflict` where the log ends elsewhere; `.idempotencyMismatch` where an id is stored with
    ///   other content; `.limitExceeded`, having stalled the run, where the log is full; `.notFound`. Nothing is
    ///   appended then.
    @discardableResult
    public func append(_ events: [NewEvent], to id: RunID, expectedHead: Int64? = nil) async throws -> [Int64] {
        try context.begin()
        let life = try await life(of: id, for: "append events")
        return try await append(events, to: EventLog(run: id, life: life, lease: nil), expectedHead)
    }

    /// Appends events to the log of a run, as its owner; see ``append(_:to:expectedHead:)``.
    ///
    /// - Throws: `.fenced` where the lease is not the present one, before anything else is answered.
    @discardableResult
    public func append(_ events: [NewEvent], lease: RunLease, expectedHead: Int64? = nil) async throws -> [Int64] {
        try context.begin()
        return try await append(events, to: EventLog(lease), expectedHead)
    }

    private func append(_ events: [NewEvent], to log: EventLog, _ expectedHead: Int64?) async throws -> [Int64] {
        try Self.validate(events)
        var looksUp = false
        // Each turn lost means that another appender won; that many in a row is a fault of the caller's.
        for _ in 0..<1_000 {
            let head = try await head(of: log)
            let isExpected = expectedHead.map { $0 == head.position } ?? true || CoreFault.leavesOut(.expectedHead)
            looksUp = looksUp || !isExpected
            let known = looksUp ? try await stored(events, in: log) : [:]
            let draft = try await draft(events, of: log, known, after: head)
            if draft.operations.isEmpty || !isExpected, let lease = log.lease {
                // A stale owner must hear that, though there is nothing to write.
                try await context.confirm(lease, for: "append events")
            }
            guard !draft.operations.isEmpty else { return draft.positions }
            guard isExpected else { throw Self.conflict(log, expectedHead ?? 0, head.position) }
            var batch = WriteBatch(draft.operations)
            batch.append(.check(log.runKey(context), where: log.conditions))
            let outcome = try await context.commit(batch, for: "append events", log.run.rawValue) { _ in
                // Applied before, it would be refused by what it inserts first.
                false
            }
            guard case .refused(let refusal) = outcome else { return draft.positions }
            if refusal.operation == draft.operations.count { throw log.refusal(by: refusal.current) }
            // Another event stands there, or one of these under its id.
            looksUp = true
        }
        throw StoreError(
            .revisionConflict, "the log of run \"\(log.run)\" keeps growing; try again", kind: "event",
            id: log.run.rawValue)
    }

    private static func conflict(_ log: EventLog, _ expected: Int64, _ actual: Int64) -> StoreError {
        StoreError(
            .sequenceConflict, "the log of run \"\(log.run)\" ends at \(actual), not at \(expected); read it again",
            kind: "event", id: log.run.rawValue, expected: "\(expected)", actual: "\(actual)")
    }

    func life(of id: RunID, for operation: String) async throws -> Incarnation {
        Incarnation(try await Runs(context).row(id, for: operation)[RunTable.incarnation].text ?? "")
    }

    static func validate(_ events: [NewEvent]) throws {
        guard events.count <= maximumBatch else {
            throw StoreError(
                .limitExceeded, "at most \(maximumBatch) events are appended at once, not \(events.count)",
                kind: "event")
        }
        var names: Set<[UInt8]> = []
        for event in events {
            try event.validate()
            for name in event.names where !names.insert(Array(name.utf8)).inserted {
                throw StoreError(.invalidArgument, "two events of one batch are \"\(name)\"", kind: "event", id: name)
            }
        }
    }
}

/// The log of one life of a run, and by which right it is written.
struct EventLog {
    let run: RunID
    let life: Incarnation
    let lease: RunLease?

    func runKey(_ context: StoreContext) -> Key { Key(RunTable.table, context.tenant, run.value) }

    /// What must hold of the run's row for events to be appended.
    var conditions: [Condition] { lease?.conditions ?? [Condition(RunTable.incarnation, .equal(life.value))] }

    func refusal(by row: Row?) -> StoreError { lease?.refusal(by: row) ?? StoreError.notFound("run", run) }
}

extension EventLog {
    init(_ lease: RunLease) { self.init(run: lease.runID, life: lease.incarnation, lease: lease) }
}

extension Store {
    /// Events: the logs of runs.
    public var events: Events { Events(context) }
}
