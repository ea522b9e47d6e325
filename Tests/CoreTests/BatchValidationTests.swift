import HoldfastCore
import Testing

@Suite struct BatchValidationTests {
    private static let row = Samples.row(QueueTable.table)
    private static let key = row.key
    private static let limits = BackendLimits()

    private func code(_ operations: [HoldfastCore.Operation], returnsRow: Bool = false) -> BackendError.Code? {
        var batch = WriteBatch(operations)
        batch.returnsRow = returnsRow
        do throws(BackendError) {
            try batch.validate(against: Self.limits)
            return nil
        } catch {
            return error.code
        }
    }

    private func update(_ assignments: Assignment..., where conditions: [Condition] = []) -> HoldfastCore.Operation {
        .update(Self.key, assignments, where: conditions)
    }

    private func row(_ content: [Column: Value]) -> Row {
        var row = Self.row
        for (column, value) in content { row[column] = value }
        return row
    }

    @Test func anEmptyBatchAndEveryOperationAreFine() {
        #expect(code([]) == nil)
        #expect(code([.insert(Self.row)]) == nil)
        #expect(code([.update(Self.key, [])]) == nil)
        #expect(code([.delete(Self.key)]) == nil)
        #expect(code([.check(Self.key)]) == nil)
        #expect(code([.absent(Self.key)]) == nil)
    }

    @Test func operationsAreCounted() {
        let many = (0..<101).map { number in
            HoldfastCore.Operation.insert(row([QueueTable.messageID: .text("\(number)")]))
        }
        #expect(code(Array(many.dropLast())) == nil)
        #expect(code(many) == .limitExceeded)
    }

