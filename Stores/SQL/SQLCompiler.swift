internal import HoldfastCore

/// Turns the schema and the verbs into SQL of one dialect, with every table's name under one prefix.
package struct SQLCompiler: Sendable {
    package let dialect: any Dialect
    private let prefix: String

    /// A compiler for tables under this prefix, which is empty or a valid ``Identifier``.
    package init(_ dialect: some Dialect, prefix: String = "") {
        precondition(prefix.isEmpty || Identifier.isValid(prefix), "\(prefix) is no prefix for tables")
        self.dialect = dialect
        self.prefix = prefix
    }

    /// The table that records the migrations.
    package var migrationTable: String { prefix + "holdfast_migrations" }

    /// A table's or view's name in quotes.
    func name(_ table: String) -> String { Identifier.quoted(prefix + table) }

    /// An index's name in quotes; names of indexes are unique in the whole database.
    func name(_ index: Index, of table: Table) -> String { Identifier.quoted("\(prefix)\(table.name)_\(index.name)") }
}

extension Column {
    var quoted: String { Identifier.quoted(name) }
}

extension [Column] {
    /// The names, with commas in between.
    var list: String { map(\.quoted).joined(separator: ", ") }
}
