/// `workflow_steps`: one row a step, with the state of its last attempt.
package enum StepTable {
    package static let namespace = Column(0, "namespace", .text)
    package static let incarnation = Column(1, "incarnation", .text)
    package static let stepKey = Column(2, "step_key", .text)
    package static let insertToken = Column(3, "insert_token", .bytes)
    package static let seq = Column(4, "seq", .int)
    package static let name = Column(5, "name", .text)
    package static let kind = Column(6, "kind", .text)
    package static let status = Column(7, "status", .text)
    package static let attempts = Column(8, "attempts", .int)
    /// A retry must not start before this.
    package static let retryAt = Column(9, "retry_at", .time, nullable: true)
    package static let input = Column(10, "input", .bytes, nullable: true, payload: true)
    package static let output = Column(11, "output", .bytes, nullable: true, payload: true)
    package static let error = Column(12, "error", .bytes, nullable: true, payload: true)
    package static let metrics = Column(13, "metrics", .json, nullable: true)
    /// The type of the output, so that a changed one is an error that names both.
    package static let typeTag = Column(14, "type_tag", .text, nullable: true)
    /// File and line of the call.
    package static let source = Column(15, "source", .text, nullable: true)
    package static let worker = Column(16, "worker", .text, nullable: true)
    /// The fence under which the row was written last.
    package static let fence = Column(17, "fence", .int)
    package static let startedAt = Column(18, "started_at", .time, nullable: true)
    package static let completedAt = Column(19, "completed_at", .time, nullable: true)

    package static let byPosition = Index("by_position", partition: [namespace, incarnation], sort: [seq])

    package static let table = Table(
        5, "workflow_steps", partition: [namespace, incarnation], sort: [stepKey],
        columns: [
            namespace, incarnation, stepKey, insertToken, seq, name, kind, status, attempts, retryAt, input, output,
            error, metrics, typeTag, source, worker, fence, startedAt, completedAt,
        ],
        indexes: [byPosition])
}

/// `step_attempts`: the attempts before a step's last one.
package enum AttemptTable {
    package static let namespace = Column(0, "namespace", .text)
    package static let incarnation = Column(1, "incarnation", .text)
    package static let stepKey = Column(2, "step_key", .text)
    package static let attempt = Column(3, "attempt", .int)
    package static let insertToken = Column(4, "insert_token", .bytes)
    package static let status = Column(5, "status", .text)
    package static let error = Column(6, "error", .bytes, nullable: true, payload: true)
    package static let metrics = Column(7, "metrics", .json, nullable: true)
    package static let worker = Column(8, "worker", .text, nullable: true)
    package static let startedAt = Column(9, "started_at", .time, nullable: true)
    package static let completedAt = Column(10, "completed_at", .time, nullable: true)

    package static let table = Table(
        6, "step_attempts", partition: [namespace, incarnation], sort: [stepKey, attempt],
        columns: [
            namespace, incarnation, stepKey, attempt, insertToken, status, error, metrics, worker, startedAt,
            completedAt,
        ])
}

/// `workflow_state`: values by scope and key: a run's own, the namespace's, snapshots.
package enum StateTable {
    package static let namespace = Column(0, "namespace", .text)
    package static let scope = Column(1, "scope", .text)
    package static let key = Column(2, "key", .text)
    package static let insertToken = Column(3, "insert_token", .bytes)
    package static let revision = Column(4, "revision", .int)
    package static let format = Column(5, "format", .int)
    package static let content = Column(6, "content", .bytes, payload: true)
    package static let updatedAt = Column(7, "updated_at", .time)
    package static let expiresAt = Column(8, "expires_at", .time, nullable: true)

    package static let byExpiry = Index("by_expiry", partition: [namespace], sort: [expiresAt])
    package static let byUpdate = Index("by_update", partition: [namespace, scope], sort: [updatedAt])

    package static let table = Table(
        7, "workflow_state", partition: [namespace, scope], sort: [key],
        columns: [namespace, scope, key, insertToken, revision, format, content, updatedAt, expiresAt],
        indexes: [byExpiry, byUpdate])
}

/// `blobs`: chunks of payloads that are too large for a row.
package enum BlobTable {
    package static let namespace = Column(0, "namespace", .text)
    /// The incarnation of the run to which the payload belongs, so that it is deleted with it; else one of its own.
    package static let owner = Column(1, "owner", .text)
    package static let blobID = Column(2, "blob_id", .text)
    package static let chunk = Column(3, "chunk", .int)
    package static let insertToken = Column(4, "insert_token", .bytes)
    package static let content = Column(5, "content", .bytes, payload: true)
    package static let createdAt = Column(6, "created_at", .time)
    /// How many chunks there are. This and what follows stands in the first chunk only.
    package static let chunks = Column(7, "chunks", .int, nullable: true)
    /// The column of the row that names the payload, by which it is found out whether it still does.
    package static let referrer = Column(8, "referrer", .bytes, nullable: true)
    /// When that is found out next.
    package static let checkAt = Column(9, "check_at", .time, nullable: true)

    package static let byCheck = Index("by_check", partition: [namespace], sort: [checkAt])

    package static let table = Table(
        8, "blobs", partition: [namespace, owner], sort: [blobID, chunk],
        columns: [namespace, owner, blobID, chunk, insertToken, content, createdAt, chunks, referrer, checkAt],
        indexes: [byCheck])
}
