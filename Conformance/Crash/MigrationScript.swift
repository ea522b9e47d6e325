internal import HoldfastCore

/// Each step brings the schema to the next version, and adds a row.
struct MigrationScript: CrashScript {
    static let name = "migrations"

    let c: CheckContext
    let backend: any StoreBackend

    init(_ c: CheckContext) async throws {
        self.c = c
        backend = try await c.handle()
    }

    func perform(_ step: Int) async throws {
        try await backend.migrate(Self.migrations(to: step), dryRun: false)
        let row = c.row(Self.young(step), [Self.id: .text("row"), Self.rank: .int(Int64(step))])
        try c.expect(await backend.verdict(.insert(row)), .done, "a row of version \(step)")
    }

    /// What is there of the version that a step brings.
    func trace(of step: Int) async throws -> Trace {
        let version = try await backend.schemaVersion()
        // As the stored version has it: a backend may refuse rows that are wider than the table that it is asked for.
        let table = version > step ? Self.grown(step) : Self.young(step)
        var found = [version >= step, try await isThere(table)]
        if step > 1 {
            let grown = Self.grown(step - 1)
            let hasColumn = try await isThere(grown)
            found.append(hasColumn)
            // An index that is not there may be read in another way, but never lacks a row.
            if hasColumn {
                let rows = try await backend.walk(c.range(grown))
                found.append(try await backend.walk(c.range(grown, Self.byRank)) == rows)
            }
        }
        return Trace(found.count { $0 }, of: found.count, "parts of version \(step)")
    }

    private func isThere(_ table: Table) async throws -> Bool {
        do throws(BackendError) {
            _ = try await backend.get([c.key(table, .text("row"))], .all)
            return true
        } catch {
            guard error.code == .schemaOutdated else { throw error }
            return false
        }
    }
}

extension MigrationScript {
    /// The schema of each version: a new table; the one before gets a column and an index.
    static func migrations(to version: Int) -> [Migration] {
        (1...version).map { version in
            var changes = [Migration.Change.addTable(young(version))]
            if version > 1 {
                let table = grown(version - 1)
                changes += [.addColumn(table, note), .addIndex(table, byRank)]
            }
            return Migration(version: version, summary: "step \(version)", changes: changes)
        }
    }

    private static let columns = [
        Column(0, "namespace", .text), id, Column(2, "insert_token", .bytes), rank,
    ]
    private static let id = Column(1, "id", .text)
    private static let rank = Column(3, "rank", .int)
    private static let note = Column(4, "note", .text, nullable: true)
    private static let byRank = Index("by_rank", partition: [columns[0]], sort: [rank])

    private static func young(_ version: Int) -> Table {
        Table(9_100 + version, "crash_\(version)", partition: [columns[0]], sort: [id], columns: columns)
    }

    private static func grown(_ version: Int) -> Table {
        Table(
            9_100 + version, "crash_\(version)", partition: [columns[0]], sort: [id], columns: columns + [note],
            indexes: [byRank])
    }
}
