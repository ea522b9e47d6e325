/// `workflow_steps`: one row a step, with the state of its last attempt.
public enum StepTable {
    public static let namespace = Column(0, "namespace", .text)
    public static let incarnation = Column(1, "incarnation", .text)
    public static let stepKey = Column(2, "step_key", .text)
    public static let insertToken = Column(3, "insert_token", .bytes)
    public static let seq = Column(4, "seq", .int)
    public static let name = Column(5, "name", .text)
    public static let kind = Column(6, "kind", .text)
    public static let status = Column(7, "status", .text)
    public static let attempts = Column(8, "attempts", .int)
    /// A retry must not start before this.
    public static let retryAt = Column(9, "retry_at", .time, nullable: true)
    public static let input = Column(10, "input", .bytes, nullable: true, payload: true)
    public static let output = Column(11, "output", .bytes, nullable: true, payload: true)
    public static let error = Column(12, "error", .bytes, nullable: true, payload: true)
    public static let metrics = Column(13, "metrics", .json, nullable: true)
    /// The type of the output, so that a changed one is an error that names both.
    public static let typeTag = Column(14, "type_tag", .text, nullable: true)
    /// File and line of the call.
    public static let source = Column(15, "source", .text, nullable: true)
    public static let worker = Column(16, "worker", .text, nullable: true)
    /// The fence under which the row was written last.
    public static let fence = Column(17, "fence", .int)
    public static let startedAt = Column(18, "started_at", .time, nullable: true)
    public static let completedAt = Column(19, "completed_at", .time, nullable: true)

    public static let byPosition = Index("by_position", partition: [namespace, incarnation], sort: [seq])

    public static let table = Table(
        5, "workflow_steps", partition: [namespace, incarnation], sort: [stepKey],
        columns: [
            namespace, incarnation, stepKey, insertToken, seq, name, kind, status, attempts, retryAt, input, output,
            error, metrics, typeTag, source, worker, fence, startedAt, completedAt,
        ],
        indexes: [byPosition])
}

/// `step_attempts`: the attempts before a step's last one.
public enum AttemptTable {
    public static let namespace = Column(0, "namespace", .text)
    public static let incarnation = Column(1, "incarnation", .text)
    public static let stepKey = Column(2, "step_key", .text)
    public static let attempt = Column(3, "attempt", .int)
    public static let insertToken = Column(4, "insert_token", .bytes)
    public static let status = Column(5, "status", .text)
    public static let error = Column(6, "error", .bytes, nullable: true, payload: true)
    public static let metrics = Column(7, "metrics", .json, nullable: true)
    public static let worker = Column(8, "worker", .text, nullable: true)
    public static let startedAt = Column(9, "started_at", .time, nullable: true)
    public static let completedAt = Column(10, "completed_at", .time, nullable: true)

    public static let table = Table(
        6, "step_attempts", partition: [namespace, incarnation], sort: [stepKey, attempt],
        columns: [
            namespace, incarnation, stepKey, attempt, insertToken, status, error, metrics, worker, startedAt,
            completedAt,
        ])
}

/// `workflow_state`: values by scope and key: a run's own, the namespace's, snapshots.
public enum StateTable {
    public static let namespace = Column(0, "namespace", .text)
    public static let scope = Column(1, "scope", .text)
    public static let key = Column(2, "key", .text)
    public static let insertToken = Column(3, "insert_token", .bytes)
    public static let revision = Column(4, "revision", .int)
    public static let format = Column(5, "format", .int)
    public static let content = Column(6, "content", .bytes, payload: true)
    public static let updatedAt = Column(7, "updated_at", .time)
    public static let expiresAt = Column(8, "expires_at", .time, nullable: true)

    public static let byExpiry = Index("by_expiry", partition: [namespace], sort: [expiresAt])
    public static let byUpdate = Index("by_update", partition: [namespace, scope], sort: [updatedAt])

    public static let table = Table(
        7, "workflow_state", partition: [namespace, scope], sort: [key],
        columns: [namespace, scope, key, insertToken, revision, format, content, updatedAt, expiresAt],
        indexes: [byExpiry, byUpdate])
}

/// `blobs`: chunks of payloads that are too large for a row.
public enum BlobTable {
    public static let namespace = Column(0, "namespace", .text)
    /// The incarnation of a run, or another owner.
    public static let owner = Column(1, "owner", .text)
    public static let blobID = Column(2, "blob_id", .text)
    public static let chunk = Column(3, "chunk", .int)
    public static let insertToken = Column(4, "insert_token", .bytes)
    public static let content = Column(5, "content", .bytes, payload: true)
    public static let createdAt = Column(6, "created_at", .time)
    public static let expiresAt = Column(7, "expires_at", .time, nullable: true)

    public static let byExpiry = Index("by_expiry", partition: [namespace], sort: [expiresAt])

    public static let table = Table(
        8, "blobs", partition: [namespace, owner], sort: [blobID, chunk],
        columns: [namespace, owner, blobID, chunk, insertToken, content, createdAt, expiresAt], indexes: [byExpiry])
}
