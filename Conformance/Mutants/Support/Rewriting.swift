internal import HoldfastCore

// What faults do to what is written and read.
extension WriteBatch {
    /// The batch with each operation changed; positions stay.
    func map(_ change: (Operation) -> Operation) -> WriteBatch {
        var batch = WriteBatch(operations.map(change))
        batch.returnsRow = returnsRow
        return batch
    }
}

extension Operation {
    /// The row that an insert writes.
    var inserted: Row? { if case .insert(let row) = self { row } else { nil } }

    /// The conditions; none where the operation takes none.
    var conditions: [Condition] {
        switch self {
        case .insert, .absent: []
        case .update(_, _, let conditions), .delete(_, let conditions), .check(_, let conditions): conditions
        }
    }

    /// The operation with only those conditions that pass.
    func keepingConditions(_ isKept: (Condition) -> Bool) -> Operation {
        switch self {
        case .insert, .absent: self
        case .update(let key, let assignments, let conditions):
            .update(key, assignments, where: conditions.filter(isKept))
        case .delete(let key, let conditions): .delete(key, where: conditions.filter(isKept))
        case .check(let key, let conditions): .check(key, where: conditions.filter(isKept))
        }
    }

    /// An update with its assignments changed; anything else as it is.
    func mapAssignments(_ table: Table, _ change: ([Assignment]) -> [Assignment]) -> Operation {
        guard case .update(let key, let assignments, let conditions) = self, key.table == table else { return self }
        return .update(key, change(assignments), where: conditions)
    }

    /// The operation with each value that it writes changed, but not its key.
    func mapValues(_ change: (Column, Value) -> Value) -> Operation {
        switch self {
        case .insert(let row): return .insert(row.mapValues(change))
        case .update(let key, let assignments, let conditions):
            let changed = assignments.map { assignment -> Assignment in
                guard case .set(let column, let value) = assignment else { return assignment }
                return .set(column, change(column, value))
            }
            return .update(key, changed, where: conditions)
        case .delete, .check, .absent: return self
        }
    }

    /// The operation on another key.
    func on(_ key: Key) -> Operation {
        switch self {
        case .insert(var row):
            for (column, value) in zip(key.table.key, key.values) { row[column] = value }
            return .insert(row)
        case .update(_, let assignments, let conditions): return .update(key, assignments, where: conditions)
        case .delete(_, let conditions): return .delete(key, where: conditions)
        case .check(_, let conditions): return .check(key, where: conditions)
        case .absent: return .absent(key)
        }
    }
}

extension Row {
    /// The row with each value outside its key changed.
    func mapValues(_ change: (Column, Value) -> Value) -> Row {
        let changed = table.columns.map { column in
            table.key.contains(column) ? values[column.ordinal] : change(column, values[column.ordinal])
        }
        return Row(table, changed, isPartial: isPartial)
    }

    /// The row with these changes made.
    func applying(_ assignments: [Assignment]) -> Row {
        var row = self
        for assignment in assignments {
            switch assignment {
            case .set(let column, let value): row[column] = value
            case .add(let column, let amount): row[column] = .int((row[column].int ?? 0) &+ amount)
            }
        }
        return row
    }

    /// A row of this key with the plainest content that its columns take.
    static func plain(_ key: Key) -> Row {
        var row = Row(key.table)
        for column in key.table.columns where !column.isNullable {
            switch column.type {
            case .text: row[column] = .text("")
            case .json: row[column] = .text("{}")
            case .int, .time: row[column] = .int(0)
            case .double: row[column] = .double(0)
            case .bool: row[column] = .bool(false)
            case .bytes: row[column] = .bytes([])
            }
        }
        for (column, value) in zip(key.table.key, key.values) { row[column] = value }
        return row
    }

    /// What the row's content would be assigned from.
    var assignments: [Assignment] { table.columns.filter { !table.key.contains($0) }.map { .set($0, self[$0]) } }
}

extension StoreBackend {
    /// The whole row of this key.
    func row(_ key: Key) async throws -> Row? { try await get([key], .all).first ?? nil }

    /// Writes the row over whatever is there.
    func put(_ row: Row) async throws {
        let update = WriteBatch([.update(row.key, row.assignments)])
        if case .refused = try await commit(update) { _ = try await commit(WriteBatch([.insert(row)])) }
    }

    /// All whole rows of a range, page by page.
    func rows(of range: IndexRange) async throws -> [Row] {
        var scan = Scan(range, limit: 1_000)
        scan.columns = .all
        var rows: [Row] = []
        repeat {
            let page = try await self.scan(scan)
            rows += page.rows
            scan.after = page.next
        } while scan.after != nil
        return rows
    }

    /// What a commit of this batch would answer now, written down without applying it.
    func judge(_ batch: WriteBatch) async throws -> Refusal? {
        let current = try await get(batch.operations.map(\.key), .all)
        for (position, operation) in batch.operations.enumerated() where !operation.isAccepted(by: current[position]) {
            return Refusal(operation: position, current: current[position])
        }
        return nil
    }
}

/// Lets every other task go on, so that what others do now falls into the gap of a fault.
func pause() async { for _ in 0..<20 { await Task.yield() } }
