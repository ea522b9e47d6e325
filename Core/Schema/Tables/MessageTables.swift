/// `workflow_events`: a run's log, dense from 1 in commit order.
package enum EventTable {
    package static let namespace = Column(0, "namespace", .text)
    package static let incarnation = Column(1, "incarnation", .text)
    package static let seq = Column(2, "seq", .int)
    package static let insertToken = Column(3, "insert_token", .bytes)
    package static let eventID = Column(4, "event_id", .text)
    package static let type = Column(5, "type", .text)
    package static let correlationID = Column(6, "correlation_id", .text, nullable: true)
    package static let data = Column(7, "data", .bytes, nullable: true, payload: true)
    package static let createdAt = Column(8, "created_at", .time)
    /// The run's id, by which what is found by a correlation id leads back to its run.
    package static let runID = Column(9, "run_id", .text)

    package static let byCorrelation = Index(
        "by_correlation", partition: [namespace, correlationID], sort: [createdAt])

    package static let table = Table(
        9, "workflow_events", partition: [namespace, incarnation], sort: [seq],
        columns: [namespace, incarnation, seq, insertToken, eventID, type, correlationID, data, createdAt, runID],
        indexes: [byCorrelation])
}

/// `event_ids`: the position of each event id of a run, so that appending it again finds the first.
package enum EventIDTable {
    package static let namespace = Column(0, "namespace", .text)
    package static let incarnation = Column(1, "incarnation", .text)
    package static let eventID = Column(2, "event_id", .text)
    package static let insertToken = Column(3, "insert_token", .bytes)
    package static let seq = Column(4, "seq", .int)
    package static let digest = Column(5, "digest", .bytes)

    package static let table = Table(
        10, "event_ids", partition: [namespace, incarnation], sort: [eventID],
        columns: [namespace, incarnation, eventID, insertToken, seq, digest])
}

/// `queue_messages`: the work queue. The fence is the receipt.
package enum QueueTable {
    package static let namespace = Column(0, "namespace", .text)
    package static let queue = Column(1, "queue", .text)
    package static let messageID = Column(2, "message_id", .text)
    package static let insertToken = Column(3, "insert_token", .bytes)
    package static let route = Column(4, "route", .text)
    package static let bucket = Column(5, "bucket", .int)
    package static let priority = Column(6, "priority", .int)
    package static let readyAt = Column(7, "ready_at", .time, nullable: true)
    package static let fence = Column(8, "fence", .int)
    package static let status = Column(9, "status", .text)
    package static let attempts = Column(10, "attempts", .int)
    package static let maxAttempts = Column(11, "max_attempts", .int)
    package static let leaseOwner = Column(12, "lease_owner", .text, nullable: true)
    package static let lastError = Column(13, "last_error", .text, nullable: true)
    package static let metadata = Column(14, "metadata", .json, nullable: true)
    package static let payload = Column(15, "payload", .bytes, nullable: true, payload: true)
    package static let idempotencyKey = Column(16, "idempotency_key", .text, nullable: true)
    package static let createdAt = Column(17, "created_at", .time)
    package static let updatedAt = Column(18, "updated_at", .time)
    package static let completedAt = Column(19, "completed_at", .time, nullable: true)
    package static let expiresAt = Column(20, "expires_at", .time, nullable: true)
    /// What keeps others out while the message waits or is at work.
    package static let deduplicationKey = Column(21, "deduplication_key", .text, nullable: true)
    /// The time from which on it is not handed out for the first time.
    package static let startBy = Column(22, "start_by", .time, nullable: true)

    package static let byReadiness = Index(
        "by_readiness", partition: [namespace, route, bucket, priority], sort: [readyAt])
    package static let byStatus = Index("by_status", partition: [namespace, queue, status], sort: [createdAt])
    package static let byExpiry = Index("by_expiry", partition: [namespace], sort: [expiresAt])

    package static let table = Table(
        13, "queue_messages", partition: [namespace, queue], sort: [messageID],
        columns: [
            namespace, queue, messageID, insertToken, route, bucket, priority, readyAt, fence, status, attempts,
            maxAttempts, leaseOwner, lastError, metadata, payload, idempotencyKey, createdAt, updatedAt, completedAt,
            expiresAt, deduplicationKey, startBy,
        ],
        indexes: [byReadiness, byStatus, byExpiry])
}

/// `streams`: the named streams of a run.
package enum StreamTable {
    package static let namespace = Column(0, "namespace", .text)
    package static let incarnation = Column(1, "incarnation", .text)
    package static let name = Column(2, "name", .text)
    package static let insertToken = Column(3, "insert_token", .bytes)
    package static let nextPosition = Column(4, "next_position", .int)
    package static let isClosed = Column(5, "is_closed", .bool)
    package static let createdAt = Column(6, "created_at", .time)

    package static let table = Table(
        14, "streams", partition: [namespace, incarnation], sort: [name],
        columns: [namespace, incarnation, name, insertToken, nextPosition, isClosed, createdAt])
}

/// `stream_chunks`: the chunks of a stream by position.
package enum ChunkTable {
    package static let namespace = Column(0, "namespace", .text)
    package static let incarnation = Column(1, "incarnation", .text)
    package static let name = Column(2, "name", .text)
    package static let position = Column(3, "position", .int)
    package static let insertToken = Column(4, "insert_token", .bytes)
    package static let content = Column(5, "content", .bytes, payload: true)
    package static let createdAt = Column(6, "created_at", .time)

    package static let table = Table(
        15, "stream_chunks", partition: [namespace, incarnation, name], sort: [position],
        columns: [namespace, incarnation, name, position, insertToken, content, createdAt])
}
