internal import HoldfastCore

extension SQLCompiler {
    /// The text of a command; its parameters stand in the order in which the command hands them over.
    package func text(of command: Command) -> String {
        var writer = Writer(self)
        let table = name(command.table.name)
        switch command {
        case .find(let key, _):
            writer.add("SELECT \(command.columns.list) FROM \(table) WHERE ")
            writer.add(key.table.key, equalTo: key.values.count)
        case .test(let key, let conditions):
            writer.add("SELECT 1 FROM \(table) WHERE ")
            writer.add(key, conditions)
        case .insert(let row):
            let columns = row.table.columns
            writer.add("INSERT INTO \(table) (\(columns.list)) VALUES (")
            writer.addParameters(columns.count)
            // Only the key is unique; any other broken constraint still is an error.
            writer.add(") ON CONFLICT DO NOTHING")
        case .update(let key, let assignments, let conditions):
            writer.add("UPDATE \(table) SET ")
            if assignments.isEmpty {
                // It changes nothing, but finds out whether the row is there, and may return it.
                writer.add("\(key.table.key[0].quoted) = \(key.table.key[0].quoted)")
            }
            writer.add(assignments)
            writer.add(" WHERE ")
            writer.add(key, conditions)
        case .delete(let key, let conditions):
            writer.add("DELETE FROM \(table) WHERE ")
            writer.add(key, conditions)
        case .page(let segment, _, _):
            writer.add("SELECT \(command.columns.list)")
            writer.add(segment)
        case .count(let segment, _):
            writer.add("SELECT count(*) FROM (SELECT 1")
            writer.add(segment)
            writer.add(")")
        case .erase(let segment, _):
            let key = segment.table.key
            writer.add("DELETE FROM \(table) WHERE (\(key.list)) IN (SELECT \(key.list)")
            writer.add(segment)
            writer.add(")")
        }
        return writer.text
    }
}

/// Puts a statement together and counts its parameters.
private struct Writer {
    private let compiler: SQLCompiler
    private(set) var text = ""
    private var parameters = 0

    init(_ compiler: SQLCompiler) { self.compiler = compiler }

    mutating func add(_ more: String) { text += more }

    private mutating func parameter() -> String {
        parameters += 1
        return compiler.dialect.parameter(parameters)
    }

    mutating func addParameters(_ count: Int) {
        text += (0..<count).map { _ in parameter() }.joined(separator: ", ")
    }

    mutating func add(_ columns: [Column], equalTo count: Int) {
        precondition(columns.count == count, "\(count) values for \(columns.count) columns")
        text += columns.map { "\($0.quoted) = \(parameter())" }.joined(separator: " AND ")
    }

    mutating func add(_ key: Key, _ conditions: [Condition]) {
        add(key.table.key, equalTo: key.values.count)
        add(conditions)
    }

    mutating func add(_ assignments: [Assignment]) {
        text += assignments.map { assignment in
            let column = assignment.column.quoted
            return switch assignment {
            case .set: "\(column) = \(parameter())"
            case .add: "\(column) = coalesce(\(column), 0) + \(parameter())"
            }
        }.joined(separator: ", ")
    }

    // The plus sign keeps a tested column out of the planner's sight: the way to the rows is the key or the range's
    // own index, never another index that happens to hold the column.
    mutating func add(_ conditions: [Condition]) {
        for condition in conditions {
            let column = "+\(condition.column.quoted)"
            text += " AND "
            switch condition.test {
            case .equal: text += "\(column) = \(parameter())"
            case .notEqual: text += "\(column) <> \(parameter())"
            case .less: text += "\(column) < \(parameter())"
            case .atMost: text += "\(column) <= \(parameter())"
            case .greater: text += "\(column) > \(parameter())"
            case .atLeast: text += "\(column) >= \(parameter())"
            case .among(let values):
                if values.isEmpty {
                    text += "1 = 0"
                } else {
                    text += "\(column) IN ("
                    addParameters(values.count)
                    text += ")"
                }
            case .isNull: text += "\(column) IS NULL"
            case .isNotNull: text += "\(column) IS NOT NULL"
            }
        }
    }

    mutating func add(_ segment: Segment) {
        let table = segment.table
        let order = segment.order
        text += " FROM \(compiler.name(table.name))"
        if let index = segment.index { text += compiler.dialect.hint(index: compiler.name(index, of: table)) }
        text += " WHERE "
        add(order.partition, equalTo: segment.partition.count)
        for bound in segment.bounds {
            let columns = order.sort.prefix(bound.values.count)
            let values = columns.map { _ in parameter() }.joined(separator: ", ")
            text += " AND (\(Array(columns).list)) \(bound.symbol) (\(values))"
        }
        // The prover of partial indexes does not look into parameters, so their predicate is repeated as it stands.
        for column in (segment.index.map { $0.partition + $0.sort } ?? []) where column.isNullable {
            text += " AND \(column.quoted) IS NOT NULL"
        }
        add(segment.filter)
        // Also where the order does not matter: it keeps the planner to the range's own index.
        if !order.sort.isEmpty {
            let direction = segment.isDescending ? " DESC" : ""
            text += " ORDER BY \(order.sort.map { $0.quoted + direction }.joined(separator: ", "))"
        }
        text += " LIMIT \(parameter())"
    }
}
