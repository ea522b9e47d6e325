internal import HoldfastCore

extension Check {
    static let goldenChecks = [
        Check(
            "migrate.from-each", .durable, .sequential, needs: [.migrations],
            contract: "a golden database of every released version upgrades and passes the core checks on its old data",
            why: "Runs that were begun before an upgrade are carried on after it.",
            hint: "Fill new indexes from old rows; read a column that is missing in an old row as null."
        ) { c in
            // One version is released. The rows are as it writes them, column by column, so that a change of what is
            // stored shows here even where reading and writing change together.
            let backend = try await c.handle()
            try await backend.migrate(Migration.holdfast.filter { $0.version == 1 }, dryRun: false)
            let verdict = await backend.verdict(WriteBatch(golden(c.place.id).map { .insert($0) }))
            try c.expect(verdict, .done, "the rows of version 1")
            await backend.close()
            let store = c.store(try await c.handle())
            try await store.prepare()
            try await c.settle()
            try await carriesOn(c, store)
        }
    ]

    private static func carriesOn(_ c: CheckContext, _ store: Store) async throws {
        let run = try await store.runs.get("order-1")
        try c.expect(run.status, .running, "the status of an old run")
        try c.expect([run.workflow, run.resourceID], ["order", "customer-1"], "texts of an old run")
        try c.expect([run.input, run.workflowContext], [Payload(text: "{\"n\":1}"), nil], "payloads of an old run")
        try c.expect([run.revision, run.fence.rawValue], [3, 2], "the counts of an old run")
        try c.expect(run.tags, ["region": "eu"], "tags of an old run")
        try c.expect(run.attributes, ["total": .double(9.5)], "attributes of an old run")
        var query = RunQuery()
        query.filter.tags = ["region": "eu"]
        try c.expect(try await store.runs.list(query).items.map(\.id), ["order-1"], "old runs by tag")
        query.filter = RunFilter()
        query.filter.resourceID = "customer-1"
        try c.expect(try await store.runs.list(query).items.map(\.id), ["order-1"], "old runs by resource")
        let lease = try await c.claim(store, "order-1")
        try c.expect(lease.fence, Fence(3), "the fence of a new claim of an old run")
        let memo = try await store.steps.memo(lease)
        try c.expect(memo.map(\.key), ["charge"], "the steps of an old run")
        try c.expect(memo.map(\.output), [Payload(text: "\"paid\"")], "their outputs")
        try c.expect(memo.map(\.metrics), [["ms": 12]], "their metrics")
        let attempts = try await store.steps.attempts("order-1", step: "charge")
        try c.expect(attempts.map(\.failure?.message), ["declined", nil], "the attempts of an old step")
        let state = store.state(of: lease.incarnation)
        try c.expect(try await state.get("cursor")?.content, Payload(bytes: [0, 255]), "the state of an old run")
        let held = try await c.commit(store, StepRecord(key: "ship", position: 2), lease)
        try await store.leases.complete(held, output: Payload(text: "done"))
        try c.expect(try await store.runs.get("order-1").output, Payload(text: "done"), "the end of an old run")
        try c.expect(try await store.runs.delete("order-1"), true, "deleting an old run")
        try c.expect(try await c.dump(store.backend), [], "what is left of it")
    }

    /// A run in the middle of its work, as version 1 stores it.
    private static func golden(_ tenant: String) -> [Row] {
        let life = Value.text("01j0000000life000000000001")
        let token = Value.bytes([UInt8](repeating: 7, count: 16))
        let times: [Column: Value] = [
            RunTable.createdAt: .int(1_700_000_000_000_000), RunTable.startedAt: .int(1_700_000_001_000_000),
            RunTable.updatedAt: .int(1_700_000_002_000_000), RunTable.readyAt: .int(1_700_000_060_000_000),
        ]
        let run: [Column: Value] = [
            RunTable.runID: .text("order-1"), RunTable.insertToken: token, RunTable.revision: .int(3),
            RunTable.incarnation: life, RunTable.rewindEpoch: .int(0), RunTable.format: .int(1),
            RunTable.workflow: .text("order"), RunTable.version: .int(1), RunTable.status: .text("running"),
            RunTable.queue: .text("default"), RunTable.route: .text("default"), RunTable.bucket: .int(0),
            RunTable.priority: .int(1), RunTable.leaseOwner: .text("worker-1"), RunTable.fence: .int(2),
            RunTable.claimsSinceProgress: .int(0), RunTable.compensates: .bool(false),
            RunTable.resourceID: .text("customer-1"), RunTable.progress: .double(0.25),
            RunTable.tags: .text("{\"region\":\"eu\"}"), RunTable.attributes: .text("{\"total\":9.5}"),
            RunTable.inputDigest: .bytes([UInt8](repeating: 1, count: 32)), RunTable.onHold: .bool(false),
        ]
        return [
            row(RunTable.table, tenant, run.merging(times) { $1 }),
            row(
                PayloadTable.table, tenant,
                [
                    PayloadTable.incarnation: life, PayloadTable.part: .text("input"), PayloadTable.insertToken: token,
                    PayloadTable.content: .bytes(Array("{\"n\":1}".utf8)),
                ]),
            row(
                TagTable.table, tenant,
                [
                    TagTable.tag: .text("region"), TagTable.value: .text("eu"), TagTable.runID: .text("order-1"),
                    TagTable.insertToken: token, TagTable.incarnation: life,
                    TagTable.createdAt: .int(1_700_000_000_000_000),
                ]),
        ] + goldenSteps(tenant, life, token)
    }

    private static func goldenSteps(_ tenant: String, _ life: Value, _ token: Value) -> [Row] {
        [
            row(
                StepTable.table, tenant,
                [
                    StepTable.incarnation: life, StepTable.stepKey: .text("charge"), StepTable.insertToken: token,
                    StepTable.seq: .int(1), StepTable.name: .text("charge"), StepTable.kind: .text("step"),
                    StepTable.status: .text("completed"), StepTable.attempts: .int(2),
                    StepTable.output: .bytes(Array("\"paid\"".utf8)), StepTable.metrics: .text("{\"ms\":12.0}"),
                    StepTable.typeTag: .text("String"), StepTable.worker: .text("worker-1"), StepTable.fence: .int(2),
                    StepTable.startedAt: .int(1_700_000_001_000_000),
                    StepTable.completedAt: .int(1_700_000_002_000_000),
                ]),
            row(
                AttemptTable.table, tenant,
                [
                    AttemptTable.incarnation: life, AttemptTable.stepKey: .text("charge"),
                    AttemptTable.attempt: .int(1),
                    AttemptTable.insertToken: token, AttemptTable.status: .text("failed"),
                    AttemptTable.error: .bytes(Array("{\"code\":\"card\",\"message\":\"declined\"}".utf8)),
                ]),
            row(
                StateTable.table, tenant,
                [
                    StateTable.scope: .text("run/" + (life.text ?? "")), StateTable.key: .text("cursor"),
                    StateTable.insertToken: token, StateTable.revision: .int(1), StateTable.format: .int(1),
                    StateTable.content: .bytes([0, 255]), StateTable.updatedAt: .int(1_700_000_002_000_000),
                ]),
        ]
    }

    private static func row(_ table: Table, _ tenant: String, _ content: [Column: Value]) -> Row {
        var row = Row(table)
        for (column, value) in content { row[column] = value }
        row[table.partition[0]] = .text(tenant)
        return row
    }
}
