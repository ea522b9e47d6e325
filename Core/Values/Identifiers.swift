/// A name or id: non-empty UTF-8 text of bounded length without U+0000, compared by its bytes.
///
/// Making one never fails; each call of the store that takes one checks it, and throws `.invalidArgument` for an empty
/// one and `.limitExceeded` for one that is too long.
public protocol Identifier: Hashable, Codable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The text.
    var rawValue: String { get }
    /// What it is called in errors.
    static var kind: String { get }
    /// The most bytes that it may have.
    static var maximumBytes: Int { get }
    /// An identifier of this text.
    init(_ rawValue: String)
}

extension Identifier {
    /// The most bytes: 512.
    public static var maximumBytes: Int { 512 }
    public var description: String { rawValue }

    /// An identifier of this text.
    public init(stringLiteral value: String) { self.init(value) }
    /// Reads the text.
    public init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(String.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }

    public static func == (left: Self, right: Self) -> Bool { ByteOrder.equal(left.rawValue, right.rawValue) }
    public func hash(into hasher: inout Hasher) { ByteOrder.hash(rawValue, into: &hasher) }

    var value: Value { .text(rawValue) }
}

/// The id of a run, unique in its namespace.
public struct RunID: Identifier {
    /// What it is called in errors.
    public static let kind = "run id"
    public let rawValue: String
    /// A run id of this text.
    public init(_ rawValue: String) { self.rawValue = rawValue }
}

/// A tenant: no call reads or writes across namespaces.
public struct Namespace: Identifier {
    /// What it is called in errors.
    public static let kind = "namespace"
    /// The most bytes.
    public static let maximumBytes = 255
    public let rawValue: String
    /// A namespace of this text.
    public init(_ rawValue: String) { self.rawValue = rawValue }
    /// The namespace where none is named.
    public static let `default` = Namespace("default")
}

/// The name of a queue that runs wait in.
public struct QueueName: Identifier {
    /// What it is called in errors.
    public static let kind = "queue name"
    public let rawValue: String
    /// A queue name of this text.
    public init(_ rawValue: String) { self.rawValue = rawValue }
    /// The queue where none is named.
    public static let `default` = QueueName("default")
}

/// The name by which a worker is known; it must differ between living workers.
public struct WorkerID: Identifier {
    /// What it is called in errors.
    public static let kind = "worker id"
    public let rawValue: String
    /// A worker id of this text.
    public init(_ rawValue: String) { self.rawValue = rawValue }
}

/// The id of one life of a run: fresh at each creation, so that a reused run id never sees old rows.
public struct Incarnation: Identifier {
    /// What it is called in errors.
    public static let kind = "incarnation"
    public let rawValue: String
    /// An incarnation of this text.
    public init(_ rawValue: String) { self.rawValue = rawValue }
}

/// A number that grows with each claim; a write that carries an older one is refused.
public struct Fence: Hashable, Comparable, Codable, Sendable {
    /// The number.
    public let rawValue: Int64
    /// A fence of this number.
    public init(_ rawValue: Int64) { self.rawValue = rawValue }
    public static func < (left: Fence, right: Fence) -> Bool { left.rawValue < right.rawValue }
}

/// How soon a run or message is claimed among those that are due.
public enum Priority: Int, Sendable, Codable, CaseIterable {
    case low = 0
    case normal = 1
    case high = 2
    case urgent = 3
}