    @Test func bytesOfARowAreCounted() {
        let room = Self.limits.bytesPerRow - Self.row.size + 1
        #expect(code([.insert(row([QueueTable.payload: .bytes(Array(repeating: 1, count: room))]))]) == nil)
        #expect(
            code([.insert(row([QueueTable.payload: .bytes(Array(repeating: 1, count: room + 1))]))]) == .limitExceeded)
        let most = Self.limits.bytesPerRow
        #expect(code([update(.set(QueueTable.payload, .bytes(Array(repeating: 1, count: most))))]) == nil)
        #expect(
            code([update(.set(QueueTable.payload, .bytes(Array(repeating: 1, count: most + 1))))]) == .limitExceeded)
    }

    @Test func bytesOfACommitAreCounted() {
        let content = Array(repeating: UInt8(1), count: 349_525)
        let many = (0..<13).map { number in
            HoldfastCore.Operation.update(
                Key(QueueTable.table, .text("x"), .text("x"), .text("\(number)")),
                [.set(QueueTable.payload, .bytes(content))])
        }
        #expect(12 * content.count <= Self.limits.bytesPerCommit && 13 * content.count > Self.limits.bytesPerCommit)
        #expect(code(Array(many.dropLast())) == nil)
        #expect(code(many) == .limitExceeded)
    }

    @Test func bytesOfAKeyAreCounted() {
        func text(_ count: Int) -> Value { .text(String(repeating: "k", count: count)) }
        #expect(code([.insert(row([QueueTable.messageID: text(1_000)]))]) == nil)
        #expect(code([.insert(row([QueueTable.messageID: text(1_001)]))]) == .limitExceeded)
        #expect(code([.insert(row([QueueTable.queue: text(1_999)]))]) == nil)
        #expect(code([.insert(row([QueueTable.queue: text(2_000)]))]) == .limitExceeded)
    }

    @Test func onlyABatchOfOneUpdateReturnsItsRow() {
        #expect(code([update()], returnsRow: true) == nil)
        #expect(code([.check(Self.key)], returnsRow: true) == .invalidArgument)
        #expect(code([], returnsRow: true) == .invalidArgument)
        let other = HoldfastCore.Operation.absent(Key(LockTable.table, .text("n"), .text("l")))
        #expect(code([update(), other], returnsRow: true) == .invalidArgument)
    }

    @Test(arguments: [2, 4, 5, 30]) func aRowIsNamedOnce(_ count: Int) {
        let rows = (0..<count).map { row([QueueTable.messageID: .text("\($0)")]) }
        #expect(code(rows.map { .insert($0) }) == nil)
        #expect(code(rows.dropLast().map { .insert($0) } + [.check(rows[0].key)]) == .invalidArgument)
        // The same values in another table are another row.
        let locks = [Key(LockTable.table, .text("n"), .text("l")), Key(LimitTable.table, .text("n"), .text("l"))]
        #expect(code(locks.map { .delete($0) }) == nil)
    }

    @Test func valuesFitTheirColumns() {
        let wrong: [(Column, Value)] = [
            (QueueTable.status, .null), (QueueTable.status, .int(1)), (QueueTable.fence, .text("1")),
            (QueueTable.readyAt, .double(1)), (QueueTable.payload, .text("x")), (QueueTable.status, .text("a\u{0}")),
        ]
        for (column, value) in wrong {
            #expect(code([.insert(row([column: value]))]) == .invalidArgument, "\(column.name) \(value)")
            let whole = [Assignment.set(column, value)]
            #expect(code([.update(Self.key, whole)]) == .invalidArgument, "\(column.name) \(value)")
        }
        #expect(code([update(.set(QueueTable.leaseOwner, .null))]) == nil)
        #expect(code([.insert(Self.row.withoutPayloads())]) == .invalidArgument)
    }

    @Test func keysAreWhole() {
        let short = Key(QueueTable.table, .text("n"), .text("q"))
        let wrong = Key(QueueTable.table, .text("n"), .text("q"), .int(1))
        let null = Key(QueueTable.table, .text("n"), .text("q"), .null)
        for key in [short, wrong, null] {
            #expect(code([.delete(key)]) == .invalidArgument)
            #expect(code([.check(key)]) == .invalidArgument)
            #expect(code([.absent(key)]) == .invalidArgument)
            #expect(code([.update(key, [])]) == .invalidArgument)
            #expect(throws: BackendError.self) { try key.validate() }
        }
    }

    @Test func keyColumnsStayAndColumnsAreAssignedOnce() {
        #expect(code([update(.set(QueueTable.messageID, .text("other")))]) == .invalidArgument)
        let status = Assignment.set(QueueTable.status, .text("a"))
        #expect(code([update(status)]) == nil)
        #expect(code([update(status, status)]) == .invalidArgument)
    }

    @Test func anIndexPartChangesAsAWhole() {
        let route = Assignment.set(QueueTable.route, .text("r"))
        let rest = [Assignment.set(QueueTable.bucket, .int(1)), .set(QueueTable.priority, .int(1))]
        #expect(code([update(route)]) == .invalidArgument)
        #expect(code([.update(Self.key, [route] + rest)]) == nil)
        #expect(code([update(.set(QueueTable.readyAt, .int(5)))]) == nil)
        // The key knows the rest of by_status: namespace and queue.
        #expect(code([update(.set(QueueTable.status, .text("done")))]) == nil)
    }

    @Test func conditionsCompareWithWhatTheColumnHolds() {
        func check(_ test: Condition.Test) -> BackendError.Code? {
            code([.check(Self.key, where: [Condition(QueueTable.readyAt, test)])])
        }
        #expect(check(.isNull) == nil && check(.isNotNull) == nil && check(.among([])) == nil)
        #expect(check(.equal(.int(1))) == nil && check(.among([.int(1), .int(2)])) == nil)
        let wrong: [Condition.Test] = [
            .equal(.null), .notEqual(.text("a")), .less(.double(1)), .atMost(.null), .greater(.bool(true)),
            .atLeast(.bytes([])),
            .among([.int(1), .null]),
        ]
        for test in wrong { #expect(check(test) == .invalidArgument, "\(test)") }
        let condition = [Condition(QueueTable.readyAt, .equal(.null))]
        #expect(code([.delete(Self.key, where: condition)]) == .invalidArgument)
        #expect(code([update(where: condition)]) == .invalidArgument)
    }

    @Test func onlyPlainIntegersAreAddedTo() {
        let once = [Condition(QueueTable.status, .equal(.text("x")))]
        let change = Assignment.set(QueueTable.status, .text("y"))
        #expect(code([update(.add(QueueTable.fence, 1), change, where: once)]) == nil)
        for column in [QueueTable.priority, QueueTable.readyAt, QueueTable.leaseOwner, QueueTable.createdAt] {
            #expect(code([update(.add(column, 1), change, where: once)]) == .invalidArgument, "\(column.name)")
        }
    }

    @Test func anAdditionCannotHappenTwice() {
        let add = Assignment.add(QueueTable.attempts, 1)
        let isX = Condition(QueueTable.status, .equal(.text("x")))
        let toY = Assignment.set(QueueTable.status, .text("y"))
        #expect(code([update(add)]) == .invalidArgument)
        #expect(code([update(add, where: [isX])]) == .invalidArgument)
        #expect(code([update(add, toY)]) == .invalidArgument)
        #expect(code([update(add, .set(QueueTable.status, .text("x")), where: [isX])]) == .invalidArgument)
        #expect(
            code([update(add, toY, where: [Condition(QueueTable.status, .notEqual(.text("y")))])]) == .invalidArgument)
        #expect(code([update(add, toY, where: [isX])]) == nil)
        #expect(code([update(add), .insert(Samples.row(LockTable.table))]) == nil)
    }
}
