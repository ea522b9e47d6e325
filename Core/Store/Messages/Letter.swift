// How a message gets into an inbox, whoever sends it.

/// A message on its way.
struct Letter {
    let channel: Channel
    let content: Payload?
    let deliveryKey: String?

    init(_ channel: Channel, _ content: Payload?, deliveryKey: String? = nil) throws {
        try channel.validate()
        if let deliveryKey { try Runs.validateName(deliveryKey, "delivery key") }
        self.channel = channel
        self.content = content
        self.deliveryKey = deliveryKey
    }
}

/// What became of a letter.
enum Posting {
    case stored
    /// The same delivery was made before.
    case repeated
    /// There is no such run, or it has ended; it is shown where it is there.
    case noRecipient(RunRecord?)
    /// What the sender asked to hold does not.
    case refused
}

extension RunRecord {
    /// Makes an arrival known to the run, in the commit that stores it.
    ///
    /// A run that waits is due at once. In any case the revision grows, so that an owner who has looked before, and is
    /// about to let the run wait, is refused. The lease's own columns and the time of change stay as they are: the
    /// owner works on unhindered.
    func notice(_ context: StoreContext, at now: Timestamp) -> Operation {
        var changes: [Assignment] = [.add(RunTable.revision, 1)]
        var conditions = [
            Condition(RunTable.incarnation, .equal(incarnation.value)),
            Condition(RunTable.status, .equal(.status(status))),
        ]
        if status == .waiting {
            // Who is due already keeps its place; but it may have been claimed and parked anew since it was read.
            if let readyAt, readyAt <= now {
                conditions.append(Condition(RunTable.readyAt, .atMost(.time(now))))
            } else {
                changes.append(.set(RunTable.readyAt, .time(now)))
            }
        }
        return .update(Key(RunTable.table, context.tenant, id.value), changes, where: conditions)
    }
}

extension StoreContext {
    /// How often a write is tried again that others were quicker than: each turn lost means that another one won.
    static let turns = 200

    /// Stores a letter in the inbox of a run's life and makes it known to the run, in one commit.
    ///
    /// - Parameters:
    ///   - life: Where the letter is for this one only.
    ///   - guarding: What must hold too.
    func post(
        _ letter: Letter, to id: RunID, life: Incarnation? = nil, guarding: Operation? = nil, for operation: String
    ) async throws -> Posting {
        for _ in 0..<Self.turns {
            let found = try await get(Key(RunTable.table, tenant, id.value), .all, for: operation, id.rawValue)
            guard let run = try found.map({ try RunRecord($0) }), life == nil || run.incarnation == life,
                !run.status.isTerminal
            else { return .noRecipient(life == nil ? try found.map { try RunRecord($0) } : nil) }
            let recipient = run.incarnation.value
            let now = self.now
            var batch = try await batch(of: letter, for: recipient, at: now, operation)
            // What was kept for the run before it was there counts too.
            if let key = letter.deliveryKey {
                batch.append(.absent(Messages.keyRow(self, Messages.keptFor(id), letter.channel, key, now).key))
            }
            if let guarding { batch.append(guarding) }
            batch.append(run.notice(self, at: now))
            guard case .refused(let refusal) = try await commit(batch, for: operation, id.rawValue) else {
                return .stored
            }
            switch batch.operations[refusal.operation].key.table {
            case MessageKeyTable.table:
                if try await forget(refusal.current, at: now, operation) { continue }
                return .repeated
            // Another was quicker: to the place in the channel, or to the run.
            case MessageTable.table, RunTable.table: continue
            default: return .refused
            }
        }
        throw StoreError(.revisionConflict, "run \"\(id)\" keeps changing; try again", kind: "run", id: id.rawValue)
    }

    /// Keeps a letter for a run that is not there; nil where it is there now.
    func keep(_ letter: Letter, for id: RunID, during time: Duration, for operation: String) async throws -> Posting? {
        guard time > .zero else {
            throw StoreError(.invalidArgument, "a message is kept longer than zero, not \(time)")
        }
        for _ in 0..<Self.turns {
            let now = self.now
            let end = now.advanced(by: time)
            var batch = try await batch(of: letter, for: Messages.keptFor(id), at: now, until: end, operation)
            let run = Key(RunTable.table, tenant, id.value)
            batch.append(.absent(run))
            guard case .refused(let refusal) = try await commit(batch, for: operation, id.rawValue) else {
                return .stored
            }
            switch batch.operations[refusal.operation].key.table {
            case MessageKeyTable.table:
                if try await forget(refusal.current, at: now, operation) { continue }
                return .repeated
            case RunTable.table: return nil
            default: continue
            }
        }
        throw StoreError(
            .revisionConflict, "the inbox of run \"\(id)\" keeps changing; try again", kind: "run", id: id.rawValue)
    }

    /// Removes the key of a message that was kept and whose time has passed: it does not count. Returns whether it did.
    private func forget(_ key: Row?, at now: Timestamp, _ operation: String) async throws -> Bool {
        guard let key, let end = key.time(MessageKeyTable.expiresAt), end <= now else { return false }
        let past = Condition(MessageKeyTable.expiresAt, .atMost(.time(now)))
        _ = try await commit(WriteBatch([.delete(key.key, where: [past])]), for: operation) { $0.current == nil }
        return true
    }

    /// The insertion of a letter behind all that waits on its channel.
    ///
    /// First its delivery key, which stays when the message is received: so a second sending after a lost reply finds
    /// its own token there, and is no second delivery.
    private func batch(
        of letter: Letter, for recipient: Value, at now: Timestamp, until end: Timestamp? = nil, _ operation: String
    ) async throws -> WriteBatch {
        var scan = Scan(Messages.range(self, recipient, letter.channel), limit: 1)
        scan.descending = true
        var walk = RowWalk(self, scan, for: operation)
        let last = try await walk.next()?[MessageTable.seq].int ?? 0
        let key = letter.deliveryKey ?? identifiers.id(at: now)
        var row = Row(MessageTable.table)
        row[MessageTable.namespace] = tenant
        row[MessageTable.recipient] = recipient
        row[MessageTable.channel] = .text(letter.channel.name)
        row[MessageTable.seq] = .int(last + 1)
        row[MessageTable.insertToken] = identifiers.token()
        row[MessageTable.deliveryKey] = .text(key)
        row[MessageTable.content] = .bytes(letter.content)
        row[MessageTable.createdAt] = .time(now)
        row[MessageTable.expiresAt] = .time(end)
        var keyRow = Messages.keyRow(self, recipient, letter.channel, key, now)
        keyRow[MessageKeyTable.expiresAt] = .time(end)
        return WriteBatch([.insert(keyRow), .insert(row)])
    }
}
