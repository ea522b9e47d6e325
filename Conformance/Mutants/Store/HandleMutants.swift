internal import HoldfastCore

// What a backend says of itself, and how it opens, closes and answers.
extension Mutant {
    static let handleMutants = [
        Mutant("M181", "capabilities depend on who opens", killer: "boot.capabilities.stable") { store, world in
            store.capabilities.network = world.note { notes in
                notes.counts["handles", default: 0] += 1
                return notes.counts["handles", default: 0] > 1
            }
        },
        Mutant("M182", "declares several processes without durability", killer: "boot.capabilities.interdependent") {
            store, _ in store.capabilities.multiProcess = true
        },
        Mutant(
            "M57", "commits are acknowledged before they leave process memory (write-behind)",
            killer: "boot.reopen.persists"
        ) { store, world in
            store.capabilities.durable = true
            store.onCommit = { base, batch in
                world.note { $0.batches = [batch] }
                return try await base.commit(batch)
            }
            store.onClose = { base in
                // The last commit was still in a buffer.
                for row in world.note({ $0.batches }).flatMap(\.operations).compactMap(\.inserted) {
                    _ = try? await base.commit(WriteBatch([.delete(row.key)]))
                }
                await base.close()
            }
        },
        Mutant("M183", "of several that migrate at once one fails", killer: "boot.open.concurrent-first") { store, _ in
            store.onMigrate = { base, input in
                let version = try await base.schemaVersion()
                await pause()
                guard try await base.schemaVersion() == version else {
                    throw BackendError(.unavailable, "the table is there already")
                }
                return try await base.migrate(input.migrations, dryRun: input.dryRun)
            }
        },
        Mutant("M184", "calls after close still work", killer: "verbs.close.joins") { store, _ in
            store.onClose = { _ in }
        },
        Mutant("M185", "a commit returns the row as it was before", killer: "verbs.commit.returns-row") { store, _ in
            store.onCommit = { base, batch in
                let before = batch.returnsRow ? try await base.row(batch.operations[0].key) : nil
                let outcome = try await base.commit(batch)
                guard case .applied = outcome else { return outcome }
                return .applied(before)
            }
        },
        Mutant("M186", "deleting an absent row is refused", killer: "verbs.commit.delete-absent") { store, _ in
            store.onCommit = { base, batch in
                for (position, operation) in batch.operations.enumerated() {
                    guard case .delete(let key, _) = operation, try await base.row(key) == nil else { continue }
                    return .refused(Refusal(operation: position, current: nil))
                }
                return try await base.commit(batch)
            }
        },
        Mutant("M187", "a refusal shows the row without its insert token", killer: "verbs.commit.resend") { store, _ in
            store.changeRefusals { _, refusal in
                let current = refusal.current?.mapValues { column, value in
                    column.name == "insert_token" ? .bytes([]) : value
                }
                return Refusal(operation: refusal.operation, current: current)
            }
        },
        Mutant("M188", "an update writes a new insert token", killer: "verbs.commit.resend") { store, _ in
            store.changeOperations { operation in
                operation.mapAssignments(operation.key.table) { changes in
                    guard let token = operation.key.table.column(named: "insert_token"),
                        !changes.contains(where: { $0.column == token })
                    else { return changes }
                    return changes + [.set(token, .bytes([7]))]
                }
            }
        },
        Mutant("M189", "batches over the same rows in opposite orders deadlock", killer: "verbs.commit.opposite-order")
        {
            store, world in
            store.onCommit = { base, batch in
                let keys = batch.operations.dropFirst().map(\.key)
                guard keys.count > 2, let first = keys.first, let last = keys.last else {
                    return try await base.commit(batch)
                }
                let isCrossed = world.note { notes in
                    notes.locked[first, default: 0] += 1
                    return notes.locked[last, default: 0] > 0
                }
                await pause()
                world.note { $0.locked[first, default: 0] -= 1 }
                if isCrossed { throw BackendError(.unavailable, "a deadlock was found") }
                return try await base.commit(batch)
            }
        },
        Mutant("M190", "a check of an absent row passes", killer: "verbs.commit.check") { store, _ in
            store.onCommit = { base, batch in
                var kept: [Operation] = []
                for operation in batch.operations {
                    if case .check(let key, _) = operation, try await base.row(key) == nil { continue }
                    kept.append(operation)
                }
                return try await base.commit(kept.count == batch.operations.count ? batch : WriteBatch(kept))
            }
        },
    ]
}
