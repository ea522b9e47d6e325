/// `workflow_hooks`: what can resume a run from outside: its hooks, and the approvals that it asked for.
package enum HookTable {
    package static let namespace = Column(0, "namespace", .text)
    package static let incarnation = Column(1, "incarnation", .text)
    package static let hookID = Column(2, "hook_id", .text)
    package static let insertToken = Column(3, "insert_token", .bytes)
    package static let revision = Column(4, "revision", .int)
    package static let kind = Column(5, "kind", .text)
    package static let token = Column(6, "token", .text)
    package static let runID = Column(7, "run_id", .text)
    package static let status = Column(8, "status", .text)
    package static let prompt = Column(9, "prompt", .text, nullable: true)
    package static let metadata = Column(10, "metadata", .json, nullable: true)
    /// The value that an approver put in the place of the one that was shown.
    package static let content = Column(11, "content", .bytes, nullable: true, payload: true)
    package static let note = Column(12, "note", .text, nullable: true)
    package static let decidedBy = Column(13, "decided_by", .text, nullable: true)
    /// Tells who changed the status, where the reply was lost.
    package static let changeToken = Column(14, "change_token", .bytes, nullable: true)
    package static let createdAt = Column(15, "created_at", .time)
    package static let decidedAt = Column(16, "decided_at", .time, nullable: true)
    package static let expiresAt = Column(17, "expires_at", .time, nullable: true)

    package static let byStatus = Index("by_status", partition: [namespace, kind, status], sort: [token])

    package static let table = Table(
        11, "workflow_hooks", partition: [namespace, incarnation], sort: [hookID],
        columns: [
            namespace, incarnation, hookID, insertToken, revision, kind, token, runID, status, prompt, metadata,
            content, note, decidedBy, changeToken, createdAt, decidedAt, expiresAt,
        ],
        indexes: [byStatus])
}

/// `hook_tokens`: which hook a token leads to. It stays when the hook has ended, until another takes the token or the
/// run is deleted.
package enum HookTokenTable {
    package static let namespace = Column(0, "namespace", .text)
    package static let kind = Column(1, "kind", .text)
    package static let token = Column(2, "token", .text)
    package static let insertToken = Column(3, "insert_token", .bytes)
    package static let revision = Column(4, "revision", .int)
    package static let runID = Column(5, "run_id", .text)
    package static let incarnation = Column(6, "incarnation", .text)
    package static let hookID = Column(7, "hook_id", .text)
    package static let keptUntil = Column(8, "kept_until", .time, nullable: true)
    package static let createdAt = Column(9, "created_at", .time)

    package static let table = Table(
        27, "hook_tokens", partition: [namespace, kind], sort: [token],
        columns: [
            namespace, kind, token, insertToken, revision, runID, incarnation, hookID, keptUntil, createdAt,
        ])
}

/// `workflow_messages`: what waits in the runs' inboxes, by channel in the order of arrival, and the values that runs
/// publish.
package enum MessageTable {
    package static let namespace = Column(0, "namespace", .text)
    /// The run's incarnation, or `run/` and its id where the run does not exist yet.
    package static let recipient = Column(1, "recipient", .text)
    package static let channel = Column(2, "channel", .text)
    package static let seq = Column(3, "seq", .int)
    package static let insertToken = Column(4, "insert_token", .bytes)
    package static let deliveryKey = Column(5, "delivery_key", .text)
    package static let content = Column(6, "content", .bytes, nullable: true, payload: true)
    package static let createdAt = Column(7, "created_at", .time)
    package static let expiresAt = Column(8, "expires_at", .time, nullable: true)

    package static let byExpiry = Index("by_expiry", partition: [namespace], sort: [expiresAt])

    package static let table = Table(
        12, "workflow_messages", partition: [namespace, recipient], sort: [channel, seq],
        columns: [
            namespace, recipient, channel, seq, insertToken, deliveryKey, content, createdAt, expiresAt,
        ],
        indexes: [byExpiry])
}

/// `message_keys`: what was delivered once, whether it waits still or was received.
package enum MessageKeyTable {
    package static let namespace = Column(0, "namespace", .text)
    package static let recipient = Column(1, "recipient", .text)
    package static let channel = Column(2, "channel", .text)
    package static let deliveryKey = Column(3, "delivery_key", .text)
    package static let insertToken = Column(4, "insert_token", .bytes)
    package static let createdAt = Column(5, "created_at", .time)
    package static let expiresAt = Column(6, "expires_at", .time, nullable: true)

    package static let byExpiry = Index("by_expiry", partition: [namespace], sort: [expiresAt])

    package static let table = Table(
        28, "message_keys", partition: [namespace, recipient], sort: [channel, deliveryKey],
        columns: [namespace, recipient, channel, deliveryKey, insertToken, createdAt, expiresAt],
        indexes: [byExpiry])
}

/// `timers`: moments at which a run is sent a message.
package enum TimerTable {
    package static let namespace = Column(0, "namespace", .text)
    package static let incarnation = Column(1, "incarnation", .text)
    package static let timerID = Column(2, "timer_id", .text)
    package static let insertToken = Column(3, "insert_token", .bytes)
    package static let revision = Column(4, "revision", .int)
    package static let runID = Column(5, "run_id", .text)
    package static let status = Column(6, "status", .text)
    package static let fireAt = Column(7, "fire_at", .time)
    /// The same while it is scheduled, null from then on.
    package static let dueAt = Column(8, "due_at", .time, nullable: true)
    package static let content = Column(9, "content", .bytes, nullable: true, payload: true)
    package static let createdAt = Column(10, "created_at", .time)
    package static let endedAt = Column(11, "ended_at", .time, nullable: true)

    package static let byDue = Index("by_due", partition: [namespace], sort: [dueAt, timerID])

    package static let table = Table(
        29, "timers", partition: [namespace, incarnation], sort: [timerID],
        columns: [
            namespace, incarnation, timerID, insertToken, revision, runID, status, fireAt, dueAt, content, createdAt,
            endedAt,
        ],
        indexes: [byDue])
}
