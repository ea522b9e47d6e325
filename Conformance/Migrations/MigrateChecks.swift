internal import HoldfastCore

extension Check {
    static let migrateChecks = [
        Check(
            "migrate.fresh", .durable, .sequential, needs: [.migrations], kills: ["M214"],
            contract: "a new database reaches the latest schema version",
            why: "The first start of a deployment begins with nothing.",
            hint: "Version 0 is the version of nothing."
        ) { c in
            let backend = try await c.handle()
            try c.expect(try await backend.schemaVersion(), 0, "the version of a new store")
            try await c.store(backend).prepare()
            try c.expect(try await backend.schemaVersion(), Schema.holdfast.version, "the version afterwards")
            for table in Schema.holdfast.tables {
                let row = c.row(table, [:])
                try c.expect(await backend.verdict(.insert(row)), .done, "a row of \(table.name)")
                try c.expect(try await backend.row(row.key), row, "the row of \(table.name)")
                for index in table.indexes {
                    let partition = index.partition.map { row[$0] }
                    // A row is in an index only if none of the index's columns is null.
                    let isIn = !(index.partition + index.sort).contains { row[$0].isNull }
                    guard isIn else { continue }
                    try await c.settle()
                    let found = try await backend.walk(IndexRange(table, index, partition))
                    try c.expect(found, [row], "the row of \(table.name), by \(index.name)")
                }
            }
        },
        Check(
            "migrate.idempotent", .durable, .sequential, needs: [.migrations], kills: ["M212"],
            contract: "running migrations again changes nothing",
            why: "Every worker migrates when it starts.",
            hint: "Look at the stored version first."
        ) { c in
            let store = try await c.store()
            try await c.populate(store, "r")
            let before = try await c.dump(store.backend)
            for round in 0..<3 {
                try c.expect(try await store.migrate(), [], "what migration \(round) did")
                try await store.prepare()
                try c.expect(try await store.backend.schemaVersion(), Schema.holdfast.version, "the version")
                try c.expect(try await c.dump(store.backend), before, "the rows after migration \(round)")
            }
            await store.close()
            let again = try await c.handle()
            try c.expect(try await again.migrate(Migration.holdfast, dryRun: false), [], "a migration after reopen")
            try c.expect(try await c.dump(again), before, "the rows after reopen")
        },
        Check(
            "migrate.concurrent", .durable, .handles, needs: [.migrations, .multiProcess], kills: ["M64"],
            contract: "N handles migrating at once apply each step once",
            why: "A deployment starts all its workers at once.",
            hint: "Read the version again once the lock is held."
        ) { c in
            let handles = [
                try await c.handle(), try await c.handle(), try await c.handle(), try await c.handle(),
                try await c.handle(), try await c.handle(),
            ]
            let plan = try await handles[0].migrate(Migration.holdfast, dryRun: true)
            let results = await c.race(handles.count) { n in
                try await handles[n].migrate(Migration.holdfast, dryRun: false)
            }
            let done = try results.flatMap { try $0.get() }
            try c.expect(done.sorted(), plan.sorted(), "what all of them did together")
            for (n, handle) in handles.enumerated() {
                try c.expect(try await handle.schemaVersion(), Schema.holdfast.version, "the version of handle \(n)")
            }
            try await c.populate(c.store(handles[5]), "r")
        },
        Check(
            "migrate.dry-run", .durable, .sequential, needs: [.migrations], kills: ["M210"],
            contract: "dry run lists steps and writes nothing",
            why: "Who runs a store wants to know before an upgrade what it will do.",
            hint: "One plan for both: told, or carried out."
        ) { c in
            let store = c.store(try await c.handle())
            let plan = try await store.migrate(dryRun: true)
            try c.expect(plan.isEmpty, false, "a plan that lists nothing")
            for migration in Migration.holdfast {
                let isNamed = plan.contains { $0.contains("\(migration.version)") && $0.contains(migration.summary) }
                try c.expect(isNamed, true, "whether \(plan.prefix(3)) names step \(migration.version)")
            }
            try c.expect(try await store.backend.schemaVersion(), 0, "the version after a dry run")
            try await c.expect(.schemaOutdated, "a read after a dry run") { _ = try await store.runs.list() }
            try c.expect(try await c.handle().schemaVersion(), 0, "the version that another handle sees")
            try c.expect(try await store.migrate(), plan, "what is done, as it was planned")
            try c.expect(try await store.migrate(dryRun: true), [], "the plan once it is done")
        },
        Check(
            "migrate.no-auto", .durable, .sequential, needs: [.migrations], kills: ["M213"],
            contract: "with autoMigrate off, a stale schema throws .schemaOutdated with instructions",
            why: "Where only an operator may change the schema, a worker must not.",
            hint: "Compare the versions, and name the command that migrates."
        ) { c in
            let backend = try await c.handle()
            let store = c.store(backend)
            let error = try await c.expect(.schemaOutdated, "opening a store without tables") {
                try await store.prepare(migrating: false)
            }
            let instructs = error.message.contains("holdfast migrate")
            try c.expect(instructs, true, "whether \"\(error)\" says what to do")
            try c.expect(try await backend.schemaVersion(), 0, "the version afterwards")
            try await store.prepare()
            try await store.prepare(migrating: false)
        },
        Check(
            "migrate.newer", .durable, .sequential, needs: [.migrations], kills: ["M211"],
            contract: "opening a schema newer than the code throws .schemaTooNew and writes nothing",
            why: "An old worker that was left over from before an upgrade would write what nobody reads.",
            hint: "Compare before anything is applied."
        ) { c in
            let store = try await c.store()
            try await c.populate(store, "r")
            let table = Table(
                9_004, "later", partition: [StateTable.namespace], sort: [],
                columns: [StateTable.namespace, Column(1, "insert_token", .bytes)])
            let newest = Schema.holdfast.version + 1
            let later = Migration(version: newest, summary: "a later step", changes: [.addTable(table)])
            try await store.backend.migrate(Migration.holdfast + [later], dryRun: false)
            let before = try await c.dump(store.backend)
            let old = c.store(try await c.handle())
            for migrating in [true, false] {
                try await c.expect(.schemaTooNew, "opening it") { try await old.prepare(migrating: migrating) }
                try await c.expect(.schemaTooNew, "migrating it") { _ = try await old.migrate(dryRun: migrating) }
            }
            try c.expect(try await old.backend.schemaVersion(), newest, "the version afterwards")
            try c.expect(try await c.dump(old.backend), before, "the rows afterwards")
            try c.expect(await store.backend.verdict(.insert(c.row(table, [:]))), .done, "a row of the later table")
        },
    ]
}
