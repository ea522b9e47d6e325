/// `locks`: named leases.
package enum LockTable {
    package static let namespace = Column(0, "namespace", .text)
    package static let name = Column(1, "name", .text)
    package static let insertToken = Column(2, "insert_token", .bytes)
    package static let owner = Column(3, "owner", .text)
    /// Different for each claim, so that an old claim of the same owner is told apart.
    package static let claimToken = Column(4, "claim_token", .text)
    /// Grows with each claim; a new row starts at the present microsecond, so it grows across deletion too.
    package static let fence = Column(5, "fence", .int)
    /// From when on the lock is free: the end of the lease, or when it was released.
    package static let expiresAt = Column(6, "expires_at", .time)
    package static let updatedAt = Column(7, "updated_at", .time)

    package static let byExpiry = Index("by_expiry", partition: [namespace], sort: [expiresAt])

    package static let table = Table(
        16, "locks", partition: [namespace, name],
        columns: [namespace, name, insertToken, owner, claimToken, fence, expiresAt, updatedAt], indexes: [byExpiry])
}

/// `idempotency_keys`: what a key stands for, until its window ends.
package enum IdempotencyTable {
    package static let namespace = Column(0, "namespace", .text)
    package static let scope = Column(1, "scope", .text)
    package static let key = Column(2, "key", .text)
    package static let insertToken = Column(3, "insert_token", .bytes)
    package static let digest = Column(4, "digest", .bytes)
    package static let reference = Column(5, "reference", .text, nullable: true)
    package static let result = Column(6, "result", .bytes, nullable: true, payload: true)
    /// Different for each claim of a key whose work is going on.
    package static let owner = Column(7, "owner", .text, nullable: true)
    package static let fence = Column(8, "fence", .int)
    /// `running` or `done`.
    package static let status = Column(9, "status", .text)
    package static let createdAt = Column(10, "created_at", .time)
    /// The end of the lease while running, then of the window.
    package static let expiresAt = Column(11, "expires_at", .time, nullable: true)

    package static let byExpiry = Index("by_expiry", partition: [namespace], sort: [expiresAt])

    package static let table = Table(
        17, "idempotency_keys", partition: [namespace, scope], sort: [key],
        columns: [
            namespace, scope, key, insertToken, digest, reference, result, owner, fence, status, createdAt, expiresAt,
        ],
        indexes: [byExpiry])
}

/// `limits`: the definition of a limit by key, while the key is in use.
package enum LimitTable {
    package static let namespace = Column(0, "namespace", .text)
    package static let key = Column(1, "key", .text)
    package static let insertToken = Column(2, "insert_token", .bytes)
    /// Counts the changes of all rows of the key, so that each is made on the state that it was decided on. It starts
    /// at the present microsecond, so it grows across deletion too.
    package static let revision = Column(3, "revision", .int)
    package static let concurrency = Column(4, "concurrency", .int, nullable: true)
    package static let rateCount = Column(5, "rate_count", .int, nullable: true)
    package static let ratePeriod = Column(6, "rate_period", .int, nullable: true)
    package static let isPaused = Column(7, "is_paused", .bool)
    package static let updatedAt = Column(8, "updated_at", .time)

    package static let table = Table(
        18, "limits", partition: [namespace, key],
        columns: [namespace, key, insertToken, revision, concurrency, rateCount, ratePeriod, isPaused, updatedAt])
}

/// `limit_slots`: who holds a slot until when, and which entries of a rate are used until when. What has expired
/// counts no more, so a crash leaks none.
package enum SlotTable {
    package static let namespace = Column(0, "namespace", .text)
    package static let key = Column(1, "key", .text)
    /// Never used again for another slot of the key.
    package static let slot = Column(2, "slot", .int)
    package static let insertToken = Column(3, "insert_token", .bytes)
    /// `slot` or `rate`.
    package static let kind = Column(4, "kind", .text)
    package static let holder = Column(5, "holder", .text)
    package static let runID = Column(6, "run_id", .text, nullable: true)
    package static let incarnation = Column(7, "incarnation", .text, nullable: true)
    /// Microseconds by which a heartbeat extends the slot.
    package static let duration = Column(8, "duration", .int)
    package static let expiresAt = Column(9, "expires_at", .time)

    package static let byExpiry = Index("by_expiry", partition: [namespace], sort: [expiresAt])

    package static let table = Table(
        19, "limit_slots", partition: [namespace, key], sort: [slot],
        columns: [namespace, key, slot, insertToken, kind, holder, runID, incarnation, duration, expiresAt],
        indexes: [byExpiry])
}

