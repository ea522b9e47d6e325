internal import HoldfastCore

extension Mutant {
    static let runMutants = [
        Mutant("M03", "update of a missing run succeeds silently", killer: "runs.update.missing") { store, _ in
            store.onGet = { base, input in
                let rows = try await base.get(input.keys, input.columns)
                guard let key = input.keys.first, input.keys.count == 1, key.table == RunTable.table, rows[0] == nil
                else { return rows }
                return [unknownRun(key)]
            }
            store.onCommit = { base, batch in
                let outcome = try await base.commit(batch)
                guard case .refused(let refusal) = outcome, refusal.current == nil,
                    case .update(let key, _, _) = batch.operations[refusal.operation], key.table == RunTable.table
                else { return outcome }
                return .applied(nil)
            }
        },
        Mutant(
            "M06", "clearing an error stores `{message: null}` instead of nil", killer: "steps.finish.no-phantom-error"
        ) {
            store, _ in
            let phantom = Value.bytes(Array("{\"code\":\"\",\"message\":\"\"}".utf8))
            store.changeOperations { operation in
                switch operation {
                case .delete(let key, _) where key.table == PayloadTable.table && key.values.last == .text("error"):
                    .update(key, [.set(PayloadTable.content, phantom)])
                default:
                    operation.mapValues { column, value in column == StepTable.error && value.isNull ? phantom : value }
                }
            }
        },
        Mutant("M131", "the columns of who started a run are left out", killer: "runs.create.roundtrip") { store, _ in
            store.changeValues { column, value in column == RunTable.parentStep ? .null : value }
        },
        Mutant("M132", "a new run waits for the next full second", killer: "runs.create.minimal") { store, _ in
            store.changeOperations { operation in
                guard case .insert(let row) = operation, row.table == RunTable.table,
                    let ready = row[RunTable.readyAt].int
                else { return operation }
                return .insert(row.applying([.set(RunTable.readyAt, .int(ready / 1_000_000 * 1_000_000 + 1_000_000))]))
            }
        },
        Mutant("M133", "the first revision is 0", killer: "runs.create.initial-version") { store, _ in
            store.changeOperations { operation in
                guard case .insert(let row) = operation, row.table == RunTable.table else { return operation }
                return .insert(row.applying([.add(RunTable.revision, -1)]))
            }
        },
        Mutant("M134", "times are those of the wall", killer: "runs.create.server-times") { store, _ in
            store.changeOperations { operation in
                guard case .insert(let row) = operation, row.table == RunTable.table else { return operation }
                return .insert(row.applying([.set(RunTable.createdAt, .int(1_750_000_000_000_000))]))
            }
        },
        Mutant("M135", "a missing run is answered by an empty one", killer: "runs.get.missing") { store, _ in
            store.onGet = { base, input in
                let rows = try await base.get(input.keys, input.columns)
                return zip(input.keys, rows).map { key, row in
                    row ?? (key.table == RunTable.table ? unknownRun(key) : nil)
                }
            }
        },
        Mutant("M136", "deleting a run deletes its parent too", killer: "runs.parent.linkage") { store, _ in
            store.onCommit = { base, batch in
                for case .delete(let key, _) in batch.operations where key.table == RunTable.table {
                    guard let parent = try await base.row(key)?[RunTable.parentRunID], !parent.isNull else { continue }
                    _ = try await base.commit(WriteBatch([.delete(Key(key.table, key.values[0], parent))]))
                }
                return try await base.commit(batch)
            }
        },
        Mutant("M137", "an update raises the revision by two", killer: "runs.update.applies") { store, _ in
            store.changeOperations { operation in
                operation.mapAssignments(RunTable.table) { changes in
                    changes.map {
                        guard case .set(RunTable.revision, .int(let revision)) = $0 else { return $0 }
                        return .set(RunTable.revision, .int(revision + 1))
                    }
                }
            }
        },
        Mutant("M138", "a revision is accepted if it is at least the stored one", killer: "verbs.commit.conditions") {
            store, _ in
            store.onCommit = { base, batch in
                // Equal is taken for at most.
                try await base.commit(
                    batch.map {
                        $0.mapTests { test in
                            if case .equal(.int(let number)) = test { .atMost(.int(number)) } else { test }
                        }
                    })
            }
        },
        Mutant("M139", "the time of a change is set by whoever writes", killer: "runs.update.updatedAt") {
            store, world in
            store.changeOperations { operation in
                operation.mapAssignments(RunTable.table) { changes in
                    changes.map {
                        $0.column == RunTable.updatedAt ? .set(RunTable.updatedAt, .int(world.now)) : $0
                    }
                }
            }
        },
        Mutant("M96", "cancel overwrites the status of a running run", killer: "runs.cancel.requested") { store, _ in
            store.changeOperations { operation in
                operation.mapAssignments(RunTable.table) { changes in
                    guard changes.contains(where: { $0.column == RunTable.cancelRequestedAt }),
                        !changes.contains(where: { $0.column == RunTable.status })
                    else { return changes }
                    return changes + [.set(RunTable.status, .text("cancelled"))]
                }
            }
        },
        Mutant("M140", "a cancelled run stays ready", killer: "runs.cancel.idle") { store, _ in
            store.changeOperations { operation in
                operation.mapAssignments(RunTable.table) { changes in
                    guard changes.contains(where: { $0.isSet(RunTable.status, .text("cancelled")) }) else {
                        return changes
                    }
                    return changes.filter { $0.column != RunTable.readyAt }
                }
            }
        },
        Mutant("M141", "a request to cancel stops shielded writes too", killer: "runs.cancel.shielded") { store, _ in
            store.changeOperations { operation in
                guard case .check(let key, let conditions) = operation, key.table == RunTable.table else {
                    guard case .update(let key, let changes, let conditions) = operation, key.table == RunTable.table,
                        conditions.contains(where: { $0.column == RunTable.fence })
                    else { return operation }
                    return .update(key, changes, where: conditions + [Condition(RunTable.cancelRequestedAt, .isNull)])
                }
                return .check(key, where: conditions + [Condition(RunTable.cancelRequestedAt, .isNull)])
            }
        },
        Mutant("M142", "deleting a run keeps its tags", killer: "runs.delete.cascade-complete") { store, _ in
            store.changeBatches { batch in
                guard batch.operations.contains(where: { $0.inserted?.table == PurgeTable.table }) else { return batch }
                return WriteBatch(batch.operations.filter { $0.key.table != TagTable.table })
            }
        },
        Mutant("M88", "an interrupted delete shows old rows to a re-created id", killer: "runs.delete.interrupted") {
            store, world in
            store.changeOperations { operation in
                guard case .insert(let row) = operation, row.table == RunTable.table else { return operation }
                let first = world.note { notes in
                    if notes.rows[row.key] == nil { notes.rows[row.key] = row }
                    return notes.rows[row.key]??[RunTable.incarnation] ?? row[RunTable.incarnation]
                }
                return .insert(row.applying([.set(RunTable.incarnation, first)]))
            }
        },
    ]

