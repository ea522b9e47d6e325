internal import HoldfastConformance
internal import HoldfastCore

extension Mutant {
    static let tenantMutants = [
        Mutant("M51", "the namespace is missing from a lookup by id", killer: "tenant.read") { store, world in
            store.forgetNamespace(in: world) { operation in operation.inserted == nil }
        },
        Mutant("M208", "ids are unique in the whole store, not in a namespace", killer: "tenant.ids") { store, world in
            store.forgetNamespace(in: world) { _ in true }
        },
        Mutant("M52", "one tenant's sweep deletes every tenant's expired rows", killer: "tenant.purge") {
            store, world in
            store.changeOperations { operation in
                if let row = operation.inserted { world.note { $0.counts[row.values[0].text ?? ""] = 1 } }
                return operation
            }
            store.onScan = { base, scan in
                guard scan.range.index == StateTable.byExpiry else { return try await base.scan(scan) }
                var rows: [Row] = []
                for namespace in world.note({ $0.counts.keys.sorted() }) {
                    var other = scan
                    other.range = IndexRange(
                        StateTable.table, StateTable.byExpiry, [.text(namespace)], atMost: scan.range.atMost)
                    rows += try await base.scan(other).rows
                }
                return Page(rows: rows, next: nil)
            }
        },
        Mutant("M209", "a new store holds a sample run", killer: "boot.open.empty") { store, world in
            store.onMigrate = { base, input in
                let done = try await base.migrate(input.migrations, dryRun: input.dryRun)
                guard !input.dryRun, input.migrations.last?.version == Schema.holdfast.version else { return done }
                let sample = Row.plain(Key(RunTable.table, .text(world.place.id), .text("welcome")))
                _ = try await base.commit(
                    WriteBatch([
                        .insert(
                            sample.applying([.set(RunTable.format, .int(1)), .set(RunTable.status, .text("paused"))]))
                    ]))
                return done
            }
        },
    ]
}

extension Decorator {
    /// Finds a run that is not there under its id in another namespace, for these operations and for reads.
    fileprivate mutating func forgetNamespace(in world: World, _ finds: @escaping @Sendable (Operation) -> Bool) {
        @Sendable func elsewhere(_ base: any StoreBackend, _ key: Key) async throws -> Key {
            guard key.table == RunTable.table, try await base.row(key) == nil else { return key }
            let known = world.note { $0.keys[RunTable.table]?[key.values[1].text ?? ""] }
            return known.map { Key(RunTable.table, $0) } ?? key
        }
        onGet = { base, input in
            var keys: [Key] = []
            for key in input.keys { keys.append(try await elsewhere(base, key)) }
            return try await base.get(keys, input.columns)
        }
        onCommit = { base, batch in
            var found = batch
            for (position, operation) in batch.operations.enumerated() where finds(operation) {
                found = found.replacing(position, with: operation.on(try await elsewhere(base, operation.key)))
            }
            for row in batch.operations.compactMap(\.inserted) where row.table == RunTable.table {
                world.note { $0.keys[RunTable.table, default: [:]][row.key.values[1].text ?? ""] = row.key.values }
            }
            return try await base.commit(found)
        }
    }
}
