extension WorkQueue {
    /// Enqueues a message.
    ///
    /// - Returns: Its id; or that of the message that is there, where a key of the new one names it.
    /// - Throws: `.invalidArgument`, `.limitExceeded` where the queue is full or the message too large.
    @discardableResult
    public func enqueue(_ message: NewQueueMessage) async throws -> EnqueuedMessage {
        guard let enqueued = try await enqueue([message]).first else {
            preconditionFailure("one message has one answer")
        }
        return enqueued
    }

    /// Enqueues messages, which are delivered in their order as far as all else is equal.
    ///
    /// Up to 16 small ones without keys are enqueued together or not at all. Of more, some may be there where the call
    /// throws; give them idempotency keys to call it again.
    @discardableResult
    public func enqueue(_ messages: [NewQueueMessage]) async throws -> [EnqueuedMessage] {
        try context.begin()
        try name.validate()
        for message in messages { try message.validate() }
        guard !messages.isEmpty else { return [] }
        let keys = messages.flatMap { keyRows($0) }
        var seen = try await context.getAll(
            [QueueSettings.key(context, name)] + keys, .all, for: "enqueue message", name.rawValue)[...]
        let settings = QueueSettings(seen.removeFirst())
        let now = context.now
        let rows = messages.map { $0.row(context, queue: name, buckets: settings.buckets, at: now) }
        let isPlain = messages.map { keyRows($0).isEmpty }
        let plain = zip(rows, isPlain).filter { $1 }.map(\.0)
        try await requireRoom(for: plain.count, settings)
        try await insert(plain)
        var enqueued: [EnqueuedMessage] = []
        for (position, message) in messages.enumerated() {
            if isPlain[position] {
                enqueued.append(EnqueuedMessage(id: rows[position].messageID, isNew: true))
            } else {
                let own = Array(seen.prefix(keyRows(message).count))
                seen = seen.dropFirst(own.count)
                enqueued.append(try await enqueue(message, rows[position], seen: own, settings, at: now))
            }
        }
        return enqueued
    }

    /// The rows of a message's keys: of the idempotency key first.
    private func keyRows(_ message: NewQueueMessage) -> [Key] {
        [
            message.idempotencyKey.map { idempotencyRow($0) },
            message.deduplication.map { deduplicationRow($0.key) },
        ].compactMap(\.self)
    }

    private func requireRoom(for count: Int, _ settings: QueueSettings) async throws {
        guard count > 0, let most = settings.maximumLength else { return }
        let waiting = try await self.count(.ready, [], most)
        let held = waiting < most ? try await self.count(.claimed, [], most) : 0
        guard waiting + held + count <= most else {
            throw StoreError(
                .limitExceeded,
                "queue \"\(name)\" holds \(waiting + held) of at most \(most) messages; enqueue later, or raise its "
                    + "maximum length", kind: "queue", id: name.rawValue)
        }
    }

    /// Inserts rows in commits of bounded size, all in one call.
    private func insert(_ rows: [Row]) async throws {
        var batches: [WriteBatch] = []
        var bytes = 0
        for row in rows {
            bytes += row.size
            if let last = batches.last, last.operations.count < 16, bytes <= context.backend.limits.bytesPerCommit {
                batches[batches.count - 1].append(.insert(row))
            } else {
                batches.append(WriteBatch([.insert(row)]))
                bytes = row.size
            }
        }
        let outcomes = batches.count > 1 ? await context.commitEach(batches) : []
        for (position, batch) in batches.enumerated() {
            if position < outcomes.count, case .success(.applied) = outcomes[position] { continue }
            // Sent for the first time, or again after a failure that left it open: our own tokens tell.
            let outcome = try await context.commit(batch, for: "enqueue message", name.rawValue)
            guard case .refused(let refusal) = outcome else { continue }
            guard let own = batch.operations[refusal.operation].insertedToken,
                refusal.current?[QueueTable.insertToken] == own
            else { throw StoreError(.alreadyExists, "a message id was drawn twice", kind: "message") }
        }
    }
}

