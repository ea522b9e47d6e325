extension Events {
    /// Where a log ends.
    struct Head {
        /// 0 where it is empty.
        var position: Int64 = 0
        var createdAt: Timestamp?
    }

    /// Events that are about to be committed behind the head of a log.
    struct Draft {
        /// Inserts, those of ids first; empty where all events are stored already.
        var operations: [Operation] = []
        /// The position of each event in its place.
        var positions: [Int64] = []
    }

    func head(of log: EventLog) async throws -> Head {
        var scan = Scan(IndexRange(EventTable.table, nil, [context.tenant, log.life.value]), limit: 1)
        scan.descending = true
        var walk = RowWalk(context, scan, for: "read events", log.run.rawValue)
        guard let row = try await walk.next() else { return Head() }
        return Head(position: row[EventTable.seq].int ?? 0, createdAt: row.time(EventTable.createdAt))
    }

    /// The first positions of those events that are stored, by their place.
    ///
    /// - Throws: `.idempotencyMismatch` where one is stored with other content.
    func stored(_ events: [NewEvent], in log: EventLog) async throws -> [Int: Int64] {
        let names = events.enumerated().flatMap { place, event in event.names.map { (place, $0) } }
        guard !names.isEmpty else { return [:] }
        let rows = try await context.getAll(
            names.map { nameKey($0.1, log.life) }, .all, for: "append events", log.run.rawValue)
        var positions: [Int: Int64] = [:]
        for ((place, name), row) in zip(names, rows) {
            guard let row else { continue }
            guard row[EventIDTable.digest] == .bytes(events[place].digest) || CoreFault.leavesOut(.eventDigest) else {
                // A stale owner must hear that first.
                if let lease = log.lease { try await context.confirm(lease, for: "append events") }
                throw StoreError(
                    .idempotencyMismatch, "the event \"\(name)\" is stored with other content; use another id",
                    kind: "event", id: name)
            }
            positions[place] = row[EventIDTable.seq].int
        }
        return positions
    }

    /// What stores the events that are not known yet, behind this head.
    ///
    /// - Throws: `.limitExceeded`, having stalled the run, where there is no room for them.
    func draft(
        _ events: [NewEvent], of log: EventLog, _ known: [Int: Int64], after head: Head
    ) async throws -> Draft {
        var draft = Draft()
        var rows: [Operation] = []
        let now = max(context.now, head.createdAt ?? context.now)
        for (place, event) in events.enumerated() {
            let position = known[place] ?? head.position + Int64(rows.count) + 1
            draft.positions.append(position)
            guard known[place] == nil else { continue }
            draft.operations += event.names.map { .insert(event.nameRow($0, context, log, at: position)) }
            rows.append(.insert(event.row(context, log, at: position, now)))
        }
        guard rows.isEmpty || head.position + Int64(rows.count) <= Int64(limit) else {
            try await stall(log)
            throw StoreError(
                .limitExceeded, "run \"\(log.run)\" has \(head.position) events, and at most \(limit); it is stalled",
                kind: "event", id: log.run.rawValue, expected: "\(limit)", actual: "\(head.position)")
        }
        draft.operations += rows
        return draft
    }

    /// What stores events in one commit with the change that they describe.
    ///
    /// Such a commit is tried again with a new draft where one of the inserts is refused.
    func draft(_ events: [NewEvent], of log: EventLog) async throws -> [Operation] {
        guard !events.isEmpty else { return [] }
        try Self.validate(events)
        let known = try await stored(events, in: log)
        return try await draft(events, of: log, known, after: try await head(of: log)).operations
    }

    func nameKey(_ name: String, _ life: Incarnation) -> Key {
        Key(EventIDTable.table, context.tenant, life.value, .text(name))
    }

    /// Marks the run as one that cannot go on; what has ended, or is stopped already, stays as it is.
    private func stall(_ log: EventLog) async throws {
        if let lease = log.lease {
            return try await Leases(context).stall(lease, reason: Self.limitReason)
        }
        let runs = Runs(context)
        // Each turn lost another writer's change in between; that many in a row is a fault of the caller's.
        for _ in 0..<16 {
            let run = try await runs.get(log.run, payloads: false)
            guard run.incarnation == log.life, case .to = run.status.transition(on: .stalled) else { return }
            var patch = RunPatch(.stalled)
            patch.reason = Self.limitReason
            do {
                try await runs.update(run.id, revision: run.revision, patch)
                return
            } catch let error as StoreError where error.code == .revisionConflict { continue }
        }
    }
}

extension Refusal {
    /// Whether a place in a log was in the way, which another event has taken since the draft was made.
    var isByEvent: Bool { current.map { $0.table == EventTable.table || $0.table == EventIDTable.table } ?? false }
}
