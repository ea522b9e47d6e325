internal import HoldfastCore

/// All rows in memory, as bytes in the order of their keys: each row under its primary key, and that key under the
/// row's key in each index. Every key begins with the number of the table and the name of the index.
///
/// An insertion moves what stands behind it, which is cheap up to some hundred thousand rows.
final class Rows {
    private var (keys, contents): ([[UInt8]], [[UInt8]]) = ([], [])
    /// The tables with the most columns that a call named; a caller's own may be older.
    private var tables: [Int: Table] = [:]

    /// Everything, as a new log begins.
    var all: [Change] { zip(keys, contents).map { Change(key: $0, content: $1) } }

    /// The version of the schema, which is kept under the empty key; 0 where there is none.
    var version: Int { Int(String(decoding: content([]) ?? [], as: UTF8.self)) ?? 0 }

    func apply(_ change: Change) {
        let place = place(change.key)
        keys.replaceSubrange(place, with: change.content == nil ? [] : [change.key])
        contents.replaceSubrange(place, with: change.content.map { [$0] } ?? [])
    }

    /// Where the rows of a range stand, or their entries in an index. Throws `.schemaOutdated` before any migration.
    func places(of range: IndexRange, _ bounds: KeyBounds) throws(BackendError) -> Range<Int> {
        let prefix = Self.key(try current(range.table), range.index, [])
        let first = place(prefix + bounds.first).lowerBound
        return first..<max(first, place(prefix + bounds.end).lowerBound)
    }

    func row(at place: Int, of range: IndexRange) throws(BackendError) -> Row {
        try current(range.table).row(from: (range.index == nil ? contents[place] : content(contents[place])) ?? [])
    }

    func row(_ key: Key) throws(BackendError) -> Row? {
        let table = try current(key.table)
        guard let row = content(Self.key(table, nil, OrderedKey.encode(key.values))) else { return nil }
        return try table.row(from: row)
    }

    private func current(_ table: Table) throws(BackendError) -> Table {
        guard version > 0 else { throw BackendError(.schemaOutdated, "there is no store yet; migrate it") }
        if let known = tables[table.id], known.columns.count >= table.columns.count { return known }
        tables[table.id] = table
        return table
    }

    /// What a write of a row changes: the row, and its entries.
    func changes(_ key: Key, from old: Row?, to new: Row?) throws(BackendError) -> [Change] {
        let table = try current(key.table)
        let rowKey = Self.key(table, nil, OrderedKey.encode(key.values))
        var changes = [Change(key: rowKey, content: new?.bytes)]
        for index in table.indexes {
            let keys = [old, new].map { $0.flatMap { table.order(index).key(of: $0.widened(to: table)) } }
            guard keys[0] != keys[1] else { continue }
            if let key = keys[0] { changes.append(Change(key: Self.key(table, index, key), content: nil)) }
            if let key = keys[1] { changes.append(Change(key: Self.key(table, index, key), content: rowKey)) }
        }
        return changes
    }

    /// What a migration changes: the version, and new indexes of the rows that are there, where new columns are null.
    func changes(by migration: Migration) throws(BackendError) -> [Change] {
        var changes = [Change(key: [], content: Array("\(migration.version)".utf8))]
        for case .addIndex(let table, _) in migration.changes {
            let prefix = Self.key(table, nil, [])
            for (key, row) in zip(keys, contents) where key.starts(with: prefix) {
                let row = try table.row(from: row)
                changes += try self.changes(row.key, from: nil, to: row)
            }
        }
        return changes
    }

    private static func key(_ table: Table, _ index: Index?, _ rest: [UInt8]) -> [UInt8] {
        OrderedKey.encode([.int(Int64(table.id)), .text(index?.name ?? "")]) + rest
    }

    private func content(_ key: [UInt8]) -> [UInt8]? { place(key).first.map { contents[$0] } }

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
