/// The rows of a scan, one after the other: reads page by page as they are used up, and hides short and empty pages.
struct RowWalk {
    private let context: StoreContext
    private let operation: String
    private let id: String?
    private let order: RowOrder
    private var scan: Scan
    private var rows: ArraySlice<Row> = []
    private var isAtEnd = false

    init(_ context: StoreContext, _ scan: Scan, for operation: String, _ id: String? = nil) {
        self.context = context
        self.operation = operation
        self.id = id
        self.scan = scan
        order = scan.range.order
    }

    /// The next row, or nil at the end.
    mutating func next() async throws -> Row? {
        while rows.isEmpty, !isAtEnd {
            let page = try await context.scan(scan, for: operation, id)
            rows = page.rows[...]
            scan.after = page.next
            isAtEnd = page.next == nil
        }
        return rows.popFirst()
    }

    /// The place of this row in the scan's order.
    func position(of row: Row) -> Cursor { Cursor(row, in: order) }
}
