package import HoldfastCore

/// What is left to read of a range: its partition, the bounds on its order, a filter and a direction.
package struct Segment: Sendable {
    /// A bound on the first columns of the order.
    package struct Bound: Sendable {
        enum Comparison: UInt64 {
            case less, atMost, greater, atLeast
        }

        let comparison: Comparison
        let values: [Value]
    }

    package let table: Table
    let index: Index?
    let order: RowOrder
    let partition: [Value]
    let bounds: [Bound]
    let filter: [Condition]
    let isDescending: Bool

    /// The rows of a range that pass the filter.
    package init(_ range: IndexRange, filter: [Condition] = []) {
        self.init(range, filter: filter, isDescending: false, after: nil)
    }

    /// The rest of a scan; throws where its cursor is no place in the order.
    package init(_ scan: Scan) throws(BackendError) {
        let position = try scan.position()
        self.init(scan.range, filter: scan.filter, isDescending: scan.descending, after: position)
    }

    private init(_ range: IndexRange, filter: [Condition], isDescending: Bool, after: [Value]?) {
        table = range.table
        index = range.index
        order = range.order
        partition = range.partition
        self.filter = filter
        // An order without sort columns has one row and no direction.
        self.isDescending = isDescending && !order.sort.isEmpty
        bounds = order.sort.isEmpty ? [] : Self.bounds(range, isDescending, after)
    }

    // A database seeks with one bound on each side and tests the others row by row, so only the tighter one may stay:
    // a deep page would else read all pages before it.
    private static func bounds(_ range: IndexRange, _ isDescending: Bool, _ after: [Value]?) -> [Bound] {
        var lower = range.atLeast.map { Bound(comparison: .atLeast, values: [$0]) }
        var upper = range.atMost.map { Bound(comparison: .atMost, values: [$0]) }
        if let below = range.below, range.atMost.map({ $0.isBefore(below) != true }) ?? true {
            upper = Bound(comparison: .less, values: [below])
        }
        if let after, let first = after.first {
            if isDescending {
                if upper.map({ $0.admits(first) }) ?? true { upper = Bound(comparison: .less, values: after) }
            } else if lower.map({ $0.admits(first) }) ?? true {
                lower = Bound(comparison: .greater, values: after)
            }
        }
        return [lower, upper].compactMap { $0 }
    }
}

extension Segment.Bound {
    fileprivate func admits(_ value: Value) -> Bool {
        switch comparison {
        case .less: value.isBefore(values[0]) == true
        case .atMost: values[0].isBefore(value) == false
        case .greater: values[0].isBefore(value) == true
        case .atLeast: value.isBefore(values[0]) == false
        }
    }

    var symbol: String {
        switch comparison {
        case .less: "<"
        case .atMost: "<="
        case .greater: ">"
        case .atLeast: ">="
        }
    }
}
