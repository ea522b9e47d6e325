/// A value that a run has published.
public struct PublishedValue: Sendable, Equatable {
    /// The name.
    public let name: String
    /// The bytes.
    public let content: Payload
    /// When it was published.
    public let createdAt: Timestamp

    init(_ row: Row) {
        let channel = row[MessageTable.channel].text ?? ""
        name = String(channel.dropFirst(Messages.published.count))
        content = row.payload(MessageTable.content) ?? Payload(bytes: [])
        createdAt = row.time(MessageTable.createdAt) ?? Timestamp(microseconds: 0)
    }
}

// Published values stand beside the inbox, under a channel that no message can have, and go with the run.
extension Messages {
    static let published = "value/"

    /// Publishes a value of the run for everybody who knows the run's id. The first one of a name stands for ever.
    ///
    /// - Parameter name: At most 255 bytes.
    /// - Returns: The value that stands: this one, or the one from before.
    @discardableResult
    public func publish(_ name: String, _ content: Payload, lease: RunLease) async throws -> PublishedValue {
        try context.begin()
        var row = Row(MessageTable.table)
        let key = try key(name, lease.incarnation)
        for (column, value) in zip(MessageTable.table.key, key.values) { row[column] = value }
        row[MessageTable.insertToken] = context.identifiers.token()
        row[MessageTable.deliveryKey] = .text(name)
        row[MessageTable.content] = .bytes(content.bytes)
        row[MessageTable.createdAt] = .time(context.now)
        let run = Key(RunTable.table, context.tenant, lease.runID.value)
        let batch = WriteBatch([.insert(row), .check(run, where: lease.conditions)])
        guard case .refused(let refusal) = try await context.commit(batch, for: "publish value", name) else {
            return PublishedValue(row)
        }
        // A stale owner must hear that first, whatever else is in the way of its write.
        let current =
            refusal.operation == 1 ? refusal.current : try await context.get(run, .all, for: "publish value", name)
        guard refusal.operation == 0, let current, lease.conditions.hold(for: current), let standing = refusal.current
        else { throw lease.refusal(by: current) }
        return PublishedValue(standing)
    }

    /// What a run has published under a name; nil where it has not yet.
    ///
    /// - Throws: `.notFound` where there is no such run.
    public func published(_ name: String, by id: RunID) async throws -> PublishedValue? {
        let run = try await Runs(context).get(id, payloads: false)
        let row = try await context.get(try key(name, run.incarnation), .all, for: "read published value", name)
        return row.map { PublishedValue($0) }
    }

    private func key(_ name: String, _ life: Incarnation) throws -> Key {
        try RunID.validate(name, "name of a published value", maximumBytes: Channel.maximumBytes)
        return Key(MessageTable.table, context.tenant, life.value, .text(Self.published + name), .int(0))
    }
}
