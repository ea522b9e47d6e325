// Keys by which a message is enqueued once: rows of `idempotency_keys` in scopes of the queue's own, which name the
// message that holds the key.
extension WorkQueue {
    func idempotencyRow(_ key: String) -> Key { keyRow("queue/\(name)/idempotency", key) }

    func deduplicationRow(_ key: String) -> Key { keyRow(deduplicationScope, key) }

    var deduplicationScope: String { "queue/\(name)/deduplication" }

    private func keyRow(_ scope: String, _ key: String) -> Key {
        Key(IdempotencyTable.table, context.tenant, .text(scope), .text(key))
    }

    /// Gives the key to a message, where it is as it was seen.
    ///
    /// - Parameter mark: Tells this write from every other one of the key's.
    func claim(
        _ key: Key, seen: Row?, for message: Value, _ status: String, until expiry: Timestamp?, mark: String,
        at now: Timestamp
    ) -> Operation {
        let changes: [Assignment] = [
            .set(IdempotencyTable.reference, message), .set(IdempotencyTable.owner, .text(mark)),
            .set(IdempotencyTable.status, .text(status)), .set(IdempotencyTable.createdAt, .time(now)),
            .set(IdempotencyTable.expiresAt, .time(expiry)),
        ]
        if let seen { return .update(key, changes, where: unchanged(seen)) }
        var row = Row(IdempotencyTable.table)
        for (column, value) in zip(IdempotencyTable.table.key, key.values) { row[column] = value }
        row[IdempotencyTable.insertToken] = context.identifiers.token()
        // What is enqueued is not compared: the key alone decides.
        row[IdempotencyTable.digest] = .bytes([])
        row[IdempotencyTable.fence] = .int(0)
        return .insert(row.changed(by: changes))
    }

    /// What holds only of the key's row as it was seen.
    func unchanged(_ row: Row) -> [Condition] {
        [Condition(IdempotencyTable.owner, .equal(row[IdempotencyTable.owner]))]
    }
}

extension Deduplication {
    /// The word for its policy in the key's row.
    var word: String {
        switch self {
        case .untilStart: "start"
        case .untilEnd: "end"
        case .debounce: Self.debounceWord
        }
    }

    static let debounceWord = "debounce"

    /// What holds of the message in a key's row for as long as it keeps others out; nil where the key has expired.
    static func conditions(ofHolderIn row: Row, at now: Timestamp) -> [Condition]? {
        if let expiry = row.time(IdempotencyTable.expiresAt), expiry <= now { return nil }
        if row[IdempotencyTable.status].text == "end" {
            return [Condition(QueueTable.status, .among([.status(.ready), .status(.claimed)]))]
        }
        return [
            Condition(QueueTable.status, .equal(.status(.ready))), Condition(QueueTable.attempts, .equal(.int(0))),
        ]
    }
}
