extension StoreContext {
    /// A page of the rows of a scan, each turned into what it stands for.
    func listing<Item: Sendable>(
        _ scan: Scan, limit: Int, _ token: ListCursor, _ cursor: String?, for operation: String,
        _ item: (Row) throws -> Item
    ) async throws -> Listing<Item> {
        let size = try ListCursor.pageSize(limit)
        var scan = scan
        scan.limit = size + 1
        scan.columns = .all
        scan.after = try token.position(cursor)
        var walk = RowWalk(self, scan, for: operation)
        var items: [Item] = []
        var last: Row?
        while let row = try await walk.next() {
            guard items.count < size else {
                return Listing(items: items, next: last.map { token.text(walk.position(of: $0)) })
            }
            items.append(try item(row))
            last = row
        }
        return Listing(items: items, next: nil)
    }
}
