import HoldfastCore

/// Values and rows for the tests of the kernel.
enum Samples {
    static let types: [ColumnType] = [.text, .int, .double, .bool, .bytes, .json, .time]

    /// A value of this type, often at an extreme; null once in five.
    static func value(_ type: ColumnType, _ random: inout SeededRandom) -> Value {
        if random.once(in: 5) { return .null }
        switch type {
        case .text, .json: return .text(text(&random))
        case .int, .time:
            return .int(random.pick([.min, .min + 1, -1, 0, 1, .max - 1, .max, small(&random), any(&random)]))
        case .double:
            let numbers = [
                -.greatestFiniteMagnitude, -1, -.leastNonzeroMagnitude, 0, .leastNonzeroMagnitude, 0.1, 1,
                .greatestFiniteMagnitude, Double(any(&random)) / 3,
            ]
            return .double(random.pick(numbers))
        case .bool: return .bool(random.once(in: 2))
        case .bytes:
            return .bytes((0..<random.number(below: 4)).map { _ in random.pick([0, 1, 0x7F, 0x80, 0xFE, 0xFF]) })
        }
    }

    static func text(_ random: inout SeededRandom) -> String {
        let scalars = [
            "\u{1}", "\u{7F}", "a", "b", "é", "e\u{301}", "\u{D7FF}", "\u{E000}", "\u{FFFF}", "😀", "\u{10FFFF}",
        ]
        return (0..<random.number(below: 4)).map { _ in random.pick(scalars) }.joined()
    }

    /// A row that can be inserted: the plainest value in each column that must have one.
    static func row(_ table: Table) -> Row {
        var row = Row(table)
        for column in table.columns where !column.isNullable { row[column] = plain(column.type) }
        return row
    }

    static func plain(_ type: ColumnType) -> Value {
        switch type {
        case .text, .json: .text("x")
        case .int, .time: .int(1)
        case .double: .double(1)
        case .bool: .bool(false)
        case .bytes: .bytes([1])
        }
    }

    private static func small(_ random: inout SeededRandom) -> Int64 { Int64(random.number(below: 600)) - 300 }
    private static func any(_ random: inout SeededRandom) -> Int64 { Int64(bitPattern: random.next()) }
}
