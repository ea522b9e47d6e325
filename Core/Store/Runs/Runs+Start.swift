/// What to do where the id of a new run is taken.
public enum StartConflict: Sendable, CaseIterable {
    /// Throw `.alreadyExists`.
    case fail
    /// Return the run that is there.
    case useExisting
    /// Start anew if the run that is there has ended, otherwise throw `.runActive`.
    case restartIfEnded
    /// Start anew; a run that is active is fenced off and what it did is deleted.
    case replace
}

/// A run, and whether the call made it.
public struct StartedRun: Sendable {
    /// The run as it is stored.
    public let run: RunRecord
    /// False where the run was there before.
    public let isNew: Bool
}

extension Runs {
    /// Stores a run, with a policy for an id that is taken.
    ///
    /// The same id with another workflow or another input is always an error, whatever the policy.
    /// - Throws: `.alreadyExists`, `.runActive` (see ``StartConflict``), `.idempotencyMismatch`.
    public func start(_ new: NewRun, onConflict policy: StartConflict = .fail) async throws -> StartedRun {
        try context.begin()
        // Each turn lost another writer's change in between; that many in a row is a fault of the caller's.
        for _ in 0..<16 {
            let draft = try draft(new)
            let outcome = try await context.commit(draft.batch, for: "start run", draft.id.rawValue)
            guard case .refused(let refusal) = outcome else { return StartedRun(run: draft.record, isNew: true) }
            guard let current = refusal.current, current.table == RunTable.table else {
                throw StoreError(.corrupted, "rows of a run that is not there are in the way of \"\(draft.id)\"")
            }
            if let started = try await settle(new, policy, against: current) { return started }
        }
        throw StoreError(.revisionConflict, "run \"\(new.id?.rawValue ?? "")\" keeps changing; try again", kind: "run")
    }

    /// Applies the policy to the run that is there; nil where it changed meanwhile.
    private func settle(_ new: NewRun, _ policy: StartConflict, against row: Row) async throws -> StartedRun? {
        let existing = try RunRecord(row)
        guard ByteOrder.equal(existing.workflow, new.workflow) else {
            throw mismatch(existing, "workflow", existing.workflow, new.workflow)
        }
        guard row[RunTable.inputDigest] == .bytes(new.inputDigest) else {
            throw mismatch(existing, "input", "another input", "this input")
        }
        switch policy {
        case .fail:
            throw StoreError(
                .alreadyExists, "there is a run \"\(existing.id)\" already", kind: "run", id: existing.id.rawValue)
        case .useExisting:
            let run = try await context.withPayloads([existing], for: "start run")[0]
            return StartedRun(run: run, isNew: false)
        case .restartIfEnded:
            guard existing.status.isTerminal else {
                throw StoreError(
                    .runActive,
                    "run \"\(existing.id)\" is \(existing.status.rawValue); it restarts only when it has ended",
                    kind: "run", id: existing.id.rawValue, actual: existing.status.rawValue)
            }
            return try await replace(existing, with: new)
        case .replace: return try await replace(existing, with: new)
        }
    }

    private func mismatch(_ run: RunRecord, _ what: String, _ stored: String, _ asked: String) -> StoreError {
        StoreError(
            .idempotencyMismatch, "run \"\(run.id)\" was started with another \(what); use another id", kind: "run",
            id: run.id.rawValue, expected: asked, actual: stored)
    }

    /// Begins a new life in the row of the old one, whose rows go with its purge marker; nil where the row changed.
    private func replace(_ old: RunRecord, with new: NewRun) async throws -> StartedRun? {
        try old.refuseOnHold()
        // The fence goes on growing, so the old owner's writes are refused even if it never hears of this.
        let draft = try draft(new, fence: old.fence.rawValue + 1)
        let table = RunTable.table
        let kept = [RunTable.insertToken, RunTable.revision]
        let columns = table.columns.filter { !table.key.contains($0) && !kept.contains($0) }
        var assignments = columns.map { Assignment.set($0, draft.row[$0]) }
        let revision = Assignment.set(RunTable.revision, .int(old.revision + 1))
        assignments.append(revision)
        var batch = WriteBatch([.insert(purgeMarker(of: old))])
        batch.append(.update(key(old.id), assignments, where: old.asSeen))
        // A tag that both lives have stands under one key: its row passes to the new one.
        let held = Set(old.tags.map { tagKey($0.key, $0.value, old.id) })
        let children = draft.children.map { child -> Operation in
            guard case .insert(let row) = child, held.contains(row.key) else { return child }
            let changes = [TagTable.incarnation, TagTable.createdAt].map { Assignment.set($0, row[$0]) }
            return .update(row.key, changes)
        }
        for operation in removal(ofTags: old, keeping: children) + children { batch.append(operation) }
        let outcome = try await context.commit(batch, for: "restart run", old.id.rawValue) { refusal in
            // A sweep may have taken the marker since; the life that we began shows that it was us.
            refusal.current?[RunTable.incarnation] == draft.incarnation.value ? true : nil
        }
        switch outcome {
        case .refused: return nil
        case .applied:
            // The new life has begun; what cannot be erased of the old one now is left to the next sweep.
            _ = try? await purge(old.incarnation)
            var run = try RunRecord(draft.row.changed(by: [revision]))
            run.input = new.input
            run.workflowContext = new.context
            return StartedRun(run: run, isNew: true)
        }
    }
}
