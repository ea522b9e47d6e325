extension Store {
    /// Removes the chunks of payloads that no row names any more: overwritten, deleted, or never committed.
    ///
    /// Whether a row still names its payload is looked at an hour after it was written, and then whenever its age has
    /// doubled: so what is not needed takes up room about as long as it was needed. Call it now and then; a run's
    /// payloads go with the run in any case.
    /// - Parameter limit: The most payloads that are looked at.
    /// - Returns: How many were removed.
    @discardableResult
    public func sweepPayloads(limit: Int = 1_000) async throws -> Int {
        try context.begin()
        guard limit > 0 else { throw StoreError(.invalidArgument, "a sweep looks at 1 payload or more, not \(limit)") }
        let now = context.now
        let range = IndexRange(BlobTable.table, BlobTable.byCheck, [context.tenant], atMost: .time(now))
        var walk = RowWalk(context, Scan(range, limit: min(limit, 500)), for: "sweep payloads")
        var examined = 0
        var removed = 0
        while examined < limit, let head = try await walk.next() {
            examined += 1
            if try await sweep(head, at: now) { removed += 1 }
        }
        return removed
    }

    /// Removes the payload whose first chunk this is unless its row names it. Returns whether it did.
    private func sweep(_ head: Row, at now: Timestamp) async throws -> Bool {
        let age = (head.time(BlobTable.createdAt) ?? now).duration(to: now)
        // A referrer that this code does not know was written by newer code, which will look after it.
        let referrer = head[BlobTable.referrer].bytes.flatMap { Referrer($0) }
        var isNamed = referrer == nil
        if let referrer {
            let row = try await context.beneath.get(referrer.key, .all, for: "sweep payloads")
            isNamed = row?[referrer.column].blob?.id == head[BlobTable.blobID].text
            if CoreFault.leavesOut(.payloadSweep) { isNamed = false }
        }
        // Any new time settles it: a commit that would name the chunks is refused from now on, and one that has named
        // them since refuses this.
        let next = now.advanced(by: isNamed ? max(age, NewBlob.grace) : NewBlob.grace)
        let seen = Condition(BlobTable.checkAt, .equal(head[BlobTable.checkAt]))
        let batch = WriteBatch([.update(head.key, [.set(BlobTable.checkAt, .time(next))], where: [seen])])
        let outcome = try await context.commit(batch, for: "sweep payloads") { refusal in
            refusal.current?[BlobTable.checkAt] == .time(next)
        }
        guard case .applied = outcome, !isNamed else { return false }
        try await remove(head)
        return true
    }

    /// The first chunk goes last: it is what tells of the others.
    private func remove(_ head: Row) async throws {
        let most = backend.limits.operationsPerCommit
        let count = Int(head[BlobTable.chunks].int ?? 1)
        var keys = (0..<count).reversed().map { chunk in
            Key(BlobTable.table, head.key.values.dropLast() + [.int(Int64(chunk))])
        }[...]
        while !keys.isEmpty {
            _ = try await context.commit(WriteBatch(keys.prefix(most).map { .delete($0) }), for: "sweep payloads")
            keys = keys.dropFirst(most)
        }
    }
}
