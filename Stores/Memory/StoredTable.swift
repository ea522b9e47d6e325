internal import HoldfastCore

/// The rows of one table, by primary key and by each index.
final class StoredTable {
    private final class StoredIndex {
        let index: Index
        let order: RowOrder
        /// The primary key, by index key.
        var entries = OrderedMap<[UInt8]>()

        init(_ index: Index, of table: Table) {
            self.index = index
            order = table.order(index)
        }

        /// The row's key in the index, or nil where the row is not in it.
        func key(of row: Row) -> [UInt8]? { order.key(of: row) }

        func isTouched(by assignments: [Assignment]) -> Bool {
            assignments.contains { order.partition.contains($0.column) || order.sort.contains($0.column) }
        }
    }

    /// As the migrations made it; a caller's may be older and have fewer columns.
    private(set) var table: Table
    private var rows = OrderedMap<Row>()
    private var indexes: [StoredIndex]

    init(_ table: Table) {
        self.table = table
        indexes = table.indexes.map { StoredIndex($0, of: table) }
    }

    /// Adds an index, filled with the rows that are there.
    func add(_ index: Index) {
        guard !indexes.contains(where: { $0.index.name == index.name }) else { return }
        let added = StoredIndex(index, of: table)
        rows.visit(rows.all) { key, row in
            if let entry = added.key(of: row.widened(to: table)) { added.entries.set(entry, to: key) }
            return true
        }
        indexes.append(added)
    }

    /// Adds the columns that this table has more.
    func widen(to table: Table) {
        if table.columns.count > self.table.columns.count { self.table = table }
    }

    /// The row of this key.
    func row(_ key: [UInt8]) -> Row? { rows[key]?.widened(to: table) }

    func insert(_ row: Row, _ key: [UInt8]) {
        let row = row.widened(to: table)
        rows.set(key, to: row)
        for index in indexes {
            if let entry = index.key(of: row) { index.entries.set(entry, to: key) }
        }
    }

    func replace(_ old: Row, by new: Row, _ key: [UInt8], assigned: [Assignment]) {
        rows.set(key, to: new)
        for index in indexes where index.isTouched(by: assigned) {
            if let entry = index.key(of: old) { index.entries.remove(entry) }
            if let entry = index.key(of: new) { index.entries.set(entry, to: key) }
        }
    }

    func delete(_ row: Row, _ key: [UInt8]) {
        rows.remove(key)
        for index in indexes {
            if let entry = index.key(of: row) { index.entries.remove(entry) }
        }
    }
}

extension StoredTable {
    /// Visits the rows between the bounds, in the order of this index, until the visitor returns false.
    func visit(
        _ bounds: KeyBounds, of range: IndexRange, descending: Bool = false, _ visitor: ([UInt8], Row) -> Bool
    ) throws(BackendError) {
        guard let index = range.index else {
            return rows.visit(rows.places(bounds), descending: descending) { visitor($0, $1.widened(to: table)) }
        }
        let entries = try stored(index).entries
        entries.visit(entries.places(bounds), descending: descending) { _, key in
            guard let row = row(key) else { return true }
            return visitor(key, row)
        }
    }

    /// The number of rows between the bounds, in the order of this index.
    func count(_ bounds: KeyBounds, of range: IndexRange) throws(BackendError) -> Int {
        guard let index = range.index else { return rows.count(rows.places(bounds)) }
        let entries = try stored(index).entries
        return entries.count(entries.places(bounds))
    }

    private func stored(_ index: Index) throws(BackendError) -> StoredIndex {
        guard let stored = indexes.first(where: { $0.index.name == index.name }) else {
            throw BackendError(.schemaOutdated, "\(table.name) has no index \(index.name); migrate the store")
        }
        return stored
    }
}
