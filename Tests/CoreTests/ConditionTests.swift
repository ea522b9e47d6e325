import HoldfastCore
import Testing

@Suite struct ConditionTests {
    private func holds(_ test: Condition.Test, _ content: Value) -> Bool {
        var row = Row(QueueTable.table)
        row[QueueTable.readyAt] = content
        return Condition(QueueTable.readyAt, test).holds(for: row)
    }

    @Test(arguments: [
        // The test, then what it says of 4, 5, 6 and of a null.
        ("equal", Condition.Test.equal(.int(5)), [false, true, false, false]),
        ("notEqual", .notEqual(.int(5)), [true, false, true, false]),
        ("less", .less(.int(5)), [true, false, false, false]),
        ("atMost", .atMost(.int(5)), [true, true, false, false]),
        ("greater", .greater(.int(5)), [false, false, true, false]),
        ("atLeast", .atLeast(.int(5)), [false, true, true, false]),
        ("among", .among([.int(4), .int(6)]), [true, false, true, false]),
        ("among nothing", .among([]), [false, false, false, false]),
        ("isNull", .isNull, [false, false, false, true]),
        ("isNotNull", .isNotNull, [true, true, true, false]),
        ("equal to null", .equal(.null), [false, false, false, false]),
        ("notEqual to null", .notEqual(.null), [false, false, false, false]),
        ("atMost null", .atMost(.null), [false, false, false, false]),
        ("another type", .less(.text("5")), [false, false, false, false]),
    ])
    func truthTable(_ name: String, _ test: Condition.Test, _ expected: [Bool]) {
        let contents: [Value] = [.int(4), .int(5), .int(6), .null]
        #expect(contents.map { holds(test, $0) } == expected)
    }

    @Test func severalConditionsMustAllHold() {
        var row = Row(QueueTable.table)
        row[QueueTable.fence] = .int(3)
        let holding = Condition(QueueTable.fence, .equal(.int(3)))
        let failing = Condition(QueueTable.readyAt, .isNotNull)
        #expect([Condition]().hold(for: row))
        #expect([holding].hold(for: row))
        #expect(![holding, failing].hold(for: row))
    }

    @Test func operationsAcceptAnAbsentRow() {
        let row = Samples.row(StateTable.table)
        let some = [Condition(StateTable.revision, .isNotNull)]
        #expect(Operation.insert(row).isAccepted(by: nil))
        #expect(Operation.absent(row.key).isAccepted(by: nil))
        #expect(Operation.delete(row.key).isAccepted(by: nil))
        #expect(!Operation.delete(row.key, where: some).isAccepted(by: nil))
        #expect(!Operation.update(row.key, []).isAccepted(by: nil))
        #expect(!Operation.check(row.key).isAccepted(by: nil))
    }

    @Test func operationsJudgeARowThatIsThere() {
        let row = Samples.row(StateTable.table)
        let holding = [Condition(StateTable.revision, .equal(.int(1)))]
        let failing = [Condition(StateTable.revision, .equal(.int(2)))]
        #expect(!Operation.insert(row).isAccepted(by: row))
        #expect(!Operation.absent(row.key).isAccepted(by: row))
        for (conditions, expected) in [([], true), (holding, true), (failing, false), (holding + failing, false)] {
            #expect(Operation.update(row.key, [], where: conditions).isAccepted(by: row) == expected)
            #expect(Operation.delete(row.key, where: conditions).isAccepted(by: row) == expected)
            #expect(Operation.check(row.key, where: conditions).isAccepted(by: row) == expected)
        }
    }
}
