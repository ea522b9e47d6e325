/// The rows of a scan that belong to runs which are there: those of a life that is being deleted are passed over.
struct LivingRows: RowSequence {
    private let context: StoreContext
    private let run: Column
    private let incarnation: Column
    private let operation: String
    private let pageSize: Int
    private var walk: RowWalk
    private var checked: ArraySlice<Row> = []

    /// - Parameters:
    ///   - run: The column of the run's id.
    ///   - incarnation: The column of its life.
    init(_ context: StoreContext, _ scan: Scan, _ run: Column, _ incarnation: Column, for operation: String) {
        self.context = context
        self.run = run
        self.incarnation = incarnation
        self.operation = operation
        pageSize = min(scan.limit, 1_000)
        walk = RowWalk(context, scan, for: operation)
    }

    mutating func next() async throws -> Row? {
        while checked.isEmpty {
            var rows: [Row] = []
            while rows.count < pageSize, let row = try await walk.next() { rows.append(row) }
            guard !rows.isEmpty else { return nil }
            let ids = Set(rows.map { $0[run] })
            let keys = ids.map { Key(RunTable.table, context.tenant, $0) }
            let runs = try await context.getAll(keys, .all, for: operation)
            let lives = Set(runs.compactMap { $0?[RunTable.incarnation] })
            checked = rows.filter { lives.contains($0[incarnation]) }[...]
        }
        return checked.popFirst()
    }

    func position(of row: Row) -> Cursor { walk.position(of: row) }
}

extension RunRecord {
    /// Holds while this life of the run is there: what is written for it goes with this, so that nothing of a deleted
    /// run comes back.
    func isThere(_ context: StoreContext) -> Operation {
        .check(
            Key(RunTable.table, context.tenant, id.value),
            where: [Condition(RunTable.incarnation, .equal(incarnation.value))])
    }
}
