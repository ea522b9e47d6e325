/// The tables of one version of the store.
public struct Schema: Sendable {
    /// The number of the last migration that made it.
    public let version: Int
    /// All tables.
    public let tables: [Table]

    /// A schema of this version.
    public init(version: Int, tables: [Table]) {
        self.version = version
        self.tables = tables
    }
}

/// One numbered step from a schema to the next, as data that every backend can carry out.
public struct Migration: Sendable {
    /// A change; none ever drops or rewrites what is there.
    public enum Change: Sendable {
        case addTable(Table)
        case addColumn(Table, Column)
        case addIndex(Table, Index)
    }

    /// The version that the schema has after this step; the first is 1.
    public let version: Int
    /// What it does, for a person.
    public let summary: String
    /// What to do, in order, whole or not at all.
    public let changes: [Change]

    /// A step to this version.
    public init(version: Int, summary: String, changes: [Change]) {
        self.version = version
        self.summary = summary
        self.changes = changes
    }
}

extension [Migration] {
    /// The steps from the stored version on, which a backend has to apply.
    ///
    /// - Throws: `.schemaTooNew` where the stored version is newer than the last step.
    public func missing(at stored: Int) throws(BackendError) -> [Migration] {
        let newest = last?.version ?? 0
        guard stored <= newest else {
            throw BackendError(
                .schemaTooNew, "the stored schema is version \(stored), this code knows \(newest); update the code")
        }
        return filter { $0.version > stored }
    }
}
