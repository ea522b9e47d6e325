/// Approvals: questions of runs that people answer.
///
/// An approval is decided once. The decision is stored with it, so it is never lost because it comes before the run
/// waits, and it wakes the run where it does.
public struct Approvals: Sendable {
    let rows: HookRows

    init(_ context: StoreContext) { rows = HookRows(context: context, kind: .approval) }

    var context: StoreContext { rows.context }

    /// Asks for an approval in the name of the run.
    ///
    /// - Returns: The approval; the one that is there, where the run asked before under the same id.
    /// - Throws: `.tokenConflict`, which names the run, where a pending approval has the key; `.alreadyExists` where
    ///   the run has one of that id with another key.
    @discardableResult
    public func create(_ new: NewApproval, lease: RunLease) async throws -> ApprovalRecord {
        try context.begin()
        guard new.expiresAfter > .zero else {
            throw StoreError(.invalidArgument, "there is more than zero time to decide, not \(new.expiresAfter)")
        }
        let now = context.now
        let draft = HookDraft(
            id: new.id ?? context.identifiers.id(at: now), token: new.key, prompt: new.prompt, metadata: new.metadata,
            expiresAt: now.advanced(by: new.expiresAfter))
        return try ApprovalRecord(try await rows.create(draft, lease), at: now)
    }

    /// The approval of a key, also one that was decided, as long as no other has the key.
    ///
    /// Its ``ApprovalRecord/runID`` is the run that waits for it. Throws `.notFound` for an unknown key.
    public func get(_ key: String) async throws -> ApprovalRecord {
        try context.begin()
        return try ApprovalRecord(try await rows.find(key, for: "get approval").hook, at: context.now)
    }

    /// Decides a pending approval, and wakes the run that waits for it.
    ///
    /// - Parameters:
    ///   - person: Who decides, for the record.
    ///   - note: What the person says to it.
    /// - Returns: The approval as it was decided.
    /// - Throws: `.notFound` for an unknown key; `.invalidTransition` where it was decided or cancelled before, is
    ///   expired, or its run has ended: nothing is changed then.
    @discardableResult
    public func decide(
        _ key: String, _ decision: ApprovalDecision, by person: String? = nil, note: String? = nil
    ) async throws -> ApprovalRecord {
        try context.begin()
        // Each turn lost another writer's change in between; what arrives for the run changes it too.
        for _ in 0..<StoreContext.turns {
            let (row, run) = try await rows.find(key, for: "decide approval")
            let now = context.now
            let approval = try ApprovalRecord(row, at: now)
            guard approval.status == .pending else { throw refused(approval, approval.status.rawValue) }
            guard let run else { throw refused(approval, "of a run that has ended") }
            var changes = rows.change(row, to: .text(decision.status.rawValue), at: now)
            let token = row.changed(by: changes)[HookTable.changeToken]
            changes += [
                .set(HookTable.content, .bytes(decision.content)), .set(HookTable.note, .text(note)),
                .set(HookTable.decidedBy, .text(person)),
            ]
            let batch = WriteBatch([.update(row.key, changes, where: rows.seen(row)), run.notice(context, at: now)])
            let outcome = try await context.commit(batch, for: "decide approval", key) { refusal in
                // Refused by the run's row: the approval stands as it was before the first sending.
                refusal.operation == 0 && refusal.current?[HookTable.changeToken] == token
            }
            // Not read again: what is written must not be answered by the failure of a read.
            if case .applied = outcome { return try ApprovalRecord(row.changed(by: changes), at: now) }
        }
        throw StoreError(
            .revisionConflict, "approval \"\(key)\" keeps changing; try again", kind: "approval", id: key)
    }

    private func refused(_ approval: ApprovalRecord, _ why: String) -> StoreError {
        StoreError(
            .invalidTransition, "approval \"\(approval.key)\" is \(why) and cannot be decided", kind: "approval",
            id: approval.key, expected: ApprovalStatus.pending.rawValue, actual: approval.status.rawValue)
    }

    /// How an approval stands that the run asked for.
    ///
    /// One whose time has come is settled as expired in this call: no decision counts any more, whatever the clock of
    /// whoever decides.
    /// - Throws: `.notFound` where the run never asked for it; `.fenced`, `.cancelRequested` or `.invalidTransition`
    ///   where the lease is not the present one.
    public func outcome(_ id: String, lease: RunLease) async throws -> ApprovalOutcome {
        try context.begin()
        try Channel.hook(id).validate()
        // Each turn lost a decision in between, which the next one finds.
        for _ in 0..<16 {
            // First the revision: a decision that comes between the two reads is seen, or refuses the parking.
            let run = try await context.get(rows.runKey(lease.runID), .all, for: "read approval", id)
            guard let run, lease.conditions.hold(for: run) else { throw lease.refusal(by: run) }
            let key = rows.key(lease.incarnation, id)
            guard let row = try await context.get(key, .all, for: "read approval", id), rows.isMine(row) else {
                throw StoreError.notFound("approval", id)
            }
            let now = context.now
            let approval = try ApprovalRecord(row, at: now)
            guard row[HookTable.status] == rows.kind.open else { return .settled(approval) }
            guard approval.status == .expired else {
                return .pending(revision: run[RunTable.revision].int ?? 0, until: approval.expiresAt)
            }
            if try await expire(row, at: now) { return .settled(approval) }
        }
        throw StoreError(.revisionConflict, "approval \"\(id)\" keeps changing; try again", kind: "approval", id: id)
    }

    /// Settles a pending approval as expired; false where it was decided meanwhile.
    private func expire(_ row: Row, at now: Timestamp) async throws -> Bool {
        let changes = rows.change(row, to: rows.kind.closed(atExpiry: true), at: now)
        let batch = WriteBatch([.update(row.key, changes, where: rows.seen(row))])
        let outcome = try await context.commit(batch, for: "expire approval", row[HookTable.hookID].text) { refusal in
            // Expired is what it was to be, whoever wrote it; decided it is not.
            refusal.current?[HookTable.status] == rows.kind.closed(atExpiry: true)
        }
        if case .applied = outcome { return true }
        return false
    }
}

extension Store {
    /// Approvals: questions of runs that people answer.
    public var approvals: Approvals { Approvals(context) }
}
