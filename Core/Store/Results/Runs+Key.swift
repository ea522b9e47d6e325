extension Runs {
    /// How long a key stands for its run where nothing else is said: 24 hours from the start.
    public static let keyWindow = Duration.hours(24)

    /// Stores a run, unless one of its workflow was started with this key within the window, which is returned then.
    ///
    /// The key and the run are stored in one commit. Keys of different workflows never meet. A key whose run was
    /// deleted starts a new one.
    /// - Parameter window: How long the key stands for the run; more than zero.
    /// - Throws: `.idempotencyMismatch` where the key was used with another input; `.alreadyExists` where the key is
    ///   new and the run's own id is taken.
    public func start(_ new: NewRun, key: String, window: Duration = keyWindow) async throws -> StartedRun {
        try context.begin()
        try Self.validateName(key, "idempotency key")
        guard window > .zero else {
            throw StoreError(.invalidArgument, "a window is longer than zero, not \(window)")
        }
        let draft = try draft(new)
        let row = keyRow(key, of: draft, new, window)
        var seen: Row?
        // Each turn lost another writer's change in between; that many in a row is a fault of the caller's.
        for _ in 0..<16 {
            // An insert stands first, by whose token a lost reply is settled.
            var batch = WriteBatch(seen == nil ? [.insert(row)] : [])
            for operation in draft.batch.operations { batch.append(operation) }
            if let seen { batch.append(Self.replacement(of: seen, by: row)) }
            let outcome = try await context.commit(batch, for: "start run", draft.id.rawValue)
            guard case .refused(let refusal) = outcome else { return StartedRun(run: draft.record, isNew: true) }
            guard batch.operations[refusal.operation].key.table == IdempotencyTable.table else {
                throw StoreError(
                    .alreadyExists, "there is a run \"\(draft.id)\" already", kind: "run", id: draft.id.rawValue)
            }
            seen = refusal.current
            if let seen, let run = try await run(of: seen, row) { return StartedRun(run: run, isNew: false) }
        }
        throw StoreError(
            .revisionConflict, "idempotency key \"\(key)\" keeps changing; try again", kind: "idempotency key", id: key)
    }

    /// The run that the key stands for; nil where its window is over or the run is gone.
    private func run(of row: Row, _ wanted: Row) async throws -> RunRecord? {
        guard let end = row.time(IdempotencyTable.expiresAt), end > context.now,
            let id = row[IdempotencyTable.reference].text,
            let run = try await getMany([RunID(id)]).first ?? nil
        else { return nil }
        guard row[IdempotencyTable.digest] == wanted[IdempotencyTable.digest] else {
            let key = wanted[IdempotencyTable.key].text ?? ""
            throw StoreError(
                .idempotencyMismatch,
                "idempotency key \"\(key)\" started run \"\(id)\" with another input; use another key",
                kind: "idempotency key", id: key)
        }
        return run
    }

    private func keyRow(_ key: String, of draft: Draft, _ new: NewRun, _ window: Duration) -> Row {
        let created = draft.record.createdAt
        var row = Row(IdempotencyTable.table)
        row[IdempotencyTable.namespace] = context.tenant
        row[IdempotencyTable.scope] = .text("run/" + new.workflow)
        row[IdempotencyTable.key] = .text(key)
        row[IdempotencyTable.insertToken] = context.identifiers.token()
        row[IdempotencyTable.digest] = .bytes(new.inputDigest)
        row[IdempotencyTable.reference] = draft.id.value
        row[IdempotencyTable.fence] = .int(created.microseconds)
        row[IdempotencyTable.status] = .text(Results.done)
        row[IdempotencyTable.createdAt] = .time(created)
        row[IdempotencyTable.expiresAt] = .time(created.advanced(by: window))
        return row
    }

    private static func replacement(of old: Row, by row: Row) -> Operation {
        let changed = [
            IdempotencyTable.digest, IdempotencyTable.reference, IdempotencyTable.createdAt, IdempotencyTable.expiresAt,
        ]
        let seen = [IdempotencyTable.insertToken, IdempotencyTable.reference, IdempotencyTable.expiresAt]
        return .update(
            old.key, changed.map { .set($0, row[$0]) }, where: seen.map { Condition($0, .equal(old[$0])) })
    }
}