extension WorkQueue {
    /// Enqueues a message that has keys, unless they name one that is there.
    private func enqueue(
        _ message: NewQueueMessage, _ row: Row, seen first: [Row?], _ settings: QueueSettings, at now: Timestamp
    ) async throws -> EnqueuedMessage {
        let keys = keyRows(message)
        var seen = first
        // Each turn lost another caller's change in between; that many in a row is a fault of the caller's.
        for turn in 0..<16 {
            if turn > 0 { seen = try await context.get(keys, .all, for: "enqueue message", name.rawValue) }
            if message.idempotencyKey != nil, let known = seen.first ?? nil,
                known.time(IdempotencyTable.expiresAt) ?? now > now
            {
                return EnqueuedMessage(id: known.reference, isNew: false)
            }
            let plan = try await plan(message, row, keys, seen, at: now)
            if plan.result.isNew { try await requireRoom(for: 1, settings) }
            guard let batch = plan.batch else { return plan.result }
            let outcome = try await context.commit(batch, for: "enqueue message", name.rawValue) { refusal in
                refusal.current?.table == IdempotencyTable.table
                    && refusal.current?[IdempotencyTable.owner] == .text(plan.mark) ? true : nil
            }
            if case .applied = outcome { return plan.result }
        }
        throw StoreError(
            .revisionConflict, "the keys of a message for queue \"\(name)\" keep changing; try again", kind: "queue",
            id: name.rawValue)
    }

    private struct Plan {
        let result: EnqueuedMessage
        /// Nil where there is nothing to write.
        var batch: WriteBatch?
        let mark: String
    }

    /// What to write where the rows of the message's keys are these.
    private func plan(
        _ message: NewQueueMessage, _ row: Row, _ keys: [Key], _ seen: [Row?], at now: Timestamp
    ) async throws -> Plan {
        let mark = context.identifiers.id(at: now)
        var write = Operation.insert(row)
        var id = row.messageID
        var operations: [Operation] = []
        if let deduplication = message.deduplication, let key = keys.last, let known = seen.last {
            let holder = try await holder(of: known, at: now)
            id = holder?.id ?? id
            if let known, let holder, message.replaces(known) {
                operations.append(
                    .update(key, [.set(IdempotencyTable.owner, .text(mark))], where: unchanged(known)))
                let due = message.dueTime(at: now, deadline: known.time(IdempotencyTable.expiresAt))
                write = .update(self.key(holder.id), message.content(readyAt: due, now), where: holder.conditions)
            } else if let holder {
                write = .check(self.key(holder.id), where: holder.conditions)
            } else {
                var deadline: Timestamp?
                if case .debounce(_, let atMost) = deduplication { deadline = now.advanced(by: atMost) }
                operations.append(
                    claim(key, seen: known, for: id.value, deduplication.word, until: deadline, mark: mark, at: now))
            }
        }
        if let window = message.idempotencyKey.map({ _ in message.idempotencyWindow }) {
            let end = now.advanced(by: window)
            operations.insert(
                claim(keys[0], seen: seen[0], for: id.value, "enqueued", until: end, mark: mark, at: now), at: 0)
        }
        let result = EnqueuedMessage(id: id, isNew: id == row.messageID)
        // One that was dropped, and leaves no key behind.
        guard !operations.isEmpty else { return Plan(result: result, batch: nil, mark: mark) }
        return Plan(result: result, batch: WriteBatch(operations + [write]), mark: mark)
    }

    /// The message that holds a deduplication key now, with what must go on to hold of it.
    private func holder(
        of known: Row?, at now: Timestamp
    ) async throws -> (id: MessageID, conditions: [Condition])? {
        guard let known, let conditions = Deduplication.conditions(ofHolderIn: known, at: now) else { return nil }
        let id = known.reference
        let row = try await context.get(key(id), .withoutPayloads, for: "enqueue message", id.rawValue)
        guard let row, conditions.hold(for: row) else { return nil }
        return (id, conditions)
    }
}

extension NewQueueMessage {
    /// Whether it gives the message that holds this key a new content.
    fileprivate func replaces(_ known: Row) -> Bool {
        guard case .debounce? = deduplication else { return false }
        return known[IdempotencyTable.status].text == Deduplication.debounceWord
    }
}

extension Row {
    fileprivate var messageID: MessageID { MessageID(self[QueueTable.messageID].text ?? "") }
    /// The message that a key stands for.
    fileprivate var reference: MessageID { MessageID(self[IdempotencyTable.reference].text ?? "") }
}

extension Operation {
    fileprivate var insertedToken: Value? {
        if case .insert(let row) = self { row[row.table.insertToken] } else { nil }
    }
}
