extension Timers {
    /// The timers that are due, oldest time first, then by id. Nothing is changed.
    ///
    /// - Parameter limit: The most timers: at least 1, and 1,000 where it is more. 100 by default.
    public func due(limit: Int = 100) async throws -> [TimerRecord] {
        try context.begin()
        return try await dueRows(try ListCursor.pageSize(limit), at: context.now).map { try TimerRecord($0) }
    }

    /// Fires timers that are due, oldest first: each sends its run a message, in one commit with its own end.
    ///
    /// A timer whose run has ended is cancelled instead.
    /// - Parameter limit: As of ``due(limit:)``; the rest stay due.
    /// - Returns: Those that this call fired. One whose answer was lost is in none, though it may have fired.
    @discardableResult
    public func fire(limit: Int = 100) async throws -> [TimerRecord] {
        try context.begin()
        let now = context.now
        let timers = try await dueRows(try ListCursor.pageSize(limit), at: now)
        guard !timers.isEmpty else { return [] }
        let ids = timers.map { Key(RunTable.table, context.tenant, $0[TimerTable.runID]) }
        let runs = try await context.getAll(ids, .all, for: "fire timers")
        let batches = try zip(timers, runs).map { timer, row in
            guard let run = try row.map({ try RunRecord($0) }), run.incarnation.value == timer[TimerTable.incarnation],
                !run.status.isTerminal
            else { return WriteBatch([TimerRecord.end(timer, .cancelled, at: now)]) }
            return WriteBatch([
                .insert(message(of: timer, at: now)), TimerRecord.end(timer, .fired, at: now),
                run.notice(context, at: now),
            ])
        }
        let outcomes = await context.commitEach(batches)
        // What was not applied is still due.
        let fired = try outcomes.indices.compactMap { index -> TimerRecord? in
            guard case .success(.applied) = outcomes[index], batches[index].operations.count > 1,
                case .update(_, let changes, _) = batches[index].operations[1]
            else { return nil }
            return try TimerRecord(timers[index].changed(by: changes))
        }
        if fired.isEmpty,
            case .failure(let error)? = outcomes.first(where: { if case .failure = $0 { true } else { false } })
        {
            throw StoreError(error, "fire timers", TimerTable.table)
        }
        return fired
    }

    /// Index entries may be stale, so the rows are read again by their keys.
    private func dueRows(_ limit: Int, at now: Timestamp) async throws -> [Row] {
        let range = IndexRange(TimerTable.table, TimerTable.byDue, [context.tenant], atMost: .time(now))
        var walk = RowWalk(context, Scan(range, limit: limit), for: "find due timers")
        var keys: [Key] = []
        while keys.count < limit, let row = try await walk.next() { keys.append(row.key) }
        guard !keys.isEmpty else { return [] }
        let isDue = Condition(TimerTable.dueAt, .atMost(.time(now)))
        return try await context.getAll(keys, .all, for: "find due timers").compactMap { $0 }
            .filter { isDue.holds(for: $0) }
            .sorted { OrderedKey.encode(place($0)).lexicographicallyPrecedes(OrderedKey.encode(place($1))) }
    }

    private func place(_ row: Row) -> [Value] { TimerTable.table.order(TimerTable.byDue).sort.map { row[$0] } }

    /// A timer's revision is its message's place, so that one life of the timer sends one message.
    private func message(of timer: Row, at now: Timestamp) -> Row {
        var row = Row(MessageTable.table)
        row[MessageTable.namespace] = context.tenant
        row[MessageTable.recipient] = timer[TimerTable.incarnation]
        row[MessageTable.channel] = .text(Channel.timer(timer[TimerTable.timerID].text ?? "").name)
        row[MessageTable.seq] = timer[TimerTable.revision]
        row[MessageTable.insertToken] = context.identifiers.token()
        row[MessageTable.deliveryKey] = timer[TimerTable.timerID]
        row[MessageTable.content] = timer[TimerTable.content]
        row[MessageTable.createdAt] = .time(now)
        return row
    }
}
