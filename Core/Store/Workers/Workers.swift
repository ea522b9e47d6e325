extension Store {
    /// Workers: who works on what, and who is alive.
    public var workers: Workers { Workers(context) }
}

/// The workers of a namespace.
///
/// A row in the store tells whether a worker is alive, never a connection. One more row counts registrations: who
/// decides that nobody knows a workflow does so on condition that nobody has registered meanwhile.
public struct Workers: Sendable {
    let context: StoreContext

    init(_ context: StoreContext) { self.context = context }

    /// A worker that was not heard of for this long is taken for dead: 60 seconds.
    public static let liveness = Duration.seconds(60)
    /// How often a worker makes itself heard: every 20 seconds.
    public static let beatInterval = Duration.seconds(20)
    /// How long the row of a dead worker stays: a day.
    static let memory = Duration.days(1)

    /// Whose row counts the registrations.
    static let registry = WorkerID("registry")

    private func key(_ id: WorkerID) -> Key { Key(WorkerTable.table, context.tenant, id.value) }

    /// Makes a worker known, in the place of what was known under its name, and lets runs go on that stalled for want
    /// of it.
    ///
    /// - Returns: How many runs go on.
    @discardableResult
    public func register(_ profile: WorkerProfile) async throws -> Int {
        try context.begin()
        try profile.validate()
        // Each turn lost another registration in between; a deployment starts many workers at once.
        for _ in 0..<100 {
            if try await registerOnce(profile) { return try await wake(for: profile) }
        }
        throw StoreError(.revisionConflict, "too many workers register at once; try again")
    }

    private func registerOnce(_ profile: WorkerProfile) async throws -> Bool {
        let now = context.now
        let rows = try await context.get([key(profile.id), key(Self.registry)], .all, for: "register worker")
        let row = profile.row(context, at: now)
        var operations: [Operation] = []
        if let old = rows[0] {
            let kept = WorkerTable.table.key + [WorkerTable.insertToken, WorkerTable.startedAt]
            let changes = WorkerTable.table.columns.filter { !kept.contains($0) }.map { Assignment.set($0, row[$0]) }
            let isThere = Condition(WorkerTable.insertToken, .equal(old[WorkerTable.insertToken]))
            operations.append(.update(old.key, changes, where: [isThere]))
        } else {
            operations.append(.insert(row))
        }
        if let registry = rows[1] {
            let seen = Condition(WorkerTable.epoch, .equal(registry[WorkerTable.epoch]))
            let epoch = (registry[WorkerTable.epoch].int ?? 0) + 1
            let raise = Operation.update(
                registry.key, [.set(WorkerTable.epoch, .int(epoch)), .set(WorkerTable.seenAt, .time(now))],
                where: [seen])
            operations.append(raise)
        } else {
            var first = WorkerProfile(Self.registry, workflows: [], queues: []).row(context, at: now)
            first[WorkerTable.epoch] = .int(1)
            operations.append(.insert(first))
        }
        // A registration whose reply was lost is done again: raising the epoch twice does no harm.
        let outcome = try await context.commit(
            WriteBatch(operations), for: "register worker", profile.id.rawValue
        ) { _ in false }
        if case .applied = outcome { return true }
        return false
    }

    /// Lets runs go on that stalled because no live worker knew their workflow, where this one does.
    ///
    /// - Returns: How many.
    @discardableResult
    public func wake(for profile: WorkerProfile) async throws -> Int {
        var query = RunQuery()
        query.filter.statuses = [.stalled]
        query.limit = 200
        var woken = 0
        repeat {
            let page = try await Runs(context).list(query)
            for run in page.items where profile.serves(run) && StallReason.passesWithRegistration(run.reason) {
                do {
                    try await Runs(context).update(run.id, revision: run.revision, RunPatch(.recovered))
                    woken += 1
                } catch let error as StoreError
                    where [.revisionConflict, .invalidTransition, .notFound].contains(error.code)
                {
                    // Another worker was first, or the run has ended or is gone.
                }
            }
            query.cursor = page.next
        } while query.cursor != nil
        return woken
    }

    /// Lets a worker be heard of. False where it is not known (any more): then it must register.
    public func beat(_ id: WorkerID) async throws -> Bool {
        try context.begin()
        let batch = WriteBatch([.update(key(id), [.set(WorkerTable.seenAt, .time(context.now))])])
        // The same again does no harm.
        let outcome = try await context.commit(batch, for: "beat of worker", id.rawValue) { _ in false }
        if case .applied = outcome { return true }
        return false
    }

    /// Forgets a worker that stops. Returns whether it was known.
    @discardableResult
    public func remove(_ id: WorkerID) async throws -> Bool {
        try context.begin()
        try id.validate()
        guard id != Self.registry else { return false }
        let isThere = Condition(WorkerTable.insertToken, .isNotNull)
        let batch = WriteBatch([.delete(key(id), where: [isThere])])
        let outcome = try await context.commit(batch, for: "remove worker", id.rawValue) { $0.current == nil }
        if case .applied = outcome { return true }
        return false
    }

    /// All workers that are known, by name.
    public func list() async throws -> [WorkerRecord] {
        try context.begin()
        let scan = Scan(IndexRange(WorkerTable.table, nil, [context.tenant]), limit: 1_000)
        var walk = RowWalk(context, scan, for: "list workers")
        var workers: [WorkerRecord] = []
        while let row = try await walk.next() {
            if row[WorkerTable.workerID] != Self.registry.value { workers.append(try WorkerRecord(row)) }
        }
        return workers
    }

    /// What must hold for nobody to have registered since this was read.
    func unchanged() async throws -> Operation {
        guard let row = try await context.get(key(Self.registry), .all, for: "read the registry") else {
            return .absent(key(Self.registry))
        }
        return .check(row.key, where: [Condition(WorkerTable.epoch, .equal(row[WorkerTable.epoch]))])
    }

    /// Removes the rows of workers that are long dead.
    func sweep(limit: Int, dryRun: Bool) async throws -> Int {
        let end = context.now.advanced(by: .zero - Self.memory)
        let range = IndexRange(WorkerTable.table, WorkerTable.byLastSeen, [context.tenant], atMost: .time(end))
        var scan = Scan(range, limit: 500)
        scan.filter = [Condition(WorkerTable.workerID, .notEqual(Self.registry.value))]
        if dryRun, !CoreFault.leavesOut(.dryRun) {
            return try await context.count(range, filter: scan.filter, limit: limit, for: "sweep workers")
        }
        return try await context.sweep(scan, limit: limit) { row in
            [Condition(WorkerTable.seenAt, .equal(row[WorkerTable.seenAt]))]
        }
    }
}
