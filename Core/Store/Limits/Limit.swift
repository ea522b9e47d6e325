/// How much may go on under one key: at once, within a time, or both.
public struct Limit: Sendable, Hashable {
    /// So many starts in any span of so long.
    public struct Rate: Sendable, Hashable {
        /// The most starts: 1 to 1,000.
        public var count: Int
        /// The span; more than zero, in whole microseconds.
        public var period: Duration

        /// So many in any span of so long.
        public init(_ count: Int, per period: Duration) {
            self.count = count
            self.period = period
        }
    }

    /// The most holders at once: 1 to 1,000; nil means any number.
    public var concurrency: Int?
    /// How often a slot is handed out; nil means as often as one is free.
    public var rate: Rate?

    /// A limit of these parts, of which there must be one.
    public init(concurrency: Int? = nil, rate: Rate? = nil) {
        self.concurrency = concurrency
        self.rate = rate
    }

    /// The most holders, and the most starts in a period: each is a row that is read when a slot is asked for.
    static let most = 1_000

    func validate() throws {
        guard concurrency != nil || rate != nil else {
            throw StoreError(.invalidArgument, "a limit has a concurrency, a rate, or both")
        }
        for count in [concurrency, rate?.count].compactMap(\.self) where !(1...Self.most).contains(count) {
            throw StoreError(
                .invalidArgument,
                "a limit counts 1 to \(Self.most), not \(count); for a higher rate take a shorter period")
        }
        if let rate, rate.period.wholeMicroseconds <= 0 {
            throw StoreError(.invalidArgument, "the period of a rate is longer than zero, not \(rate.period)")
        }
    }
}

/// Who asks for a slot: by name, and for which run where it is for one.
public struct LimitHolder: Sendable, Hashable {
    /// The name, unique among those that use the key.
    public let name: String
    /// The run; its slot and its place in the line are free as soon as it has ended.
    public var runID: RunID?
    /// The life of the run.
    public var incarnation: Incarnation?

    /// A holder that belongs to no run.
    public init(_ name: String) { self.name = name }

    /// A holder that belongs to this life of a run; by default one that is named by it.
    public init(_ runID: RunID, _ incarnation: Incarnation, name: String? = nil) {
        self.name = name ?? incarnation.rawValue
        self.runID = runID
        self.incarnation = incarnation
    }

    func validate() throws {
        try Runs.validateName(name, "holder")
        try runID?.validate()
        try incarnation?.validate()
    }
}

/// A slot in somebody's hand, until it is released or its lease ends.
public struct SlotLease: Sendable, Hashable {
    /// The key of the limit.
    public let key: String
    /// Who holds it.
    public let holder: String
    /// Grows with each slot that is handed out.
    public let slot: Int64
    /// When the slot is free.
    public internal(set) var expiresAt: Timestamp
    /// How long each heartbeat extends it.
    public let duration: Duration
    /// What tells this slot from every other.
    let token: Value
}

/// What became of an attempt to get a slot.
public enum LimitAttempt: Sendable, Equatable {
    /// The caller holds it.
    case acquired(SlotLease)
    /// The caller waits in the line.
    case blocked(Blocked)

    /// The slot, where there is one.
    public var lease: SlotLease? { if case .acquired(let lease) = self { lease } else { nil } }
    /// Why there is none.
    public var blocked: Blocked? { if case .blocked(let blocked) = self { blocked } else { nil } }

    /// Why a caller waits, and for how long.
    public struct Blocked: Sendable, Equatable {
        /// What is used up.
        public let reasons: Set<Reason>
        /// When it may get its turn, as things stand: ask again then. Nil while the limit is paused.
        public let retryAt: Timestamp?
        /// How many wait before it.
        public let ahead: Int
    }

    /// What can be used up.
    public enum Reason: String, Sendable, CaseIterable {
        /// All slots are taken.
        case concurrency
        /// All starts of the period are used.
        case rate
        /// Somebody paused the limit.
        case paused
    }
}

/// What there is of a limit at a moment.
public struct LimitStatus: Sendable, Equatable {
    /// The definition; nil where the key is only paused.
    public let definition: Limit?
    /// Whether no slots are handed out.
    public let isPaused: Bool
    /// The slots in somebody's hand, in the order in which they were handed out.
    public let leases: [SlotLease]
    /// The names of those who wait, in the order of their turns.
    public let waiting: [String]
    /// The starts of the present period.
    public let started: Int
}
