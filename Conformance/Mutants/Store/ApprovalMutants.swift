internal import HoldfastCore

extension Mutant {
    static let approvalMutants = [
        Mutant("M99", "the same decision is accepted twice", killer: "approvals.decide.once") { store, _ in
            store.onCommit = { base, batch in
                guard batch.decides else { return try await base.commit(batch) }
                await pause()
                let blind = batch.map { operation in
                    switch operation {
                    // Without a condition nothing may be added.
                    case .update(let key, let changes, let conditions) where key.table == RunTable.table:
                        let sets = changes.filter { $0.column != RunTable.revision }
                        return sets.isEmpty ? .check(key, where: conditions) : .update(key, sets, where: conditions)
                    default: return operation.keepingConditions { $0.column.name == RunTable.incarnation.name }
                    }
                }
                return try await base.commit(blind)
            }
        },
        Mutant("M356", "the prompt is left out", killer: "approvals.create.roundtrip") { store, _ in
            store.changeOperations { $0.mapValues { $0 == HookTable.prompt ? .null : $1 } }
        },
        Mutant("M358", "a decision does not wake the run", killer: "approvals.decide.each") { store, _ in
            store.changeNotices { $0.filter { $0.column != RunTable.readyAt } }
        },
        Mutant("M359", "the edited value is lost", killer: "approvals.decide.each") { store, _ in
            store.changeOperations { $0.mapValues { $0 == HookTable.content ? .null : $1 } }
        },
        Mutant("M361", "a cancelled approval stays pending", killer: "approvals.cancel") { store, _ in
            store.changeOperations { operation in
                operation.mapValues { $0 == HookTable.status && $1 == .text("cancelled") ? .text("pending") : $1 }
            }
        },
        Mutant("M362", "expired approvals stay in the pending list", killer: "approvals.list.pending") { store, _ in
            store.changeScans { scan in
                var scan = scan
                scan.filter.removeAll { $0.column == HookTable.expiresAt && scan.range.table == HookTable.table }
                return scan
            }
        },
        Mutant("M365", "an approval expires one microsecond early", killer: "approvals.expiry") { store, _ in
            store.changeValues { column, value in
                guard column == HookTable.expiresAt, let time = value.int else { return value }
                return .int(time - 1)
            }
        },
        Mutant("M366", "a decision does not look at the expiry", killer: "approvals.expired.late") { store, _ in
            store.changeGets { row in
                guard let row, row.table == HookTable.table, row[HookTable.status] == .text("pending") else {
                    return row
                }
                return row.applying([.set(HookTable.expiresAt, .int(.max))])
            }
        },
        Mutant("M367", "a decision does not look at the run again", killer: "approvals.ended-run") { store, _ in
            store.changeBatches { batch in
                guard batch.decides else { return batch }
                return batch.map { $0.key.table == RunTable.table ? $0.keepingConditions { _ in false } : $0 }
            }
        },
    ]
}

extension WriteBatch {
    /// Whether it decides an approval.
    fileprivate var decides: Bool {
        operations.contains { operation in
            guard case .update(let key, let changes, _) = operation else { return false }
            return key.table == HookTable.table && changes.contains { $0.column == HookTable.decidedBy }
        }
    }
}
