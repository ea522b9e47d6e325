internal import HoldfastCore

extension Mutant {
    static let migrationMutants = [
        Mutant("M210", "a dry run applies what it lists", killer: "migrate.dry-run") { store, _ in
            store.onMigrate = { base, input in try await base.migrate(input.migrations, dryRun: false) }
        },
        Mutant("M211", "a schema that is newer is taken for the present one", killer: "migrate.newer") { store, _ in
            store.onSchemaVersion = { base, _ in min(try await base.schemaVersion(), Schema.holdfast.version) }
            store.onMigrate = { base, input in
                let newest = input.migrations.last?.version ?? 0
                guard try await base.schemaVersion() <= newest else { return [] }
                return try await base.migrate(input.migrations, dryRun: input.dryRun)
            }
        },
        Mutant("M212", "every migration is told of as if it were the first", killer: "migrate.idempotent") { store, _ in
            store.onMigrate = { base, input in
                _ = try await base.migrate(input.migrations, dryRun: input.dryRun)
                return input.migrations.map { "version \($0.version): \($0.summary)" }
            }
        },
        Mutant("M213", "asking for the version migrates", killer: "migrate.no-auto") { store, _ in
            store.onSchemaVersion = { base, _ in
                _ = try await base.migrate(Migration.holdfast, dryRun: false)
                return try await base.schemaVersion()
            }
        },
        Mutant("M214", "an index of a new table is forgotten", killer: "migrate.fresh") { store, _ in
            store.changePages { scan, page in
                scan.range.index == LockTable.byExpiry || scan.range.index == QueueTable.byStatus
                    ? Page(rows: [], next: nil) : page
            }
        },
        Mutant(
            "M64", "the version is read before the lock: a step is applied by each who waited",
            killer: "migrate.concurrent"
        ) {
            store, _ in
            store.onMigrate = { base, input in
                let version = try await base.schemaVersion()
                let missing = input.migrations.filter { $0.version > version }
                await pause()
                _ = try await base.migrate(input.migrations, dryRun: input.dryRun)
                return missing.map { "version \($0.version): \($0.summary)" }
            }
        },
    ]
}
