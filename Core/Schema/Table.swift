/// A table, as data that every backend turns into what it has: real tables, ordered maps, items under one key.
///
/// The primary key is `partition + sort`; its first column is the namespace. Every table holds `insert_token`.
public final class Table: Sendable {
    /// A number that never changes and is never reused; tables are compared by it.
    public let id: Int
    /// The name as people see it in SQL.
    public let name: String
    /// All columns, each at the position of its ordinal.
    public let columns: [Column]
    /// The first part of the primary key: rows that share it are scanned together.
    public let partition: [Column]
    /// The rest of the primary key: the order within a partition.
    public let sort: [Column]
    /// Further orders over the rows.
    public let indexes: [Index]
    /// The primary key's columns.
    public let key: [Column]
    /// The columns that hold content which may be large.
    public let payloads: [Column]

    /// A table; columns must stand at the position that their ordinal says.
    public init(
        _ id: Int, _ name: String, partition: [Column], sort: [Column] = [], columns: [Column], indexes: [Index] = []
    ) {
        for (position, column) in columns.enumerated() {
            precondition(column.ordinal == position, "\(name).\(column.name) is not at position \(position)")
        }
        self.id = id
        self.name = name
        self.columns = columns
        self.partition = partition
        self.sort = sort
        self.indexes = indexes
        key = partition + sort
        payloads = columns.filter(\.isPayload)
    }

    /// The column of this name, or nil.
    public func column(named name: String) -> Column? { columns.first { $0.name == name } }

    /// The order of the rows: this index's, or the primary key's where it is nil.
    public func order(_ index: Index?) -> RowOrder {
        guard let index else { return RowOrder(partition: partition, sort: sort) }
        let used = Set(index.partition + index.sort)
        return RowOrder(partition: index.partition, sort: index.sort + key.filter { !used.contains($0) })
    }
}

extension Table: Hashable {
    public static func == (left: Table, right: Table) -> Bool { left.id == right.id }
    public func hash(into hasher: inout Hasher) { hasher.combine(id) }
}

/// An order over the rows whose partition and sort columns are all non-null: partition, sort, then the rest of the
/// primary key. All of it runs one way.
public struct Index: Sendable, Hashable {
    /// The name, unique in its table.
    public let name: String
    /// Rows that share these columns are scanned together.
    public let partition: [Column]
    /// The order within a partition. A row whose sort or partition column is null is not in the index.
    public let sort: [Column]

    /// An index of this name.
    public init(_ name: String, partition: [Column], sort: [Column]) {
        self.name = name
        self.partition = partition
        self.sort = sort
    }
}

/// The columns that order the rows of a range: those it is fixed on, and those it is sorted by.
public struct RowOrder: Sendable {
    /// Equal for all rows of a range.
    public let partition: [Column]
    /// The order within the range; it ends with what makes each row unique.
    public let sort: [Column]
}
