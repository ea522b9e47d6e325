/// A message to be enqueued.
public struct NewQueueMessage: Sendable {
    /// Deliveries before a message becomes a dead letter: 4.
    public static let defaultMaximumAttempts = 4
    /// How long an idempotency key is remembered: 60 seconds.
    public static let defaultIdempotencyWindow = Duration.seconds(60)

    /// The content; nil and empty are kept apart.
    public var payload: Payload?
    /// How long it waits before it may be claimed; not negative, and as long as you like.
    public var delay = Duration.zero
    /// How soon it is claimed among those that are due.
    public var priority = Priority.normal
    /// What else the worker gets. Keys that begin with `$` are reserved.
    public var metadata: [String: JSONValue] = [:]
    /// Whose message it is: those of one key share a place in the rotation, where the queue has several; see
    /// ``QueueSettings/buckets``.
    public var fairnessKey: String?
    /// Deliveries before it becomes a dead letter; at least 1.
    public var maximumAttempts = defaultMaximumAttempts
    /// How long it may wait once it is due. One that nobody claimed by then becomes a dead letter; nil means for ever.
    public var maximumWait: Duration?
    /// Names the act of enqueueing: the same key again within the window makes no second message, even if the first
    /// has ended.
    public var idempotencyKey: String?
    /// How long the idempotency key is remembered; more than zero.
    public var idempotencyWindow = defaultIdempotencyWindow
    /// Whether another message that is still there takes the place of this one.
    public var deduplication: Deduplication?

    /// A message of this content.
    public init(_ payload: Payload? = nil) { self.payload = payload }
}

/// How long a message keeps others of the same key out of its queue.
public enum Deduplication: Sendable, Hashable {
    /// Until it is claimed: one that comes while it waits is dropped.
    case untilStart(String)
    /// Until it is acknowledged or becomes a dead letter: one that comes before is dropped.
    case untilEnd(String)
    /// While it waits: one that comes then gives it a new payload and metadata and a new delay, but never beyond
    /// `atMost` after the first.
    case debounce(String, atMost: Duration)

    var key: String {
        switch self {
        case .untilStart(let key), .untilEnd(let key), .debounce(let key, _): key
        }
    }
}

extension NewQueueMessage {
    func validate() throws {
        guard delay >= .zero else {
            throw StoreError(.invalidArgument, "a delay is not negative; \(delay) is, leave it out to send now")
        }
        guard maximumAttempts > 0, maximumAttempts <= Int32.max else {
            throw StoreError(.invalidArgument, "a message has at least 1 attempt, not \(maximumAttempts)")
        }
        var spans = [("the wait of a message", maximumWait), ("an idempotency window", idempotencyWindow)]
        if case .debounce(_, let atMost)? = deduplication { spans.append(("the bound of a debounce", atMost)) }
        for case (let name, let span?) in spans where span <= .zero {
            throw StoreError(.invalidArgument, "\(name) is longer than zero, not \(span)")
        }
        let keys = [
            ("fairness key", fairnessKey), ("idempotency key", idempotencyKey),
            ("deduplication key", deduplication?.key),
        ]
        for case (let kind, let key?) in keys { try Runs.validateName(key, kind) }
        try Runs.validate(members: metadata, "metadata key")
    }
}

extension Priority {
    /// The priority of this name: low, normal, high or urgent.
    ///
    /// - Throws: `.invalidArgument` for any other.
    public init(named name: String) throws {
        guard let priority = Priority.allCases.first(where: { ByteOrder.equal("\($0)", name) }) else {
            throw StoreError(
                .invalidArgument, "a priority is low, normal, high or urgent, not \"\(name)\"", kind: "priority")
        }
        self = priority
    }
}
