internal import HoldfastCore

extension Mutant {
    static let retentionMutants = [
        Mutant("M25", "purge includes running runs", killer: "runs.purge.cutoff") { store, _ in
            store.changeScans { scan in
                guard scan.range.index == RunTable.byCompletion else { return scan }
                var scan = scan
                scan.range = IndexRange(RunTable.table, RunTable.byStatus, [scan.range.partition[0], .text("running")])
                return scan
            }
        },
        Mutant("M545", "a purge stops after its first page", killer: "runs.purge.batched") { store, _ in
            store.changePages { scan, page in
                scan.range.index == RunTable.byCompletion ? Page(rows: page.rows, next: nil) : page
            }
        },
        Mutant("M546", "a purge takes the run at the cutoff", killer: "runs.purge.boundary") { store, _ in
            store.changeScans { scan in
                guard scan.range.index == RunTable.byCompletion else { return scan }
                var scan = scan
                scan.range.atMost = scan.range.below
                scan.range.below = nil
                return scan
            }
        },
        Mutant("M547", "a run is deleted however it has changed", killer: "runs.purge.concurrent") { store, _ in
            store.changeOperations { operation in
                guard case .delete(let key, _) = operation, key.table == RunTable.table else { return operation }
                return .delete(key)
            }
        },
        Mutant("M540", "a run is deleted without a marker", killer: "purges.marker.first") { store, _ in
            store.changeBatches { batch in
                guard batch.operations.first?.inserted?.table == PurgeTable.table else { return batch }
                return WriteBatch(Array(batch.operations.dropFirst()))
            }
        },
        Mutant("M95", "the run row is deleted after its children", killer: "purges.hidden") { store, world in
            store.onCommit = { base, batch in
                if let marker = batch.operations.first?.inserted, marker.table == PurgeTable.table {
                    let run = batch.operations.first { $0.key.table == RunTable.table }
                    guard case .delete(let key, _)? = run, let row = try await base.row(key) else {
                        return try await base.commit(batch)
                    }
                    world.note { $0.rows[marker.key] = row }
                    let later = batch.operations.filter { $0.key.table == PurgeTable.table }
                    return try await base.commit(WriteBatch(later))
                }
                if case .delete(let key, _)? = batch.operations.first, key.table == PurgeTable.table,
                    let row = world.note({ $0.rows[key] }) ?? nil
                {
                    _ = try await base.commit(WriteBatch([.delete(row.key)]))
                }
                return try await base.commit(batch)
            }
        },
        Mutant("M542", "an owner's write does not ask whether its run is there", killer: "purges.late-writer") {
            store, _ in
            store.onCommit = { base, batch in
                var kept: [Operation] = []
                for operation in batch.operations {
                    let isRun = operation.key.table == RunTable.table && operation.inserted == nil
                    if isRun, try await base.row(operation.key) == nil { continue }
                    kept.append(operation)
                }
                return kept.isEmpty ? .applied(nil) : try await base.commit(WriteBatch(kept))
            }
        },
        Mutant("M543", "each sweep counts a marker that another has ended", killer: "purges.concurrent") { store, _ in
            store.changeOperations { operation in
                guard case .delete(let key, _) = operation, key.table == PurgeTable.table else { return operation }
                return .delete(key)
            }
        },
        Mutant("M544", "only the first thousand rows of a run are erased", killer: "purges.bounded") { store, world in
            store.onErase = { base, input in
                let name = "\(input.range.table.name) \(input.range.partition)"
                guard world.note({ $0.counts[name] }) == nil else { return 0 }
                let erased = try await base.erase(input.range, limit: input.limit)
                if erased > 0 { world.note { $0.counts[name] = erased } }
                return erased
            }
        },
        Mutant("M554", "a run that is completed has no end of its keeping", killer: "retention.default") { store, _ in
            store.changeOperations { operation in
                operation.mapAssignments(RunTable.table) { changes in
                    changes.filter { $0.column != RunTable.expiresAt }
                }
            }
        },
        Mutant("M555", "what was said for a single run is forgotten", killer: "retention.rules") { store, _ in
            store.changeValues { column, value in column == RunTable.policies ? .null : value }
        },
        Mutant("M556", "a run on hold is deleted", killer: "retention.hold", leavesOut: .hold),
        Mutant("M557", "messages are not swept", killer: "retention.tables") { store, _ in
            store.changePages { scan, page in
                scan.range.table == MessageTable.table && scan.range.index == MessageTable.byExpiry
                    ? Page(rows: [], next: nil) : page
            }
        },
        Mutant("M558", "a sweep counts what another has removed", killer: "retention.concurrent") { store, _ in
            store.changeOperations { operation in
                guard case .delete(let key, _) = operation, key.table == StateTable.table else { return operation }
                return .delete(key)
            }
        },
        Mutant("M559", "deadlines of runs that nobody takes are in no index", killer: "retention.overdue") { store, _ in
            store.changeOperations { operation in
                guard case .insert(let row) = operation, row.table == RunTable.table else { return operation }
                return .insert(row.applying([.set(RunTable.expiresAt, .null)]))
            }
        },
    ]
}
