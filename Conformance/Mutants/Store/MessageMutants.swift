internal import HoldfastCore

extension Mutant {
    static let messageMutants = [
        Mutant("M35", "signal before wait is dropped", killer: "hooks.deliver.before-wait") { store, _ in
            store.changeBatches { batch in
                guard batch.delivers, !batch.operations.contains(where: \.wakes) else { return batch }
                return batch.map { operation in
                    guard let row = operation.inserted, row.table == MessageTable.table else { return operation }
                    return .absent(row.key)
                }
            }
        },
        Mutant("M347", "a delivery does not look at the hook again", killer: "hooks.deliver.after-dispose") {
            store, _ in
            store.changeBatches { batch in
                batch.delivers
                    ? batch.map { $0.key.table == HookTable.table ? $0.keepingConditions { _ in false } : $0 } : batch
            }
        },
        Mutant("M348", "a received message stays in the inbox", killer: "hooks.deliver.payload") { store, _ in
            store.changeOperations { operation in
                guard case .delete(let key, let conditions) = operation, key.table == MessageTable.table else {
                    return operation
                }
                return .check(key, where: conditions)
            }
        },
        Mutant("M349", "the content of a message is cut at 200 bytes", killer: "hooks.deliver.payload") { store, _ in
            store.changeOperations { operation in
                operation.mapValues { column, value in
                    guard column == MessageTable.content, let bytes = value.bytes else { return value }
                    return .bytes(Array(bytes.prefix(200)))
                }
            }
        },
        Mutant("M350", "parking does not look at the revision", killer: "hooks.deliver.before-wait") { store, _ in
            store.changeOperations { operation in
                guard case .update(_, let changes, _) = operation,
                    changes.contains(where: { $0.isSet(RunTable.status, .text("waiting")) })
                else { return operation }
                return operation.keepingConditions { $0.column != RunTable.revision }
            }
        },
        Mutant("M351", "an arrival does not raise the run's revision", killer: "hooks.deliver.before-wait") {
            store, _ in
            store.changeNotices { $0.filter { $0.column != RunTable.revision } }
        },
        Mutant("M352", "messages are ordered by their senders' clocks", killer: "hooks.deliver.order") {
            store, world in
            store.changeOperations { operation in
                guard var row = operation.inserted, row.table == MessageTable.table,
                    row[MessageTable.seq] != .int(0), let time = row[MessageTable.createdAt].int
                else { return operation }
                let place = world.note { notes -> Int64 in
                    notes.counts["place", default: 0] += 1
                    return Int64(notes.counts["place"] ?? 0)
                }
                row[MessageTable.seq] = .int(time * 1_000 + place)
                return .insert(row)
            }
        },
        Mutant("M353", "a delivery key is forgotten when its message is received", killer: "hooks.deliver.idempotent") {
            store, _ in
            store.onCommit = { base, batch in
                for case .delete(let key, _) in batch.operations where key.table == MessageTable.table {
                    guard let row = try await base.row(key) else { continue }
                    let keys = [
                        MessageTable.namespace, MessageTable.recipient, MessageTable.channel, MessageTable.deliveryKey,
                    ]
                    let known = Key(MessageKeyTable.table, keys.map { row[$0] })
                    _ = try await base.commit(WriteBatch([.delete(known)]))
                }
                return try await base.commit(batch)
            }
        },
        Mutant("M354", "a message whose place is taken is dropped", killer: "hooks.deliver.wakes-once") { store, _ in
            store.onCommit = { base, batch in
                guard batch.delivers else { return try await base.commit(batch) }
                await pause()
                let outcome = try await base.commit(batch)
                guard case .refused(let refusal) = outcome,
                    batch.operations[refusal.operation].key.table == MessageTable.table
                else { return outcome }
                return .applied(nil)
            }
        },
        Mutant("M355", "a message without content has empty content", killer: "hooks.null-payload") { store, _ in
            store.changeOperations { $0.mapValues { $0 == MessageTable.content && $1.isNull ? .bytes([]) : $1 } }
        },
        Mutant("M378", "a topic's name is read as the beginning of a name", killer: "messages.send.topics") {
            store, _ in
            store.changeScans { scan in
                guard scan.range.table == MessageTable.table, case .text(let channel)? = scan.range.atMost else {
                    return scan
                }
                var wide = scan
                wide.range.atMost = .text(channel + "\u{10FFFF}")
                return wide
            }
        },
        Mutant("M379", "what is kept for a run is kept for ever", killer: "messages.missing-run") { store, _ in
            store.changeOperations { $0.mapValues { $0 == MessageTable.expiresAt ? .null : $1 } }
        },
        Mutant("M380", "a message is taken, whether or not its step is committed", killer: "messages.receive.atomic") {
            store, _ in
            store.onCommit = { base, batch in
                let outcome = try await base.commit(batch)
                guard case .refused = outcome else { return outcome }
                for case .delete(let key, _) in batch.operations where key.table == MessageTable.table {
                    _ = try await base.commit(WriteBatch([.delete(key)]))
                }
                return outcome
            }
        },
        Mutant("M381", "the last value that is published stands", killer: "messages.published.first") { store, _ in
            store.onCommit = { base, batch in
                for row in batch.operations.compactMap(\.inserted)
                where row.table == MessageTable.table && row[MessageTable.seq] == .int(0) {
                    _ = try await base.commit(WriteBatch([.delete(row.key)]))
                }
                return try await base.commit(batch)
            }
        },
    ]
}

extension WriteBatch {
    /// Whether it stores a message for a run.
    fileprivate var delivers: Bool {
        operations.contains { $0.inserted?.table == MessageKeyTable.table }
    }

    /// Whether it makes something known to a run, under no lease.
    fileprivate var notifies: Bool {
        delivers
            || operations.contains { operation in
                guard case .update(let key, _, _) = operation else { return false }
                return key.table == HookTable.table || key.table == TimerTable.table
            }
    }
}

extension Operation {
    /// Whether it makes a run due.
    fileprivate var wakes: Bool {
        guard case .update(let key, let changes, _) = self, key.table == RunTable.table else { return false }
        return changes.contains { $0.column == RunTable.readyAt }
    }
}

extension Decorator {
    /// Changes what an arrival does to its run.
    mutating func changeNotices(_ change: @escaping @Sendable ([Assignment]) -> [Assignment]) {
        changeBatches { batch in
            guard batch.notifies else { return batch }
            return batch.map { operation in
                guard case .update(let key, let changes, let conditions) = operation, key.table == RunTable.table else {
                    return operation
                }
                let changed = change(changes)
                return changed.isEmpty ? .check(key, where: conditions) : .update(key, changed, where: conditions)
            }
        }
    }
}
