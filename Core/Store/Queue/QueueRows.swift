// The one place that knows how a message stands in its row.

extension QueueMessage {
    /// How long messages are kept that were acknowledged.
    static let retentionOfDone = Duration.days(7)
    /// How long dead letters are kept.
    static let retentionOfDead = Duration.days(30)

    /// The message of this row. Throws `.corrupted` for what makes no sense.
    init(_ row: Row) throws {
        let id = row[QueueTable.messageID].text ?? ""
        guard let status = MessageStatus(rawValue: row[QueueTable.status].text ?? ""),
            let priority = Priority(rawValue: Int(row[QueueTable.priority].int ?? -1)),
            let created = row.time(QueueTable.createdAt), let updated = row.time(QueueTable.updatedAt)
        else {
            throw StoreError(
                .corrupted, "the row of message \"\(id)\" has a status, priority or time that is none", kind: "message",
                id: id)
        }
        self.id = MessageID(id)
        queue = QueueName(row[QueueTable.queue].text ?? "")
        self.status = status
        payload = row.payload(QueueTable.payload)
        metadata = try row.object(QueueTable.metadata)
        self.priority = priority
        bucket = Int(row[QueueTable.bucket].int ?? 0)
        attempts = Int(row[QueueTable.attempts].int ?? 0)
        maximumAttempts = Int(row[QueueTable.maxAttempts].int ?? 0)
        readyAt = row.time(QueueTable.readyAt)
        owner = row[QueueTable.leaseOwner].text.map { WorkerID($0) }
        lastError = row[QueueTable.lastError].text
        idempotencyKey = row[QueueTable.idempotencyKey].text
        createdAt = created
        updatedAt = updated
        completedAt = row.time(QueueTable.completedAt)
    }
}

extension MessageReceipt {
    /// The receipt of the claim that left this row.
    init(_ message: QueueMessage, _ row: Row) {
        queue = message.queue
        messageID = message.id
        fence = Fence(row[QueueTable.fence].int ?? 0)
        attempt = message.attempts
        maximumAttempts = message.maximumAttempts
        deduplicationKey = row[QueueTable.deduplicationKey].text
    }
}

extension NewQueueMessage {
    /// The row of this message, as it is enqueued now.
    func row(_ context: StoreContext, queue: QueueName, buckets: Int, at now: Timestamp) -> Row {
        var row = Row(QueueTable.table)
        row[QueueTable.namespace] = context.tenant
        row[QueueTable.queue] = queue.value
        row[QueueTable.messageID] = .text(context.identifiers.id(at: now))
        row[QueueTable.insertToken] = context.identifiers.token()
        row[QueueTable.route] = queue.value
        row[QueueTable.bucket] = .int(fairnessKey.map { Self.bucket(of: $0, among: buckets) } ?? 0)
        row[QueueTable.priority] = .int(Int64(priority.rawValue))
        row[QueueTable.fence] = .int(0)
        row[QueueTable.status] = .status(.ready)
        row[QueueTable.attempts] = .int(0)
        row[QueueTable.maxAttempts] = .int(Int64(maximumAttempts))
        row[QueueTable.idempotencyKey] = .text(idempotencyKey)
        row[QueueTable.createdAt] = .time(now)
        if case .untilStart(let key)? = deduplication { row[QueueTable.deduplicationKey] = .text(key) }
        if case .untilEnd(let key)? = deduplication { row[QueueTable.deduplicationKey] = .text(key) }
        return row.changed(by: content(readyAt: dueTime(at: now, deadline: nil), now))
    }

    /// What another message of the same key replaces.
    func content(readyAt: Timestamp, _ now: Timestamp) -> [Assignment] {
        [
            .set(QueueTable.payload, .bytes(payload)), .set(QueueTable.metadata, .json(metadata)),
            .set(QueueTable.readyAt, .time(readyAt)), .set(QueueTable.updatedAt, .time(now)),
            .set(QueueTable.startBy, .time(maximumWait.map { readyAt.advanced(by: $0) })),
        ]
    }

    /// When the message may be claimed.
    ///
    /// - Parameter deadline: Of a message that is debounced: what the first of its key has set.
    func dueTime(at now: Timestamp, deadline: Timestamp?) -> Timestamp {
        let due = now.advanced(by: delay)
        guard case .debounce(_, let atMost)? = deduplication else { return due }
        return min(due, deadline ?? now.advanced(by: atMost))
    }

    private static func bucket(of fairnessKey: String, among buckets: Int) -> Int64 {
        let digest = SHA256.digest(Array(fairnessKey.utf8))
        return Int64((Int(digest[0]) << 8 | Int(digest[1])) % buckets)
    }
}

extension Value {
    static func status(_ status: MessageStatus) -> Value { .text(status.rawValue) }
}
