internal import HoldfastConformance
internal import HoldfastCore

extension Mutant {
    static let lockMutants = [
        Mutant("M420", "a renewal of a lock ignores whose claim it is", killer: "locks.renew.wrong-token") { store, _ in
            store.changeLocks { $0.isRenewal ? $0.keepingConditions { $0.column == LockTable.expiresAt } : $0 }
        },
        Mutant("M421", "a renewal revives a lease that has ended", killer: "locks.renew.expired") { store, _ in
            store.changeLocks { $0.isRenewal ? $0.keepingConditions { !$0.isAfter } : $0 }
        },
        Mutant("M422", "a release frees a successor's claim", killer: "locks.release.stale-token") { store, _ in
            store.changeLocks { $0.isRelease ? $0.keepingConditions { $0.column == LockTable.expiresAt } : $0 }
        },
        Mutant("M423", "the fence begins again where a lock is taken over", killer: "locks.fence.monotonic") {
            store, _ in
            store.changeLocks { operation in
                operation.mapAssignments(LockTable.table) { changes in
                    changes.map { $0.column == LockTable.fence ? .set(LockTable.fence, .int(1)) : $0 }
                }
            }
        },
        Mutant("M424", "the fence of a new lock is 1", killer: "locks.fence.monotonic") { store, _ in
            store.changeLocks { operation in
                operation.inserted.map { .insert($0.applying([.set(LockTable.fence, .int(1))])) } ?? operation
            }
        },
        Mutant("M425", "a lock is taken over as it was read, then written", killer: "locks.expiry.race") { store, _ in
            store.onCommit = { base, batch in
                guard let operation = batch.operations.first, operation.takesLockOver else {
                    return try await base.commit(batch)
                }
                await pause()
                return try await base.commit(batch.map { $0.keepingConditions { _ in false } })
            }
        },
        Mutant("M426", "a lock is looked for, then inserted over whatever is there", killer: "locks.acquire.one-winner")
        {
            store, _ in store.insertInTwoSteps(LockTable.table)
        },
        Mutant("M427", "a lock is free one microsecond early", killer: "locks.expiry.boundary") { store, _ in
            store.changeValues { column, value in
                guard column == LockTable.expiresAt, let time = value.int else {
                    return value
                }
                return .int(time - 1)
            }
        },
        Mutant("M428", "the same owner gets its lock again", killer: "locks.acquire.held") { store, _ in
            store.onCommit = { base, batch in
                let outcome = try await base.commit(batch)
                guard let row = batch.operations.first?.inserted, row.table == LockTable.table,
                    case .refused(let refusal) = outcome, refusal.current?[LockTable.owner] == row[LockTable.owner]
                else { return outcome }
                try await base.put(row)
                return .applied(nil)
            }
        },
        Mutant("M429", "a claim token is not known again", killer: "locks.acquire.held") { store, _ in
            store.changeRefusals { batch, refusal in
                guard batch.operations.first?.inserted?.table == LockTable.table, let row = refusal.current else {
                    return refusal
                }
                let other = row.applying([.set(LockTable.claimToken, .text("another"))])
                return Refusal(operation: refusal.operation, current: other)
            }
        },
        Mutant("M430", "a renewal of a lock adds to the old end", killer: "locks.renew.extends") { store, world in
            store.onCommit = { base, batch in
                guard let operation = batch.operations.first, operation.isRenewal,
                    let old = try await base.row(operation.key)?[LockTable.expiresAt].int
                else { return try await base.commit(batch) }
                return try await base.commit(
                    batch.map { operation in
                        operation.mapAssignments(LockTable.table) { changes in
                            changes.map {
                                guard case .set(LockTable.expiresAt, .int(let end)) = $0 else { return $0 }
                                return .set(LockTable.expiresAt, .int(old + end - world.now))
                            }
                        }.keepingConditions { !$0.isAtMost }
                    })
            }
        },
        Mutant(
            "M431", "a renewal of a lock shortens it when the clock is set back", killer: "locks.renew.never-shortens"
        ) {
            store, _ in
            store.changeLocks { $0.isRenewal ? $0.keepingConditions { !$0.isAtMost } : $0 }
        },
        Mutant("M432", "a released lock stays held until its end", killer: "locks.release.holder") { store, _ in
            store.changeLocks { operation in
                guard operation.isRelease else { return operation }
                return operation.mapAssignments(LockTable.table) { $0.filter { $0.column != LockTable.expiresAt } }
            }
        },
        Mutant("M434", "names of locks are compared without case", killer: "locks.acquire.independent") { store, _ in
            store.moveRows(of: [LockTable.table]) { values in values[1] = .text((values[1].text ?? "").lowercased()) }
        },
        Mutant("M435", "locks are shared by all tenants", killer: "locks.tenant") { store, world in
            store.moveRows(of: [LockTable.table]) { values in values[0] = .text(world.place.id) }
        },
        Mutant("M436", "the sweep removes locks that are held", killer: "locks.sweep") { store, _ in
            store.changeScans { scan in
                guard scan.range.table == LockTable.table else { return scan }
                var scan = scan
                scan.range.atMost = nil
                return scan
            }
            store.changeLocks { operation in
                if case .delete = operation { operation.keepingConditions { _ in false } } else { operation }
            }
        },
        Mutant("M437", "a write does not look at the lock that it goes under", killer: "locks.fence.rejects") {
            store, _ in
            store.changeLocks { operation in
                if case .check(let key, _) = operation { .check(key) } else { operation }
            }
        },
        Mutant("M438", "renewals of locks are lost, and answered", killer: "locks.hold") { store, _ in
            store.onCommit = { base, batch in
                guard let operation = batch.operations.first, operation.isRenewal else {
                    return try await base.commit(batch)
                }
                return .applied(nil)
            }
        },
        Mutant("M439", "a lock forgets who took it", killer: "locks.acquire.roundtrip") { store, _ in
            store.changeLocks { operation in
                operation.inserted.map { .insert($0.applying([.set(LockTable.owner, .text("somebody"))])) } ?? operation
            }
        },
    ]
}

