internal import HoldfastCore
internal import Synchronization

/// The data that the handles of one store share.
///
/// Its methods run under the lock that holds it.
struct DataSet {
    private(set) var version = 0
    private var tables: [Int: StoredTable] = [:]

    /// The stored table, which a migration must have made.
    func table(_ table: Table) throws(BackendError) -> StoredTable {
        guard let stored = tables[table.id], stored.table.columns.count >= table.columns.count else {
            throw BackendError(
                .schemaOutdated, "the table \(table.name) is missing or older than this code's; migrate the store")
        }
        return stored
    }

    /// Applies the migrations that are newer than the version, or only tells which.
    mutating func migrate(_ migrations: [Migration], dryRun: Bool) throws(BackendError) -> [String] {
        let missing = try migrations.missing(at: version)
        if !dryRun {
            for change in missing.flatMap(\.changes) { apply(change) }
            version = missing.last?.version ?? version
        }
        return missing.map { "version \($0.version): \($0.summary)" }
    }

    private mutating func apply(_ change: Migration.Change) {
        switch change {
        case .addTable(let table):
            if tables[table.id] == nil { tables[table.id] = StoredTable(table) }
        case .addColumn(let table, _): tables[table.id]?.widen(to: table)
        case .addIndex(let table, let index): tables[table.id]?.add(index)
        }
    }

    /// Judges all operations on the rows as they are, then applies them.
    ///
    /// - Parameter bytesPerRow: What a row may have grown to by an update.
    mutating func commit(
        _ batch: WriteBatch, keys: [[UInt8]], bytesPerRow: Int = .max
    ) throws(BackendError) -> CommitOutcome {
        var found: [Row?] = []
        found.reserveCapacity(keys.count)
        for (operation, key) in zip(batch.operations, keys) { found.append(try table(operation.table).row(key)) }
        switch try batch.judged(on: found) {
        case .refused(let refusal): return .refused(refusal)
        case .accepted(let after):
            if bytesPerRow < .max { try Self.requireSize(after, bytesPerRow) }
            for (position, operation) in batch.operations.enumerated() {
                apply(operation, keys[position], old: found[position], new: after[position])
            }
            return .applied(batch.returnsRow ? after[0] : nil)
        }
    }

    private static func requireSize(_ rows: [Row?], _ bytesPerRow: Int) throws(BackendError) {
        for case let row? in rows where row.size > bytesPerRow {
            throw BackendError(
                .limitExceeded, "a row of \(row.table.name) takes at most \(bytesPerRow) bytes, not \(row.size)")
        }
    }

    private mutating func apply(_ operation: Operation, _ key: [UInt8], old: Row?, new: Row?) {
        switch operation {
        case .insert(let row): tables[row.table.id]?.insert(row, key)
        case .update(let name, let assignments, _):
            guard let old, let new else { return }
            tables[name.table.id]?.replace(old, by: new, key, assigned: assignments)
        case .delete(let name, _):
            if let old { tables[name.table.id]?.delete(old, key) }
        case .check, .absent: break
        }
    }

    mutating func take(_ take: Take) throws(BackendError) -> [Row] {
        var taken: [Row] = []
        for range in take.ranges where taken.count < take.limit {
            for (key, row) in try rows(of: range, limit: take.limit - taken.count) {
                let patched = try row.assigning(take.patch)
                tables[range.table.id]?.replace(row, by: patched, key, assigned: take.patch)
                taken.append(patched)
            }
        }
        return taken
    }

    mutating func erase(_ range: IndexRange, limit: Int) throws(BackendError) -> Int {
        let erased = try rows(of: range, limit: limit)
        for (key, row) in erased { tables[range.table.id]?.delete(row, key) }
        return erased.count
    }

    /// Makes the row of this key what it is elsewhere; nil where there is none.
    mutating func put(_ row: Row?, _ key: [UInt8], in table: Table) throws(BackendError) {
        let stored = try self.table(table)
        if let old = stored.row(key) { stored.delete(old, key) }
        if let row { stored.insert(row, key) }
    }

    private func rows(of range: IndexRange, limit: Int) throws(BackendError) -> [(key: [UInt8], row: Row)] {
        var rows: [(key: [UInt8], row: Row)] = []
        try table(range.table).visit(KeyBounds(range), of: range) { key, row in
            rows.append((key, row))
            return rows.count < limit
        }
        return rows
    }
}

extension Operation {
    fileprivate var table: Table {
        switch self {
        case .insert(let row): row.table
        case .update(let key, _, _), .delete(let key, _), .check(let key, _), .absent(let key): key.table
        }
    }
}
