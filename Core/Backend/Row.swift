/// The primary key of a row.
public struct Key: Sendable, Hashable {
    /// The row's table.
    public let table: Table
    /// A value for each column of the table's key.
    public let values: [Value]

    /// The key of these values, in the order of the table's key columns.
    public init(_ table: Table, _ values: [Value]) {
        self.table = table
        self.values = values
    }

    /// The key of these values, in the order of the table's key columns.
    public init(_ table: Table, _ values: Value...) { self.init(table, values) }
}

/// A row as wide as its table. Reading a column that a projection left out is a programming error, not a null.
public struct Row: Sendable, Equatable {
    /// The row's table.
    public let table: Table
    /// A value for each column; null where a projection left the column out.
    public private(set) var values: [Value]
    /// Whether the payload columns were left out.
    public let isPartial: Bool

    /// A row of these values, one for each column of the table.
    public init(_ table: Table, _ values: [Value], isPartial: Bool = false) {
        precondition(values.count == table.columns.count, "a row of \(table.name) has \(table.columns.count) columns")
        self.table = table
        self.values = values
        self.isPartial = isPartial
    }

    /// A row of nulls, to be filled in.
    public init(_ table: Table) {
        self.init(table, Array(repeating: .null, count: table.columns.count))
    }

    /// The content of one column; it must have been read.
    public subscript(_ column: Column) -> Value {
        get {
            precondition(!(isPartial && column.isPayload), "\(table.name).\(column.name) was not read")
            return values[column.ordinal]
        }
        set { values[column.ordinal] = newValue }
    }

    /// The row's primary key.
    public var key: Key { Key(table, table.key.map { values[$0.ordinal] }) }

    /// The row without its payload columns.
    public func withoutPayloads() -> Row {
        var values = values
        for column in table.columns where column.isPayload { values[column.ordinal] = .null }
        return Row(table, values, isPartial: true)
    }

    /// The number of bytes that the row takes where limits are counted.
    public var size: Int { values.reduce(0) { $0 + $1.size } }
}
