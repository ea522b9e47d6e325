internal import HoldfastConformance
internal import HoldfastCore

extension Mutant {
    static let resultMutants = [
        Mutant("M98", "a failed first caller keeps its idempotency key", killer: "results.failed-frees") { store, _ in
            store.onCommit = { base, batch in
                guard case .delete(let key, _)? = batch.operations.first, key.table == IdempotencyTable.table else {
                    return try await base.commit(batch)
                }
                return .applied(nil)
            }
        },
        Mutant("M440", "the result is not stored", killer: "results.first-runs") { store, _ in
            store.changeOperations { operation in
                operation.mapAssignments(IdempotencyTable.table) { $0.filter { $0.column != IdempotencyTable.result } }
            }
        },
        Mutant("M441", "a nil result is none", killer: "results.same-input") { store, _ in
            store.onCommit = { base, batch in
                guard let operation = batch.operations.first, operation.storesResult,
                    case .update(let key, let changes, let conditions) = operation,
                    changes.contains(where: { $0.isSet(IdempotencyTable.result, .null) })
                else { return try await base.commit(batch) }
                return try await base.commit(batch.replacing(0, with: .delete(key, where: conditions)))
            }
        },
        Mutant("M442", "an idempotency key does not look at the input", killer: "results.other-input") { store, _ in
            store.changeRefusals { batch, refusal in
                guard let row = refusal.current, row.table == IdempotencyTable.table,
                    let wanted = batch.operations.first?.inserted
                else { return refusal }
                let same = row.applying([.set(IdempotencyTable.digest, wanted[IdempotencyTable.digest])])
                return Refusal(operation: refusal.operation, current: same)
            }
        },
        Mutant("M443", "an idempotency key is looked for, then written", killer: "results.race") { store, _ in
            store.insertInTwoSteps(IdempotencyTable.table)
        },
        Mutant("M444", "the mark of a running caller has no end", killer: "results.crashed-frees") { store, _ in
            store.changeOperations { operation in
                guard let row = operation.inserted, row.table == IdempotencyTable.table,
                    row[IdempotencyTable.status] == .text("running")
                else { return operation }
                return .insert(row.applying([.set(IdempotencyTable.expiresAt, .int(.max))]))
            }
        },
        Mutant("M446", "a result is stored whoever holds the key", killer: "results.stale-owner") { store, _ in
            store.changeOperations { $0.storesResult ? $0.keepingConditions { _ in false } : $0 }
        },
        Mutant("M447", "a result is stored after what it has to write", killer: "results.atomic") { store, _ in
            store.onCommit = { base, batch in
                guard let first = batch.operations.first, first.storesResult, batch.operations.count > 1 else {
                    return try await base.commit(batch)
                }
                _ = try await base.commit(WriteBatch(Array(batch.operations.dropFirst())))
                return try await base.commit(WriteBatch([first]))
            }
        },
        Mutant("M448", "results are kept for ever", killer: "results.window") { store, _ in
            store.changeOperations { operation in
                guard operation.storesResult else { return operation }
                return operation.mapAssignments(IdempotencyTable.table) { changes in
                    changes.map {
                        $0.column == IdempotencyTable.expiresAt ? .set(IdempotencyTable.expiresAt, .int(.max)) : $0
                    }
                }
            }
        },
        Mutant("M449", "all idempotency keys have one scope", killer: "results.separate") { store, _ in
            store.moveRows(of: [IdempotencyTable.table]) { $0[1] = .text("all") }
        },
        Mutant("M450", "each handle has idempotency keys of its own", killer: "results.survives") { store, world in
            store.capabilities.durable = true
            let handle = world.note { notes in
                notes.counts["handles", default: 0] += 1
                return notes.counts["handles", default: 0]
            }
            store.moveRows(of: [IdempotencyTable.table]) { $0[1] = .text("\($0[1]) of \(handle)") }
        },
        Mutant("M451", "a run's key is not stored with it", killer: "runs.create.idempotency-key") { store, _ in
            store.changeBatches { batch in
                let kept = batch.operations.filter { $0.inserted?.table != IdempotencyTable.table }
                return kept.isEmpty || kept.count == batch.operations.count ? batch : WriteBatch(kept)
            }
        },
        Mutant("M452", "a run's key does not look at the workflow", killer: "runs.create.idempotency-scope") {
            store, _ in store.moveRows(of: [IdempotencyTable.table]) { $0[1] = .text("run") }
        },
        Mutant("M453", "a run's key stands for ever", killer: "runs.create.idempotency-window") { store, _ in
            store.changeOperations { operation in
                guard let row = operation.inserted, row.table == IdempotencyTable.table else { return operation }
                return .insert(row.applying([.set(IdempotencyTable.expiresAt, .int(.max))]))
            }
        },
        Mutant("M454", "a lease that ends at the moment is not listed as ended", killer: "lease.list.expired") {
            store, _ in
            store.changeScans { scan in
                guard scan.range.index == RunTable.byStatus else { return scan }
                var scan = scan
                scan.filter = scan.filter.map { condition in
                    guard case .atMost(let end) = condition.test else { return condition }
                    return Condition(condition.column, .less(end))
                }
                return scan
            }
        },
        Mutant("M455", "a certain run is looked at, then claimed", killer: "lease.acquire.named") { store, _ in
            store.onCommit = { base, batch in
                guard batch.returnsRow, let operation = batch.operations.first, operation.key.table == RunTable.table
                else { return try await base.commit(batch) }
                await pause()
                return try await base.commit(batch.map { $0.keepingConditions { _ in false } })
            }
        },
    ]
}

extension Operation {
    /// Whether it stores the result of an idempotency key.
    fileprivate var storesResult: Bool {
        guard case .update(let key, let changes, _) = self, key.table == IdempotencyTable.table else { return false }
        return changes.contains { $0.isSet(IdempotencyTable.status, .text("done")) }
    }
}
