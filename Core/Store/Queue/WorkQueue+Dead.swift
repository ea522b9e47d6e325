// Dead letters, and emptying a queue.
extension WorkQueue {
    /// A page of the dead letters, oldest message first; see ``messages(_:limit:cursor:)``.
    public func deadLetters(limit: Int = 100, cursor: String? = nil) async throws -> Listing<QueueMessage> {
        try await messages(.dead, limit: limit, cursor: cursor)
    }

    /// Makes a dead letter a message again: due at once, with all its attempts.
    ///
    /// - Throws: `.notFound` where there is no such dead letter.
    public func redrive(_ id: MessageID) async throws {
        try context.begin()
        try name.validate()
        try id.validate()
        guard try await redriveIfDead(id, at: context.now) else { throw StoreError.notFound("dead letter", id) }
    }

    /// Makes dead letters messages again, oldest first; returns how many.
    @discardableResult
    public func redriveAll(limit: Int = 10_000) async throws -> Int {
        try await forEachDeadLetter(limit, for: "redrive message") { id, now in
            try await redriveIfDead(id, at: now)
        }
    }

    /// Removes dead letters, oldest first; returns how many.
    @discardableResult
    public func purgeDeadLetters(limit: Int = 10_000) async throws -> Int {
        try await forEachDeadLetter(limit, for: "purge dead letter") { id, _ in
            let isDead = Condition(QueueTable.status, .equal(.status(.dead)))
            let outcome = try await context.commit(
                WriteBatch([.delete(key(id), where: [isDead])]), for: "purge dead letter", id.rawValue
            ) { $0.current == nil ? true : nil }
            if case .applied = outcome { return true }
            return false
        }
    }

    /// Removes every message of the queue, whatever its status; returns how many. Who has one is told `.notFound`.
    ///
    /// Messages that are enqueued meanwhile may stay. What is set for the queue stays, and so do idempotency keys: a
    /// caller that repeats an enqueue from before makes no new message.
    @discardableResult
    public func purge() async throws -> Int {
        try context.begin()
        try name.validate()
        let messages = IndexRange(QueueTable.table, nil, [context.tenant, name.value])
        var purged = 0
        while true {
            let erased = try await context.erase(messages, limit: 500, for: "purge queue", name.rawValue)
            guard erased > 0 else { break }
            purged += erased
        }
        try await removeKeysWithoutMessage()
        return purged
    }

    private func redriveIfDead(_ id: MessageID, at now: Timestamp) async throws -> Bool {
        let changes: [Assignment] = [
            .set(QueueTable.status, .status(.ready)), .set(QueueTable.readyAt, .time(now)),
            .set(QueueTable.attempts, .int(0)), .set(QueueTable.updatedAt, .time(now)),
            .set(QueueTable.completedAt, .null), .set(QueueTable.expiresAt, .null), .set(QueueTable.startBy, .null),
        ]
        let isDead = [Condition(QueueTable.status, .equal(.status(.dead)))] + kept(.dead, at: now)
        let outcome = try await context.commit(
            WriteBatch([.update(key(id), changes, where: isDead)]), for: "redrive message", id.rawValue
        ) {
            // What looks redriven at this time is no matter whose doing; what has moved on since may have been ours.
            guard let row = $0.current else { return nil }
            return row == row.changed(by: changes) ? true : nil
        }
        if case .applied = outcome { return true }
        return false
    }

    private func forEachDeadLetter(
        _ limit: Int, for operation: String, _ change: (MessageID, Timestamp) async throws -> Bool
    ) async throws -> Int {
        try context.begin()
        try name.validate()
        guard limit > 0 else { throw StoreError(.invalidArgument, "at least 1 dead letter, not \(limit)") }
        let now = context.now
        var scan = Scan(range(.dead), limit: min(limit, 500))
        scan.filter = kept(.dead, at: now)
        var walk = RowWalk(context, scan, for: operation, name.rawValue)
        var changed = 0
        while changed < limit, let row = try await walk.next() {
            if try await change(MessageID(row[QueueTable.messageID].text ?? ""), now) { changed += 1 }
        }
        return changed
    }

    /// A message that is gone never comes back, so its key can go too.
    private func removeKeysWithoutMessage() async throws {
        let keys = IndexRange(IdempotencyTable.table, nil, [context.tenant, .text(deduplicationScope)])
        var walk = RowWalk(context, Scan(keys, limit: 500), for: "purge queue", name.rawValue)
        while let row = try await walk.next() {
            let message = Key(
                QueueTable.table, context.tenant, name.value, row[IdempotencyTable.reference])
            guard try await context.get(message, .withoutPayloads, for: "purge queue", name.rawValue) == nil else {
                continue
            }
            let batch = WriteBatch([.delete(row.key, where: unchanged(row))])
            // One that another message has taken since is left to it.
            _ = try await context.commit(batch, for: "purge queue", name.rawValue) { _ in false }
        }
    }
}
