/// The rows of a scan, one after the other: reads page by page as they are used up, and hides short and empty pages.
struct RowWalk: RowSequence {
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

/// Rows one after the other, each with its place in their order.
protocol RowSequence {
    /// The next row, or nil at the end.
    mutating func next() async throws -> Row?
    /// The place of this row in the order.
    func position(of row: Row) -> Cursor
}

extension RowSequence {
    /// A page of what the rows stand for; the scan reads one more than its size, to see whether there is a next page.
    mutating func listing<Element>(
        _ size: Int, _ cursor: ListCursor, _ element: (Row) throws -> Element
    ) async throws -> Listing<Element> {
        var items: [Element] = []
        var last: Row?
        while let row = try await next() {
            guard items.count < size else {
                return Listing(items: items, next: last.map { cursor.text(position(of: $0)) })
            }
            items.append(try element(row))
            last = row
        }
        return Listing(items: items, next: nil)
    }
}
