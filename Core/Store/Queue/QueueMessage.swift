/// The id of a message, unique in its namespace and ordered by the time of its making.
public struct MessageID: Identifier {
    /// What it is called in errors.
    public static let kind = "message id"
    public let rawValue: String
    /// A message id of this text.
    public init(_ rawValue: String) { self.rawValue = rawValue }
}

/// Where a message stands.
public enum MessageStatus: String, Sendable, Codable, CaseIterable {
    /// It waits to be claimed, now or when its delay has passed.
    case ready
    /// A worker has it, until its visibility ends.
    case claimed
    /// It was acknowledged, and is kept for 7 days.
    case done
    /// It will not be delivered again unless somebody redrives it, and is kept for 30 days.
    case dead
}

/// A message as it is stored.
public struct QueueMessage: Sendable, Equatable {
    /// The id.
    public let id: MessageID
    /// The queue that it is in.
    public let queue: QueueName
    /// Where it stands.
    public let status: MessageStatus
    /// The content; nil where there is none.
    public let payload: Payload?
    /// What else was given with it.
    public let metadata: [String: JSONValue]
    /// How soon it is claimed among those that are due.
    public let priority: Priority
    /// Its place in the rotation, from its fairness key.
    public let bucket: Int
    /// Deliveries so far that count; the present one included.
    public let attempts: Int
    /// Deliveries before it becomes a dead letter.
    public let maximumAttempts: Int
    /// When it may next be claimed: due, or end of visibility; nil where it has ended.
    public let readyAt: Timestamp?
    /// The worker that has it.
    public let owner: WorkerID?
    /// Why the last delivery failed, as far as somebody said so.
    public let lastError: String?
    /// The key by which it was enqueued once.
    public let idempotencyKey: String?
    /// When it was enqueued.
    public let createdAt: Timestamp
    /// When it was last changed.
    public let updatedAt: Timestamp
    /// When it was acknowledged or became a dead letter.
    public let completedAt: Timestamp?
}

/// The right to answer for one delivery of a message. It ends with the answer, or when the message is claimed again.
public struct MessageReceipt: Sendable, Hashable, Codable {
    /// The queue of the message.
    public let queue: QueueName
    /// The message.
    public let messageID: MessageID
    /// Grew when the message was claimed; no two claims of a message have the same.
    public let fence: Fence
    /// Which delivery this is, from 1, without those that were taken back.
    public let attempt: Int
    /// Deliveries before the message becomes a dead letter.
    public let maximumAttempts: Int
    /// The key that the message's end sets free.
    let deduplicationKey: String?

    /// Whether the message becomes a dead letter if this delivery fails.
    public var isLast: Bool { attempt >= maximumAttempts }
}

/// A message that was just claimed.
public struct ClaimedMessage: Sendable {
    /// The message as the claim left it.
    public let message: QueueMessage
    /// What answers for this delivery.
    public let receipt: MessageReceipt
    /// When the message becomes claimable by others unless it is answered or extended.
    public let visibleAt: Timestamp
}

/// What became of a message that was enqueued.
public struct EnqueuedMessage: Sendable, Hashable {
    /// The message; where a key named one that is there, that one.
    public let id: MessageID
    /// Whether it was made by this call.
    public let isNew: Bool

    /// An answer of these.
    public init(id: MessageID, isNew: Bool) {
        self.id = id
        self.isNew = isNew
    }
}
