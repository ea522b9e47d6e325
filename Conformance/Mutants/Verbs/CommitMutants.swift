internal import HoldfastCore

extension Mutant {
    static let commitMutants = [
        Mutant("M01", "commit ignores revision conditions (last write wins)", killer: "runs.update.stale") { store, _ in
            store.changeOperations { $0.keepingConditions { $0.column.name != "revision" } }
        },
        Mutant(
            "M02", "commit reads the revision, then writes in a second step (check-then-act)",
            killer: "runs.update.one-winner"
        ) { store, _ in
            store.onCommit = { base, batch in
                if let refusal = try await base.judge(batch) { return .refused(refusal) }
                await pause()
                // Without conditions nothing tells an addition that is repeated, so it becomes what it came to.
                var blind = batch.map { $0.keepingConditions { _ in false } }
                for (position, operation) in blind.operations.enumerated() {
                    guard case .update(let key, let changes, _) = operation, let row = try await base.row(key) else {
                        continue
                    }
                    let written = row.applying(changes)
                    let values = changes.map { Assignment.set($0.column, written[$0.column]) }
                    blind = blind.replacing(position, with: .update(key, values))
                }
                return try await base.commit(blind)
            }
        },
        Mutant("M08", "insert-if-absent overwrites", killer: "runs.create.duplicate") { store, _ in
            store.onCommit = { base, batch in
                for row in batch.operations.compactMap(\.inserted) {
                    _ = try await base.commit(WriteBatch([.delete(row.key)]))
                }
                return try await base.commit(batch)
            }
        },
        Mutant("M55", "batch commits the operations before the failing one", killer: "verbs.commit.position") {
            store, _ in
            store.onCommit = { base, batch in
                let outcome = try await base.commit(batch)
                if case .refused(let refusal) = outcome {
                    _ = try await base.commit(WriteBatch(Array(batch.operations[..<refusal.operation])))
                }
                return outcome
            }
        },
        Mutant(
            "M65", "conditions on delete and check operations are skipped (those on update hold)",
            killer: "verbs.commit.conditions"
        ) { store, _ in
            store.changeOperations { operation in
                if case .update = operation { return operation }
                return operation.keepingConditions { _ in false }
            }
        },
        Mutant("M66", "a failed condition always reports index 0", killer: "verbs.commit.position") { store, _ in
            store.changeRefusals { _, refusal in Refusal(operation: 0, current: refusal.current) }
        },
        Mutant("M71", "a repeated commit applies its increment twice", killer: "verbs.commit.add-once") { store, _ in
            store.onCommit = { base, batch in
                let outcome = try await base.commit(batch)
                guard case .refused = outcome else { return outcome }
                for case .update(let key, let assignments, _) in batch.operations {
                    let adds = assignments.filter { if case .add = $0 { true } else { false } }
                    if let row = try await base.row(key), !adds.isEmpty { try await base.put(row.applying(adds)) }
                }
                return outcome
            }
        },
        Mutant("M73", "a commit above the limit is silently split", killer: "verbs.commit.limits") { store, _ in
            store.onCommit = { base, batch in
                let most = base.limits.operationsPerCommit
                guard batch.operations.count > most else { return try await base.commit(batch) }
                for start in stride(from: 0, to: batch.operations.count, by: most) {
                    let end = min(start + most, batch.operations.count)
                    let part = try await base.commit(WriteBatch(Array(batch.operations[start..<end])))
                    if case .refused(let refusal) = part {
                        return .refused(Refusal(operation: start + refusal.operation, current: refusal.current))
                    }
                }
                return .applied(nil)
            }
        },
        Mutant("M76", "one row named twice: the last operation wins", killer: "verbs.commit.same-row-twice") {
            store, _ in
            store.changeBatches { batch in
                let kept = batch.operations.indices.filter { position in
                    !batch.operations[(position + 1)...].contains { $0.key == batch.operations[position].key }
                }
                guard kept.count < batch.operations.count else { return batch }
                return WriteBatch(kept.map { batch.operations[$0] })
            }
        },
        Mutant("M79", "patch replaces the whole row", killer: "verbs.commit.patch") { store, _ in
            store.changeOperations { operation in
                guard case .update(let key, let assignments, let conditions) = operation else { return operation }
                let named = Set(assignments.map(\.column))
                let token = key.table.column(named: "insert_token")
                let others = Row.plain(key).assignments.filter { !named.contains($0.column) && $0.column != token }
                return .update(key, assignments + others, where: conditions)
            }
        },
        Mutant("M80", "patch of an absent row creates it", killer: "verbs.commit.patch-absent") { store, _ in
            store.onCommit = { base, batch in
                var batch = batch
                for position in batch.operations.indices {
                    guard case .update(let key, let assignments, let conditions) = batch.operations[position],
                        conditions.isEmpty, try await base.row(key) == nil
                    else { continue }
                    batch = batch.replacing(position, with: .insert(Row.plain(key).applying(assignments)))
                }
                return try await base.commit(batch)
            }
        },
        Mutant("M81", "conditions see what the same commit writes", killer: "verbs.commit.before-state") { store, _ in
            store.onCommit = { base, batch in
                var batch = batch
                for (position, operation) in batch.operations.enumerated() {
                    guard case .update(let key, let assignments, let conditions) = operation,
                        let row = try await base.row(key)
                    else { continue }
                    guard conditions.hold(for: row.applying(assignments)) else {
                        return .refused(Refusal(operation: position, current: row))
                    }
                    let added = row.applying(assignments)
                    let changes = assignments.map { Assignment.set($0.column, added[$0.column]) }
                    batch = batch.replacing(position, with: .update(key, changes))
                }
                return try await base.commit(batch)
            }
        },
    ]
}

extension WriteBatch {
    /// The batch with another operation in this position.
    func replacing(_ position: Int, with operation: Operation) -> WriteBatch {
        var operations = operations
        operations[position] = operation
        var batch = WriteBatch(operations)
        batch.returnsRow = returnsRow
        return batch
    }
}
