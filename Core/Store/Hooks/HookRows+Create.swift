/// A hook or approval that is about to be stored.
struct HookDraft {
    var id: String
    var token: String
    var prompt: String?
    var metadata: [String: JSONValue]
    var expiresAt: Timestamp?
    var keptUntil: Timestamp?
    /// Whether the token is taken from whoever has it.
    var takesToken = false
}

extension HookRows {
    /// Stores a row and takes its token, in one commit under the lease.
    ///
    /// The token of one that has ended stands for whoever takes it next. That it has ended is a condition of the commit
    /// that takes it: so of several callers one wins, and none takes it from a run that lives.
    /// - Returns: The row; the one that is there, where the run made it before.
    func create(_ draft: HookDraft, _ lease: RunLease) async throws -> Row {
        let operation = "create \(kind.rawValue)"
        try Channel.hook(draft.id).validate()
        try Runs.validateName(draft.token, "token")
        try Runs.validate(members: draft.metadata, "metadata key")
        let now = context.now
        let row = row(draft, lease, at: now)
        let tokenRow = tokenRow(draft, lease, at: now)
        var taking = [Operation.insert(tokenRow)]
        for _ in 0..<StoreContext.turns {
            let run = Operation.check(runKey(lease.runID), where: lease.conditions)
            let batch = WriteBatch([.insert(row), run] + taking)
            guard case .refused(let refusal) = try await context.commit(batch, for: operation, draft.token) else {
                return row
            }
            // A stale owner must hear that first, whatever else is in the way of its write.
            if refusal.operation == 1 { throw lease.refusal(by: refusal.current) }
            let holder = refusal.operation == 2 ? refusal.current : nil
            let keys = [runKey(lease.runID)] + (holder.map { holders($0) } ?? [])
            let rows = try await context.get(keys, .all, for: operation, draft.token)
            guard let own = rows[0], lease.conditions.hold(for: own) else { throw lease.refusal(by: rows[0]) }
            if refusal.operation == 0, let current = refusal.current { return try same(draft, current) }
            // Whoever held the token has changed since it was looked at: take it as one that nobody had.
            taking = [.insert(tokenRow)]
            guard let holder else { continue }
            guard let freeing = try freeing(holder, rows[1], rows[2], draft, lease, at: now) else {
                throw conflict(draft.token, holder)
            }
            taking = [takeOver(holder, by: tokenRow)] + freeing
        }
        throw StoreError(
            .revisionConflict, "the token \"\(draft.token)\" keeps changing hands; try again", kind: kind.rawValue,
            id: draft.token)
    }

    /// The same one again, as a run makes it that carries on after a crash.
    private func same(_ draft: HookDraft, _ row: Row) throws -> Row {
        guard isMine(row), row[HookTable.token] == .text(draft.token) else {
            throw StoreError(
                .alreadyExists, "the run has a hook \"\(draft.id)\" with another token already", kind: kind.rawValue,
                id: draft.id)
        }
        return row
    }

    private func conflict(_ token: String, _ holder: Row) -> StoreError {
        let run = holder[HookTokenTable.runID].text ?? ""
        return StoreError(
            .tokenConflict, "the token \"\(token)\" is in use by run \"\(run)\"; choose another", kind: kind.rawValue,
            id: token, actual: run)
    }

    /// The hook that has a token, and its run.
    private func holders(_ token: Row) -> [Key] {
        [
            key(Incarnation(token[HookTokenTable.incarnation].text ?? ""), token[HookTokenTable.hookID].text ?? ""),
            runKey(RunID(token[HookTokenTable.runID].text ?? "")),
        ]
    }

    /// What must hold for the token to be free; nil where it is not.
    private func freeing(
        _ token: Row, _ hook: Row?, _ run: Row?, _ draft: HookDraft, _ lease: RunLease, at now: Timestamp
    ) throws -> [Operation]? {
        let keys = holders(token)
        if !draft.takesToken, let end = token.time(HookTokenTable.keptUntil), end > now { return nil }
        guard let hook else { return [.absent(keys[0])] }
        guard hook[HookTable.status] == kind.open else {
            return [.check(keys[0], where: [Condition(HookTable.status, .notEqual(kind.open))])]
        }
        let isExpired = hook.time(HookTable.expiresAt).map { $0 <= now } ?? false
        if draft.takesToken || isExpired {
            return [.update(keys[0], change(hook, to: kind.closed(atExpiry: isExpired), at: now), where: seen(hook))]
        }
        // Another life of the same run: the lease says that its time is over.
        guard token[HookTokenTable.runID] != lease.runID.value else {
            return token[HookTokenTable.incarnation] == lease.incarnation.value ? nil : []
        }
        guard let run else { return [.absent(keys[1])] }
        guard run[RunTable.incarnation] == token[HookTokenTable.incarnation] else {
            let other = Condition(RunTable.incarnation, .notEqual(token[HookTokenTable.incarnation]))
            return [.check(keys[1], where: [other])]
        }
        guard try RunRecord(run).status.isTerminal else { return nil }
        let ended = RunStatus.allCases.filter(\.isTerminal).map { Value.status($0) }
        return [.check(keys[1], where: [Condition(RunTable.status, .among(ended))])]
    }

    private func takeOver(_ token: Row, by row: Row) -> Operation {
        let kept = HookTokenTable.table.key + [HookTokenTable.insertToken, HookTokenTable.revision]
        let changes = HookTokenTable.table.columns.filter { !kept.contains($0) }.map { Assignment.set($0, row[$0]) }
        let revision = token[HookTokenTable.revision].int ?? 0
        return .update(
            token.key, changes + [.set(HookTokenTable.revision, .int(revision + 1))],
            // One that was deleted and made anew counts from 1 again.
            where: [
                Condition(HookTokenTable.revision, .equal(.int(revision))),
                Condition(HookTokenTable.insertToken, .equal(token[HookTokenTable.insertToken])),
            ])
    }

    private func row(_ draft: HookDraft, _ lease: RunLease, at now: Timestamp) -> Row {
        var row = Row(HookTable.table)
        row[HookTable.namespace] = context.tenant
        row[HookTable.incarnation] = lease.incarnation.value
        row[HookTable.hookID] = .text(draft.id)
        row[HookTable.insertToken] = context.identifiers.token()
        row[HookTable.revision] = .int(1)
        row[HookTable.kind] = .text(kind.rawValue)
        row[HookTable.token] = .text(draft.token)
        row[HookTable.runID] = lease.runID.value
        row[HookTable.status] = kind.open
        row[HookTable.prompt] = .text(draft.prompt)
        row[HookTable.metadata] = .json(draft.metadata)
        row[HookTable.createdAt] = .time(now)
        row[HookTable.expiresAt] = .time(draft.expiresAt)
        return row
    }

    private func tokenRow(_ draft: HookDraft, _ lease: RunLease, at now: Timestamp) -> Row {
        var row = Row(HookTokenTable.table)
        row[HookTokenTable.namespace] = context.tenant
        row[HookTokenTable.kind] = .text(kind.rawValue)
        row[HookTokenTable.token] = .text(draft.token)
        row[HookTokenTable.insertToken] = context.identifiers.token()
        row[HookTokenTable.revision] = .int(1)
        row[HookTokenTable.runID] = lease.runID.value
        row[HookTokenTable.incarnation] = lease.incarnation.value
        row[HookTokenTable.hookID] = .text(draft.id)
        row[HookTokenTable.keptUntil] = .time(draft.keptUntil)
        row[HookTokenTable.createdAt] = .time(now)
        return row
    }
}
