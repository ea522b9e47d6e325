extension StateValues {
    /// The value of a row, or nil where its time has come.
    func live(_ row: Row, at now: Timestamp) -> StateValue? {
        let expiry = row.time(StateTable.expiresAt)
        if let expiry, expiry <= now { return nil }
        return StateValue(
            key: row[StateTable.key].text ?? "", content: row.payload(StateTable.content) ?? Payload(bytes: []),
            revision: row[StateTable.revision].int ?? 0,
            updatedAt: row.time(StateTable.updatedAt) ?? Timestamp(microseconds: 0), expiresAt: expiry)
    }

    func newRow(_ key: String, _ content: Payload, _ timeToLive: Duration?) throws -> Row {
        try Runs.validateName(key, "state key")
        if let timeToLive, timeToLive <= .zero, !CoreFault.leavesOut(.positiveDuration) {
            throw StoreError(.invalidArgument, "a time to live is longer than zero, not \(timeToLive)")
        }
        let now = context.now
        var row = Row(StateTable.table)
        row[StateTable.namespace] = context.tenant
        row[StateTable.scope] = .text(scope)
        row[StateTable.key] = .text(key)
        row[StateTable.insertToken] = context.identifiers.token()
        row[StateTable.revision] = .int(1)
        row[StateTable.format] = .int(1)
        row[StateTable.content] = .bytes(content.bytes)
        row[StateTable.updatedAt] = .time(now)
        row[StateTable.expiresAt] = .time(timeToLive.map { now.advanced(by: $0) })
        return row
    }

    /// What holds only of the row as it was read: one that was deleted and set anew counts from 1 again.
    func seen(_ row: Row) -> [Condition] {
        [
            Condition(StateTable.revision, .equal(row[StateTable.revision])),
            Condition(StateTable.insertToken, .equal(row[StateTable.insertToken])),
        ]
    }

    func replacement(of old: Row, by row: Row) -> Operation {
        let updated = max(row[StateTable.updatedAt].int ?? 0, old[StateTable.updatedAt].int ?? 0)
        let changes: [Assignment] = [
            .set(StateTable.revision, .int((old[StateTable.revision].int ?? 0) + 1)),
            .set(StateTable.content, row[StateTable.content]), .set(StateTable.format, row[StateTable.format]),
            .set(StateTable.updatedAt, .int(updated)), .set(StateTable.expiresAt, row[StateTable.expiresAt]),
        ]
        return .update(old.key, changes, where: seen(old))
    }

    /// Whether this row is what the write of `row` over `old` made, so that it is no matter who wrote it.
    func isReplacement(_ current: Row, of old: Row, by row: Row) -> Bool {
        guard case .update(_, let changes, _) = replacement(of: old, by: row) else { return false }
        return current == current.changed(by: changes)
    }

    /// Commits one write, under the lease and the lock if there is one; nil means applied, otherwise the row is in the
    /// way.
    func commit(
        _ write: Operation, _ lease: RunLease?, for operation: String, _ key: String,
        isOurs: (Row) -> Bool? = { _ in nil }
    ) async throws -> Refusal? {
        var batch = WriteBatch([write])
        if let lease {
            batch.append(
                .check(Key(RunTable.table, context.tenant, lease.runID.value), where: lease.conditions))
        }
        if let lock {
            batch.append(.check(Locks(context).key(lock.name), where: lock.conditions(at: context.now)))
        }
        let outcome = try await context.commit(batch, for: operation, key) { refusal in
            // Refused by another row: the value stands as it was before the first sending.
            guard refusal.operation == 0 else { return false }
            guard let row = refusal.current else {
                if case .delete = write { return true }
                return nil
            }
            return isOurs(row)
        }
        guard case .refused(let refusal) = outcome else { return nil }
        // A stale owner must hear that first, whatever else is in the way of its write.
        if let lease {
            if batch.operations[refusal.operation].key.table == RunTable.table {
                throw lease.refusal(by: refusal.current)
            }
            try await confirm(lease, for: operation, key)
        }
        if let lock {
            if batch.operations[refusal.operation].key.table == LockTable.table {
                throw lock.refusal(by: refusal.current)
            }
            try await confirm(lock, for: operation, key)
        }
        return refusal
    }

    /// Throws unless the lock is still held.
    func confirm(_ lock: LockLease, for operation: String, _ key: String) async throws {
        let row = try await context.get(Locks(context).key(lock.name), .all, for: operation, key)
        guard let row, lock.conditions(at: context.now).hold(for: row) else { throw lock.refusal(by: row) }
    }

    /// Throws unless the lease is the present one.
    func confirm(_ lease: RunLease, for operation: String, _ key: String) async throws {
        let run = Key(RunTable.table, context.tenant, lease.runID.value)
        let row = try await context.get(run, .all, for: operation, key)
        guard let row, lease.conditions.hold(for: row) else { throw lease.refusal(by: row) }
    }

    /// The operations of writes that are committed with a step.
    func operations(_ writes: [StateWrite], at now: Timestamp) async throws -> [Operation] {
        guard !writes.isEmpty else { return [] }
        for write in writes { try Runs.validateName(write.key, "state key") }
        let stored = try await context.getAll(writes.map { rowKey($0.key) }, .withoutPayloads, for: "commit state")
        return try zip(writes, stored).compactMap { write, old in
            switch write {
            case .set(let key, let content):
                let row = try newRow(key, content, nil)
                return old.map { replacement(of: $0, by: row) } ?? .insert(row)
            case .delete(let key):
                return old.map { .delete(rowKey(key), where: seen($0)) }
            }
        }
    }
}

extension Store {
    /// Removes values whose time has come, in bounded batches. Returns exactly how many.
    @discardableResult
    public func sweepExpiredState(limit: Int = 10_000) async throws -> Int {
        try context.begin()
        return try await context.sweepExpired(
            StateTable.table, StateTable.byExpiry, StateTable.expiresAt, until: context.now, limit: limit,
            for: "sweep state")
    }
}
