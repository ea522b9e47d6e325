extension Runs {
    /// Removes runs whose keeping has ended.
    func sweepExpired(limit: Int, dryRun: Bool) async throws -> Int {
        let range = IndexRange(
            RunTable.table, RunTable.byExpiry, [context.tenant], atMost: .time(context.now))
        var scan = Scan(range, limit: 1_000)
        scan.filter = [Condition(RunTable.completedAt, .isNotNull)]
        return try await purge(scan, limit: limit, dryRun: dryRun)
    }

    /// Ends runs that should have begun or ended by now, and that no worker is at. Returns how many.
    ///
    /// Its worker ends an overdue run itself; so this is for those that nobody takes.
    func endOverdue(limit: Int) async throws -> Int {
        let now = context.now
        let range = IndexRange(RunTable.table, RunTable.byExpiry, [context.tenant], atMost: .time(now))
        var scan = Scan(range, limit: 1_000)
        scan.filter = [
            Condition(RunTable.completedAt, .isNull), Condition(RunTable.compensates, .equal(.bool(false))),
            Condition(RunTable.format, .atMost(.int(RunRecord.newestFormat))),
        ]
        var walk = RowWalk(context, scan, for: "sweep overdue runs")
        var ended = 0
        while ended < limit, let row = try await walk.next() {
            let run = try RunRecord(row)
            do {
                if try await end(run, overdueAt: now) { ended += 1 }
            } catch let error as StoreError
                where [.revisionConflict, .invalidTransition, .notFound].contains(error.code)
            {
                // Somebody was at it after all.
            }
        }
        return ended
    }

    private func end(_ run: RunRecord, overdueAt now: Timestamp) async throws -> Bool {
        guard let failure = run.overdue(at: now) else {
            // It began in time: only its deadline is left to look at.
            let changes = [Assignment.set(RunTable.expiresAt, .time(run.deadlineAt))]
            _ = try await context.commit(
                WriteBatch([.update(key(run.id), changes, where: run.asSeen)]), for: "sweep overdue runs")
            return false
        }
        var revision = run.revision
        if run.status == .running {
            // Its worker is alive, and ends it; or another will see that the lease has ended.
            guard let end = run.readyAt, end <= now else { return false }
            let lapsed = Condition(RunTable.readyAt, .equal(.time(end)))
            let changes: [Assignment] = [
                .set(RunTable.status, .status(.pending)), .set(RunTable.leaseOwner, .null),
                .set(RunTable.fence, .int(run.fence.rawValue + 1)), .set(RunTable.revision, .int(revision + 1)),
            ]
            let batch = WriteBatch([.update(key(run.id), changes, where: run.asSeen + [lapsed])])
            guard case .applied = try await context.commit(batch, for: "sweep overdue runs", run.id.rawValue) else {
                return false
            }
            revision += 1
        }
        var patch = RunPatch(.failed)
        patch.failure = .some(failure)
        try await update(run.id, revision: revision, patch)
        return true
    }
}

extension RunRecord {
    /// Why the run is too late; nil where it is not.
    package func overdue(at now: Timestamp) -> Failure? {
        if let deadlineAt, deadlineAt <= now {
            return Failure(code: "deadline", message: "it was to end by \(deadlineAt)", at: now)
        }
        if let startBy, startBy <= now, startedAt == nil {
            return Failure(code: "startBy", message: "it was to begin by \(startBy)", at: now)
        }
        return nil
    }
}
