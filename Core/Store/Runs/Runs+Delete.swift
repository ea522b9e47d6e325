extension Runs {
    /// Deletes a run and everything that belongs to it.
    ///
    /// One commit removes the run and writes a purge marker; its other rows follow in bounded batches. From that commit
    /// on nothing of the run can be seen, and a deletion that is cut off is finished by the next
    /// ``sweepPurges(limit:)``.
    /// - Parameter force: Whether a run that is active is fenced off and deleted too.
    /// - Returns: Whether there was such a run.
    /// - Throws: `.runActive` where the run has not ended and `force` is false; `.invalidTransition` where it is on
    ///   hold.
    @discardableResult
    public func delete(_ id: RunID, force: Bool = false) async throws -> Bool {
        try context.begin()
        try id.validate()
        // Each turn lost another writer's change in between; that many in a row is a fault of the caller's.
        for _ in 0..<16 {
            guard let row = try await context.get(key(id), .all, for: "delete run", id.rawValue) else { return false }
            let run = try RunRecord(row)
            guard force || run.status.isTerminal || CoreFault.leavesOut(.activeRun) else {
                throw StoreError(
                    .runActive, "run \"\(id)\" is \(run.status.rawValue); cancel it first, or delete it by force",
                    kind: "run", id: id.rawValue, actual: run.status.rawValue)
            }
            try run.refuseOnHold()
            if try await remove(run, audited: true) { return true }
        }
        throw StoreError(.revisionConflict, "run \"\(id)\" keeps changing; try again", kind: "run", id: id.rawValue)
    }

    /// Removes the run as it was read, and what belongs to it. False where it has changed since.
    func remove(_ run: RunRecord, audited: Bool = false) async throws -> Bool {
        var batch = WriteBatch([.insert(purgeMarker(of: run))])
        // The row is deleted as it was read: no other life goes with it unseen.
        batch.append(.delete(key(run.id), where: run.asSeen))
        for operation in removal(ofTags: run) { batch.append(operation) }
        if audited { batch.append(.insert(context.auditRow("run.delete", run.id.rawValue))) }
        let outcome = try await context.commit(batch, for: "delete run", run.id.rawValue) { refusal in
            // A sweep may have taken the marker since: what is gone is what was asked for.
            guard refusal.operation == 1, let row = refusal.current else { return refusal.operation == 1 ? true : nil }
            return row[RunTable.incarnation] == run.incarnation.value ? false : nil
        }
        guard case .applied = outcome else { return false }
        // The run is gone; what cannot be erased now is left to the next sweep.
        _ = try? await purge(run.incarnation)
        return true
    }

    /// Finishes deletions that were cut off, oldest first.
    ///
    /// - Returns: How many were finished here: of several sweeps at once each deletion counts in one.
    @discardableResult
    public func sweepPurges(limit: Int = 100) async throws -> Int {
        try context.begin()
        guard limit > 0 else { throw StoreError(.invalidArgument, "a sweep takes at least 1 deletion, not \(limit)") }
        var walk = RowWalk(
            context, Scan(IndexRange(PurgeTable.table, nil, [context.tenant]), limit: limit), for: "sweep purges")
        var finished = 0
        while finished < limit, let row = try await walk.next() {
            if try await purge(Incarnation(row[PurgeTable.incarnation].text ?? "")) { finished += 1 }
        }
        return finished
    }

    func purgeMarker(of run: RunRecord) -> Row {
        var row = Row(PurgeTable.table)
        row[PurgeTable.namespace] = context.tenant
        row[PurgeTable.incarnation] = run.incarnation.value
        row[PurgeTable.insertToken] = context.identifiers.token()
        row[PurgeTable.runID] = run.id.value
        row[PurgeTable.tags] = .json(run.tags.mapValues { .string($0) })
        row[PurgeTable.position] = .int(0)
        row[PurgeTable.createdAt] = .time(context.now)
        return row
    }

    /// Removes the tags' rows, but not those that the same commit writes.
    func removal(ofTags run: RunRecord, keeping added: [Operation] = []) -> [Operation] {
        let kept = Set(added.map(\.key))
        return run.tags.map { tagKey($0.key, $0.value, run.id) }.filter { !kept.contains($0) }.map { .delete($0) }
    }

    /// Deletes the rows of one life, then its marker. May run several times, also at once.
    ///
    /// - Returns: Whether the marker went here.
    func purge(_ incarnation: Incarnation) async throws -> Bool {
        let owner = incarnation.value
        try await eraseStreams(of: owner)
        try await eraseTokens(of: owner)
        for table in Schema.holdfast.tables {
            switch table {
            case StateTable.table: try await eraseAll(table, [context.tenant, .text("run/" + incarnation.rawValue)])
            case ChunkTable.table: continue
            default:
                guard table.partition.count == 2, Self.owners.contains(table.partition[1].name) else { continue }
                try await eraseAll(table, [context.tenant, owner])
            }
        }
        let marker = Key(PurgeTable.table, context.tenant, owner)
        let isThere = Condition(PurgeTable.insertToken, .isNotNull)
        let last = WriteBatch([.delete(marker, where: [isThere])])
        let outcome = try await context.commit(last, for: "purge run", incarnation.rawValue) { $0.current == nil }
        if case .applied = outcome { return true }
        return false
    }

    /// The columns that name the life of a run to which a row belongs.
    private static let owners: Set<String> = ["incarnation", "owner", "recipient"]

    private func eraseAll(_ table: Table, _ partition: [Value]) async throws {
        let range = IndexRange(table, nil, partition)
        while try await context.erase(range, limit: 1_000, for: "purge run", range.partition[1].text) > 0 {}
    }

    private func eraseStreams(of owner: Value) async throws {
        var scan = Scan(IndexRange(StreamTable.table, nil, [context.tenant, owner]), limit: 100)
        repeat {
            let page = try await context.scan(scan, for: "purge run", owner.text)
            for row in page.rows {
                try await eraseAll(ChunkTable.table, [context.tenant, owner, row[StreamTable.name]])
            }
            scan.after = page.next
        } while scan.after != nil
    }

    /// Frees the tokens of the run's hooks, while the hooks still tell which they are.
    private func eraseTokens(of owner: Value) async throws {
        let scan = Scan(IndexRange(HookTable.table, nil, [context.tenant, owner]), limit: 100)
        var walk = RowWalk(context, scan, for: "purge run", owner.text)
        let mine = Condition(HookTokenTable.incarnation, .equal(owner))
        while let hook = try await walk.next() {
            let token = Key(HookTokenTable.table, context.tenant, hook[HookTable.kind], hook[HookTable.token])
            // Refused where the token was taken by another run since: then it is not ours to delete.
            let batch = WriteBatch([.delete(token, where: [mine])])
            _ = try await context.commit(batch, for: "purge run", owner.text) { _ in true }
        }
    }
}
