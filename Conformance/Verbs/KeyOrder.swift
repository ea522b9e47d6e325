internal import HoldfastCore

/// The order of the contract, written a second time and plainly, so that it shares no fault with the code under test.
enum KeyOrder {
    /// Text by its UTF-8 bytes.
    static func isBefore(_ left: String, _ right: String) -> Bool { compare(Array(left.utf8), Array(right.utf8)) < 0 }

    /// Rows by these columns, the first that differs deciding.
    static func isBefore(_ left: Row, _ right: Row, _ columns: [Column]) -> Bool {
        for column in columns {
            let order = compare(left.values[column.ordinal], right.values[column.ordinal])
            if order != 0 { return order < 0 }
        }
        return false
    }

    /// Negative, zero or positive as the left value stands before, at or after the right; nulls come first.
    static func compare(_ left: Value, _ right: Value) -> Int {
        switch (left, right) {
        case (.null, .null): 0
        case (.null, _): -1
        case (_, .null): 1
        case (.int(let a), .int(let b)): a < b ? -1 : a > b ? 1 : 0
        case (.double(let a), .double(let b)): a < b ? -1 : a > b ? 1 : 0
        case (.bool(let a), .bool(let b)): (a ? 1 : 0) - (b ? 1 : 0)
        case (.text(let a), .text(let b)): compare(Array(a.utf8), Array(b.utf8))
        case (.bytes(let a), .bytes(let b)): compare(a, b)
        default: preconditionFailure("\(left) and \(right) are of two types")
        }
    }

    private static func compare(_ left: [UInt8], _ right: [UInt8]) -> Int {
        for (a, b) in zip(left, right) where a != b { return a < b ? -1 : 1 }
        return left.count - right.count
    }
}
