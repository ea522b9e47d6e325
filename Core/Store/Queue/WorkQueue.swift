/// A durable queue of messages.
///
/// Each message is delivered until one delivery is acknowledged, or until its attempts are used up; then it is a dead
/// letter. A delivery counts when it begins, so one whose worker dies counts too. Within a queue, urgent messages come
/// before others, and equal ones by the time since when they are due, then in the order of their ids.
public struct WorkQueue: Sendable {
    let context: StoreContext
    /// The queue's name.
    public let name: QueueName

    init(_ context: StoreContext, _ name: QueueName) {
        self.context = context
        self.name = name
    }

    func key(_ id: MessageID) -> Key { Key(QueueTable.table, context.tenant, name.value, id.value) }

    /// Claims up to `limit` messages that are due; see ``WorkQueues/claim(_:limit:owner:visibility:)``.
    public func claim(
        limit: Int, owner: WorkerID, visibility: Duration = WorkQueues.defaultVisibility
    ) async throws -> [ClaimedMessage] {
        try await WorkQueues(context).claim([name], limit: limit, owner: owner, visibility: visibility)
    }

    /// A message as it stands, or nil where there is none.
    public func message(_ id: MessageID) async throws -> QueueMessage? {
        try context.begin()
        try name.validate()
        try id.validate()
        return try await context.get(key(id), .all, for: "get message", id.rawValue).map { try QueueMessage($0) }
    }

    /// A page of the messages of one status, oldest first; delayed ones are ready. It may lag by some seconds.
    ///
    /// - Throws: `.invalidArgument` for a limit below 1; `.invalidCursor` for a cursor of another list.
    public func messages(
        _ status: MessageStatus, limit: Int = 100, cursor: String? = nil
    ) async throws -> Listing<QueueMessage> {
        try context.begin()
        try name.validate()
        let size = try ListCursor.pageSize(limit)
        let token = ListCursor(context, "messages", name.rawValue, status.rawValue)
        var scan = Scan(range(status), limit: size + 1)
        scan.columns = .all
        scan.filter = kept(status, at: context.now)
        scan.after = try token.position(cursor)
        var walk = RowWalk(context, scan, for: "list messages", name.rawValue)
        var messages: [QueueMessage] = []
        var last: Row?
        while let row = try await walk.next() {
            guard messages.count < size else {
                return Listing(items: messages, next: last.map { token.text(walk.position(of: $0)) })
            }
            messages.append(try QueueMessage(row))
            last = row
        }
        return Listing(items: messages, next: nil)
    }

    func range(_ status: MessageStatus) -> IndexRange {
        IndexRange(QueueTable.table, QueueTable.byStatus, [context.tenant, name.value, .status(status)])
    }

    /// What holds of messages of this status that are not past their time, whether or not they were swept yet.
    func kept(_ status: MessageStatus, at now: Timestamp) -> [Condition] {
        switch status {
        case .ready, .claimed: []
        case .done, .dead: [Condition(QueueTable.expiresAt, .greater(.time(now)))]
        }
    }
}

extension Store {
    /// The queue of this name.
    public func queue(_ name: QueueName) -> WorkQueue { WorkQueue(context, name) }

    /// All queues: claims from several at once.
    public var queues: WorkQueues { WorkQueues(context) }
}