extension Decorator {
    /// Changes every operation on a lock's row.
    fileprivate mutating func changeLocks(_ change: @escaping @Sendable (Operation) -> Operation) {
        changeOperations { $0.key.table == LockTable.table ? change($0) : $0 }
    }

    /// Inserts into a table by a look, then a write.
    mutating func insertInTwoSteps(_ table: Table) {
        onCommit = { base, batch in
            guard let row = batch.operations.first?.inserted, row.table == table, try await base.row(row.key) == nil
            else { return try await base.commit(batch) }
            await pause()
            try await base.put(row)
            let rest = Array(batch.operations.dropFirst())
            return rest.isEmpty ? .applied(nil) : try await base.commit(WriteBatch(rest))
        }
    }

    /// Keeps the rows of these tables under other keys, whose first columns are changed.
    mutating func moveRows(of tables: Set<Table>, _ change: @escaping @Sendable (inout [Value]) -> Void) {
        @Sendable func moved(_ key: Key) -> Key {
            guard tables.contains(key.table) else { return key }
            var values = key.values
            change(&values)
            return Key(key.table, values)
        }
        changeOperations { $0.on(moved($0.key)) }
        let get = onGet ?? { base, input in try await base.get(input.keys, input.columns) }
        onGet = { base, input in try await get(base, (input.keys.map(moved), input.columns)) }
        changeScans { scan in
            guard tables.contains(scan.range.table), scan.range.index == nil else { return scan }
            var scan = scan
            var values = scan.range.partition
            change(&values)
            scan.range = IndexRange(scan.range.table, nil, values)
            return scan
        }
    }
}

extension Operation {
    /// Whether it claims a lock whose lease has ended.
    fileprivate var takesLockOver: Bool {
        guard case .update(let key, let changes, _) = self, key.table == LockTable.table else { return false }
        return changes.contains { $0.column == LockTable.claimToken }
    }

    /// Whether it extends the lease of a lock.
    fileprivate var isRenewal: Bool { key.table == LockTable.table && conditions.contains { $0.isAtMost } && isUpdate }

    /// Whether it frees a lock.
    fileprivate var isRelease: Bool { key.table == LockTable.table && isUpdate && !isRenewal && !takesLockOver }

    private var isUpdate: Bool { if case .update = self { true } else { false } }
}

extension Condition {
    fileprivate var isAfter: Bool { if case .greater = test { true } else { false } }
    fileprivate var isAtMost: Bool { if case .atMost = test { true } else { false } }
}
