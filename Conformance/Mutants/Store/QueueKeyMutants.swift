internal import HoldfastCore
internal import Synchronization

// Faults in the keys by which messages are enqueued once.
extension Mutant {
    static let queueKeyMutants = [
        Mutant("M45", "idempotency window kept in a process-local map", killer: "queue.idem.cross-handle") {
            store, _ in
            let known = LocalRows()
            store.onCommit = { base, batch in
                let keys = batch.operations.compactMap(\.inserted).filter { $0.table == IdempotencyTable.table }
                guard !keys.isEmpty else { return try await base.commit(batch) }
                known.rows.withLock { rows in for row in keys { rows[row.key] = row } }
                let kept = batch.operations.filter { $0.key.table != IdempotencyTable.table }
                return try await base.commit(WriteBatch(kept))
            }
            store.onGet = { base, input in
                let rows = try await base.get(input.keys, input.columns)
                return zip(input.keys, rows).map { key, row in row ?? known.rows.withLock { $0[key] } }
            }
        },
        Mutant("M324", "an idempotency key is not written", killer: "queue.idem.window") { store, _ in
            store.changeBatches { batch in
                WriteBatch(batch.operations.filter { $0.inserted?.table != IdempotencyTable.table })
            }
        },
        Mutant("M325", "an idempotency key goes with its message", killer: "queue.idem.after-ack") { store, _ in
            store.onCommit = { base, batch in
                let outcome = try await base.commit(batch)
                guard case .update(let key, let changes, _)? = batch.operations.first,
                    changes.contains(where: { $0.isSet(QueueTable.status, .text("done")) })
                else { return outcome }
                guard let message = try await base.row(key), let text = message[QueueTable.idempotencyKey].text else {
                    return outcome
                }
                let scope = Value.text("queue/\(message[QueueTable.queue].text ?? "")/idempotency")
                let row = Key(IdempotencyTable.table, message[QueueTable.namespace], scope, .text(text))
                _ = try await base.commit(WriteBatch([.delete(row)]))
                return outcome
            }
        },
        Mutant("M326", "an idempotency key never expires", killer: "queue.idem.after-window") { store, _ in
            store.changeKeys { $0.applying([.set(IdempotencyTable.expiresAt, .int(.max))]) }
        },
        Mutant("M327", "a key is written after its message", killer: "queue.idem.race") { store, _ in
            store.onCommit = { base, batch in
                let keys = batch.operations.compactMap(\.inserted).filter { $0.table == IdempotencyTable.table }
                guard !keys.isEmpty else { return try await base.commit(batch) }
                let kept = batch.operations.filter { $0.inserted?.table != IdempotencyTable.table }
                let outcome = try await base.commit(WriteBatch(kept))
                await pause()
                for row in keys { try await base.put(row) }
                return outcome
            }
        },
        Mutant(
            "M328", "a key that is released at the start is held to the end", killer: "queue.deduplicate.until-start"
        ) {
            store, _ in
            store.changeKeys { $0.replacingStatus("start", by: "end") }
        },
        Mutant("M329", "a key that is held to the end is released at the start", killer: "queue.deduplicate.until-end")
        {
            store, _ in
            store.changeKeys { $0.replacingStatus("end", by: "start") }
        },
        Mutant("M331", "a debounced message keeps its first payload", killer: "queue.debounce") { store, _ in
            store.changeOperations { operation in
                operation.mapAssignments(QueueTable.table) { $0.filter { $0.column != QueueTable.payload } }
            }
        },
        Mutant("M332", "a debounced message is put off for ever", killer: "queue.debounce") { store, _ in
            store.changeKeys { $0.applying([.set(IdempotencyTable.expiresAt, .null)]) }
        },
    ]
}

/// Rows that one handle keeps to itself.
private final class LocalRows: Sendable {
    let rows = Mutex<[Key: Row]>([:])
}

extension Decorator {
    /// Changes every key that is read.
    fileprivate mutating func changeKeys(_ change: @escaping @Sendable (Row) -> Row) {
        changeGets { row in row.map { $0.table == IdempotencyTable.table ? change($0) : $0 } }
    }
}

extension Row {
    fileprivate func replacingStatus(_ old: String, by new: String) -> Row {
        guard self[IdempotencyTable.status] == .text(old) else { return self }
        return applying([.set(IdempotencyTable.status, .text(new))])
    }
}
