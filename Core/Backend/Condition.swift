/// A test of one column of one row. A null satisfies only `isNull`.
public struct Condition: Sendable {
    /// What the column's content must be.
    public enum Test: Sendable {
        case equal(Value)
        case notEqual(Value)
        case less(Value)
        case atMost(Value)
        case greater(Value)
        case atLeast(Value)
        /// One of these. An empty list is never satisfied.
        case among([Value])
        case isNull
        case isNotNull
    }

    /// The tested column.
    public let column: Column
    /// What its content must be.
    public let test: Test

    /// A test of this column.
    public init(_ column: Column, _ test: Test) {
        self.column = column
        self.test = test
    }

    /// Whether the row passes: the one meaning of a condition, which every backend shares or imitates.
    public func holds(for row: Row) -> Bool {
        let value = row[column]
        switch test {
        case .isNull: return value.isNull
        case .isNotNull: return !value.isNull
        case .equal(let other): return !value.isNull && value == other
        case .notEqual(let other): return !value.isNull && !other.isNull && value != other
        case .less(let other): return value.isBefore(other) == true
        case .greater(let other): return other.isBefore(value) == true
        case .atMost(let other): return other.isBefore(value) == false
        case .atLeast(let other): return value.isBefore(other) == false
        case .among(let others): return !value.isNull && others.contains(value)
        }
    }
}

extension [Condition] {
    /// Whether the row passes all of them.
    public func hold(for row: Row) -> Bool { allSatisfy { $0.holds(for: row) } }
}

extension Operation {
    /// Whether the operation can be applied where this is the row in its place (nil: there is none).
    public func isAccepted(by current: Row?) -> Bool {
        switch self {
        case .insert, .absent: return current == nil
        case .update(_, _, let conditions), .check(_, let conditions):
            guard let current else { return false }
            return conditions.hold(for: current)
        case .delete(_, let conditions):
            guard let current else { return conditions.isEmpty }
            return conditions.hold(for: current)
        }
    }
}
