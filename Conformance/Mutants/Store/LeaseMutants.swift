internal import HoldfastCore

extension Mutant {
    static let leaseMutants = [
        Mutant("M37", "lease renew ignores the owner token", killer: "lease.renew.wrong-owner") { store, _ in
            store.changeRenewals { $0.keepingConditions { $0.column != RunTable.fence } }
        },
        Mutant("M38", "lease renew resurrects an expired lease", killer: "lease.renew.expired") { store, _ in
            store.changeRenewals { $0.keepingConditions { $0.column != RunTable.readyAt } }
        },
        Mutant(
            "M39", "lease release ignores the token (frees a successor's lease)", killer: "lease.release.stale-token"
        ) { store, _ in
            store.changeOperations { operation in
                guard operation.ends("pending") else { return operation }
                return operation.keepingConditions { $0.column != RunTable.fence }
            }
        },
        Mutant("M40", "fencing token restarts after release", killer: "lease.fence.monotonic") { store, _ in
            store.changeOperations { operation in
                guard operation.ends("pending") else { return operation }
                return operation.mapAssignments(RunTable.table) { $0 + [.set(RunTable.fence, .int(0))] }
            }
        },
        Mutant("M164", "a claim does not raise the fence", killer: "lease.acquire.free") { store, _ in
            store.changeClaims { $0.filter { $0.column != RunTable.fence } }
        },
        Mutant("M165", "a claim leaves the run in the range of due ones", killer: "lease.acquire.held") { store, _ in
            store.changeClaims { $0.filter { $0.column != RunTable.readyAt } }
        },
        Mutant("M166", "a lease ends one microsecond early", killer: "lease.expiry.boundary") { store, _ in
            store.changeClaims { changes in
                changes.map {
                    guard case .set(RunTable.readyAt, .int(let time)) = $0 else { return $0 }
                    return .set(RunTable.readyAt, .int(time - 1))
                }
            }
        },
        Mutant("M167", "claims go by time alone, across priorities", killer: "lease.acquire.independent") { store, _ in
            store.changeTakes { $0.ranges.reverse() }
        },
        Mutant("M168", "a released run waits until its lease would have ended", killer: "lease.release.holder") {
            store, _ in
            store.changeOperations { operation in
                guard operation.ends("pending") else { return operation }
                return operation.mapAssignments(RunTable.table) { $0.filter { $0.column != RunTable.readyAt } }
            }
        },
        Mutant("M169", "a release does not look at the status", killer: "lease.release.twice") { store, _ in
            store.changeOperations { operation in
                guard operation.ends("pending") else { return operation }
                return operation.keepingConditions { $0.column != RunTable.status }
                    .mapAssignments(RunTable.table) { $0.map { $0.asValue } }
            }
        },
        Mutant("M170", "a renewal adds to the old end", killer: "lease.renew.extends") { store, world in
            store.onCommitEach = { base, batches in
                var longer: [WriteBatch] = []
                for batch in batches {
                    let old = try? await base.row(batch.operations[0].key)
                    longer.append(
                        batch.map { operation in
                            operation.mapAssignments(RunTable.table) { changes in
                                changes.map {
                                    guard case .set(RunTable.readyAt, .int(let end)) = $0,
                                        let expiry = old?[RunTable.readyAt].int
                                    else { return $0 }
                                    let added = end - world.now
                                    return .set(RunTable.readyAt, .int(expiry + added))
                                }
                            }
                        })
                }
                return await base.commitEach(longer)
            }
        },
        Mutant("M171", "a renewal shortens a lease when the clock is set back", killer: "lease.renew.never-shortens") {
            store, world in
            store.changeRenewals { operation in
                operation.mapAssignments(RunTable.table) { changes in
                    changes.map {
                        guard case .set(RunTable.readyAt, .int) = $0 else { return $0 }
                        return .set(RunTable.readyAt, .int(world.now + 10_000_000))
                    }
                }
            }
        },
        Mutant("M172", "at its end a lease is taken by each who asks", killer: "lease.expiry.race") { store, _ in
            let slow = SlowTake(conditions: { row, _ in [Condition(RunTable.runID, .equal(row[RunTable.runID]))] })
            store.onTake = { base, take in
                var due: [Row] = []
                for range in take.ranges { due += try await base.rows(of: range) }
                guard due.contains(where: { $0[RunTable.status] == .text("running") }) else {
                    return try await base.take(take)
                }
                return try await slow.rows(base, take)
            }
        },
        Mutant("M173", "who takes over begins without the steps", killer: "lease.expiry.takeover") { store, _ in
            store.onTake = { base, take in
                let rows = try await base.take(take)
                for row in rows where row[RunTable.claimsSinceProgress] == .int(1) && row[RunTable.fence] != .int(1) {
                    let life = IndexRange(StepTable.table, nil, [row[RunTable.namespace], row[RunTable.incarnation]])
                    _ = try await base.erase(life, limit: 1_000)
                }
                return rows
            }
        },
    ]
}

extension Decorator {
    /// Changes what renews a lease: the commits that come together.
    fileprivate mutating func changeRenewals(_ change: @escaping @Sendable (Operation) -> Operation) {
        onCommitEach = { base, batches in await base.commitEach(batches.map { $0.map(change) }) }
    }

    /// Changes what a claim writes.
    fileprivate mutating func changeClaims(_ change: @escaping @Sendable ([Assignment]) -> [Assignment]) {
        changeTakes { $0.patch = change($0.patch) }
    }
}

extension Operation {
    /// Whether it ends a lease with this status.
    fileprivate func ends(_ status: String) -> Bool {
        guard case .update(let key, let changes, _) = self, key.table == RunTable.table else { return false }
        return changes.contains { $0.isSet(RunTable.status, .text(status)) }
            && changes.contains { $0.isSet(RunTable.leaseOwner, .null) }
    }
}

extension Assignment {
    /// What adds sets to one more than nothing, since without a condition it could be repeated.
    fileprivate var asValue: Assignment {
        if case .add(let column, let amount) = self { .set(column, .int(amount)) } else { self }
    }
}
