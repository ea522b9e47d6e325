/// What an import did.
public struct ImportSummary: Sendable, Equatable {
    /// How many runs were written.
    public internal(set) var runs = 0
    /// How many rows were written, those of the runs included.
    public internal(set) var rows = 0
    /// How many runs were there already, the same as in the export.
    public internal(set) var sameRuns = 0
    /// The runs that are there, but not as in the export: they were left as they are.
    public internal(set) var otherRuns: [RunID] = []
    /// How many rows that belong to no run are there, but not as in the export: they were left as they are.
    public internal(set) var otherRows = 0

    /// Whether all that the export holds is in the store.
    public var isWhole: Bool { otherRuns.isEmpty && otherRows == 0 }
}

extension Store {
    /// Writes what an export holds into this store's namespace.
    ///
    /// Nothing that is there is changed. A run is written only when all of its lines are there with their digest; its
    /// own row comes last, after the rest was read back, so half a run is never seen. An import that was cut off is
    /// repeated as it is: what is there already is compared.
    /// - Throws: `.corrupted` where a line was changed, lost or added, having written nothing of that run;
    ///   `.schemaTooNew` where newer code wrote it; `.invalidArgument` where it is no export, or one of stored payloads
    ///   of another namespace.
    @discardableResult
    public func `import`<Lines: AsyncSequence>(_ lines: Lines) async throws -> ImportSummary
    where Lines.Element == String {
        try context.begin()
        var importer = Importer(context)
        for try await line in lines where !line.isEmpty { try await importer.take(line) }
        return try importer.finished()
    }

    /// Copies everything in one store's namespace into another's, run by run, each verified by its digest.
    ///
    /// A copy that was cut off is repeated as it is; see ``import(_:)``, also for what is there already.
    /// - Parameter progress: Called after each run, with what was done so far.
    @discardableResult
    public static func copy(
        from source: Store, to target: Store, progress: (ImportSummary) -> Void = { _ in }
    ) async throws -> ImportSummary {
        try target.context.begin()
        var importer = Importer(target.context)
        var runs = 0
        try await source.export { line in
            try await importer.take(line)
            guard importer.seenRuns > runs else { return }
            runs = importer.seenRuns
            progress(importer.summary)
        }
        return try importer.finished()
    }
}

/// Writes the lines of an export.
struct Importer {
    private var context: StoreContext
    private(set) var summary = ImportSummary()
    private(set) var seenRuns = 0
    private var seenRows = 0
    private var header: ExportLine.Header?
    private var digest = LineDigest()
    /// Rows that wait for the digest of their run, with their lines.
    private var pending: [(row: Row, line: String)] = []
    private var isEnded = false
    private static let operation = "import"

    init(_ context: StoreContext) { self.context = context }

    mutating func take(_ text: String) async throws {
        guard !isEnded, let line = try ExportLine(text, in: context.namespace) else {
            throw damaged("a line that is none")
        }
        if case .end(let runs, let rows, let expected) = line {
            guard pending.isEmpty, runs == seenRuns, rows == seenRows, expected == digest.text else {
                throw damaged("other lines than were written")
            }
            isEnded = true
            return
        }
        digest.add(text)
        switch line {
        case .header(let header): try begin(header)
        case .row(let row):
            guard header != nil else { throw damaged("rows before its first line") }
            seenRows += 1
            // The rows of a run come together, and no other between them.
            if row.table == RunTable.table || row.key.life != nil || !pending.isEmpty {
                pending.append((row, text))
            } else {
                let outcome = try await write([row])
                if outcome.others > 0 { summary.otherRows += 1 }
                summary.rows += outcome.written
            }
        case .run(let id, let rows, let expected):
            seenRuns += 1
            let isSame = pending.count == rows && LineDigest.text(of: pending.map(\.line)) == expected
            guard isSame || CoreFault.leavesOut(.exportDigest) else {
                throw damaged("a run \"\(id)\" that was changed")
            }
            try await writeRun(id)
            pending = []
        case .end: break
        }
    }

    /// What was done, when all lines were taken. Throws `.corrupted` where the last are missing.
    func finished() throws -> ImportSummary {
        guard isEnded || CoreFault.leavesOut(.exportDigest) else { throw damaged("no end: the rest of it was lost") }
        return summary
    }

