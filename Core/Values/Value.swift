/// One column's content, in the few types that every backend can keep exactly.
///
/// Text is compared by its UTF-8 bytes, never by canonical equivalence, so that "é" written in one code point and in
/// two stay different on every backend. NaN and infinity must never be stored.
public enum Value: Sendable {
    case null
    case bool(Bool)
    case int(Int64)
    case double(Double)
    case text(String)
    case bytes([UInt8])

    /// Whether there is no value.
    public var isNull: Bool {
        if case .null = self { return true }
        return false
    }

    /// The integer, or nil where the value is another type.
    public var int: Int64? {
        if case .int(let value) = self { return value }
        return nil
    }

    /// The text, or nil where the value is another type.
    public var text: String? {
        if case .text(let value) = self { return value }
        return nil
    }

    /// The bytes, or nil where the value is another type.
    public var bytes: [UInt8]? {
        if case .bytes(let value) = self { return value }
        return nil
    }

    /// The number of bytes that the value takes where limits are counted: text by its UTF-8 length, numbers as eight.
    public var size: Int {
        switch self {
        case .null, .bool: 1
        case .int, .double: 8
        case .text(let value): value.utf8.count
        case .bytes(let value): value.count
        }
    }
}

extension Value: Hashable {
    public static func == (left: Value, right: Value) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let a), .bool(let b)): a == b
        case (.int(let a), .int(let b)): a == b
        case (.double(let a), .double(let b)): a == b
        case (.text(let a), .text(let b)): ByteOrder.equal(a, b)
        case (.bytes(let a), .bytes(let b)): a == b
        default: false
        }
    }

    public func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0)
        case .bool(let value): hasher.combine(value)
        case .int(let value): hasher.combine(value)
        case .double(let value): hasher.combine(value)
        case .text(let value): ByteOrder.hash(value, into: &hasher)
        case .bytes(let value): hasher.combine(value)
        }
    }
}

extension Value {
    /// Whether this value stands before the other; nil where they have no order (a null, or two types).
    public func isBefore(_ other: Value) -> Bool? {
        switch (self, other) {
        case (.bool(let a), .bool(let b)): !a && b
        case (.int(let a), .int(let b)): a < b
        case (.double(let a), .double(let b)): a < b
        case (.text(let a), .text(let b)): ByteOrder.isBefore(a, b)
        case (.bytes(let a), .bytes(let b)): a.lexicographicallyPrecedes(b)
        default: nil
        }
    }
}

extension Value: CustomStringConvertible {
    /// The value for an error message; bytes show only their number, since they may be a user's data.
    public var description: String {
        switch self {
        case .null: "null"
        case .bool(let value): "\(value)"
        case .int(let value): "\(value)"
        case .double(let value): "\(value)"
        case .text(let value): "\"\(value)\""
        case .bytes(let value): "\(value.count) bytes"
        }
    }
}
