internal import HoldfastCore

extension Mutant {
    static let stepMutants = [
        Mutant("M04", "update of a missing step upserts it", killer: "steps.finish.missing") { store, _ in
            store.onCommit = { base, batch in
                var batch = batch
                for (position, operation) in batch.operations.enumerated() {
                    guard case .update(let key, let changes, _) = operation, key.table == StepTable.table,
                        try await base.row(key) == nil
                    else { continue }
                    batch = batch.replacing(position, with: .insert(Row.plain(key).applying(changes)))
                }
                return try await base.commit(batch)
            }
        },
        Mutant("M05", "step finish persists only status and times (output dropped)", killer: "steps.finish.all-fields")
        {
            store, _ in
            store.changeValues { column, value in
                [StepTable.output, StepTable.metrics, StepTable.typeTag].contains(column) ? .null : value
            }
        },
        Mutant("M26", "attempts overwrite one row", killer: "steps.attempts.history") { store, _ in
            store.onCommit = { base, batch in
                var batch = batch
                for (position, operation) in batch.operations.enumerated() {
                    guard let row = operation.inserted, row.table == AttemptTable.table else { continue }
                    let one = row.applying([.set(AttemptTable.attempt, .int(1))])
                    let isThere = try await base.row(one.key) != nil
                    batch = batch.replacing(
                        position, with: isThere ? .update(one.key, one.assignments) : .insert(one))
                }
                return try await base.commit(batch)
            }
        },
        Mutant("M144", "a second end of a step overwrites the first", killer: "steps.finish.twice") { store, _ in
            store.onCommit = { base, batch in
                var batch = batch
                for (position, operation) in batch.operations.enumerated() {
                    guard let row = operation.inserted, row.table == StepTable.table,
                        try await base.row(row.key) != nil
                    else { continue }
                    batch = batch.replacing(position, with: .update(row.key, row.assignments))
                }
                return try await base.commit(batch)
            }
        },
        Mutant("M145", "of concurrent outputs the last wins", killer: "outputs.put.concurrent") { store, _ in
            store.onCommit = { base, batch in
                guard let row = batch.operations.first?.inserted, row.table == StepTable.table,
                    try await base.row(row.key) == nil
                else { return try await base.commit(batch) }
                // Nobody had written when it looked.
                await pause()
                if case .refused(let refusal) = try await base.commit(batch) {
                    guard refusal.operation == 0 else { return .refused(refusal) }
                    return try await base.commit(WriteBatch([.update(row.key, row.assignments)]))
                }
                return .applied(nil)
            }
        },
        Mutant("M146", "steps are listed in the order of their insertion", killer: "steps.list.order") { store, world in
            store.changeOperations { operation in
                guard let row = operation.inserted, row.table == StepTable.table else { return operation }
                let place = world.note { notes in
                    notes.counts["steps", default: 0] += 1
                    return notes.counts["steps", default: 0]
                }
                return .insert(row.applying([.set(StepTable.seq, .int(Int64(place)))]))
            }
        },
        Mutant("M147", "a page of steps holds at most 1,000 and the rest is dropped", killer: "steps.list.paginate") {
            store, _ in
            store.changePages { scan, page in
                scan.range.table == StepTable.table && page.rows.count >= 70 ? Page(rows: page.rows, next: nil) : page
            }
        },
        Mutant("M148", "steps of all runs stand in one partition", killer: "steps.list.isolated") { store, _ in
            store.changeOperations { $0.mapIncarnation() }
            store.onGet = { base, input in try await base.get(input.keys.map { $0.inOneLife() }, input.columns) }
            store.changeScans { scan in
                guard scan.range.table == StepTable.table else { return scan }
                var scan = scan
                scan.range = IndexRange(
                    scan.range.table, scan.range.index, [scan.range.partition[0], .text("all")],
                    atLeast: scan.range.atLeast, atMost: scan.range.atMost, below: scan.range.below)
                return scan
            }
        },
        Mutant("M149", "a step of a run that has ended is stored", killer: "steps.terminal-run") { store, _ in
            store.changeBatches { batch in
                guard batch.operations.contains(where: { $0.key.table == StepTable.table }) else { return batch }
                return batch.map { $0.keepingConditions { $0.column != RunTable.status } }
            }
        },
        Mutant("M41", "stale fencing token accepted on step writes", killer: "lease.fence.rejects") { store, _ in
            store.changeBatches { batch in
                guard batch.operations.contains(where: { $0.key.table == StepTable.table }) else { return batch }
                return batch.map { $0.keepingConditions { $0.column != RunTable.fence } }
            }
        },
        Mutant("M150", "a stale fence is accepted on state writes", killer: "lease.fence.rejects") { store, _ in
            store.changeBatches { batch in
                guard batch.operations.first?.key.table == StateTable.table else { return batch }
                return batch.map { $0.keepingConditions { $0.column != RunTable.fence } }
            }
        },
        Mutant("M151", "large outputs lose their last byte", killer: "outputs.put.roundtrip") { store, _ in
            store.changeValues { column, value in
                guard column == StepTable.output, case .bytes(let bytes) = value, bytes.count > 300 else {
                    return value
                }
                return .bytes(bytes.dropLast())
            }
        },
        Mutant("M152", "a list of steps leaves out the outputs", killer: "outputs.list") { store, _ in
            store.changePages { scan, page in
                guard scan.range.index == StepTable.byPosition else { return page }
                return Page(
                    rows: page.rows.map {
                        $0.mapValues { column, value in column == StepTable.output ? .null : value }
                    },
                    next: page.next)
            }
        },
    ]
}

extension Key {
    /// The key of a step, whatever run it belongs to.
    fileprivate func inOneLife() -> Key {
        table == StepTable.table ? Key(table, [values[0], .text("all"), values[2]]) : self
    }
}

extension Operation {
    fileprivate func mapIncarnation() -> Operation { on(key.inOneLife()) }
}
