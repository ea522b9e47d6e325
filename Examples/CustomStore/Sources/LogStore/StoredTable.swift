internal import HoldfastCore

/// The rows of one table, in memory: by primary key, and by each index that was asked for so far.
///
/// A log knows no columns: what a table looks like comes with each call. So a migration has little to do. A new column
/// is null in old rows, and a new index is made when it is first asked for.
final class StoredTable {
    private let rows = SortedMap()
    private var indexes: [Index: SortedMap] = [:]
    /// The one with the most columns that a call named.
    private var table: Table?

    var count: Int { rows.keys.count }

    /// Must come first in each call.
    func define(_ table: Table) {
        guard table.columns.count > self.table?.columns.count ?? 0 else { return }
        self.table = table
        indexes = [:]
    }

    /// The row of this primary key.
    func row(_ key: [UInt8]) throws(BackendError) -> Row? {
        guard let table, let row = rows[key] else { return nil }
        return try table.row(from: row)
    }

    func apply(_ change: Change) {
        for (index, entries) in indexes {
            if let old = rows[change.key].flatMap({ entry($0, index) }) { entries[old] = nil }
            if let new = change.row.flatMap({ entry($0, index) }) { entries[new] = change.key }
        }
        rows[change.key] = change.row
    }

    /// The primary keys of the rows between the bounds, in the order of the range.
    func keys(of range: IndexRange, _ bounds: KeyBounds) -> ArraySlice<[UInt8]> {
        guard let index = range.index else { return rows.keys[rows.positions(bounds)] }
        let entries = indexes[index] ?? SortedMap()
        if indexes.updateValue(entries, forKey: index) == nil {
            let pairs = zip(rows.keys, rows.contents).compactMap { key, row in entry(row, index).map { ($0, key) } }
            for (entry, key) in pairs.sorted(by: { $0.0.lexicographicallyPrecedes($1.0) }) { entries[entry] = key }
        }
        return entries.contents[entries.positions(bounds)]
    }

    /// What a new log begins with.
    func all(_ id: Int) -> [Change] { zip(rows.keys, rows.contents).map { Change(table: id, key: $0, row: $1) } }

    /// The key of a row in an index; nil where it is not in it.
    private func entry(_ row: [UInt8], _ index: Index) -> [UInt8]? {
        // A row that cannot be read fails the call that names it.
        (try? table?.row(from: row)).flatMap { $0.table.order(index).key(of: $0) }
    }
}

/// Bytes by bytes, in the order of the keys. An insertion moves what stands behind it, which is cheap up to some
/// hundred thousand of them.
final class SortedMap {
    private(set) var keys: [[UInt8]] = []
    private(set) var contents: [[UInt8]] = []

    subscript(key: [UInt8]) -> [UInt8]? {
        get {
            let place = place(key)
            return place.isEmpty ? nil : contents[place.lowerBound]
        }
        set {
            let place = place(key)
            keys.replaceSubrange(place, with: newValue == nil ? [] : [key])
            contents.replaceSubrange(place, with: newValue.map { [$0] } ?? [])
        }
    }

    /// Where the keys between the bounds stand.
    func positions(_ bounds: KeyBounds) -> Range<Int> {
        let first = place(bounds.first).lowerBound
        return first..<max(first, place(bounds.end).lowerBound)
    }

    /// Where the key stands, or empty where it would.
    private func place(_ key: [UInt8]) -> Range<Int> {
        var (low, high) = (0, keys.count)
        while low < high {
            let middle = (low + high) / 2
            if keys[middle].lexicographicallyPrecedes(key) { low = middle + 1 } else { high = middle }
        }
        return low..<(low < keys.count && keys[low] == key ? low + 1 : low)
    }
}
