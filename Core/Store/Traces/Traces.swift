/// What was done in runs, and how long it took.
public struct Traces: Sendable {
    let context: StoreContext

    init(_ context: StoreContext) { self.context = context }

    /// Stores a span of a run; one that is there is replaced, so that its beginning and its end are one span.
    ///
    /// A span that has ended stays so: one without an end that comes late changes nothing.
    /// - Throws: `.notFound` (kind `run`) for an unknown run; `.limitExceeded` for a span that lies too deep.
    public func save(_ span: Span, of id: RunID) async throws {
        try context.begin()
        try span.validate()
        let run = try await Runs(context).get(id, payloads: false)
        let row = span.row(context, run)
        let belongs = run.isThere(context)
        // A span is inserted once; and where the first update meets none, it was deleted with its run.
        if case .refused(let refusal) = try await context.commit(
            WriteBatch([.insert(row), belongs]), for: "save span", span.id)
        {
            guard refusal.operation == 0 else { throw StoreError.notFound("run", id) }
            let kept = TraceTable.table.key + [TraceTable.insertToken]
            let changes = TraceTable.table.columns.filter { !kept.contains($0) }.map { Assignment.set($0, row[$0]) }
            let isOpen = span.completedAt == nil ? [Condition(TraceTable.completedAt, .isNull)] : []
            let batch = WriteBatch([.update(row.key, changes, where: isOpen), belongs])
            // Sets that are sent twice are the same sets.
            let outcome = try await context.commit(batch, for: "save span", span.id) { _ in false }
            if case .refused(let refusal) = outcome, refusal.operation == 1 || refusal.current == nil {
                throw StoreError.notFound("run", id)
            }
        }
    }

    /// A page of spans with their events, in the order in which they began.
    ///
    /// - Throws: `.notFound` for an unknown run; `.invalidArgument` where neither a run nor a name nor a status is
    ///   given.
    public func list(_ query: SpanQuery) async throws -> Listing<SpanRecord> {
        try context.begin()
        let size = try ListCursor.pageSize(query.limit)
        var (scan, identity) = try await scan(query)
        let token = ListCursor(context, "spans", identity)
        scan.after = try token.position(query.cursor)
        scan.limit = size + 1
        var walk = LivingRows(context, scan, TraceTable.runID, TraceTable.incarnation, for: "list spans")
        return try await walk.listing(size, token) { try SpanRecord($0) }
    }

    /// The statistics of all spans that pass, whatever the query's limit and cursor, by name.
    ///
    /// It reads all of them.
    public func statistics(_ query: SpanQuery) async throws -> [SpanStatistics] {
        try context.begin()
        var scan = try await scan(query).scan
        scan.columns = .withoutPayloads
        var walk = LivingRows(context, scan, TraceTable.runID, TraceTable.incarnation, for: "read span statistics")
        var found: [Value: SpanStatistics] = [:]
        while let row = try await walk.next() {
            let span = try SpanRecord(row).span
            found[.text(span.name), default: SpanStatistics(name: span.name)].add(span)
        }
        return found.values.sorted { ByteOrder.isBefore($0.name, $1.name) }
    }
}

extension Store {
    /// What was done in runs, and how long it took.
    public var traces: Traces { Traces(context) }
}

extension Traces {
    /// The scan of a query, and the text by which its cursors are known.
    private func scan(_ query: SpanQuery) async throws -> (scan: Scan, identity: String) {
        if let name = query.name { try Runs.validateName(name, "span name") }
        let range: IndexRange
        var life = ""
        if let id = query.run {
            let run = try await Runs(context).get(id, payloads: false)
            life = run.incarnation.rawValue
            range = IndexRange(TraceTable.table, TraceTable.byStart, [context.tenant, run.incarnation.value])
        } else if let name = query.name {
            range = IndexRange(TraceTable.table, TraceTable.byName, [context.tenant, .text(name)])
        } else if let status = query.status {
            range = IndexRange(TraceTable.table, TraceTable.byStatus, [context.tenant, .text(status.rawValue)])
        } else {
            throw StoreError(.invalidArgument, "say which spans: those of a run, of a name or of a status")
        }
        var scan = Scan(range, limit: 1_000)
        scan.columns = .all
        if let name = query.name { scan.filter.append(Condition(TraceTable.name, .equal(.text(name)))) }
        if let status = query.status {
            scan.filter.append(Condition(TraceTable.status, .equal(.text(status.rawValue))))
        }
        let parts: [JSONValue] = [life, query.name, query.status?.rawValue].map { $0.map { .string($0) } ?? .null }
        return (scan, JSONValue.array(parts).text)
    }
}
