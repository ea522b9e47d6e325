/// Changes to a run's record; what is nil stays as it is.
public struct RunPatch: Sendable {
    /// What happens to the run; the status follows from it.
    public var event: RunEvent?
    /// Why it is paused, stalled or cancelled.
    public var reason: String?
    /// Between 0 and 1; a smaller one than the stored is ignored, because progress never falls.
    public var progress: Double?
    /// Nil as the value removes the key.
    public var tags: [String: String?] = [:]
    /// Nil as the value removes the key.
    public var attributes: [String: JSONValue?] = [:]
    /// Nil as the value removes the key.
    public var metadata: [String: JSONValue?] = [:]
    /// Some nil clears it.
    public var resourceID: String??
    /// Some nil removes it.
    public var output: Payload??
    /// Some nil removes it.
    public var failure: Failure??
    /// Some nil removes it.
    public var context: Payload??
    /// What is appended to the run's log with the change; see ``Events``.
    public var events: [NewEvent] = []

    /// No change.
    public init() {}
    /// What happens to the run.
    public init(_ event: RunEvent) { self.event = event }
}

extension Runs {
    /// Changes a run that is still at this revision.
    ///
    /// For callers who are not the run's worker. While a run is running only its owner may park, release or end it;
    /// an event here raises the fence, so that an owner that is at work learns of it at its next write.
    /// - Returns: The run as it is after the change, without payloads; at the same revision where the patch repeats the
    ///   way in which the run has ended.
    /// - Throws: `.revisionConflict`, `.invalidTransition`, `.notFound`; nothing is changed then.
    @discardableResult
    public func update(_ id: RunID, revision: Int64, _ patch: RunPatch) async throws -> RunRecord {
        try context.begin()
        let row = try await row(id, for: "update run")
        let run = try RunRecord(row)
        let now = max(context.now, run.updatedAt)
        if let event = patch.event {
            guard ![.claimed, .released, .parked].contains(event) else {
                throw StoreError(.invalidArgument, "only a lease can make a run \(event.rawValue); see `leases`")
            }
            switch run.status.transition(on: event) {
            case .unchanged: return run
            case .refused: throw Self.refused(event, run)
            case .to(let status):
                guard run.status != .running || !status.isTerminal else { throw Self.refused(event, run) }
            }
        }
        guard run.revision == revision || CoreFault.leavesOut(.revision) else {
            throw Self.conflict(id, expected: revision, actual: run.revision)
        }
        let changes = try changes(run, patch, at: now)
        // Each turn lost met another event of the run's log; that many in a row is a fault of the caller's.
        for _ in 0..<100 {
            let batch = try await self.batch(run, patch, changes)
            switch try await context.commit(batch, for: "update run", id.rawValue) {
            // Not read again: what is written must not be answered by the failure of a read.
            case .applied: return try RunRecord(row.changed(by: changes))
            case .refused(let refusal) where refusal.isByEvent: continue
            case .refused:
                // Whichever row was in the way: the run has changed or is gone.
                let current = try await self.row(id, for: "update run")
                throw Self.conflict(id, expected: revision, actual: current[RunTable.revision].int ?? 0)
            }
        }
        throw StoreError(
            .revisionConflict, "the log of run \"\(id)\" keeps growing; try again", kind: "run", id: id.rawValue)
    }

    static func conflict(_ id: RunID, expected: Int64, actual: Int64) -> StoreError {
        StoreError(
            .revisionConflict, "run \"\(id)\" is at revision \(actual), not \(expected); read it again", kind: "run",
            id: id.rawValue, expected: "\(expected)", actual: "\(actual)")
    }

    static func refused(_ event: RunEvent, _ run: RunRecord) -> StoreError {
        StoreError(
            .invalidTransition, "run \"\(run.id)\" is \(run.status.rawValue) and cannot be \(event.rawValue)",
            kind: "run",
            id: run.id.rawValue, expected: event.rawValue, actual: run.status.rawValue)
    }

    /// What the patch does to the run's row.
    private func changes(_ run: RunRecord, _ patch: RunPatch, at now: Timestamp) throws -> [Assignment] {
        var changes: [Assignment] = [
            .set(RunTable.revision, .int(run.revision + 1)), .set(RunTable.updatedAt, .time(now)),
        ]
        if let event = patch.event, case .to(let status) = run.status.transition(on: event) {
            changes += self.changes(run, to: status, at: now)
            if status == .pending, patch.reason == nil { changes.append(.set(RunTable.reason, .null)) }
        }
        try Self.validate(reason: patch.reason)
        if let reason = patch.reason { changes.append(.set(RunTable.reason, .text(reason))) }
        if let progress = patch.progress {
            guard (0...1).contains(progress) else {
                throw StoreError(.invalidArgument, "progress is between 0 and 1, not \(progress)")
            }
            // A completed run is at 1, and no other is.
            if run.status != .completed {
                let bounded = min(max(progress, run.progress), 1.0.nextDown)
                changes.append(.set(RunTable.progress, .double(bounded)))
            }
        }
        if let resource = patch.resourceID {
            if let resource { try Self.validateName(resource, "resource id") }
            changes.append(.set(RunTable.resourceID, .text(resource)))
        }
        let attributes = Self.merged(run.attributes, patch.attributes)
        let metadata = Self.merged(run.metadata, patch.metadata)
        try Self.validate(members: attributes, "attribute")
        try Self.validate(members: metadata, "metadata key")
        if !patch.attributes.isEmpty { changes.append(.set(RunTable.attributes, .json(attributes))) }
        if !patch.metadata.isEmpty { changes.append(.set(RunTable.metadata, .json(metadata))) }
        let tags = Self.merged(run.tags, patch.tags)
        try Self.validate(tags: tags)
        if !patch.tags.isEmpty { changes.append(.set(RunTable.tags, .json(tags.mapValues { .string($0) }))) }
        return changes
    }

