internal import HoldfastCore

// Each keeps the index as a second store, which does not hear of everything.
extension Mutant {
    static let indexMutants = [
        Mutant("M07", "a patch changes the row but not its index entry", killer: "runs.update.reindexes") {
            store, world in
            store.keepIndex(in: world) { _, operation in
                if case .update = operation { nil } else { operation }
            }
        },
        Mutant("M86", "clearing an index column leaves the old entry", killer: "verbs.scan.sparse") { store, world in
            store.keepIndex(in: world) { _, operation in
                operation.mapAssignments(operation.key.table) { changes in
                    changes.filter { if case .set(_, .null) = $0 { false } else { true } }
                }
            }
        },
        Mutant("M103", "a deleted row stays in the indexes", killer: "verbs.scan.sparse") { store, world in
            store.keepIndex(in: world, showing: { $0 ?? $1 }) { _, operation in
                if case .delete = operation { nil } else { operation }
            }
        },
        Mutant("M104", "only the first operation of a commit reaches the indexes", killer: "runs.update.reindexes") {
            store, world in
            store.keepIndex(in: world) { batch, operation in
                batch.operations.first?.key == operation.key ? operation : nil
            }
        },
        Mutant("M85", "a new index is not filled for existing rows", killer: "verbs.migrate.additive") { store, world in
            store.onMigrate = { base, input in
                let version = try await base.schemaVersion()
                let done = try await base.migrate(input.migrations, dryRun: input.dryRun)
                guard !input.dryRun, version > 0 else { return done }
                for case .addIndex(_, let index) in input.migrations.filter({ $0.version > version }).flatMap(\.changes)
                {
                    world.note { $0.counts[index.name] = 1 }
                }
                return done
            }
            store.onCommit = { base, batch in
                world.note { notes in
                    guard !notes.counts.isEmpty else { return }
                    for operation in batch.operations { notes.rows[operation.key] = .some(nil) }
                }
                return try await base.commit(batch)
            }
            store.changePages { scan, page in
                world.note { notes in
                    guard let index = scan.range.index, notes.counts[index.name] != nil else { return page }
                    return Page(rows: page.rows.filter { notes.rows[$0.key] != nil }, next: page.next)
                }
            }
        },
    ]
}

extension Decorator {
    /// Reads indexes from the shadow, which is told of each operation as the closure says; nil is nothing.
    ///
    /// - Parameter showing: The row that is shown, of the row as it is and the entry.
    fileprivate mutating func keepIndex(
        in world: World, showing: @escaping @Sendable (Row?, Row) -> Row? = { row, _ in row },
        _ told: @escaping @Sendable (WriteBatch, Operation) -> Operation?
    ) {
        onMigrate = { base, input in
            if !input.dryRun { try await world.shadow.migrate(input.migrations, dryRun: false) }
            return try await base.migrate(input.migrations, dryRun: input.dryRun)
        }
        onCommit = { base, batch in
            let outcome = try await base.commit(batch)
            guard case .applied = outcome else { return outcome }
            for operation in batch.operations.compactMap({ told(batch, $0) }) {
                _ = try await world.shadow.commit(WriteBatch([operation.keepingConditions { _ in false }]))
            }
            return outcome
        }
        onScan = { base, scan in
            guard scan.range.index != nil else { return try await base.scan(scan) }
            var slow = SlowScan()
            slow.source = { _, range in try await world.shadow.rows(of: range) }
            var unfiltered = scan
            unfiltered.filter = []
            unfiltered.columns = .all
            let page = try await slow.page(base, unfiltered)
            let rows = try await base.get(page.rows.map(\.key), .all)
            let shown = zip(rows, page.rows).compactMap { showing($0, $1) }.filter { scan.filter.hold(for: $0) }
            return Page(rows: shown.map { $0.projected(scan.columns) }, next: page.next)
        }
    }
}
