extension Runs {
    /// Removes runs that ended before a time, those on hold excepted, oldest first and in bounded batches.
    ///
    /// - Parameters:
    ///   - cutoff: One that ended at this very time stays.
    ///   - workflow: Nil means of any.
    ///   - statuses: How they ended; each must be terminal.
    ///   - limit: The most runs to remove.
    ///   - dryRun: Whether they are counted only.
    /// - Returns: Exactly how many were removed, or would be.
    @discardableResult
    public func purge(
        endedBefore cutoff: Timestamp, workflow: String? = nil,
        statuses: Set<RunStatus> = [.completed, .failed, .cancelled], limit: Int = .max, dryRun: Bool = false
    ) async throws -> Int {
        try context.begin()
        if let workflow { try Self.validateName(workflow, "workflow name") }
        guard limit > 0 else { throw StoreError(.invalidArgument, "a purge takes at least 1 run, not \(limit)") }
        if let active = statuses.first(where: { !$0.isTerminal }) {
            throw StoreError(.invalidArgument, "a run that is \(active.rawValue) has not ended and is never purged")
        }
        var removed = 0
        for status in statuses.sorted(by: { $0.rawValue < $1.rawValue }) where removed < limit {
            var scan = Scan(
                IndexRange(
                    RunTable.table, RunTable.byCompletion, [context.tenant, .status(status)], below: .time(cutoff)),
                limit: 1_000)
            if let workflow { scan.filter.append(Condition(RunTable.workflow, .equal(.text(workflow)))) }
            removed += try await purge(scan, limit: limit - removed, dryRun: dryRun)
        }
        return removed
    }

    /// Removes the runs of a scan that are not on hold, each as it was seen: one that was changed meanwhile stays.
    func purge(_ scan: Scan, limit: Int, dryRun: Bool) async throws -> Int {
        var scan = scan
        scan.filter.append(Condition(RunTable.format, .atMost(.int(RunRecord.newestFormat))))
        if !CoreFault.leavesOut(.hold) { scan.filter.append(Condition(RunTable.onHold, .equal(.bool(false)))) }
        var removed = 0
        repeat {
            scan.limit = min(100, limit - removed)
            let page = try await context.scan(scan, for: "purge runs")
            if dryRun, !CoreFault.leavesOut(.dryRun) {
                removed += page.rows.count
            } else {
                let runs = try page.rows.map { try RunRecord($0) }
                let outcomes = await inParallel(runs) { run in
                    await Result.of { try await remove(run) }
                }
                removed += try outcomes.count { try $0.get() }
            }
            scan.after = page.next
        } while scan.after != nil && removed < limit
        return removed
    }

    /// Keeps a run from being removed, whatever its retention says, or lets that happen again.
    ///
    /// While a run is on hold every deletion of it is refused, also by force, by a purge, or by a restart of its id.
    @discardableResult
    public func hold(_ id: RunID, _ isOnHold: Bool = true) async throws -> RunRecord {
        try await change(id, for: "hold run") { run, _ in
            run.isOnHold == isOnHold ? nil : [.set(RunTable.onHold, .bool(isOnHold))]
        }
    }
}

extension RunRecord {
    func refuseOnHold() throws {
        guard isOnHold, !CoreFault.leavesOut(.hold) else { return }
        throw StoreError(
            .invalidTransition, "run \"\(id)\" is on hold and cannot be deleted; lift the hold first", kind: "run",
            id: id.rawValue, actual: "on hold")
    }
}

extension Result where Failure == any Error {
    /// What became of a call that may throw.
    static func of(_ call: () async throws -> Success) async -> Self {
        do { return .success(try await call()) } catch { return .failure(error) }
    }
}

/// Does the same with each element, ten at a time, and returns what became of each in its place.
func inParallel<Element: Sendable, Outcome: Sendable>(
    _ elements: [Element], _ body: @escaping @Sendable (Element) async -> Outcome
) async -> [Outcome] {
    await withTaskGroup(of: (Int, Outcome).self) { group in
        var outcomes = [Outcome?](repeating: nil, count: elements.count)
        var next = 0
        func add() {
            guard next < elements.count else { return }
            let (place, element) = (next, elements[next])
            group.addTask { (place, await body(element)) }
            next += 1
        }
        for _ in 0..<10 { add() }
        while let (place, outcome) = await group.next() {
            outcomes[place] = outcome
            add()
        }
        return outcomes.compactMap { $0 }
    }
}
