/// `traces`: spans of runs.
package enum TraceTable {
    package static let namespace = Column(0, "namespace", .text)
    package static let incarnation = Column(1, "incarnation", .text)
    package static let spanID = Column(2, "span_id", .text)
    package static let insertToken = Column(3, "insert_token", .bytes)
    package static let runID = Column(4, "run_id", .text)
    package static let traceID = Column(5, "trace_id", .text)
    package static let parentSpanID = Column(6, "parent_span_id", .text, nullable: true)
    package static let name = Column(7, "name", .text)
    package static let status = Column(8, "status", .text)
    package static let depth = Column(9, "depth", .int)
    package static let attributes = Column(10, "attributes", .json, nullable: true)
    package static let events = Column(11, "events", .bytes, nullable: true, payload: true)
    package static let startedAt = Column(12, "started_at", .time)
    package static let completedAt = Column(13, "completed_at", .time, nullable: true)

    package static let byStart = Index("by_start", partition: [namespace, incarnation], sort: [startedAt])
    package static let byName = Index("by_name", partition: [namespace, name], sort: [startedAt])
    package static let byStatus = Index("by_status", partition: [namespace, status], sort: [startedAt])

    package static let table = Table(
        23, "traces", partition: [namespace, incarnation], sort: [spanID],
        columns: [
            namespace, incarnation, spanID, insertToken, runID, traceID, parentSpanID, name, status, depth, attributes,
            events, startedAt, completedAt,
        ],
        indexes: [byStart, byName, byStatus])
}

/// `evaluations`: scores and feedback on runs and steps.
package enum EvaluationTable {
    package static let namespace = Column(0, "namespace", .text)
    package static let incarnation = Column(1, "incarnation", .text)
    package static let evaluationID = Column(2, "evaluation_id", .text)
    package static let insertToken = Column(3, "insert_token", .bytes)
    package static let runID = Column(4, "run_id", .text)
    package static let stepKey = Column(5, "step_key", .text, nullable: true)
    package static let score = Column(6, "score", .double, nullable: true)
    package static let feedback = Column(7, "feedback", .text, nullable: true)
    package static let metadata = Column(8, "metadata", .json, nullable: true)
    package static let createdAt = Column(9, "created_at", .time)

    package static let byCreation = Index("by_creation", partition: [namespace], sort: [createdAt])
    package static let byRun = Index("by_run", partition: [namespace, incarnation], sort: [createdAt])

    package static let table = Table(
        24, "evaluations", partition: [namespace, incarnation], sort: [evaluationID],
        columns: [
            namespace, incarnation, evaluationID, insertToken, runID, stepKey, score, feedback, metadata, createdAt,
        ],
        indexes: [byCreation, byRun])
}

/// `audit`: what operators did, by day.
package enum AuditTable {
    package static let namespace = Column(0, "namespace", .text)
    package static let day = Column(1, "day", .text)
    package static let auditID = Column(2, "audit_id", .text)
    package static let insertToken = Column(3, "insert_token", .bytes)
    package static let action = Column(4, "action", .text)
    package static let subject = Column(5, "subject", .text, nullable: true)
    package static let actor = Column(6, "actor", .text, nullable: true)
    package static let details = Column(7, "details", .json, nullable: true)
    package static let createdAt = Column(8, "created_at", .time)
    package static let expiresAt = Column(9, "expires_at", .time, nullable: true)

    package static let byCreation = Index("by_creation", partition: [namespace], sort: [createdAt])
    package static let bySubject = Index("by_subject", partition: [namespace, subject], sort: [createdAt])
    package static let byExpiry = Index("by_expiry", partition: [namespace], sort: [expiresAt])

    package static let table = Table(
        25, "audit", partition: [namespace, day], sort: [auditID],
        columns: [
            namespace, day, auditID, insertToken, action, subject, actor, details, createdAt, expiresAt,
        ],
        indexes: [byCreation, bySubject, byExpiry])
}
