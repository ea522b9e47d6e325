extension StateValues {
    /// Whether the time of a row has come.
    func isExpired(_ row: Row, at now: Timestamp) -> Bool { row.time(StateTable.expiresAt).map { $0 <= now } ?? false }

    /// The value of a row, or nil where its time has come.
    func live(_ row: Row, at now: Timestamp) -> StateValue? {
        guard !isExpired(row, at: now) else { return nil }
        return StateValue(
            key: row[StateTable.key].text ?? "", content: row.payload(StateTable.content) ?? Payload(bytes: []),
            revision: row[StateTable.revision].int ?? 0,
            updatedAt: row.time(StateTable.updatedAt) ?? Timestamp(microseconds: 0),
            expiresAt: row.time(StateTable.expiresAt))
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
            try await context.confirm(lease, for: operation, key)
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
    /// The values of the namespace, which belong to no run, such as how far a copy has come.
    public var values: StateValues { StateValues(context, scope: "values") }

    /// Values of the namespace in a scope of their own. Throws for what cannot be a name.
    public func values(in scope: String) throws -> StateValues {
        try Runs.validateName(scope, "scope")
        return StateValues(context, scope: "values/" + scope)
    }
}
