/// By what runs are counted.
public enum RunGrouping: Sendable, CaseIterable {
    case workflow
    case status
    case queue
}

extension Runs {
    /// How many runs pass the filter, by workflow, status or queue; groups without a run are left out.
    ///
    /// Exact, so it reads the row of each run that passes; ``count(_:upTo:)`` is bounded.
    public func counts(by grouping: RunGrouping, _ filter: RunFilter = RunFilter()) async throws -> [String: Int] {
        try context.begin()
        try filter.validate()
        var counts: [String: Int] = [:]
        var walk = RunWalk(self, RunQuery(filter), after: nil, pageSize: 1_000)
        while let (run, _) = try await walk.next() {
            let group =
                switch grouping {
                case .workflow: run.workflow
                case .status: run.status.rawValue
                case .queue: run.queue.rawValue
                }
            counts[group, default: 0] += 1
        }
        return counts
    }

    /// What a run took: its time and steps, and the numbers that its steps reported, added up over all attempts.
    public func totals(_ id: RunID) async throws -> RunTotals {
        let run = try await get(id, payloads: false)
        var totals = RunTotals()
        totals.duration = run.startedAt.map { $0.duration(to: run.completedAt ?? max(context.now, $0)) }
        let life = [context.tenant, run.incarnation.value]
        var steps = RowWalk(context, Scan(IndexRange(StepTable.table, nil, life), limit: 1_000), for: "total run")
        while let row = try await steps.next() {
            let step = try StepRecord(row)
            totals.steps += 1
            totals.attempts += step.attempts
            totals.add(step.metrics)
        }
        var attempts = RowWalk(
            context, Scan(IndexRange(AttemptTable.table, nil, life), limit: 1_000), for: "total run")
        while let row = try await attempts.next() { totals.add(try AttemptRecord(row).metrics) }
        return totals
    }
}

/// What a run took.
public struct RunTotals: Sendable, Equatable {
    /// From its start to its end, or to now; nil where it has not begun.
    public var duration: Duration?
    /// How many steps it has.
    public var steps = 0
    /// How many attempts they took.
    public var attempts = 0
    /// The sum of each number that the attempts reported, such as cost or tokens.
    public var metrics: [String: Double] = [:]

    /// Nothing yet.
    public init() {}

    fileprivate mutating func add(_ numbers: [String: Double]) {
        for (name, number) in numbers { metrics[name, default: 0] += number }
    }
}
