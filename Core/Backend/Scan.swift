/// A contiguous part of one order: equality on the whole partition, then bounds on the first sort column.
public struct IndexRange: Sendable {
    /// The table.
    public let table: Table
    /// The index; nil means the primary key.
    public let index: Index?
    /// A value for each partition column of that order; in a scan of the primary key the first alone will do, see
    /// ``isWalk``.
    public let partition: [Value]
    /// The least first sort value, inclusive.
    public var atLeast: Value?
    /// The greatest first sort value, inclusive.
    public var atMost: Value?
    /// An upper bound of the first sort value, exclusive.
    public var below: Value?

    /// A range of the primary key, or of this index.
    public init(
        _ table: Table, _ index: Index? = nil, _ partition: [Value],
        atLeast: Value? = nil, atMost: Value? = nil, below: Value? = nil
    ) {
        self.table = table
        self.index = index
        self.partition = partition
        self.atLeast = atLeast
        self.atMost = atMost
        self.below = below
    }

    /// The order that the range is a part of.
    public var order: RowOrder {
        let order = table.order(index)
        guard isWalk else { return order }
        return RowOrder(
            partition: Array(order.partition.prefix(1)), sort: Array(order.partition.dropFirst()) + order.sort)
    }

    /// Whether the range is all of a table in one namespace, whatever its partitions: it names the first column of the
    /// primary key only.
    ///
    /// For what must see everything, such as an export: a backend may have to look at all of its rows for it, and may
    /// give them in an order of its own. Such a range has no bounds, and only `scan` takes it.
    public var isWalk: Bool { index == nil && partition.count == 1 && table.partition.count > 1 }

    /// Whether the row, which must be whole in its key and index columns, lies in the range.
    public func contains(_ row: Row) -> Bool {
        let order = order
        for (column, value) in zip(order.partition, partition) where row[column] != value { return false }
        let indexed = index.map { $0.partition + $0.sort } ?? []
        guard indexed.allSatisfy({ !row[$0].isNull }) else { return false }
        guard let first = order.sort.first.map({ row[$0] }) else { return true }
        if let atLeast, first.isBefore(atLeast) != false { return false }
        if let atMost, atMost.isBefore(first) != false { return false }
        if let below, first.isBefore(below) != true { return false }
        return true
    }
}

/// Which columns a read returns.
public enum Projection: Sendable {
    case all
    /// All but those that hold content which may be large.
    case withoutPayloads
}

/// A read of the rows of one range in its order.
public struct Scan: Sendable {
    /// The range.
    public var range: IndexRange
    /// The most rows that the page may hold; at least 1.
    public var limit: Int
    /// Whether the order is reversed.
    public var descending = false
    /// Where the page before ended, exclusive.
    public var after: Cursor?
    /// Rows that fail one of these are left out.
    public var filter: [Condition] = []
    /// Which columns are read.
    public var columns = Projection.withoutPayloads

    /// A scan of this range.
    public init(_ range: IndexRange, limit: Int) {
        self.range = range
        self.limit = limit
    }
}

/// The place of a row in its order: the bytes of ``OrderedKey`` over the sort columns.
///
/// The same on every backend, and valid after that row is gone.
public struct Cursor: Sendable, Hashable {
    /// The encoded sort columns of the last row seen.
    public let bytes: [UInt8]

    /// A cursor of these bytes.
    public init(bytes: [UInt8]) { self.bytes = bytes }

    /// The place of this row in this order.
    public init(_ row: Row, in order: RowOrder) { bytes = OrderedKey.encode(order.sort.map { row[$0] }) }
}

/// Some rows of a scan. It may hold fewer than asked, even none: only a nil `next` means the end.
public struct Page: Sendable {
    /// The rows, in order.
    public let rows: [Row]
    /// Where the next page begins.
    public let next: Cursor?

    /// A page of these rows.
    public init(rows: [Row], next: Cursor?) {
        self.rows = rows
        self.next = next
    }
}

/// A claim of the first rows of some ranges.
public struct Take: Sendable {
    /// Tried in this order until `limit` rows are found.
    public var ranges: [IndexRange]
    /// The most rows to take; at least 1.
    public var limit: Int
    /// Must move the row out of every range: a later sort value, or null.
    public var patch: [Assignment]

    /// A claim of the first rows of these ranges.
    public init(_ ranges: [IndexRange], limit: Int, patch: [Assignment]) {
        self.ranges = ranges
        self.limit = limit
        self.patch = patch
    }
}
