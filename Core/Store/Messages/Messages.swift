/// Messages to runs: sent by anybody who knows the run's id, received by the run once each.
///
/// A message is a row, so it is never lost because it comes too early: it waits in the run's inbox, whatever the run
/// does. It goes with the run.
public struct Messages: Sendable {
    let context: StoreContext

    init(_ context: StoreContext) { self.context = context }

    /// Sends a message to a run, and wakes the run where it waits.
    ///
    /// - Parameters:
    ///   - content: Nil is a message without content, and is received like any other.
    ///   - topic: At most 255 bytes. Messages of one topic are received in the order in which they were sent.
    ///   - deliveryKey: The same key sent to the same run and topic again is no second message, even when the first was
    ///     received long ago.
    ///   - policy: What to do where there is no such run: `.refuse` by default.
    /// - Returns: False where the message was sent before.
    /// - Throws: `.notFound` where there is no such run; `.invalidTransition` where it has ended.
    @discardableResult
    public func send(
        _ content: Payload?, to id: RunID, topic: String, deliveryKey: String? = nil,
        ifMissing policy: MissingRun = .refuse
    ) async throws -> Bool {
        try context.begin()
        try id.validate()
        let letter = try Letter(.topic(topic), content, deliveryKey: deliveryKey)
        // A run that comes and goes between two looks is seen at the third.
        for _ in 0..<16 {
            let posting: Posting?
            switch try await context.post(letter, to: id, for: "send message") {
            case .noRecipient(nil):
                guard case .keep(let time) = policy else { throw StoreError.notFound("run", id) }
                posting = try await context.keep(letter, for: id, during: time, for: "send message")
            case .noRecipient(let run?):
                throw StoreError(
                    .invalidTransition, "run \"\(id)\" is \(run.status.rawValue) and receives nothing more",
                    kind: "run", id: id.rawValue, actual: run.status.rawValue)
            case let other: posting = other
            }
            switch posting {
            case .stored?: return true
            case .repeated?: return false
            default: continue
            }
        }
        throw StoreError(.revisionConflict, "run \"\(id)\" keeps changing; try again", kind: "run", id: id.rawValue)
    }

    /// What waits for the run on a channel, oldest first, without taking it.
    ///
    /// - Parameter limit: The most messages: at least 1, and 1,000 where it is more.
    /// - Throws: `.fenced`, `.cancelRequested` or `.invalidTransition` where the lease is not the present one.
    public func inbox(_ channel: Channel, limit: Int = 100, lease: RunLease) async throws -> RunInbox {
        try context.begin()
        try channel.validate()
        let size = try ListCursor.pageSize(limit)
        // First the revision: what arrives between the two reads is seen, or refuses the parking.
        let revision = try await confirm(lease)
        return RunInbox(messages: try await waiting(channel, size, lease), revision: revision)
    }

    /// Takes the oldest message of the first of these channels that has one, and commits a step with it, in one write.
    ///
    /// - Parameter step: The step as it is once the message is received; its output becomes the message's content.
    /// - Throws: As ``Steps/commit(_:replacing:writes:consuming:lease:)``.
    public func receive(_ channels: [Channel], as step: StepRecord, lease: RunLease) async throws -> Reception {
        try context.begin()
        for channel in channels { try channel.validate() }
        // This call has begun; the commit within it is not a call of its own.
        var under = context
        under.isShielded = true
        let steps = Steps(under)
        // Each turn lost, a step beside this one took the message.
        for _ in 0..<StoreContext.turns {
            let revision = try await confirm(lease)
            guard let message = try await first(of: channels, lease) else { return .nothing(revision: revision) }
            var step = step
            step.output = message.content
            do {
                switch try await steps.commit(step, consuming: [message], lease: lease) {
                case .committed(let lease): return .received(message, lease)
                case .existing(let step): return .existing(step)
                }
            } catch let error as StoreError where error.code == .notFound && error.kind == "message" {
                continue
            }
        }
        throw StoreError(
            .revisionConflict, "the inbox of run \"\(lease.runID)\" keeps changing; try again", kind: "run")
    }

    /// The run's revision. Throws unless the lease is the present one.
    private func confirm(_ lease: RunLease) async throws -> Int64 {
        let key = Key(RunTable.table, context.tenant, lease.runID.value)
        let row = try await context.get(key, .all, for: "read inbox", lease.runID.rawValue)
        guard let row, lease.conditions.hold(for: row) else { throw lease.refusal(by: row) }
        return row[RunTable.revision].int ?? 0
    }

    private func first(of channels: [Channel], _ lease: RunLease) async throws -> Message? {
        for channel in channels {
            if let message = try await waiting(channel, 1, lease).first { return message }
        }
        return nil
    }

    /// First what was kept for the run before it was there.
    private func waiting(_ channel: Channel, _ limit: Int, _ lease: RunLease) async throws -> [Message] {
        var messages: [Message] = []
        var recipients = [lease.incarnation.value]
        if case .topic = channel { recipients.insert(Self.keptFor(lease.runID), at: 0) }
        let now = context.now
        for recipient in recipients {
            var scan = Scan(Self.range(context, recipient, channel), limit: limit)
            scan.columns = .all
            var walk = RowWalk(context, scan, for: "read inbox", lease.runID.rawValue)
            while messages.count < limit, let row = try await walk.next() {
                if let end = row.time(MessageTable.expiresAt), end <= now { continue }
                messages.append(Message(row))
            }
        }
        return messages
    }
}

extension Messages {
    /// In whose name messages are kept for a run that is not there.
    static func keptFor(_ id: RunID) -> Value { .text("run/" + id.rawValue) }

    static func range(_ context: StoreContext, _ recipient: Value, _ channel: Channel) -> IndexRange {
        let name = Value.text(channel.name)
        return IndexRange(MessageTable.table, nil, [context.tenant, recipient], atLeast: name, atMost: name)
    }

    static func keyRow(
        _ context: StoreContext, _ recipient: Value, _ channel: Channel, _ key: String, _ now: Timestamp
    ) -> Row {
        var row = Row(MessageKeyTable.table)
        row[MessageKeyTable.namespace] = context.tenant
        row[MessageKeyTable.recipient] = recipient
        row[MessageKeyTable.channel] = .text(channel.name)
        row[MessageKeyTable.deliveryKey] = .text(key)
        row[MessageKeyTable.insertToken] = context.identifiers.token()
        row[MessageKeyTable.createdAt] = .time(now)
        return row
    }
}

extension Messages {
    /// Removes what was kept for runs that never came, in bounded batches. Returns how many messages.
    @discardableResult
    public func sweepExpired(limit: Int = 10_000) async throws -> Int {
        try context.begin()
        let now = context.now
        _ = try await context.sweepExpired(
            MessageKeyTable.table, MessageKeyTable.byExpiry, MessageKeyTable.expiresAt, until: now, limit: limit)
        return try await context.sweepExpired(
            MessageTable.table, MessageTable.byExpiry, MessageTable.expiresAt, until: now, limit: limit)
    }
}

extension Store {
    /// Messages: what runs are sent, and what they publish.
    public var messages: Messages { Messages(context) }
}
