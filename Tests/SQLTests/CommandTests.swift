import HoldfastCore
import HoldfastSQL
import Testing

private enum Sample {
    static let space = Column(0, "namespace", .text)
    static let id = Column(1, "id", .text)
    static let count = Column(2, "count", .int)
    static let due = Column(3, "due", .time, nullable: true)
    static let content = Column(4, "content", .bytes, nullable: true, payload: true)
    static let byDue = Index("by_due", partition: [space, count], sort: [due])
    static let table = Table(
        901, "things", partition: [space], sort: [id], columns: [space, id, count, due, content], indexes: [byDue])
    static let key = Key(table, .text("n"), .text("a"))

    static func byDue(_ change: (inout Scan) -> Void = { _ in }) throws -> Command {
        var scan = Scan(IndexRange(table, byDue, [.text("n"), .int(3)]), limit: 5)
        change(&scan)
        return .page(try Segment(scan), scan.columns, limit: scan.limit)
    }

    static func cursor(_ due: Int64) -> Cursor {
        Cursor(bytes: OrderedKey.encode([.int(due), .text("a")]))
    }
}

private struct Values: ParameterSink {
    var list: [Value] = []
    mutating func bind(_ value: Value) { list.append(value) }
}

extension Command {
    fileprivate var text: String { SQLCompiler(SQLiteDialect()).text(of: self) }

    fileprivate var values: [Value] {
        var values = Values()
        bindParameters(to: &values)
        return values.list
    }
}

@Suite struct CommandTests {
    private let seek = #" FROM "things" INDEXED BY "things_by_due" WHERE "namespace" = ?1 AND "count" = ?2"#
    private let order = #" ORDER BY "due", "id" LIMIT "#