    private mutating func begin(_ header: ExportLine.Header) throws {
        guard self.header == nil else { throw damaged("two first lines") }
        self.header = header
        guard header.isStored else { return }
        guard ByteOrder.equal(header.namespace, context.namespace.rawValue) else {
            throw StoreError(
                .invalidArgument,
                "an export of stored payloads belongs to the namespace \"\(header.namespace)\"; import it there, or "
                    + "export the payloads decoded")
        }
        context = context.beneath
    }

    /// Writes the run whose rows wait, unless it is there.
    private mutating func writeRun(_ id: String) async throws {
        guard let run = pending.last?.row, run.table == RunTable.table, run[RunTable.runID] == .text(id),
            case .text(let life) = run[RunTable.incarnation],
            pending.dropLast().allSatisfy({ $0.row.key.life == life })
        else { throw damaged("rows of another run in \"\(id)\"") }
        let exporter = Exporter(context: context, isStored: header?.isStored ?? false)
        let children = pending.dropLast().map(\.line)
        if let there = try await context.get(run.key, .all, for: Self.operation, id) {
            let stored = there == run ? try await exporter.lines(ofLife: Incarnation(life)) : nil
            if stored == children { summary.sameRuns += 1 } else { summary.otherRuns.append(RunID(id)) }
            return
        }
        if CoreFault.leavesOut(.importOrder) { _ = try await write([run]) }
        var written = 0
        var stored: [String] = []
        for attempt in 1...2 {
            written = try await write(pending.dropLast().map(\.row)).written
            stored = try await exporter.lines(ofLife: Incarnation(life))
            guard stored != children, attempt == 1 else { break }
            // An import of another state of the run was cut off here. No run leads to these rows.
            _ = try await Runs(context).purge(Incarnation(life))
        }
        guard stored == children else {
            throw StoreError(
                .corrupted, "the rows of run \"\(id)\" are not what was imported; the run itself was not written",
                kind: "run", id: id)
        }
        let last = try await write([run])
        if last.others > 0 {
            summary.otherRuns.append(RunID(id))
        } else {
            summary.runs += 1
            summary.rows += written + last.written
        }
    }

    /// Inserts rows, each by itself; those that are there are compared.
    private func write(_ rows: [Row]) async throws -> (written: Int, others: Int) {
        var result = (written: 0, others: 0)
        var rest = rows[...]
        while !rest.isEmpty {
            var size = 0
            let group = rest.prefix { row in
                defer { size += row.size }
                return size < 4 << 20
            }.prefix(100)
            rest = rest.dropFirst(group.count)
            let batches = group.map { WriteBatch([.insert(prepared($0))]) }
            for ((row, batch), outcome) in zip(zip(group, batches), await context.commitEach(batches)) {
                switch try await settled(outcome, batch) {
                case .applied: result.written += 1
                case .refused(let refusal):
                    // Only what is exported counts.
                    let isSame = refusal.current.map { ExportLine.row($0).text } == ExportLine.row(row).text
                    if !isSame { result.others += 1 }
                }
            }
        }
        return result
    }

    /// Chunks are looked at by the sweep when they have been here for a while.
    private func prepared(_ row: Row) -> Row {
        guard row.table == BlobTable.table, row[BlobTable.chunk] == .int(0) else { return row }
        var row = row
        row[BlobTable.checkAt] = .time(context.now.advanced(by: NewBlob.grace))
        return row
    }

    private func settled(
        _ outcome: Result<CommitOutcome, BackendError>, _ batch: WriteBatch
    ) async throws -> CommitOutcome {
        switch outcome {
        case .success(let outcome): return outcome
        // Sent again by itself, it is settled by what is in its place.
        case .failure(let error) where error.code == .unknownOutcome:
            return try await context.commit(batch, for: Self.operation)
        case .failure(let error): throw StoreError(error, Self.operation, batch.operations[0].key.table)
        }
    }

    private func damaged(_ what: String) -> StoreError {
        guard header != nil else {
            return StoreError(.invalidArgument, "this is no export: it begins otherwise")
        }
        return StoreError(.corrupted, "the export holds \(what); get it again and repeat the import")
    }
}