    /// A run that looks new, in the place of one that is not there.
    private static func unknownRun(_ key: Key) -> Row {
        Row.plain(key).applying([
            .set(RunTable.revision, .int(1)), .set(RunTable.format, .int(1)), .set(RunTable.workflow, .text("w")),
            .set(RunTable.status, .text("pending")), .set(RunTable.incarnation, .text("none")),
            .set(RunTable.queue, .text("default")), .set(RunTable.route, .text("default")),
            .set(RunTable.version, .int(1)), .set(RunTable.priority, .int(1)),
        ])
    }
}

extension Assignment {
    /// Whether it sets this column to this value.
    func isSet(_ column: Column, _ value: Value) -> Bool {
        if case .set(column, value) = self { true } else { false }
    }
}

extension Operation {
    /// The operation with the tests of its conditions changed.
    func mapTests(_ change: (Condition.Test) -> Condition.Test) -> Operation {
        func changed(_ conditions: [Condition]) -> [Condition] {
            conditions.map { Condition($0.column, change($0.test)) }
        }
        return switch self {
        case .insert, .absent: self
        case .update(let key, let assignments, let conditions): .update(key, assignments, where: changed(conditions))
        case .delete(let key, let conditions): .delete(key, where: changed(conditions))
        case .check(let key, let conditions): .check(key, where: changed(conditions))
        }
    }
}
