internal import HoldfastCore

/// What must hold of any store at any time, found by asking it for the same thing in several ways.
struct StoreInvariants {
    let check: CheckContext
    let store: Store
    /// Every life that ever was.
    let lives: [Incarnation]

    /// Throws a violation where one does not hold.
    func verify() async throws {
        var query = RunQuery()
        query.payloads = true
        query.limit = 1_000
        let runs = try await store.runs.list(query).items
        try await verifyReads(runs)
        try await verifyCounts(runs)
        for run in runs { try await verifySteps(run) }
        let rows = try await StoreDump(store.backend, store.namespace, lives: lives).rows
        try verifyOwners(rows, runs)
        for (table, rows) in Dictionary(grouping: rows, by: \.table).sorted(by: { $0.key.id < $1.key.id }) {
            for index in table.indexes { try await verify(index, table, rows) }
        }
    }

    private func verifyReads(_ runs: [RunRecord]) async throws {
        let many = try await store.runs.getMany(runs.map(\.id))
        for (run, other) in zip(runs, many) {
            try same(run, other, "the run \(run.id) in the list and in getMany")
            try same(run, try await store.runs.get(run.id), "the run \(run.id) in the list and alone")
        }
    }

    private func same(_ expected: RunRecord, _ actual: RunRecord?, _ subject: String) throws {
        guard expected != actual else { return }
        guard let actual else { throw check.violation(subject, expected: "the run", actual: "nil") }
        let answers = (Answer.run(ModelRun(expected, life: 0)), Answer.run(ModelRun(actual, life: 0)))
        throw check.violation(
            subject, expected: answers.0.differences(from: answers.1),
            actual: answers.1.differences(from: answers.0))
    }

    private func verifyCounts(_ runs: [RunRecord]) async throws {
        try check.expect(try await store.runs.count().value, runs.count, "the count of all runs and the list of them")
        for status in RunStatus.allCases {
            var filter = RunFilter()
            filter.statuses = [status]
            let expected = runs.filter { $0.status == status }.map(\.id)
            let listed = try await store.runs.list(RunQuery(filter)).items.map(\.id)
            try check.expect(listed, expected, "the list of the runs that are \(status.rawValue)")
            let count = try await store.runs.count(filter).value
            try check.expect(count, expected.count, "the count of the runs that are \(status.rawValue)")
        }
    }

    private func verifySteps(_ run: RunRecord) async throws {
        var query = StepQuery()
        query.payloads = true
        for step in try await store.steps.list(run.id, query).items {
            let alone = try await store.steps.get(run.id, step: step.key)
            try check.expect(alone.cells.map(\.text), step.cells.map(\.text), "the step \(step.key) of \(run.id)")
            let attempts = try await store.steps.attempts(run.id, step: step.key).map(\.attempt)
            try check.expect(
                attempts, Set(attempts).sorted(), "the attempts of step \(step.key) of \(run.id), in order")
            try check.expect(attempts.last, step.attempts, "the last attempt of step \(step.key) of \(run.id)")
        }
    }

    /// Nothing belongs to a run that is gone.
    private func verifyOwners(_ rows: [Row], _ runs: [RunRecord]) throws {
        let alive = Set(runs.flatMap { [$0.incarnation.rawValue, "run/" + $0.incarnation.rawValue] })
        for row in rows {
            let owner = row.table.columns.first { ["incarnation", "scope", "owner"].contains($0.name) }
            guard let life = owner.flatMap({ row[$0].text }) else { continue }
            try check.expect(
                alive.contains(life), true,
                "whether the run is there to which \(row.table.name) \(row.key.values) belongs")
        }
    }

    /// An index shows exactly the rows that it is about, in its order.
    private func verify(_ index: Index, _ table: Table, _ rows: [Row]) async throws {
        let order = table.order(index)
        let indexed = rows.filter { row in (index.partition + index.sort).allSatisfy { !row[$0].isNull } }
        let parts = Dictionary(grouping: indexed) { row in order.partition.map { row[$0] } }
        let sorted = parts.sorted { OrderedKey.encode($0.key).lexicographicallyPrecedes(OrderedKey.encode($1.key)) }
        for (partition, rows) in sorted {
            let expected = rows.sorted {
                Cursor($0, in: order).bytes.lexicographicallyPrecedes(Cursor($1, in: order).bytes)
            }
            let actual = try await store.backend.walk(IndexRange(table, index, partition), page: 100)
            try check.expect(
                actual.map { $0.key.values }, expected.map { $0.key.values }, "the index \(index.name) of \(table.name)"
            )
        }
    }
}