    @Test func find() {
        let whole = Command.find(Sample.key, .all)
        #expect(
            whole.text
                == #"SELECT "namespace", "id", "count", "due", "content" FROM "things" "#
                + #"WHERE "namespace" = ?1 AND "id" = ?2"#
        )
        #expect(whole.values == [.text("n"), .text("a")])
        let partial = Command.find(Sample.key, .withoutPayloads)
        #expect(
            partial.text
                == #"SELECT "namespace", "id", "count", "due" FROM "things" WHERE "namespace" = ?1 AND "id" = ?2"#)
        #expect(partial.columns == [Sample.space, Sample.id, Sample.count, Sample.due])
    }

    @Test func insertKeepsWhatIsThere() {
        let row = Row(Sample.table, [.text("n"), .text("a"), .int(1), .null, .bytes([1])])
        #expect(
            Command.insert(row).text
                == #"INSERT INTO "things" ("namespace", "id", "count", "due", "content") "#
                + "VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING")
        #expect(Command.insert(row).values == row.values)
    }

    @Test func updateBindsAssignmentsThenKeyThenConditions() {
        let update = Command.update(
            Sample.key, [.set(Sample.due, .null), .add(Sample.count, 4)],
            [Condition(Sample.count, .among([.int(1), .int(2)])), Condition(Sample.due, .notEqual(.int(9)))])
        #expect(
            update.text
                == #"UPDATE "things" SET "due" = ?1, "count" = coalesce("count", 0) + ?2 "#
                + #"WHERE "namespace" = ?3 AND "id" = ?4"#
                + #" AND +"count" IN (?5, ?6) AND +"due" <> ?7"#)
        #expect(update.values == [.null, .int(4), .text("n"), .text("a"), .int(1), .int(2), .int(9)])
    }

    @Test func everyTestOfAColumn() {
        let tests: [(Condition.Test, String)] = [
            (.equal(.int(1)), #"+"due" = ?3"#), (.notEqual(.int(1)), #"+"due" <> ?3"#),
            (.less(.int(1)), #"+"due" < ?3"#), (.atMost(.int(1)), #"+"due" <= ?3"#),
            (.greater(.int(1)), #"+"due" > ?3"#), (.atLeast(.int(1)), #"+"due" >= ?3"#),
            (.among([.int(1)]), #"+"due" IN (?3)"#), (.among([]), "1 = 0"),
            (.isNull, #"+"due" IS NULL"#), (.isNotNull, #"+"due" IS NOT NULL"#),
        ]
        for (test, expected) in tests {
            let conditions = [Condition(Sample.due, test)]
            #expect(
                Command.test(Sample.key, conditions).text
                    == #"SELECT 1 FROM "things" WHERE "namespace" = ?1 AND "id" = ?2 AND \#(expected)"#)
            #expect(
                Command.delete(Sample.key, conditions).text
                    == #"DELETE FROM "things" WHERE "namespace" = ?1 AND "id" = ?2 AND \#(expected)"#)
        }
        let shapes = tests.map { Command.test(Sample.key, [Condition(Sample.due, $0.0)]).shape }
        #expect(Set(shapes).count == tests.count)
    }

    @Test func aPageOfAnIndexRepeatsItsPredicate() throws {
        let page = try Sample.byDue()
        #expect(
            page.text
                == #"SELECT "namespace", "id", "count", "due"\#(seek) AND "due" IS NOT NULL\#(order)?3"#)
        #expect(page.values == [.text("n"), .int(3), .int(5)])
    }

    @Test func boundsAndCursorLeaveOneBoundOnEachSide() throws {
        let bounded = try Sample.byDue {
            $0.range.atLeast = .int(1)
            $0.range.atMost = .int(9)
            $0.range.below = .int(7)
        }
        #expect(bounded.text.contains(#" AND ("due") >= (?3) AND ("due") < (?4) AND "due" IS NOT NULL"#))
        #expect(bounded.values == [.text("n"), .int(3), .int(1), .int(7), .int(5)])
        let later = try Sample.byDue {
            $0.range.atLeast = .int(1)
            $0.after = Sample.cursor(4)
        }
        #expect(later.text.contains(#"AND ("due", "id") > (?3, ?4) AND "due" IS NOT NULL"#))
        #expect(later.values == [.text("n"), .int(3), .int(4), .text("a"), .int(5)])
        let before = try Sample.byDue {
            $0.range.atLeast = .int(6)
            $0.after = Sample.cursor(4)
        }
        #expect(before.values == [.text("n"), .int(3), .int(6), .int(5)])
        let backwards = try Sample.byDue {
            $0.descending = true
            $0.range.atMost = .int(8)
            $0.after = Sample.cursor(4)
        }
        #expect(backwards.text.contains(#"AND ("due", "id") < (?3, ?4)"#))
        #expect(backwards.text.hasSuffix(#"ORDER BY "due" DESC, "id" DESC LIMIT ?5"#))
    }

    @Test func countAndErase() {
        let segment = Segment(IndexRange(Sample.table, nil, [.text("n")]), filter: [Condition(Sample.due, .isNull)])
        #expect(
            Command.count(segment, limit: 3).text
                == #"SELECT count(*) FROM (SELECT 1 FROM "things" WHERE "namespace" = ?1 AND +"due" IS NULL "#
                + #"ORDER BY "id" LIMIT ?2)"#)
        #expect(
            Command.erase(segment, limit: 3).text
                == #"DELETE FROM "things" WHERE ("namespace", "id") IN (SELECT "namespace", "id" FROM "things" "#
                + #"WHERE "namespace" = ?1 AND +"due" IS NULL ORDER BY "id" LIMIT ?2)"#)
    }

    @Test func commandsOfOneTextHaveOneShape() throws {
        var byText: [String: Shape] = [:]
        var shapes: Set<Shape> = []
        for table in Schema.holdfast.tables {
            let key = Key(table, table.key.map { _ in .int(1) })
            var commands: [Command] = [
                .find(key, .all), .insert(Row(table)), .test(key, []), .delete(key, []),
                .update(key, [.set(table.columns[1], .null)], []),
                .update(key, [.set(table.columns[2], .null)], []),
                .update(key, [.set(table.columns[1], .null), .set(table.columns[2], .null)], []),
            ]
            for index in [nil] + table.indexes.map(Optional.some) {
                let order = table.order(index)
                for isDescending in [false, true] {
                    var scan = Scan(IndexRange(table, index, order.partition.map { _ in .int(1) }), limit: 1)
                    scan.descending = isDescending
                    scan.columns = .all
                    commands.append(.page(try Segment(scan), .all, limit: 1))
                }
                commands.append(.count(Segment(scan(table, index)), limit: 1))
            }
            for command in commands {
                shapes.insert(command.shape)
                #expect(byText[command.text] ?? command.shape == command.shape)
                byText[command.text] = command.shape
            }
        }
        #expect(byText.count == shapes.count)
    }

    private func scan(_ table: Table, _ index: Index?) -> IndexRange {
        IndexRange(table, index, table.order(index).partition.map { _ in .int(1) })
    }
}
