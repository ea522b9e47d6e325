internal import HoldfastCore

/// Calls for a table, made from its columns: from few values, so that they meet each other often.
struct VerbGenerator {
    let table: Table
    let namespace: String
    var random: SeededRandom

    init(_ table: Table, namespace: String, random: SeededRandom) {
        self.table = table
        self.namespace = namespace
        self.random = random
    }

    mutating func key() -> Key { Key(table, table.key.map { value($0) }) }

    mutating func conditions(most: Int) -> [Condition] {
        (0..<random.number(below: most + 1)).map { _ in
            let column = random.pick(table.columns)
            let value = value(column, orNull: false)
            let tests: [Condition.Test] =
                column.type == .bool
                ? [.equal(value), .notEqual(value)]
                : [
                    .equal(value), .notEqual(value), .less(value), .atMost(value), .greater(value), .atLeast(value),
                    .among([value, self.value(column, orNull: false)]), .isNull, .isNotNull,
                ]
            return Condition(column, random.pick(tests))
        }
    }

    mutating func range(primary: Bool = false) -> IndexRange {
        let index = primary || random.once(in: 2) ? nil : random.pick([nil] + table.indexes.map { Optional($0) })
        var range = whole(index)
        guard let first = (index?.sort ?? table.sort).first else { return range }
        if random.once(in: 3) { range.atLeast = value(first, orNull: false) }
        if random.once(in: 3) { range.atMost = value(first, orNull: false) }
        if random.once(in: 4) { range.below = value(first, orNull: false) }
        return range
    }

    /// A range for each combination of partition values, in each order.
    mutating func wholeRanges() -> [IndexRange] {
        ([nil] + table.indexes.map { Optional($0) }).flatMap { index in (0..<12).map { _ in whole(index) } }
    }

    /// Up to four operations on different rows, which a backend must accept as well formed.
    mutating func batch(_ model: VerbModel) -> WriteBatch {
        var operations: [Operation] = []
        for _ in 0...random.number(below: 4) {
            let operation = self.operation()
            if !operations.contains(where: { $0.key == operation.key }) { operations.append(operation) }
        }
        var batch = WriteBatch(operations)
        if operations.count == 1, case .update = operations[0] { batch.returnsRow = random.once(in: 2) }
        return batch
    }

    /// A claim whose patch moves rows to where no generated range reaches; nil where the table has no such index.
    mutating func take() -> Take? {
        guard let index = table.indexes.first(where: { $0.sort.allSatisfy { $0.isNullable && $0.type == .time } })
        else {
            return nil
        }
        let ranges = (0..<3).map { _ in
            var range = whole(index)
            range.atMost = .int(2)
            return range
        }
        return Take(ranges, limit: 1 + random.number(below: 4), patch: index.sort.map { .set($0, .int(1_000)) })
    }

    private mutating func operation() -> Operation {
        switch random.number(below: 8) {
        case 0, 1, 2: return .insert(row())
        case 3: return .delete(key(), where: conditions(most: 1))
        case 4: return .check(key(), where: conditions(most: 2))
        case 5: return .absent(key())
        default: return update()
        }
    }

    private mutating func row() -> Row {
        var row = Row(table)
        for column in table.columns { row[column] = value(column) }
        return row
    }

    /// A change of some columns, with every column of each index part that it touches.
    private mutating func update() -> Operation {
        let free = table.columns.filter { !table.key.contains($0) }
        var columns = Set((0...random.number(below: 3)).map { _ in random.pick(free) })
        for part in table.indexes.flatMap({ [$0.partition, $0.sort] }) where part.contains(where: columns.contains) {
            columns.formUnion(part.filter { free.contains($0) })
        }
        let ordered = columns.sorted { $0.ordinal < $1.ordinal }
        var assignments: [Assignment] = ordered.map { .set($0, value($0)) }
        var conditions = conditions(most: 2)
        let indexed = Set(table.indexes.flatMap { $0.partition + $0.sort })
        let counters = free.filter { $0.type == .int && !indexed.contains($0) && !columns.contains($0) }
        // An addition needs a condition that fails when the batch is sent again.
        if let counter = counters.first, let flag = ordered.first(where: { !$0.isPayload && $0.type != .bool }),
            let position = ordered.firstIndex(of: flag), case let old = value(flag, orNull: false),
            case .set(_, let new) = assignments[position], old != new
        {
            assignments.append(.add(counter, 3))
            conditions.append(Condition(flag, .equal(old)))
        }
        return .update(key(), assignments, where: conditions)
    }

    private mutating func whole(_ index: Index?) -> IndexRange {
        IndexRange(table, index, (index?.partition ?? table.partition).map { value($0, orNull: false) })
    }

    private mutating func value(_ column: Column, orNull: Bool = true) -> Value {
        if column == table.partition[0] { return .text(namespace) }
        if orNull, column.isNullable, random.once(in: 3) { return .null }
        switch column.type {
        case .text: return .text(random.pick(["a", "b", table.key.contains(column) ? "b\u{1}" : "é"]))
        case .json: return .text(random.pick(["{}", "{\"a\":1}"]))
        case .int, .time: return .int(Int64(random.number(below: 5)) - 1)
        case .double: return .double(random.pick([-1.5, 0, 2]))
        case .bool: return .bool(random.once(in: 2))
        case .bytes: return .bytes(random.pick([[], [0], [0, 1], [255]]))
        }
    }
}
