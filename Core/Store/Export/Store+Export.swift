/// What is exported.
public enum ExportScope: Sendable {
    /// Everything in the store's namespace.
    case namespace
    /// One run, with all that belongs to it.
    case run(RunID)
}

/// What an export holds.
public struct ExportSummary: Sendable, Equatable {
    /// How many runs.
    public internal(set) var runs = 0
    /// How many rows, those of the runs included.
    public internal(set) var rows = 0
}

extension Store {
    /// Writes what is stored as lines of JSON, which ``import(_:)`` reads into any other store.
    ///
    /// The lines of a run end with their digest, and all of them with a digest of the whole. Deleted runs, the markers
    /// of their deletion and the registry of workers are left out. Each row is as it was at some moment; runs that are
    /// at work meanwhile go on changing, so stop the workers first where an exact copy matters.
    /// - Parameters:
    ///   - stored: Whether payloads are as they are stored, so that encrypted ones stay so; such an export can only be
    ///     imported into a namespace of the same name, and read there with the same transforms. By default they are as
    ///     the program knows them.
    ///   - write: Takes a line, without its end.
    /// - Throws: `.notFound` where there is no such run.
    @discardableResult
    public func export(
        _ scope: ExportScope = .namespace, stored: Bool = false, write: (String) async throws -> Void
    ) async throws -> ExportSummary {
        try context.begin()
        let isBeneath = stored && !CoreFault.leavesOut(.exportedForm)
        let exporter = Exporter(context: isBeneath ? context.beneath : context, isStored: stored)
        return try await exporter.run(scope, write)
    }
}

/// Reads what is exported.
struct Exporter {
    let context: StoreContext
    let isStored: Bool
    private static let operation = "export"

    /// What speaks of a store at work, not of what it keeps.
    private static let leftOut = [PurgeTable.table, WorkerTable.table]

    func run(_ scope: ExportScope, _ write: (String) async throws -> Void) async throws -> ExportSummary {
        var summary = ExportSummary()
        var digest = LineDigest()
        func put(_ text: String) async throws {
            digest.add(text)
            try await write(text)
        }
        func put(_ row: Row) async throws {
            summary.rows += 1
            try await put(ExportLine.row(row).text)
        }
        func put(run row: Row) async throws {
            guard let lines = try await lines(ofRun: row) else { return }
            for line in lines { try await put(line) }
            summary.rows += lines.count
            summary.runs += 1
            let id = row[RunTable.runID].text ?? ""
            try await put(ExportLine.run(id: id, rows: lines.count, digest: LineDigest.text(of: lines)).text)
        }
        let header = ExportLine.Header(
            namespace: context.namespace.rawValue, schema: Schema.holdfast.version, isStored: isStored)
        try await put(ExportLine.header(header).text)
        switch scope {
        case .run(let id):
            let row = try await Runs(context).row(id, for: Self.operation)
            try await put(run: row)
            for satellite in try await satellites(of: row) { try await put(satellite) }
        case .namespace:
            let runs = IndexRange(RunTable.table, nil, [context.tenant])
            var walk = RowWalk(context, Scan(runs, limit: 1_000), for: Self.operation)
            while let row = try await walk.next() { try await put(run: row) }
            for table in Schema.holdfast.tables { try await eachOther(in: table) { try await put($0) } }
        }
        let end = ExportLine.end(runs: summary.runs, rows: summary.rows, digest: digest.text)
        try await write(end.text)
        return summary
    }

    /// The lines of a run, its own row last, so that an import shows it when all of it is there; nil where it is gone.
    private func lines(ofRun seen: Row) async throws -> [String]? {
        let key = seen.key
        var lines: [String] = []
        // A run at work may change each time; then its rows are those of the last try.
        for _ in 0..<3 {
            guard let row = try await context.get(key, .all, for: Self.operation) else { return nil }
            lines = try await self.lines(ofLife: Incarnation(row[RunTable.incarnation].text ?? ""))
            lines.append(ExportLine.row(row).text)
            guard let now = try await context.get(key, .all, for: Self.operation) else { return nil }
            if now == row { break }
        }
        return lines
    }

    /// The lines of all rows of a life but the run's own.
    func lines(ofLife life: Incarnation) async throws -> [String] {
        var lines: [String] = []
        for range in try await context.ranges(ofLife: life, for: Self.operation) where isExported(range.table) {
            var walk = RowWalk(context, whole(range), for: Self.operation, life.rawValue)
            while let row = try await walk.next() { lines.append(ExportLine.row(row).text) }
        }
        return lines
    }

    /// Chunks are part of the payloads, unless these are as they are stored.
    private func isExported(_ table: Table) -> Bool {
        !Self.leftOut.contains(table) && (isStored || table != BlobTable.table)
    }

    private func whole(_ range: IndexRange) -> Scan {
        var scan = Scan(range, limit: 1_000)
        scan.columns = .all
        return scan
    }

    /// The rows beside a run that lead to it.
    private func satellites(of row: Row) async throws -> [Row] {
        let run = try RunRecord(row)
        let tags = run.tags.sorted { ByteOrder.isBefore($0.key, $1.key) }
        let keys = tags.map { Runs(context).tagKey($0.key, $0.value, run.id) }
        return try await context.getAll(keys, .all, for: Self.operation).compactMap { $0 }
    }

    /// Visits the rows of a table that are not among those of a life.
    private func eachOther(in table: Table, _ visit: (Row) async throws -> Void) async throws {
        guard isExported(table), table != RunTable.table else { return }
        guard !table.isOfLives || CoreFault.leavesOut(.exportedLives) else { return }
        var walk = RowWalk(context, whole(IndexRange(table, nil, [context.tenant])), for: Self.operation)
        while let row = try await walk.next() {
            let isOfLife = row.key.life != nil && !CoreFault.leavesOut(.exportedLives)
            guard !isOfLife, try await hasLife(row) else { continue }
            try await visit(row)
        }
    }

    /// Whether the life that the row names, if any, is that of a run that is there.
    private func hasLife(_ row: Row) async throws -> Bool {
        guard let reference = row.table.reference, case .text = row[reference.life], case .text = row[reference.run]
        else { return true }
        let key = Key(RunTable.table, context.tenant, row[reference.run])
        let run = try await context.get(key, .withoutPayloads, for: Self.operation)
        return run?[RunTable.incarnation] == row[reference.life]
    }
}
