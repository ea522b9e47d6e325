import HoldfastConformance
import HoldfastCore
import HoldfastTestSupport
import Testing

@Suite struct KeyBoundsTests {
    private static let rounds = TestTier.choose(quick: 1_000, default: 20_000, full: 200_000)

    @Test(arguments: Samples.types)
    func theBytesOfARangeHoldTheKeysOfItsRows(_ type: ColumnType) {
        let kept = KeptTable(type)
        var random = SeededRandom(seed: 21)
        for _ in 0..<Self.rounds {
            let row = kept.row(&random)
            let range = kept.range(&random)
            let bounds = KeyBounds(range)
            let isInside = kept.table.order(kept.index).key(of: row).map { bounds.holds($0) } ?? false
            #expect(isInside == range.contains(row), "\(row.values) in \(range)")
        }
    }

    @Test(arguments: [false, true]) func aScanGoesOnBehindItsCursor(_ descending: Bool) throws {
        let kept = KeptTable(.int)
        var random = SeededRandom(seed: 22)
        let order = kept.table.order(kept.index)
        for _ in 0..<Self.rounds {
            var scan = Scan(kept.range(&random), limit: 1)
            let row = kept.row(&random)
            let last = kept.row(&random)
            guard let key = order.key(of: row), let place = order.key(of: last), scan.range.contains(last) else {
                continue
            }
            scan.descending = descending
            scan.after = Cursor(last, in: order)
            let isBehind = descending ? key.lexicographicallyPrecedes(place) : place.lexicographicallyPrecedes(key)
            #expect(KeyBounds(scan).holds(key) == (scan.range.contains(row) && isBehind), "\(row.values) in \(scan)")
        }
    }

    @Test func assignmentsChangeWhatTheyName() throws {
        var row = Samples.row(QueueTable.table)
        row[QueueTable.fence] = .null
        let changed = try row.assigning([.add(QueueTable.fence, 2), .set(QueueTable.status, .text("on"))])
        row[QueueTable.fence] = .int(2)
        row[QueueTable.status] = .text("on")
        #expect(changed == row)
        row[QueueTable.fence] = .int(.max)
        let full = row
        #expect(throws: BackendError.self) { try full.assigning([.add(QueueTable.fence, 1)]) }
    }

    @Test func aBatchIsJudgedOnTheRowsBeforeIt() throws {
        var row = Samples.row(QueueTable.table)
        var other = row
        other[QueueTable.messageID] = .text("y")
        let batch = WriteBatch([
            .check(row.key), .insert(other), .update(row.key, [.set(QueueTable.status, .text("on"))]), .delete(row.key),
        ])
        #expect(batch.operations.map(\.isWrite) == [false, true, true, true])
        guard case .accepted(let after) = try batch.judged(on: [row, nil, row, row]) else {
            Issue.record("refused")
            return
        }
        let before = row
        row[QueueTable.status] = .text("on")
        #expect(after == [before, other, row, nil])
        guard case .refused(let refusal) = try batch.judged(on: [row, other, nil, nil]) else {
            Issue.record("accepted")
            return
        }
        #expect(refusal.operation == 1 && refusal.current == other)
    }

    @Test func anOldRowReadsNullInNewColumns() {
        let kept = KeptTable(.text)
        let old = Table(9_000, "kept", partition: kept.table.partition, columns: Array(kept.table.columns.prefix(2)))
        let row = Row(old, [.text("n"), .text("k")])
        #expect(row.widened(to: kept.table) == Row(kept.table, [.text("n"), .text("k"), .null]))
        for row in [row, Row(old, [.text(""), .text("\u{1}")])] {
            #expect((try? kept.table.row(from: row.bytes)) == row.widened(to: kept.table))
        }
        let wide = Row(kept.table, [.text("n"), .text("k"), .text("r")]).bytes
        #expect((#expect(throws: BackendError.self) { try old.row(from: wide) })?.code == .schemaTooNew)
        #expect((#expect(throws: BackendError.self) { try old.row(from: [1, 2]) })?.code == .corrupted)
        #expect(row.projected(.all) == row && row.projected(.withoutPayloads).isPartial)
    }
}

extension KeyBounds {
    fileprivate func holds(_ key: [UInt8]) -> Bool {
        !key.lexicographicallyPrecedes(first) && key.lexicographicallyPrecedes(end)
    }
}

/// A table with an index on a column of one type.
private struct KeptTable {
    let table: Table
    let index: Index
    private let type: ColumnType

    init(_ type: ColumnType) {
        let columns = [Column(0, "namespace", .text), Column(1, "id", .text), Column(2, "rank", type, nullable: true)]
        self.type = type
        index = Index("by_rank", partition: [columns[0]], sort: [columns[2]])
        table = Table(9_000, "kept", partition: [columns[0]], sort: [columns[1]], columns: columns, indexes: [index])
    }

    func row(_ random: inout SeededRandom) -> Row {
        Row(
            table,
            [.text(random.pick(["", "n", "n\u{1}"])), .text(Samples.text(&random)), Samples.value(type, &random)])
    }

    func range(_ random: inout SeededRandom) -> IndexRange {
        func bound() -> Value? {
            guard !random.once(in: 3), case let value = Samples.value(type, &random), !value.isNull else { return nil }
            return value
        }
        return IndexRange(
            table, index, [.text(random.pick(["", "n", "n\u{1}"]))], atLeast: bound(), atMost: bound(), below: bound())
    }
}
