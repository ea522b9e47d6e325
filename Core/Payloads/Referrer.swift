/// The column of the row that names a payload in chunks, as it stands with the chunks.
struct Referrer {
    let key: Key
    let column: Column

    private static let columns = [
        Column(0, "table", .int), Column(1, "column", .int), Column(2, "key", .bytes),
    ]

    var bytes: [UInt8] {
        OrderedKey.encode([
            .int(Int64(key.table.id)), .int(Int64(column.ordinal)), .bytes(OrderedKey.encode(key.values)),
        ])
    }

    init(key: Key, column: Column) {
        self.key = key
        self.column = column
    }

    /// Nil where this code knows no such table or column.
    init?(_ bytes: [UInt8]) {
        guard let values = OrderedKey.decode(bytes, as: Self.columns), let encoded = values[2].bytes,
            let table = Schema.holdfast.tables.first(where: { Int64($0.id) == values[0].int }),
            let column = table.columns.first(where: { Int64($0.ordinal) == values[1].int }),
            let key = OrderedKey.decode(encoded, as: table.key)
        else { return nil }
        self.init(key: Key(table, key), column: column)
    }
}
