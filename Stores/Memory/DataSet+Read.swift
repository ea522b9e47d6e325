internal import HoldfastCore

extension DataSet {
    /// A page of the scan, which must be valid, ended where the cut says.
    func scan(_ scan: Scan, _ cut: PageCut = PageCut()) throws(BackendError) -> Page {
        var rows: [Row] = []
        var examined = 0
        var last: Row?
        var isCut = false
        var gap: Cursor?
        try table(scan.range.table).visit(KeyBounds(scan), of: scan.range, descending: scan.descending) { _, row in
            if cut.isEmpty, examined == 0 { gap = scan.gap(before: row) }
            guard gap == nil, rows.count < scan.limit, examined < cut.mostExamined else {
                isCut = true
                return false
            }
            examined += 1
            last = row
            if scan.filter.hold(for: row) { rows.append(row.projected(scan.columns)) }
            return true
        }
        let isOpen = isCut || cut.hidesEnd
        return Page(rows: rows, next: gap ?? (isOpen ? last.map { Cursor($0, in: scan.range.order) } : nil))
    }

    /// The number of rows of the range that pass the filter, up to the limit.
    func count(_ range: IndexRange, filter: [Condition], limit: Int) throws(BackendError) -> Int {
        let table = try table(range.table)
        let bounds = KeyBounds(range)
        guard !filter.isEmpty else { return min(limit, try table.count(bounds, of: range)) }
        var count = 0
        try table.visit(bounds, of: range) { _, row in
            if filter.hold(for: row) { count += 1 }
            return count < limit
        }
        return count
    }
}
