package import HoldfastCore

/// The few points in which databases that speak SQL differ.
package protocol Dialect: Sendable {
    /// The type of a column that holds this.
    func type(of type: ColumnType) -> String
    /// The parameter at this position; the first is 1.
    func parameter(_ position: Int) -> String
    /// What stands after the parenthesis of CREATE TABLE.
    func tableOptions(_ table: Table) -> String
    /// What stands after a table's name to make the planner use this index, or nothing.
    func hint(index: String) -> String
    /// An expression that shows a column of microseconds as a moment for people.
    func readableTime(_ column: String) -> String
}

/// SQLite 3.37 and later, and libSQL.
package struct SQLiteDialect: Dialect {
    package init() {}

    package func type(of type: ColumnType) -> String {
        switch type {
        case .text, .json: "TEXT"
        case .int, .time, .bool: "INTEGER"
        // A REAL column would store -0.0 as the integer 0; ANY in a STRICT table keeps what it is given.
        case .double: "ANY"
        case .bytes: "BLOB"
        }
    }

    package func parameter(_ position: Int) -> String { "?\(position)" }

    package func tableOptions(_ table: Table) -> String { " STRICT" }

    package func hint(index: String) -> String { " INDEXED BY \(index)" }

    package func readableTime(_ column: String) -> String {
        "strftime('%Y-%m-%d %H:%M:%f', \(column) / 1000000.0, 'unixepoch')"
    }
}
