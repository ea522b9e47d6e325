/// `workflow_runs`: one row a run. Inputs and outputs live in ``PayloadTable``, so that this hot row stays small.
public enum RunTable {
    public static let namespace = Column(0, "namespace", .text)
    public static let runID = Column(1, "run_id", .text)
    public static let insertToken = Column(2, "insert_token", .bytes)
    /// Counts the writes of the record; the lease's own columns (`ready_at` while running) don't count.
    public static let revision = Column(3, "revision", .int)
    /// A fresh id at each creation; all rows that belong to the run are keyed by it.
    public static let incarnation = Column(4, "incarnation", .text)
    public static let rewindEpoch = Column(5, "rewind_epoch", .int)
    /// The format of the row; a newer one than the code knows is left untouched.
    public static let format = Column(6, "format", .int)
    public static let workflow = Column(7, "workflow", .text)
    public static let version = Column(8, "version", .int)
    public static let build = Column(9, "build", .text, nullable: true)
    public static let status = Column(10, "status", .text)
    public static let reason = Column(11, "reason", .text, nullable: true)
    public static let queue = Column(12, "queue", .text)
    /// The queue, or `queue@build` for a pinned run.
    public static let route = Column(13, "route", .text)
    public static let bucket = Column(14, "bucket", .int)
    public static let priority = Column(15, "priority", .int)
    /// When the run may next be claimed: due, end of the lease, or wake-up; null where only a signal can wake it.
    public static let readyAt = Column(16, "ready_at", .time, nullable: true)
    public static let leaseOwner = Column(17, "lease_owner", .text, nullable: true)
    public static let fence = Column(18, "fence", .int)
    public static let claimsSinceProgress = Column(19, "claims_since_progress", .int)
    public static let cancelRequestedAt = Column(20, "cancel_requested_at", .time, nullable: true)
    public static let cancelReason = Column(21, "cancel_reason", .text, nullable: true)
    /// Whether the run has registered compensations, so that a cancel must go through its owner.
    public static let compensates = Column(22, "compensates", .bool)
    public static let resourceID = Column(23, "resource_id", .text, nullable: true)
    public static let parentRunID = Column(24, "parent_run_id", .text, nullable: true)
    public static let parentStep = Column(25, "parent_step", .text, nullable: true)
    public static let rootRunID = Column(26, "root_run_id", .text, nullable: true)
    public static let trigger = Column(27, "trigger", .json, nullable: true)
    public static let progress = Column(28, "progress", .double)
    public static let tags = Column(29, "tags", .json, nullable: true)
    public static let attributes = Column(30, "attributes", .json, nullable: true)
    public static let metadata = Column(31, "metadata", .json, nullable: true)
    public static let metrics = Column(32, "metrics", .json, nullable: true)
    public static let traceContext = Column(33, "trace_context", .text, nullable: true)
    /// SHA-256 of the input, by which the same id with another input is told apart.
    public static let inputDigest = Column(34, "input_digest", .bytes)
    /// Policies that the run was started with: retention, cancellation, parent close.
    public static let policies = Column(35, "policies", .json, nullable: true)
    public static let onHold = Column(36, "on_hold", .bool)
    public static let createdAt = Column(37, "created_at", .time)
    public static let startedAt = Column(38, "started_at", .time, nullable: true)
    public static let updatedAt = Column(39, "updated_at", .time)
    public static let completedAt = Column(40, "completed_at", .time, nullable: true)
    public static let deadlineAt = Column(41, "deadline_at", .time, nullable: true)
    public static let expiresAt = Column(42, "expires_at", .time, nullable: true)

    public static let byCreation = Index("by_creation", partition: [namespace], sort: [createdAt])
    public static let byWorkflow = Index("by_workflow", partition: [namespace, workflow], sort: [createdAt])
    public static let byStatus = Index("by_status", partition: [namespace, status], sort: [createdAt])
    public static let byResource = Index("by_resource", partition: [namespace, resourceID], sort: [createdAt])
    public static let byParent = Index("by_parent", partition: [namespace, parentRunID], sort: [createdAt])
    /// New work, due timers and dead workers' runs in one order, so nothing is overlooked and nothing starves.
    public static let byReadiness = Index("by_readiness", partition: [namespace, route, bucket, priority], sort: [readyAt])
    public static let byCompletion = Index("by_completion", partition: [namespace, status], sort: [completedAt])
    public static let byExpiry = Index("by_expiry", partition: [namespace], sort: [expiresAt])

    public static let table = Table(
        1, "workflow_runs", partition: [namespace], sort: [runID],
        columns: [
            namespace, runID, insertToken, revision, incarnation, rewindEpoch, format, workflow, version, build, status,
            reason, queue, route, bucket, priority, readyAt, leaseOwner, fence, claimsSinceProgress, cancelRequestedAt,
            cancelReason, compensates, resourceID, parentRunID, parentStep, rootRunID, trigger, progress, tags,
            attributes, metadata, metrics, traceContext, inputDigest, policies, onHold, createdAt, startedAt, updatedAt,
            completedAt, deadlineAt, expiresAt,
        ],
        indexes: [
            byCreation, byWorkflow, byStatus, byResource, byParent, byReadiness, byCompletion, byExpiry,
        ])
}

/// `workflow_payloads`: input, output, context and error of a run, apart from its hot row.
public enum PayloadTable {
    public static let namespace = Column(0, "namespace", .text)
    public static let incarnation = Column(1, "incarnation", .text)
    public static let part = Column(2, "part", .text)
    public static let insertToken = Column(3, "insert_token", .bytes)
    public static let content = Column(4, "content", .bytes, nullable: true, payload: true)

    public static let table = Table(
        2, "workflow_payloads", partition: [namespace, incarnation], sort: [part],
        columns: [namespace, incarnation, part, insertToken, content])
}

/// `run_tags`: the inverted index of tags, so that a tag filter is an index read on every backend.
public enum TagTable {
    public static let namespace = Column(0, "namespace", .text)
    public static let tag = Column(1, "tag", .text)
    public static let value = Column(2, "value", .text)
    public static let runID = Column(3, "run_id", .text)
    public static let insertToken = Column(4, "insert_token", .bytes)
    public static let incarnation = Column(5, "incarnation", .text)
    public static let createdAt = Column(6, "created_at", .time)

    public static let byCreation = Index("by_creation", partition: [namespace, tag, value], sort: [createdAt])

    public static let table = Table(
        3, "run_tags", partition: [namespace, tag, value], sort: [runID],
        columns: [namespace, tag, value, runID, insertToken, incarnation, createdAt], indexes: [byCreation])
}

/// `purges`: what is being deleted, and how far. The run row is gone already; the marker goes last.
public enum PurgeTable {
    public static let namespace = Column(0, "namespace", .text)
    public static let incarnation = Column(1, "incarnation", .text)
    public static let insertToken = Column(2, "insert_token", .bytes)
    public static let runID = Column(3, "run_id", .text)
    public static let tags = Column(4, "tags", .json, nullable: true)
    public static let position = Column(5, "position", .int)
    public static let createdAt = Column(6, "created_at", .time)

    public static let table = Table(
        4, "purges", partition: [namespace], sort: [incarnation],
        columns: [namespace, incarnation, insertToken, runID, tags, position, createdAt])
}
