/// Something that happened in a run.
public struct HistoryEntry: Sendable, Equatable {
    /// What happened.
    public let kind: EventKind
    /// When it happened.
    public let at: Timestamp
    /// What it is about: of a step, the step's key.
    public let correlationID: String?
    /// Of a step: which attempt, from 1.
    public let attempt: Int?
    /// The place in the log; nil where the entry is derived from the run's or a step's record.
    public let position: Int64?

    init(_ kind: EventKind, at time: Timestamp, of step: String? = nil, attempt: Int? = nil) {
        self.kind = kind
        at = time
        correlationID = step
        self.attempt = attempt
        position = nil
    }

    init(_ event: EventRecord) {
        kind = event.kind
        at = event.createdAt
        correlationID = event.correlationID
        attempt = nil
        position = event.position
    }
}

extension Events {
    /// All that happened in a run, by time: its log, and what its own record and those of its steps tell.
    ///
    /// Step events are never stored: they are read from the steps. So is the beginning and the end of the run where its
    /// log says nothing of them. Without payloads; the log's limit bounds it.
    /// - Throws: `.notFound` for an unknown run.
    public func history(_ id: RunID) async throws -> [HistoryEntry] {
        try context.begin()
        let run = try await Runs(context).get(id, payloads: false)
        let stored = try await log(of: run)
        let kinds = Set(stored.map(\.kind))
        var entries = Self.beginning(of: run).filter { !kinds.contains($0.kind) } + stored
        entries += try await steps(of: run)
        if let end = Self.end(of: run), !kinds.contains(end.kind) { entries.append(end) }
        // What happened at the same time keeps its order.
        return entries.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
    }

    private static func beginning(of run: RunRecord) -> [HistoryEntry] {
        [HistoryEntry(.runCreated, at: run.createdAt)]
            + (run.startedAt.map { [HistoryEntry(.runStarted, at: $0)] } ?? [])
    }

    private static func end(of run: RunRecord) -> HistoryEntry? {
        let kinds: [RunStatus: EventKind] = [
            .completed: .runCompleted, .failed: .runFailed, .cancelled: .runCancelled,
        ]
        guard let kind = kinds[run.status], let time = run.completedAt else { return nil }
        return HistoryEntry(kind, at: time)
    }

    private func log(of run: RunRecord) async throws -> [HistoryEntry] {
        let range = IndexRange(EventTable.table, nil, [context.tenant, run.incarnation.value])
        var walk = RowWalk(context, Scan(range, limit: 1_000), for: "read history", run.id.rawValue)
        var entries: [HistoryEntry] = []
        while let row = try await walk.next() {
            let event = EventRecord(row)
            guard event.position == Int64(entries.count) + 1 else { break }
            entries.append(HistoryEntry(event))
        }
        return entries
    }

    private func steps(of run: RunRecord) async throws -> [HistoryEntry] {
        func walk(_ table: Table) -> RowWalk {
            let range = IndexRange(table, nil, [context.tenant, run.incarnation.value])
            return RowWalk(context, Scan(range, limit: 1_000), for: "read history", run.id.rawValue)
        }
        var steps: [StepRecord] = []
        var rows = walk(StepTable.table)
        while let row = try await rows.next() { steps.append(try StepRecord(row)) }
        var failed: [String: [AttemptRecord]] = [:]
        rows = walk(AttemptTable.table)
        while let row = try await rows.next() {
            let attempt = try AttemptRecord(row)
            failed[attempt.step, default: []].append(attempt)
        }
        return steps.sorted { $0.position < $1.position }.flatMap { step in
            // An attempt that was added after the step was read is not both history and the last.
            let earlier = (failed[step.key] ?? []).filter { $0.attempt < step.attempts }
            return step.history(earlier, since: run.startedAt ?? run.createdAt)
        }
    }
}

extension StepRecord {
    /// What happened to the step, in order.
    fileprivate func history(_ earlier: [AttemptRecord], since start: Timestamp) -> [HistoryEntry] {
        let attempts = earlier + [AttemptRecord(lastOf: self)]
        var last = attempts[0].startedAt ?? attempts[0].completedAt ?? start
        var entries = [HistoryEntry(.stepCreated, at: last, of: key)]
        for attempt in attempts {
            last = attempt.startedAt ?? last
            entries.append(HistoryEntry(.stepStarted, at: last, of: key, attempt: attempt.attempt))
            last = attempt.completedAt ?? last
            guard let kind = end(of: attempt) else { continue }
            entries.append(HistoryEntry(kind, at: last, of: key, attempt: attempt.attempt))
        }
        return entries
    }

    private func end(of attempt: AttemptRecord) -> EventKind? {
        guard attempt.attempt == attempts else { return .stepRetrying }
        switch status {
        case .completed, .skipped: return .stepCompleted
        case .failed, .cancelled: return .stepFailed
        case .retrying: return .stepRetrying
        case .pending, .running: return nil
        }
    }
}
