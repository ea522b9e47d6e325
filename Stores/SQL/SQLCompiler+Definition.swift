package import HoldfastCore

extension SQLCompiler {
    /// The statements that carry out one migration, in order.
    package func statements(for migration: Migration) -> [String] {
        var statements: [String] = []
        var changed: Set<String> = []
        for change in migration.changes {
            switch change {
            case .addTable(let table):
                statements.append(create(table))
                statements += table.indexes.map { create($0, of: table) }
                changed.insert(table.name)
            case .addColumn(let table, let column):
                statements.append("ALTER TABLE \(name(table.name)) ADD COLUMN \(definition(column))")
                changed.insert(table.name)
            case .addIndex(let table, let index): statements.append(create(index, of: table))
            }
        }
        return statements + views(touchedBy: changed)
    }

    /// What a migration does, as lines for a person.
    package func lines(for migration: Migration) -> [String] {
        ["version \(migration.version): \(migration.summary)"]
            + migration.changes.map { change in
                switch change {
                case .addTable(let table):
                    "  add table \(name(table.name)): \(table.columns.count) columns, \(table.indexes.count) indexes"
                case .addColumn(let table, let column): "  add column \(name(table.name)).\(column.quoted)"
                case .addIndex(let table, let index): "  add index \(name(index, of: table))"
                }
            }
    }

    /// The table that records the migrations; creating it twice is harmless.
    package var createMigrationTable: String {
        """
        CREATE TABLE IF NOT EXISTS \(Identifier.quoted(migrationTable)) \
        ("version" INTEGER PRIMARY KEY, "summary" TEXT NOT NULL) STRICT
        """
    }

    /// Records a migration: its version and summary are the parameters.
    package var recordMigration: String {
        """
        INSERT INTO \(Identifier.quoted(migrationTable)) ("version", "summary") \
        VALUES (\(dialect.parameter(1)), \(dialect.parameter(2)))
        """
    }

    /// Reads the version that the tables have.
    package var readVersion: String { "SELECT coalesce(max(\"version\"), 0) FROM \(Identifier.quoted(migrationTable))" }

    func create(_ table: Table) -> String {
        let columns = table.columns.map { definition($0) }.joined(separator: ", ")
        return """
            CREATE TABLE \(name(table.name)) (\(columns), PRIMARY KEY (\(table.key.list)))\(dialect.tableOptions(table))
            """
    }

    func create(_ index: Index, of table: Table) -> String {
        let order = table.order(index)
        let sparse = (index.partition + index.sort).filter(\.isNullable).map { "\($0.quoted) IS NOT NULL" }
        let predicate = sparse.isEmpty ? "" : " WHERE \(sparse.joined(separator: " AND "))"
        let columns = (order.partition + order.sort).list
        return "CREATE INDEX \(name(index, of: table)) ON \(name(table.name)) (\(columns))\(predicate)"
    }

    private func definition(_ column: Column) -> String {
        "\(column.quoted) \(dialect.type(of: column.type))\(column.isNullable ? "" : " NOT NULL")"
    }
}
