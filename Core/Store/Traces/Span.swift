/// A piece of work within a run, with its beginning and its end: an entry of a trace.
public struct Span: Sendable, Equatable {
    /// How the work went.
    public enum Status: String, Sendable, Codable, CaseIterable {
        /// It has not ended.
        case running
        case ok
        case error
    }

    /// Something that happened at one moment of the work.
    public struct Event: Sendable, Equatable {
        /// What happened.
        public var name: String
        /// When.
        public var at: Timestamp
        /// More about it.
        public var attributes: [String: JSONValue]

        /// An event of this name.
        public init(_ name: String, at: Timestamp, attributes: [String: JSONValue] = [:]) {
            self.name = name
            self.at = at
            self.attributes = attributes
        }
    }

    /// Spans within spans go no deeper than this.
    public static let maximumDepth = 100

    /// The id, unique in the run.
    public var id: String
    /// The trace that it belongs to, which may reach over several runs and programs.
    public var traceID: String
    /// The span within which it lies.
    public var parentID: String?
    /// How many spans lead from the root to it, itself included; from 1 to 100.
    public var depth = 1
    /// What is done, the same for each time that it is done.
    public var name: String
    /// How it went.
    public var status = Status.running
    /// More about it.
    public var attributes: [String: JSONValue] = [:]
    /// What happened meanwhile, in order.
    public var events: [Event] = []
    /// When it began.
    public var startedAt: Timestamp
    /// When it ended; nil where it has not.
    public var completedAt: Timestamp?

    /// A span that begins.
    public init(_ name: String, id: String, traceID: String, startedAt: Timestamp) {
        self.name = name
        self.id = id
        self.traceID = traceID
        self.startedAt = startedAt
    }

    /// How long it took; nil where it has not ended.
    public var duration: Duration? { completedAt.map { startedAt.duration(to: $0) } }
}

/// A span as it is stored, with its run.
public struct SpanRecord: Sendable, Equatable {
    /// The run.
    public let runID: RunID
    /// The span.
    public let span: Span
}

/// What the spans of one name have in common.
public struct SpanStatistics: Sendable, Equatable {
    /// The name.
    public let name: String
    /// How many there are.
    public internal(set) var count = 0
    /// How many ended with an error.
    public internal(set) var errors = 0
    /// How many have ended.
    public internal(set) var ended = 0
    /// How long those took together.
    public internal(set) var total = Duration.zero
    /// The shortest of them; nil where none has ended.
    public internal(set) var shortest: Duration?
    /// The longest of them; nil where none has ended.
    public internal(set) var longest: Duration?

    /// How long one took on average; nil where none has ended.
    public var mean: Duration? { ended > 0 ? total / ended : nil }

    mutating func add(_ span: Span) {
        count += 1
        if span.status == .error { errors += 1 }
        guard let duration = span.duration else { return }
        ended += 1
        total += duration
        shortest = min(shortest ?? duration, duration)
        longest = max(longest ?? duration, duration)
    }
}

/// Which spans; a run, a name or a status must be given.
public struct SpanQuery: Sendable {
    /// Only those of this run.
    public var run: RunID?
    /// Only those of this name.
    public var name: String?
    /// Only those of this status.
    public var status: Span.Status?
    /// The most spans in the page: at least 1, and 1,000 where it is more. 100 by default.
    public var limit = 100
    /// Where the page before ended: its `next`.
    public var cursor: String?

    /// The first page of a run's spans.
    public init(run: RunID? = nil, name: String? = nil, status: Span.Status? = nil) {
        self.run = run
        self.name = name
        self.status = status
    }
}
