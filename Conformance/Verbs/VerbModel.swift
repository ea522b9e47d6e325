internal import HoldfastCore

/// What the verbs mean, by a list of rows and nothing clever: slow, plain and without code of any backend.
struct VerbModel {
    let table: Table
    private var rows: [Row] = []

    init(_ table: Table) { self.table = table }

    func row(_ key: Key) -> Row? { rows.first { Self.values($0, table.key) == key.values } }

    mutating func commit(_ batch: WriteBatch) -> CommitVerdict {
        for (position, operation) in batch.operations.enumerated() {
            let current = row(operation.key)
            let isFine: Bool
            switch operation {
            case .insert, .absent: isFine = current == nil
            case .update(_, _, let conditions), .check(_, let conditions):
                isFine = current.map { Self.passes($0, conditions) } ?? false
            case .delete(_, let conditions):
                isFine = current.map { Self.passes($0, conditions) } ?? conditions.isEmpty
            }
            guard isFine else { return .refused(by: position, current: current) }
        }
        for operation in batch.operations {
            switch operation {
            case .insert(let row): rows.append(row)
            case .update(let key, let assignments, _): change(key, assignments)
            case .delete(let key, _): rows.removeAll { Self.values($0, table.key) == key.values }
            case .check, .absent: break
            }
        }
        return .applied(batch.returnsRow ? batch.operations.first.flatMap { row($0.key) } : nil)
    }

    func rows(in range: IndexRange, where conditions: [Condition] = []) -> [Row] {
        let partition = range.index?.partition ?? table.partition
        let sort = range.index?.sort ?? table.sort
        return rows.filter { row in
            guard Self.values(row, partition) == range.partition else { return false }
            guard Self.values(row, sort).allSatisfy({ $0 != .null }) else { return false }
            guard Self.passes(row, conditions) else { return false }
            guard let first = sort.first.map({ row.values[$0.ordinal] }) else { return true }
            if let bound = range.atLeast, KeyOrder.compare(first, bound) < 0 { return false }
            if let bound = range.atMost, KeyOrder.compare(first, bound) > 0 { return false }
            if let bound = range.below, KeyOrder.compare(first, bound) >= 0 { return false }
            return true
        }
        .sorted { KeyOrder.isBefore($0, $1, sort + table.key) }
    }

    mutating func take(_ take: Take) -> [Row] {
        var keys: [Key] = []
        for range in take.ranges {
            for row in rows(in: range).prefix(take.limit - keys.count) {
                keys.append(row.key)
                change(row.key, take.patch)
            }
        }
        return keys.compactMap { row($0) }
    }

    mutating func erase(_ range: IndexRange) -> Int {
        let gone = rows(in: range)
        rows.removeAll { gone.contains($0) }
        return gone.count
    }

    private mutating func change(_ key: Key, _ assignments: [Assignment]) {
        guard let position = rows.firstIndex(where: { Self.values($0, table.key) == key.values }) else { return }
        for assignment in assignments {
            switch assignment {
            case .set(let column, let value): rows[position][column] = value
            case .add(let column, let amount):
                rows[position][column] = .int((rows[position].values[column.ordinal].int ?? 0) + amount)
            }
        }
    }

    private static func passes(_ row: Row, _ conditions: [Condition]) -> Bool {
        conditions.allSatisfy { FilterOracle.passes(row.values[$0.column.ordinal], $0.test) }
    }

    private static func values(_ row: Row, _ columns: [Column]) -> [Value] { columns.map { row.values[$0.ordinal] } }
}
