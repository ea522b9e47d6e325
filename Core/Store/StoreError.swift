/// What a call of the store throws, except for `CancellationError` where the calling task was cancelled.
///
/// The code is stable and meant for programs; the message is for people and names the operation, the thing, the limit
/// and the remedy. Neither ever holds a secret or a payload.
public struct StoreError: Error, Sendable {
    /// The kind of failure.
    public struct Code: Hashable, Sendable {
        /// The word that stands for it, in code and in reports.
        public let name: String
        /// A code of this name.
        public init(_ name: String) { self.name = name }

        /// There is no such thing.
        public static let notFound = Code("notFound")
        /// The id is taken; what is stored was left untouched.
        public static let alreadyExists = Code("alreadyExists")
        /// The thing was changed since it was read; nothing was written.
        public static let revisionConflict = Code("revisionConflict")
        /// The status does not allow this; nothing was written.
        public static let invalidTransition = Code("invalidTransition")
        /// Another worker owns the run now, or nobody does; nothing was written.
        public static let fenced = Code("fenced")
        /// Somebody asked for the run to be cancelled; nothing was written.
        public static let cancelRequested = Code("cancelRequested")
        /// The lock or message belongs to another claim.
        public static let notHolder = Code("notHolder")
        /// The log does not end where the caller took it to end; nothing was written.
        public static let sequenceConflict = Code("sequenceConflict")
        /// What is stored, or in use, was made by another definition.
        public static let definitionConflict = Code("definitionConflict")
        /// The token is in use; ``StoreError/actual`` names the run that has it.
        public static let tokenConflict = Code("tokenConflict")
        /// The same id or key was used with another workflow or input.
        public static let idempotencyMismatch = Code("idempotencyMismatch")
        /// The run was started by another version of the workflow.
        public static let versionMismatch = Code("versionMismatch")
        /// The run has not ended.
        public static let runActive = Code("runActive")
        /// The run was written by a newer format than this code knows.
        public static let runNotSupported = Code("runNotSupported")
        /// It may not start yet; see ``StoreError/retryAt``.
        public static let tooEarly = Code("tooEarly")
        /// The call itself is wrong.
        public static let invalidArgument = Code("invalidArgument")
        /// The cursor is altered, or belongs to another list.
        public static let invalidCursor = Code("invalidCursor")
        /// Something is larger than the store takes.
        public static let limitExceeded = Code("limitExceeded")
        /// The backend declared that it cannot do this.
        public static let unsupported = Code("unsupported")
        /// The store cannot be reached; nothing was written and the same call may succeed later.
        public static let unavailable = Code("unavailable")
        /// The answer was lost, and what is stored does not tell whether the write was ours.
        public static let ambiguous = Code("ambiguous")
        /// The store can be read only.
        public static let readOnly = Code("readOnly")
        /// The other side answered something that makes no sense.
        public static let `protocol` = Code("protocol")
        /// What is stored cannot be read.
        public static let corrupted = Code("corrupted")
        /// The store's schema is newer than this code.
        public static let schemaTooNew = Code("schemaTooNew")
        /// The store's schema is missing or older than this code.
        public static let schemaOutdated = Code("schemaOutdated")
        /// The store or the stream was closed.
        public static let closed = Code("closed")
    }

    /// The kind of failure.
    public let code: Code
    /// What happened, for a person.
    public let message: String
    /// The kind of the thing that the call was about, such as `run`.
    public var kind: String?
    /// The id of that thing.
    public var id: String?
    /// What the caller took to be stored, such as a revision or status.
    public var expected: String?
    /// What is stored.
    public var actual: String?
    /// When the call may succeed.
    public var retryAt: Timestamp?

    /// An error of this kind.
    public init(
        _ code: Code, _ message: String, kind: String? = nil, id: String? = nil, expected: String? = nil,
        actual: String? = nil, retryAt: Timestamp? = nil
    ) {
        self.code = code
        self.message = message
        self.kind = kind
        self.id = id
        self.expected = expected
        self.actual = actual
        self.retryAt = retryAt
    }

    /// Whether the same call may succeed later without any change: true for transient faults, false for conflicts and
    /// misuse.
    public var isRetryable: Bool { code == .unavailable || code == .tooEarly }
}

extension StoreError: CustomStringConvertible {
    public var description: String { "\(code.name): \(message)" }
}

extension StoreError {
    static func notFound(_ kind: String, _ id: some CustomStringConvertible) -> StoreError {
        StoreError(.notFound, "there is no \(kind) \"\(id)\"", kind: kind, id: "\(id)")
    }

    /// An error of the backend, with the operation and the thing in front.
    init(_ error: BackendError, _ operation: String, _ table: Table? = nil, _ id: String? = nil) {
        let code: Code =
            switch error.code {
            case .unknownOutcome: .ambiguous
            default: Code(error.code.name)
            }
        self.init(code, "\(operation)\(id.map { " \"\($0)\"" } ?? ""): \(error.message)", kind: table?.kind, id: id)
    }
}

extension Table {
    /// What a row of the table is about, for a caller who knows no tables.
    fileprivate var kind: String {
        switch self {
        case StepTable.table, AttemptTable.table: "step"
        case StateTable.table: "state"
        case EventTable.table, EventIDTable.table: "event"
        case StreamTable.table, ChunkTable.table: "stream"
        case ScheduleTable.table: "schedule"
        case TraceTable.table: "span"
        case EvaluationTable.table: "evaluation"
        case AuditTable.table: "audit record"
        case QueueTable.table: "message"
        case QueueSettingsTable.table: "queue"
        case HookTable.table, HookTokenTable.table: "hook"
        case MessageTable.table, MessageKeyTable.table: "message"
        case TimerTable.table: "timer"
        case LockTable.table: "lock"
        case IdempotencyTable.table: "idempotency key"
        case LimitTable.table, SlotTable.table, WaiterTable.table: "limit"
        default: "run"
        }
    }
}
