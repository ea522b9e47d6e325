/// What a column holds.
public enum ColumnType: Sendable, Hashable {
    /// UTF-8 text without U+0000, ordered by its bytes.
    case text
    /// A 64-bit integer.
    case int
    /// A finite 64-bit floating point number; negative zero keeps its sign.
    case double
    case bool
    /// Bytes, kept exactly; empty is not null.
    case bytes
    /// JSON text, which comes back as the same text. People with SQL may read into it.
    case json
    /// Microseconds since 1970 UTC.
    case time
}

/// A column of a table.
public struct Column: Sendable, Hashable {
    /// The position in its table's columns.
    public let ordinal: Int
    /// The name as people see it in SQL.
    public let name: String
    /// What it holds.
    public let type: ColumnType
    /// Whether it may be null.
    public let isNullable: Bool
    /// Whether scans leave it out unless asked: content that may be large.
    public let isPayload: Bool

    /// A column at this position of its table.
    public init(
        _ ordinal: Int, _ name: String, _ type: ColumnType, nullable: Bool = false, payload: Bool = false
    ) {
        self.ordinal = ordinal
        self.name = name
        self.type = type
        isNullable = nullable
        isPayload = payload
    }

    public static func == (left: Column, right: Column) -> Bool {
        left.ordinal == right.ordinal && left.name == right.name
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(ordinal) }
}

extension Column {
    /// Whether a value may stand in this column.
    public func accepts(_ value: Value) -> Bool {
        switch (type, value) {
        case (_, .null): isNullable
        case (.text, .text), (.json, .text), (.bytes, .bytes), (.bool, .bool): true
        case (.int, .int), (.time, .int): true
        case (.double, .double(let number)): number.isFinite
        default: false
        }
    }
}
