internal import HoldfastCore

// Rows, keys and ranges in the check's own namespace, which is the first column of every table.
extension CheckContext {
    /// A row with this content, and the plainest value of its type in every other column that must have one.
    func row(_ table: Table, _ content: [Column: Value]) -> Row {
        var row = Row(table)
        for column in table.columns where !column.isNullable {
            switch column.type {
            case .text, .json: row[column] = .text("")
            case .int, .time: row[column] = .int(0)
            case .double: row[column] = .double(0)
            case .bool: row[column] = .bool(false)
            case .bytes: row[column] = .bytes([])
            }
        }
        for (column, value) in content { row[column] = value }
        row[table.partition[0]] = .text(place.id)
        return row
    }

    /// The key of these values, after the namespace.
    func key(_ table: Table, _ values: Value...) -> Key { Key(table, [.text(place.id)] + values) }

    /// A range of the primary key or of an index; the partition's values follow the namespace.
    func range(
        _ table: Table, _ index: Index? = nil, _ partition: Value..., atLeast: Value? = nil, atMost: Value? = nil,
        below: Value? = nil
    ) -> IndexRange {
        IndexRange(
            table, index, [.text(place.id)] + partition, atLeast: atLeast, atMost: atMost, below: below)
    }

    /// A value of the check's scope `s` in the state table.
    func state(_ key: String, revision: Int64 = 1, content: [UInt8] = [], updatedAt: Int64 = 0) -> Row {
        row(
            StateTable.table,
            [
                StateTable.scope: .text("s"), StateTable.key: .text(key), StateTable.revision: .int(revision),
                StateTable.content: .bytes(content), StateTable.updatedAt: .int(updatedAt),
            ])
    }

    func stateKey(_ key: String) -> Key { self.key(StateTable.table, .text("s"), .text(key)) }

    /// The rows of the check's scope, by key.
    var states: IndexRange { range(StateTable.table, nil, .text("s")) }

    /// A message of the queue `q`, on the route `q`.
    func message(_ id: String, readyAt: Int64?, bucket: Int64 = 0, priority: Int64 = 1, fence: Int64 = 0) -> Row {
        row(
            QueueTable.table,
            [
                QueueTable.queue: .text("q"), QueueTable.messageID: .text(id), QueueTable.route: .text("q"),
                QueueTable.bucket: .int(bucket), QueueTable.priority: .int(priority), QueueTable.fence: .int(fence),
                QueueTable.readyAt: readyAt.map { .int($0) } ?? .null, QueueTable.payload: .bytes(Array(id.utf8)),
            ])
    }

    func messageKey(_ id: String) -> Key { key(QueueTable.table, .text("q"), .text(id)) }

    /// The messages of one priority and bucket that are ready at this time.
    func ready(at now: Int64, bucket: Int64 = 0, priority: Int64 = 1) -> IndexRange {
        range(
            QueueTable.table, QueueTable.byReadiness, .text("q"), .int(bucket), .int(priority), atMost: .int(now))
    }

    /// Takes ready messages until a time that must lie beyond the ranges.
    func lease(_ ranges: [IndexRange], limit: Int, until: Int64, owner: String = "taker") -> Take {
        Take(
            ranges, limit: limit,
            patch: [
                .set(QueueTable.readyAt, .int(until)), .set(QueueTable.leaseOwner, .text(owner)),
                .add(QueueTable.fence, 1),
            ])
    }

    /// Inserts these rows, in commits of bounded size.
    func insert(_ rows: [Row], into store: any StoreBackend) async throws {
        for start in stride(from: 0, to: rows.count, by: 50) {
            let batch = WriteBatch(rows[start..<min(start + 50, rows.count)].map { .insert($0) })
            try expect(await store.verdict(batch), .done, "the rows that the check begins with are inserted")
        }
    }
}

extension Row {
    /// The content of a text column, for comparisons that read well.
    func text(_ column: Column) -> String { self[column].text ?? "null" }
}

extension [Row] {
    func texts(_ column: Column) -> [String] { map { $0.text(column) } }
}
