internal import HoldfastCore

/// A row that is written or removed: all that a log consists of.
struct Change: Sendable {
    /// The number of the row's table.
    let table: Int
    /// The primary key, as `OrderedKey` has it.
    let key: [UInt8]
    /// The row as bytes; nil where it is removed.
    let row: [UInt8]?
}

extension Change {
    /// A table of the log's own, which no schema has: its rows are the migrations.
    static let migrations = -1

    init(noting migration: Migration) {
        let key = OrderedKey.encode([.int(Int64(migration.version))])
        self.init(table: Self.migrations, key: key, row: OrderedKey.encode([.text(migration.summary)]))
    }

    init(_ key: Key, _ row: Row?) {
        self.init(table: key.table.id, key: OrderedKey.encode(key.values), row: row?.bytes)
    }
}

/// Changes that become durable together, as they stand in a log: their number, length and checksum, then they.
enum Record {
    private static let head = [Column(0, "changes", .int), Column(1, "length", .int), Column(2, "checksum", .int)]
    private static let headSize = 27
    private static let change = [Column(0, "table", .int), Column(1, "key", .bytes), Column(2, "row", .bytes)]

    static func encode(_ changes: some Collection<Change>, at offset: Int) -> [UInt8] {
        let content = OrderedKey.encode(
            changes.flatMap { [.int(Int64($0.table)), .bytes($0.key), $0.row.map { .bytes($0) } ?? .null] })
        let head = [Int64(changes.count), Int64(content.count), checksum(content, offset)]
        return OrderedKey.encode(head.map { .int($0) }) + content
    }

    /// The changes of the record that begins here, and where it ends; nil where no whole record does.
    static func decode(_ log: [UInt8], at offset: Int) -> (changes: [Change], end: Int)? {
        let start = offset + headSize
        guard start <= log.count,
            let head = OrderedKey.decode(Array(log[offset..<start]), as: head)?.compactMap(\.int), head.count == 3,
            (0...Int64(log.count - start)).contains(head[1])
        else { return nil }
        let content = Array(log[start..<start + Int(head[1])])
        guard checksum(content, offset) == head[2],
            let values = OrderedKey.decode(content, as: (0..<head[0]).flatMap { _ in change })
        else { return nil }
        let changes = stride(from: 0, to: values.count, by: 3).map {
            Change(table: Int(values[$0].int ?? 0), key: values[$0 + 1].bytes ?? [], row: values[$0 + 2].bytes)
        }
        return (changes, start + content.count)
    }

    /// CRC-64 over the place and the content. With the place in it, bytes within a record that look like another one (a
    /// log that is kept as a value in a log) are none.
    private static func checksum(_ content: [UInt8], _ offset: Int) -> Int64 {
        let table = table
        func add(_ sum: UInt64, _ byte: UInt8) -> UInt64 {
            table[Int(UInt8(truncatingIfNeeded: sum) ^ byte)] ^ sum >> 8
        }
        return Int64(bitPattern: ~content.reduce(OrderedKey.encode([.int(Int64(offset))]).reduce(~0, add), add))
    }

    private static let table: [UInt64] = (0..<256).map { byte in
        (0..<8).reduce(UInt64(byte)) { sum, _ in sum & 1 == 1 ? 0xC96C_5795_D787_0F42 ^ sum >> 1 : sum >> 1 }
    }
}