    private func batch(_ run: RunRecord, _ patch: RunPatch, _ changes: [Assignment]) async throws -> WriteBatch {
        let tags = tagChanges(run, to: Self.merged(run.tags, patch.tags))
        let log = EventLog(run: run.id, life: run.incarnation, lease: nil)
        let events = try await Events(context).draft(patch.events, of: log)
        var others = tags + (try await payloadChanges(run, patch)) + events
        // What happens by itself is no operator's action.
        if let event = patch.event, event != .woken, event != .recovered, event != .stalled {
            others.append(.insert(context.auditRow("run.\(event.rawValue)", run.id.rawValue)))
        }
        // Inserts first: one that is refused with our own token tells that a reply was lost.
        return WriteBatch(
            others.filter(\.isInsert) + [.update(key(run.id), changes, where: run.asSeen)]
                + others.filter { !$0.isInsert })
    }

    /// The columns that follow from a status.
    func changes(_ run: RunRecord, to status: RunStatus, at now: Timestamp) -> [Assignment] {
        var changes: [Assignment] = [
            .set(RunTable.status, .status(status)),
            .set(RunTable.fence, .int(run.fence.rawValue + 1)),
            .set(RunTable.leaseOwner, .null),
            .set(RunTable.readyAt, status == .pending ? .time(now) : .null),
            .set(RunTable.pauseRequestedAt, .null),
        ]
        if status.isTerminal {
            changes.append(.set(RunTable.completedAt, .time(now)))
            changes.append(.set(RunTable.expiresAt, .time(context.retention.expiry(of: run, as: status, at: now))))
        }
        return changes
    }

    static func merged<Content>(_ stored: [String: Content], _ patch: [String: Content?]) -> [String: Content] {
        var merged = stored
        for (key, value) in patch { merged[key] = value }
        return merged
    }

    private func tagChanges(_ run: RunRecord, to tags: [String: String]) -> [Operation] {
        var operations: [Operation] = []
        // By bytes, as the rows are found.
        func have(_ tags: [String: String], _ tag: String, _ value: String) -> Bool {
            tags[tag].map { ByteOrder.equal($0, value) } ?? false
        }
        for (tag, value) in run.tags.inOrder where !have(tags, tag, value) {
            operations.append(.delete(tagKey(tag, value, run.id)))
        }
        for (tag, value) in tags.inOrder where !have(run.tags, tag, value) {
            operations.append(.insert(tagRow(tag, value, run.id, run.incarnation, run.createdAt)))
        }
        return operations
    }

    func tagKey(_ tag: String, _ value: String, _ id: RunID) -> Key {
        Key(TagTable.table, context.tenant, .text(tag), .text(value), id.value)
    }

    /// Payload rows have no revision of their own: each of their changes goes with one of the run's.
    private func payloadChanges(_ run: RunRecord, _ patch: RunPatch) async throws -> [Operation] {
        var wanted: [(PayloadPart, Payload?)] = []
        if let output = patch.output { wanted.append((.output, output)) }
        if let failure = patch.failure { wanted.append((.error, failure?.payload)) }
        if let start = patch.context { wanted.append((.context, start)) }
        guard !wanted.isEmpty else { return [] }
        let keys = wanted.map { $0.0.key(context, run.incarnation) }
        let stored = try await context.get(keys, .withoutPayloads, for: "update run", run.id.rawValue)
        return zip(wanted, stored).compactMap { change, row in
            let (part, payload) = change
            let key = part.key(context, run.incarnation)
            guard let payload else { return row == nil ? nil : .delete(key) }
            guard row != nil else { return .insert(part.row(context, run.incarnation, payload)) }
            return .update(key, [.set(PayloadTable.content, .bytes(payload.bytes))])
        }
    }
}

extension Operation {
    fileprivate var isInsert: Bool {
        if case .insert = self { true } else { false }
    }
}

extension [String: String] {
    /// The tags in the order of their bytes: the same calls then draw the same tokens for the same rows.
    var inOrder: [(key: String, value: String)] { sorted { ByteOrder.isBefore($0.key, $1.key) } }
}
