import HoldfastCore
import Testing

@Suite struct RowTests {
    @Test func theKeyIsReadFromTheKeyColumns() {
        var row = Samples.row(StateTable.table)
        row[StateTable.key] = .text("k")
        #expect(row.key == Key(StateTable.table, .text("x"), .text("x"), .text("k")))
        #expect(row.key != Key(StateTable.table, .text("x"), .text("x"), .text("l")))
        #expect(Key(StateTable.table, .text("x")) != Key(LockTable.table, .text("x")))
    }

    @Test func payloadsCanBeLeftOut() {
        var row = Samples.row(StateTable.table)
        row[StateTable.content] = .bytes(Array(repeating: 1, count: 500))
        let bare = row.withoutPayloads()
        #expect(bare.isPartial && !row.isPartial)
        #expect(bare != row)
        #expect(bare[StateTable.revision] == .int(1))
        #expect(bare.size == row.size - 500 + 1)
    }

    @Test func sizesAreWhatLimitsCount() {
        #expect(
            Value.null.size == 1 && Value.bool(true).size == 1 && Value.int(0).size == 8 && Value.double(0).size == 8)
        #expect(Value.text("é😀").size == 6 && Value.bytes([1, 2, 3]).size == 3 && Value.text("").size == 0)
    }

    @Test func aCursorIsTheSortKey() {
        var row = Samples.row(QueueTable.table)
        row[QueueTable.readyAt] = .int(7)
        let order = QueueTable.table.order(QueueTable.byReadiness)
        let cursor = Cursor(row, in: order)
        #expect(OrderedKey.decode(cursor.bytes, as: order.sort) == [.int(7), .text("x"), .text("x")])
        var scan = Scan(
            IndexRange(QueueTable.table, QueueTable.byReadiness, [.text("x"), .text("x"), .int(1), .int(1)]), limit: 1)
        scan.after = cursor
        #expect(throws: Never.self) { try scan.position() }
        scan.after = Cursor(bytes: Array(cursor.bytes.dropLast()))
        #expect(throws: BackendError.self) { try scan.position() }
    }

    @Test func aRangeContainsTheRowsBetweenItsBounds() {
        func row(_ readyAt: Value) -> Row {
            var row = Samples.row(QueueTable.table)
            row[QueueTable.readyAt] = readyAt
            return row
        }
        let partition: [Value] = [.text("x"), .text("x"), .int(1), .int(1)]
        var range = IndexRange(QueueTable.table, QueueTable.byReadiness, partition)
        #expect(range.contains(row(.int(.min))) && !range.contains(row(.null)))
        range.atLeast = .int(3)
        range.atMost = .int(8)
        #expect([2, 3, 8, 9].map { range.contains(row(.int($0))) } == [false, true, true, false])
        range.below = .int(8)
        #expect([7, 8].map { range.contains(row(.int($0))) } == [true, false])
        var other = row(.int(5))
        other[QueueTable.priority] = .int(2)
        #expect(!range.contains(other))
        #expect(IndexRange(QueueTable.table, nil, [.text("x"), .text("x")]).contains(row(.null)))
    }
}
