/// What a backend throws. Core turns it into ``StoreError``, which names the operation and the thing.
public struct BackendError: Error, Sendable {
    /// The kind of failure; a backend may add its own.
    public struct Code: Hashable, Sendable {
        /// The word that stands for it, in code and in reports.
        public let name: String

        /// A code of this name.
        public init(_ name: String) { self.name = name }

        /// Nothing was applied; the same call may succeed later.
        public static let unavailable = Code("unavailable")
        /// The call may have been applied. Core sends it again and settles it by token.
        public static let unknownOutcome = Code("unknownOutcome")
        /// Something is larger than the backend takes; nothing was applied.
        public static let limitExceeded = Code("limitExceeded")
        /// The call itself is wrong; nothing was applied.
        public static let invalidArgument = Code("invalidArgument")
        /// The backend declared that it cannot do this.
        public static let unsupported = Code("unsupported")
        /// The stored schema is newer than the code's.
        public static let schemaTooNew = Code("schemaTooNew")
        /// The tables are not there, or older than the code's.
        public static let schemaOutdated = Code("schemaOutdated")
        /// The store can be read only.
        public static let readOnly = Code("readOnly")
        /// What is stored is damaged, or is no store.
        public static let corrupted = Code("corrupted")
        /// The other side answered something that makes no sense.
        public static let `protocol` = Code("protocol")
        /// The backend was closed.
        public static let closed = Code("closed")
    }

    /// The kind of failure.
    public let code: Code
    /// What happened, naming the thing, the limit and the remedy; never a secret.
    public let message: String

    /// An error of this kind.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}

extension BackendError: CustomStringConvertible {
    public var description: String { "\(code.name): \(message)" }
}
