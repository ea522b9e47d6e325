/// `workflow_runs`: one row a run. Inputs and outputs live in ``PayloadTable``, so that this hot row stays small.
package enum RunTable {
    package static let namespace = Column(0, "namespace", .text)
    package static let runID = Column(1, "run_id", .text)
    package static let insertToken = Column(2, "insert_token", .bytes)
    /// Counts the writes of the record; the lease's own columns (`ready_at` while running) don't count.
    package static let revision = Column(3, "revision", .int)
    /// A fresh id at each creation; all rows that belong to the run are keyed by it.
    package static let incarnation = Column(4, "incarnation", .text)
    package static let rewindEpoch = Column(5, "rewind_epoch", .int)
    /// The format of the row; a newer one than the code knows is left untouched.
    package static let format = Column(6, "format", .int)
    package static let workflow = Column(7, "workflow", .text)
    package static let version = Column(8, "version", .int)
    package static let build = Column(9, "build", .text, nullable: true)
    package static let status = Column(10, "status", .text)
    package static let reason = Column(11, "reason", .text, nullable: true)
    package static let queue = Column(12, "queue", .text)
    /// The queue, or `queue@build` for a pinned run.
    package static let route = Column(13, "route", .text)
    package static let bucket = Column(14, "bucket", .int)
    package static let priority = Column(15, "priority", .int)
    /// When the run may next be claimed: due, end of the lease, or wake-up; null where only a signal can wake it.
    package static let readyAt = Column(16, "ready_at", .time, nullable: true)
    package static let leaseOwner = Column(17, "lease_owner", .text, nullable: true)
    package static let fence = Column(18, "fence", .int)
    package static let claimsSinceProgress = Column(19, "claims_since_progress", .int)
    package static let cancelRequestedAt = Column(20, "cancel_requested_at", .time, nullable: true)
    package static let cancelReason = Column(21, "cancel_reason", .text, nullable: true)
    /// Whether the run has registered compensations, so that a cancel must go through its owner.
    package static let compensates = Column(22, "compensates", .bool)
    package static let resourceID = Column(23, "resource_id", .text, nullable: true)
    package static let parentRunID = Column(24, "parent_run_id", .text, nullable: true)
    package static let parentStep = Column(25, "parent_step", .text, nullable: true)
    package static let rootRunID = Column(26, "root_run_id", .text, nullable: true)
    package static let trigger = Column(27, "trigger", .json, nullable: true)
    package static let progress = Column(28, "progress", .double)
    package static let tags = Column(29, "tags", .json, nullable: true)
    package static let attributes = Column(30, "attributes", .json, nullable: true)
    package static let metadata = Column(31, "metadata", .json, nullable: true)
    package static let metrics = Column(32, "metrics", .json, nullable: true)
    package static let traceContext = Column(33, "trace_context", .text, nullable: true)
    /// SHA-256 of the input, by which the same id with another input is told apart.
    package static let inputDigest = Column(34, "input_digest", .bytes)
    /// Policies that the run was started with: retention, cancellation, parent close.
    package static let policies = Column(35, "policies", .json, nullable: true)
    package static let onHold = Column(36, "on_hold", .bool)
    package static let createdAt = Column(37, "created_at", .time)
    package static let startedAt = Column(38, "started_at", .time, nullable: true)
    package static let updatedAt = Column(39, "updated_at", .time)
    package static let completedAt = Column(40, "completed_at", .time, nullable: true)
    package static let deadlineAt = Column(41, "deadline_at", .time, nullable: true)
    /// When a sweep must look at the run: the first of its deadlines while it is active, the end of its keeping then.
    package static let expiresAt = Column(42, "expires_at", .time, nullable: true)
    /// When somebody asked the owner to stop before its next step.
    package static let pauseRequestedAt = Column(43, "pause_requested_at", .time, nullable: true)
    /// When a worker must have begun.
    package static let startBy = Column(44, "start_by", .time, nullable: true)

    package static let byCreation = Index("by_creation", partition: [namespace], sort: [createdAt])
    package static let byWorkflow = Index("by_workflow", partition: [namespace, workflow], sort: [createdAt])
    package static let byStatus = Index("by_status", partition: [namespace, status], sort: [createdAt])
    package static let byResource = Index("by_resource", partition: [namespace, resourceID], sort: [createdAt])
    package static let byParent = Index("by_parent", partition: [namespace, parentRunID], sort: [createdAt])
    /// New work, due timers and dead workers' runs in one order, so nothing is overlooked and nothing starves.
    package static let byReadiness = Index(
        "by_readiness", partition: [namespace, route, bucket, priority], sort: [readyAt])
    package static let byCompletion = Index("by_completion", partition: [namespace, status], sort: [completedAt])
    package static let byExpiry = Index("by_expiry", partition: [namespace], sort: [expiresAt])

    package static let table = Table(
        1, "workflow_runs", partition: [namespace], sort: [runID],
        columns: [
            namespace, runID, insertToken, revision, incarnation, rewindEpoch, format, workflow, version, build, status,
            reason, queue, route, bucket, priority, readyAt, leaseOwner, fence, claimsSinceProgress, cancelRequestedAt,
            cancelReason, compensates, resourceID, parentRunID, parentStep, rootRunID, trigger, progress, tags,
            attributes, metadata, metrics, traceContext, inputDigest, policies, onHold, createdAt, startedAt, updatedAt,
            completedAt, deadlineAt, expiresAt, pauseRequestedAt, startBy,
        ],
        indexes: [
            byCreation, byWorkflow, byStatus, byResource, byParent, byReadiness, byCompletion, byExpiry,
        ])
}

/// `workflow_payloads`: input, output, context and error of a run, apart from its hot row.
package enum PayloadTable {
    package static let namespace = Column(0, "namespace", .text)
    package static let incarnation = Column(1, "incarnation", .text)
    package static let part = Column(2, "part", .text)
    package static let insertToken = Column(3, "insert_token", .bytes)
    package static let content = Column(4, "content", .bytes, nullable: true, payload: true)

    package static let table = Table(
        2, "workflow_payloads", partition: [namespace, incarnation], sort: [part],
        columns: [namespace, incarnation, part, insertToken, content])
}

/// `run_tags`: the inverted index of tags, so that a tag filter is an index read on every backend.
package enum TagTable {
    package static let namespace = Column(0, "namespace", .text)
    package static let tag = Column(1, "tag", .text)
    package static let value = Column(2, "value", .text)
    package static let runID = Column(3, "run_id", .text)
    package static let insertToken = Column(4, "insert_token", .bytes)
    package static let incarnation = Column(5, "incarnation", .text)
    package static let createdAt = Column(6, "created_at", .time)

    package static let byCreation = Index("by_creation", partition: [namespace, tag, value], sort: [createdAt])

    package static let table = Table(
        3, "run_tags", partition: [namespace, tag, value], sort: [runID],
        columns: [namespace, tag, value, runID, insertToken, incarnation, createdAt], indexes: [byCreation])
}

/// `purges`: what is being deleted, and how far. The run row is gone already; the marker goes last.
package enum PurgeTable {
    package static let namespace = Column(0, "namespace", .text)
    package static let incarnation = Column(1, "incarnation", .text)
    package static let insertToken = Column(2, "insert_token", .bytes)
    package static let runID = Column(3, "run_id", .text)
    package static let tags = Column(4, "tags", .json, nullable: true)
    package static let position = Column(5, "position", .int)
    package static let createdAt = Column(6, "created_at", .time)

    package static let table = Table(
        4, "purges", partition: [namespace], sort: [incarnation],
        columns: [namespace, incarnation, insertToken, runID, tags, position, createdAt])
}
