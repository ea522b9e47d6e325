internal import HoldfastCore

/// Everything that is stored in a namespace, as canonical text, read through the backend's verbs.
///
/// Tables whose partitions nobody can list are read in the partitions of every life that ever was, ended ones too, so
/// that what a deletion left behind is found.
struct StoreDump {
    let rows: [Row]
    private let lives: [Incarnation]

    init(_ backend: any StoreBackend, _ namespace: Namespace, lives: [Incarnation]) async throws {
        self.lives = lives
        var rows: [Row] = []
        for table in Schema.holdfast.tables {
            for partition in Self.partitions(of: table, lives) {
                rows += try await backend.walk(IndexRange(table, nil, [.text(namespace.rawValue)] + partition))
            }
        }
        self.rows = rows
    }

    /// The values of a table's partitions, after the namespace.
    private static func partitions(of table: Table, _ lives: [Incarnation]) -> [[Value]] {
        let rest = table.partition.dropFirst().map(\.name)
        switch rest {
        case []: return [[]]
        case ["incarnation"], ["owner"], ["recipient"]: return lives.map { [.text($0.rawValue)] }
        case ["scope"]: return lives.map { [.text("run/" + $0.rawValue)] }
        case ["tag", "value"]:
            return CommandGenerator.tags.sorted { $0.key < $1.key }.flatMap { tag, values in
                values.filter { !$0.isEmpty }.map { [.text(tag), .text($0)] }
            }
        // Nothing that the model calls writes there.
        default: return []
        }
    }

    /// Every column of every row, a line each row.
    var text: String {
        rows.map { row in
            let cells = row.table.columns.map { "\($0.name)=\(Canonical.value(row[$0], $0))" }
            return row.table.name + " " + cells.joined(separator: " ")
        }.joined(separator: "\n")
    }

    /// The rows in the model's words: lives by their number, and of each table the columns that the model knows.
    func answer(knowing known: [String: Set<String>]) -> Answer {
        let names = Dictionary(uniqueKeysWithValues: lives.enumerated().map { ($1.rawValue, "life \($0 + 1)") })
        return Answer(
            rows.flatMap { row in
                let cells = row.table.columns.dropFirst().map { column -> Cell in
                    let life = row[column].text.map { $0.hasPrefix("run/") ? String($0.dropFirst(4)) : $0 }
                    let number = ["incarnation", "scope"].contains(column.name) ? life.flatMap { names[$0] } : nil
                    return Cell(column.name, number ?? Canonical.value(row[column], column))
                }
                return Self.lines(row.table, cells, knowing: known[row.table.name])
            }.sorted())
    }

    /// A line for each column, named by the row's key.
    static func lines(_ table: Table, _ cells: [Cell], knowing known: Set<String>? = nil) -> [String] {
        let key = table.key.dropFirst().map { column in cells.first { $0.name == column.name }?.text ?? "?" }
        let row = "\(table.name)(\(key.joined(separator: ", ")))"
        return [row] + cells.filter { known?.contains($0.name) ?? true }.map { "\(row).\($0.name) = \($0.text)" }
    }
}

extension StoreModel {
    /// The rows that must be there, each with the columns that the model knows.
    var rows: [(table: Table, cells: [Cell])] {
        runs.values.flatMap { run in
            let life = Cell("incarnation", "life \(run.life)")
            var rows: [(table: Table, cells: [Cell])] = [(RunTable.table, run.cells)]
            for payload in run.payloads {
                let part = Cell("part", Canonical.text(payload.name))
                rows.append((PayloadTable.table, [life, part, Cell("content", payload.text)]))
            }
            for (tag, value) in run.tags {
                let cells = [
                    Cell("tag", Canonical.text(tag)), Cell("value", Canonical.text(value)),
                    Cell("run_id", Canonical.text(run.id.rawValue)), life,
                    Cell("created_at", Canonical.time(run.createdAt)),
                ]
                rows.append((TagTable.table, cells))
            }
            for step in (steps[run.life] ?? [:]).values {
                rows.append((StepTable.table, [life] + step.last.cells + [Cell("fence", "\(step.fence)")]))
                for attempt in step.attempts { rows.append((AttemptTable.table, [life] + attempt.cells)) }
            }
            for (key, value) in state[run.life] ?? [:] {
                rows.append((StateTable.table, [Cell("scope", "life \(run.life)")] + value.cells(key.text)))
            }
            return rows
        }
    }

    /// All rows as an answer, and the columns of each table that it speaks of.
    var dump: (answer: Answer, known: [String: Set<String>]) {
        var known: [String: Set<String>] = [:]
        for (table, cells) in rows { known[table.name] = Set(cells.map(\.name)) }
        return (Answer(rows.flatMap { StoreDump.lines($0.table, $0.cells) }.sorted()), known)
    }
}
