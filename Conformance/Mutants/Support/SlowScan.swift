internal import HoldfastCore

/// A scan written plainly over all rows of a partition, each part of which a fault can get wrong.
struct SlowScan: Sendable {
    /// The rows among which the range lies.
    var source: @Sendable (any StoreBackend, IndexRange) async throws -> [Row] = { base, range in
        try await base.rows(of: IndexRange(range.table, range.index, range.partition))
    }
    var isInRange: @Sendable (Row, IndexRange) -> Bool = { $1.contains($0) }
    var passes: @Sendable (Row, [Condition]) -> Bool = { $1.hold(for: $0) }
    /// Negative, zero or positive, as one sort value stands before, at or after the other.
    var order: @Sendable (Value, Value) -> Int = {
        $0 == $1 ? 0 : $0.isNull || $0.isBefore($1) == true ? -1 : 1
    }

    func page(_ base: any StoreBackend, _ scan: Scan) async throws -> Page {
        try scan.validate()
        let sort = scan.range.order.sort
        func isBefore(_ left: [Value], _ right: [Value]) -> Bool {
            for (a, b) in zip(left, right) {
                let order = order(a, b)
                if order != 0 { return order < 0 }
            }
            return false
        }
        func place(_ row: Row) -> [Value] { sort.map { row[$0] } }
        var rows = try await source(base, scan.range).filter { isInRange($0, scan.range) }
        rows.sort { isBefore(place($0), place($1)) }
        if scan.descending { rows.reverse() }
        if let position = try scan.position() {
            rows.removeAll {
                scan.descending ? !isBefore(place($0), position) : !isBefore(position, place($0))
            }
        }
        let found = rows.filter { passes($0, scan.filter) }
        let page = found.prefix(scan.limit)
        return Page(
            rows: page.map { $0.projected(scan.columns) },
            next: found.count > page.count ? page.last.map { Cursor($0, in: scan.range.order) } : nil)
    }
}

extension Decorator {
    /// Scans and counts in this way.
    mutating func use(_ slow: SlowScan) {
        onScan = { base, scan in try await slow.page(base, scan) }
        onCount = { base, input in
            var scan = Scan(input.range, limit: input.limit)
            scan.filter = input.filter
            return try await slow.page(base, scan).rows.count
        }
    }
}
