extension Runs {
    /// A page of the runs that pass the filter.
    ///
    /// A walk over `next` visits each run that was there at its beginning exactly once, whatever is inserted, changed
    /// or deleted meanwhile. Runs that newer code wrote in a format of its own are left out, here and of counts.
    /// - Throws: `.invalidArgument` for a limit below 1; `.invalidCursor` for a cursor of another list.
    public func list(_ query: RunQuery = RunQuery()) async throws -> Listing<RunRecord> {
        try context.begin()
        try query.filter.validate()
        let size = try ListCursor.pageSize(query.limit)
        let cursor = ListCursor(context, "runs", query.filter.identity, query.oldestFirst ? "oldest" : "newest")
        let start = try cursor.position(query.cursor)
        var found: [RunRecord] = []
        var last: Cursor?
        var next: String?
        var walk = RunWalk(self, query, after: start, pageSize: size + 1)
        // One more than asked tells whether there is a next page.
        while let (run, position) = try await walk.next() {
            guard found.count < size else {
                next = last.map { cursor.text($0) }
                break
            }
            found.append(run)
            last = position
        }
        let runs = query.payloads ? try await context.withPayloads(found, for: "list runs") : found
        return Listing(items: runs, next: next)
    }

    /// How many runs pass the filter, counted up to a bound.
    public func count(_ filter: RunFilter = RunFilter(), upTo limit: Int = 10_000) async throws -> BoundedCount {
        try context.begin()
        try filter.validate()
        guard limit > 0 else { throw StoreError(.invalidArgument, "a count goes up to at least 1, not \(limit)") }
        let bound = limit == .max ? limit : limit + 1
        var counted = 0
        if filter.isSimple {
            counted = try await context.count(
                filter.range(context.tenant), filter: filter.conditions, limit: bound, for: "count runs")
        } else {
            var walk = RunWalk(self, RunQuery(filter), after: nil, pageSize: 1_000)
            while counted < bound, try await walk.next() != nil { counted += 1 }
        }
        return BoundedCount(value: min(counted, limit), isExact: counted <= limit)
    }

    /// The one run whose id begins with this text.
    ///
    /// A whole id always finds its run, even where it is the beginning of others.
    /// - Throws: `.notFound` where there is none, `.invalidArgument` where there are several.
    public func resolve(prefix: String) async throws -> RunID {
        try context.begin()
        try Self.validateName(prefix, "run id")
        let end = ByteOrder.successor(ofPrefix: prefix).map { Value.text($0) }
        let range = IndexRange(RunTable.table, nil, [context.tenant], atLeast: .text(prefix), below: end)
        var walk = RowWalk(context, Scan(range, limit: 2), for: "find run", prefix)
        guard let first = try await walk.next()?[RunTable.runID].text else { throw StoreError.notFound("run", prefix) }
        if ByteOrder.equal(first, prefix) { return RunID(first) }
        if let second = try await walk.next()?[RunTable.runID].text {
            throw StoreError(
                .invalidArgument,
                "several run ids begin with \"\(prefix)\", such as \(first) and \(second); give more of it")
        }
        return RunID(first)
    }
}

/// The runs that pass a filter, one after the other.
struct RunWalk {
    private let runs: Runs
    private let filter: RunFilter
    private let pageSize: Int
    private var rows: RowWalk
    /// Whether the rows are the tag index's, from which the runs must be read.
    private let isByTag: Bool
    private var fetched: ArraySlice<(run: RunRecord, position: Cursor)> = []

    init(_ runs: Runs, _ query: RunQuery, after start: Cursor?, pageSize: Int) {
        self.runs = runs
        self.pageSize = min(pageSize, 1_000)
        filter = query.filter
        // Any one tag will do to start from: the others are tested on the run.
        let tag = query.filter.tags.min { ByteOrder.isBefore($0.key, $1.key) }
        isByTag = tag != nil
        let tenant = runs.context.tenant
        let range = tag.map { query.filter.tagRange(tenant, $0.key, $0.value) } ?? query.filter.range(tenant)
        var scan = Scan(range, limit: self.pageSize)
        scan.descending = !query.oldestFirst
        scan.after = start
        scan.filter = isByTag ? [] : filter.conditions
        rows = RowWalk(runs.context, scan, for: "list runs")
    }

    mutating func next() async throws -> (run: RunRecord, position: Cursor)? {
        while true {
            if let found = fetched.popFirst() {
                if filter.passes(found.run) { return found }
            } else if isByTag {
                guard try await fetchTagged() else { return nil }
            } else {
                guard let row = try await rows.next() else { return nil }
                fetched.append((try RunRecord(row), rows.position(of: row)))
            }
        }
    }

    /// Reads the runs of the next rows of the tag index; an entry whose run is gone or has another life is passed over.
    private mutating func fetchTagged() async throws -> Bool {
        var entries: [Row] = []
        while entries.count < pageSize, let entry = try await rows.next() { entries.append(entry) }
        guard !entries.isEmpty else { return false }
        let keys = entries.map { Key(RunTable.table, runs.context.tenant, $0[TagTable.runID]) }
        let found = try await runs.context.getAll(keys, .all, for: "list runs")
        let conditions = filter.conditions
        for (entry, row) in zip(entries, found) {
            guard let row, row[RunTable.incarnation] == entry[TagTable.incarnation], conditions.hold(for: row) else {
                continue
            }
            // The tag index and the runs' own indexes sort by creation and id alike, so their places are the same.
            fetched.append((try RunRecord(row), rows.position(of: entry)))
        }
        return true
    }
}

extension RunFilter {
    fileprivate func tagRange(_ tenant: Value, _ tag: String, _ value: String) -> IndexRange {
        IndexRange(
            TagTable.table, TagTable.byCreation, [tenant, .text(tag), .text(value)],
            atLeast: createdFrom.map { .time($0) }, below: createdBefore.map { .time($0) })
    }
}
