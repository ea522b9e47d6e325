/// What is set for a queue, for all who use it.
public struct QueueSettings: Sendable, Equatable {
    /// Whether nothing is handed out.
    public var isPaused = false
    /// How many places the queue's rotation has, 1 to 16: each claim begins at the next one, and fairness keys are
    /// spread over them. It never shrinks, so that no message is left where nobody looks.
    public var buckets = 1
    /// How many messages may wait or be at work before an enqueue is refused; nil means any number. It is counted, not
    /// reserved: callers who come at the same time may exceed it by as many as they are.
    public var maximumLength: Int?

    /// The most buckets.
    public static let mostBuckets = 16

    /// The settings of a queue for which nothing was set.
    public init() {}
}

extension QueueSettings {
    static func key(_ context: StoreContext, _ queue: QueueName) -> Key {
        Key(QueueSettingsTable.table, context.tenant, queue.value)
    }

    /// The settings in this row, or the defaults where there is none.
    init(_ row: Row?) {
        guard let row else { return }
        isPaused = row[QueueSettingsTable.isPaused] == .bool(true)
        buckets = max(1, Int(row[QueueSettingsTable.buckets].int ?? 1))
        maximumLength = row[QueueSettingsTable.maximumLength].int.map { Int($0) }
    }

    fileprivate func changes(revision: Int64, at now: Timestamp) -> [Assignment] {
        [
            .set(QueueSettingsTable.revision, .int(revision)), .set(QueueSettingsTable.isPaused, .bool(isPaused)),
            .set(QueueSettingsTable.buckets, .int(Int64(buckets))),
            .set(QueueSettingsTable.maximumLength, maximumLength.map { .int(Int64($0)) } ?? .null),
            .set(QueueSettingsTable.updatedAt, .time(now)),
        ]
    }

    fileprivate func validate(replacing old: QueueSettings) throws {
        guard (old.buckets...Self.mostBuckets).contains(buckets) else {
            throw StoreError(
                .invalidArgument,
                "the queue can have \(old.buckets) to \(Self.mostBuckets) buckets, not \(buckets); they never shrink",
                kind: "queue")
        }
        guard maximumLength ?? 1 > 0 else {
            throw StoreError(
                .invalidArgument, "a queue holds at least 1 message, not \(maximumLength ?? 0); pause it instead",
                kind: "queue")
        }
    }
}

extension WorkQueue {
    /// What is set for the queue.
    public func settings() async throws -> QueueSettings {
        try context.begin()
        try name.validate()
        return QueueSettings(try await settingsRow())
    }

    /// Nothing is handed out from now on: not by a claim that begins after this. What is claimed stays so, and messages
    /// are still taken in.
    public func pause() async throws { try await configure { $0.isPaused = true } }

    /// Messages are handed out again.
    public func resume() async throws { try await configure { $0.isPaused = false } }

    /// Changes what is set for the queue, and returns what holds then.
    ///
    /// - Parameter change: May be called several times, where others change the settings meanwhile.
    @discardableResult
    public func configure(_ change: (inout QueueSettings) -> Void) async throws -> QueueSettings {
        try context.begin()
        try name.validate()
        let now = context.now
        // Each turn lost another writer's change in between; that many in a row is a fault of the caller's.
        for _ in 0..<16 {
            let row = try await settingsRow()
            let old = QueueSettings(row)
            var new = old
            change(&new)
            try new.validate(replacing: old)
            guard new != old else { return old }
            let revision = row?[QueueSettingsTable.revision].int ?? 0
            let changes = new.changes(revision: revision + 1, at: now)
            let write: Operation
            if let row {
                let seen = Condition(QueueSettingsTable.revision, .equal(.int(revision)))
                write = .update(row.key, changes, where: [seen])
            } else {
                write = .insert(emptySettingsRow().changed(by: changes))
            }
            let outcome = try await context.commit(WriteBatch([write]), for: "configure queue", name.rawValue) {
                // The same settings in the next revision are no matter whose.
                $0.current.map { $0 == row?.changed(by: changes) } == true ? true : nil
            }
            if case .applied = outcome { return new }
        }
        throw StoreError(
            .revisionConflict, "the settings of queue \"\(name)\" keep changing; try again", kind: "queue",
            id: name.rawValue)
    }

    private func settingsRow() async throws -> Row? {
        try await context.get(QueueSettings.key(context, name), .all, for: "read queue", name.rawValue)
    }

    private func emptySettingsRow() -> Row {
        var row = Row(QueueSettingsTable.table)
        row[QueueSettingsTable.namespace] = context.tenant
        row[QueueSettingsTable.queue] = name.value
        row[QueueSettingsTable.insertToken] = context.identifiers.token()
        return row
    }
}
