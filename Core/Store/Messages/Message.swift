/// A part of a run's inbox, with an order of its own.
public enum Channel: Sendable, Hashable {
    /// What is sent to the run by its id, under a topic.
    case topic(String)
    /// What is delivered to one of its hooks, by the hook's id.
    case hook(String)
    /// What one of its timers sends when it is due, by the timer's id.
    case timer(String)

    /// The name in the store. Its kind stands in front, so that no topic is taken for a hook.
    var name: String {
        switch self {
        case .topic(let topic): "topic/" + topic
        case .hook(let id): "hook/" + id
        case .timer(let id): "timer/" + id
        }
    }

    /// The most bytes of a topic, and of the id of a hook or timer: it stands in one key beside another name.
    static let maximumBytes = 255

    func validate() throws {
        switch self {
        case .topic(let text): try RunID.validate(text, "topic", maximumBytes: Self.maximumBytes)
        case .hook(let text): try RunID.validate(text, "hook id", maximumBytes: Self.maximumBytes)
        case .timer(let text): try RunID.validate(text, "timer id", maximumBytes: Self.maximumBytes)
        }
    }
}

/// A message in a run's inbox. It stays there until a step that consumes it is committed.
public struct Message: Sendable, Equatable {
    /// What was sent; nil is a message without content, and empty bytes are content.
    public let content: Payload?
    /// By which the same delivery is recognised; made by the store where the sender gave none.
    public let deliveryKey: String
    /// When it arrived, by the sender's clock.
    public let createdAt: Timestamp
    let key: Key
    private let insertToken: Value

    init(_ row: Row) {
        content = row.payload(MessageTable.content)
        deliveryKey = row[MessageTable.deliveryKey].text ?? ""
        createdAt = row.time(MessageTable.createdAt) ?? Timestamp(microseconds: 0)
        key = row.key
        insertToken = row[MessageTable.insertToken]
    }

    /// Takes it, and no other that stands in its place, from the inbox.
    var removal: Operation { .delete(key, where: [Condition(MessageTable.insertToken, .equal(insertToken))]) }
}

/// What waits for a run on one channel.
public struct RunInbox: Sendable {
    /// Oldest first.
    public let messages: [Message]
    /// The run's revision from before the messages were read: what to park with, where there are none.
    public let revision: Int64
}

/// What a run received.
public enum Reception: Sendable {
    /// The message was taken and the step committed with it.
    case received(Message, RunLease)
    /// The step has ended before: what is stored stands, and no message was taken.
    case existing(StepRecord)
    /// Nothing waits. What arrives from now on is not slept through by a run that parks with this revision.
    case nothing(revision: Int64)
}

/// What to do with a message to a run that is not there.
public enum MissingRun: Sendable {
    /// Throw `.notFound`.
    case refuse
    /// Keep it this long for the first life of the run that asks for it; more than zero.
    case keep(Duration)
}
