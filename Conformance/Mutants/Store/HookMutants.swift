internal import HoldfastCore

extension Mutant {
    static let hookMutants = [
        Mutant("M33", "hook token checked, then inserted in a second step", killer: "hooks.create.duplicate-race") {
            store, _ in
            store.onCommit = { base, batch in
                guard batch.operations.contains(where: { $0.key.table == HookTokenTable.table }) else {
                    return try await base.commit(batch)
                }
                if let refusal = try await base.judge(batch) { return .refused(refusal) }
                await pause()
                for operation in batch.operations {
                    switch operation {
                    case .insert(let row): try await base.put(row)
                    case .update(let key, let changes, _):
                        _ = try await base.commit(WriteBatch([.update(key, changes)]))
                    case .delete, .check, .absent: break
                    }
                }
                return .applied(nil)
            }
        },
        Mutant("M34", "the token of an ended run stays taken", killer: "hooks.dispose.releases") { store, _ in
            store.refuseTokens { operation in
                switch operation {
                case .check(let key, let conditions):
                    key.table == RunTable.table && conditions.contains { $0.column == RunTable.status }
                        && !conditions.contains { $0.column == RunTable.fence }
                default: false
                }
            }
        },
        Mutant("M340", "a hook's metadata is left out", killer: "hooks.create.lookup") { store, _ in
            store.changeOperations { $0.mapValues { $0 == HookTable.metadata ? .null : $1 } }
        },
        Mutant("M341", "a hook is found by its token only", killer: "hooks.create.lookup") { store, _ in
            store.onGet = { base, input in
                let rows = try await base.get(input.keys, input.columns)
                return input.keys.count == 1 && input.keys[0].table == HookTable.table ? [nil] : rows
            }
        },
        Mutant("M342", "a token is written over", killer: "hooks.create.duplicate-token") { store, _ in
            store.onCommit = { base, batch in
                for row in batch.operations.compactMap(\.inserted) where row.table == HookTokenTable.table {
                    _ = try await base.commit(WriteBatch([.delete(row.key)]))
                }
                return try await base.commit(batch)
            }
        },
        Mutant("M343", "tokens are unique in the whole store, not in a namespace", killer: "hooks.create.tenant-scope")
        {
            store, _ in
            @Sendable func shared(_ key: Key) -> Key {
                key.table == HookTokenTable.table ? Key(key.table, [.text("all")] + key.values.dropFirst()) : key
            }
            store.changeOperations { $0.on(shared($0.key)) }
            store.onGet = { base, input in try await base.get(input.keys.map(shared), input.columns) }
        },
        Mutant("M344", "an unknown token leads to the last one that was taken", killer: "hooks.get.missing") {
            store, world in
            store.changeOperations { operation in
                if let row = operation.inserted, row.table == HookTokenTable.table {
                    world.note { $0.keys[row.table, default: [:]]["last"] = row.key.values }
                }
                return operation
            }
            store.onGet = { base, input in
                let rows = try await base.get(input.keys, input.columns)
                guard input.keys.count == 1, input.keys[0].table == HookTokenTable.table, rows[0] == nil,
                    let last = world.note({ $0.keys[HookTokenTable.table]?["last"] })
                else { return rows }
                return [try await base.row(Key(HookTokenTable.table, last))]
            }
        },
        Mutant("M345", "no token is kept from others", killer: "hooks.dispose.releases") { store, _ in
            store.changeOperations { $0.mapValues { $0 == HookTokenTable.keptUntil ? .null : $1 } }
        },
        Mutant("M346", "a hook that is disposed of is deleted", killer: "hooks.dispose.twice") { store, _ in
            store.changeOperations { operation in
                guard case .update(let key, let changes, let conditions) = operation,
                    changes.contains(where: { $0.isSet(HookTable.status, .text("disposed")) })
                else { return operation }
                return .delete(key, where: conditions)
            }
        },
        Mutant("M357", "the key of an approval stays taken when it is decided", killer: "approvals.create.duplicate") {
            store, _ in
            store.refuseTokens { operation in
                if case .check(let key, _) = operation { key.table == HookTable.table } else { false }
            }
        },
    ]
}

extension Decorator {
    /// Refuses to pass a token on where the batch holds such an operation.
    fileprivate mutating func refuseTokens(_ where: @escaping @Sendable (Operation) -> Bool) {
        onCommit = { base, batch in
            guard batch.operations.contains(where: `where`),
                let place = batch.operations.firstIndex(where: { $0.key.table == HookTokenTable.table })
            else { return try await base.commit(batch) }
            return .refused(Refusal(operation: place, current: try await base.row(batch.operations[place].key)))
        }
    }
}