/// `limit_waiters`: who waits for a slot, first come first served.
package enum WaiterTable {
    package static let namespace = Column(0, "namespace", .text)
    package static let key = Column(1, "key", .text)
    package static let position = Column(2, "position", .int)
    package static let insertToken = Column(3, "insert_token", .bytes)
    package static let holder = Column(4, "holder", .text)
    package static let runID = Column(5, "run_id", .text, nullable: true)
    package static let incarnation = Column(6, "incarnation", .text, nullable: true)
    /// Microseconds that the slot will last.
    package static let duration = Column(7, "duration", .int)
    package static let createdAt = Column(8, "created_at", .time)
    /// A waiter that has not come back by then is given up.
    package static let expiresAt = Column(9, "expires_at", .time)

    package static let table = Table(
        20, "limit_waiters", partition: [namespace, key], sort: [position],
        columns: [namespace, key, position, insertToken, holder, runID, incarnation, duration, createdAt, expiresAt])
}

/// `schedules`: rules by which runs start.
package enum ScheduleTable {
    package static let namespace = Column(0, "namespace", .text)
    package static let name = Column(1, "name", .text)
    package static let insertToken = Column(2, "insert_token", .bytes)
    package static let revision = Column(3, "revision", .int)
    package static let workflow = Column(4, "workflow", .text)
    package static let rule = Column(5, "rule", .text)
    package static let timeZone = Column(6, "time_zone", .text)
    package static let policies = Column(7, "policies", .json, nullable: true)
    package static let input = Column(8, "input", .bytes, nullable: true, payload: true)
    package static let isPaused = Column(9, "is_paused", .bool)
    /// The next slot, which a paused schedule keeps; null where there is none any more.
    package static let slotAt = Column(10, "slot_at", .time, nullable: true)
    /// When the schedule is to be fired: the next slot; null where it is paused.
    package static let nextAt = Column(11, "next_at", .time, nullable: true)
    package static let lastRunID = Column(12, "last_run_id", .text, nullable: true)
    /// The last slot that was fired.
    package static let lastAt = Column(13, "last_at", .time, nullable: true)
    package static let createdAt = Column(14, "created_at", .time)
    package static let updatedAt = Column(15, "updated_at", .time)

    package static let byNextTime = Index("by_next_time", partition: [namespace], sort: [nextAt])

    package static let table = Table(
        21, "schedules", partition: [namespace], sort: [name],
        columns: [
            namespace, name, insertToken, revision, workflow, rule, timeZone, policies, input, isPaused, slotAt, nextAt,
            lastRunID, lastAt, createdAt, updatedAt,
        ],
        indexes: [byNextTime])
}

/// `workers`: who serves what, and one row that counts registrations.
package enum WorkerTable {
    package static let namespace = Column(0, "namespace", .text)
    package static let workerID = Column(1, "worker_id", .text)
    package static let insertToken = Column(2, "insert_token", .bytes)
    package static let revision = Column(3, "revision", .int)
    /// In the registry's own row (worker id `registry`): raised by each registration.
    package static let epoch = Column(4, "epoch", .int)
    package static let host = Column(5, "host", .text, nullable: true)
    package static let processID = Column(6, "pid", .int, nullable: true)
    package static let build = Column(7, "build", .text, nullable: true)
    package static let workflows = Column(8, "workflows", .json, nullable: true)
    package static let queues = Column(9, "queues", .json, nullable: true)
    package static let startedAt = Column(10, "started_at", .time)
    package static let seenAt = Column(11, "seen_at", .time)

    package static let byLastSeen = Index("by_last_seen", partition: [namespace], sort: [seenAt])

    package static let table = Table(
        22, "workers", partition: [namespace], sort: [workerID],
        columns: [
            namespace, workerID, insertToken, revision, epoch, host, processID, build, workflows, queues, startedAt,
            seenAt,
        ],
        indexes: [byLastSeen])
}
