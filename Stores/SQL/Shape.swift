internal import HoldfastCore

/// All of a command that shows in its text, as 128 well mixed bits: the key under which a statement is kept.
///
/// What goes in are a program's verbs, tables and columns, never data, so two of a few thousand shapes do not meet.
package struct Shape: Hashable, Sendable {
    private var first: UInt64 = 0x243F_6A88_85A3_08D3
    private var second: UInt64 = 0x1319_8A2E_0370_7344

    fileprivate mutating func mix(_ word: UInt64) {
        first = (first ^ word) &* 0x9E37_79B9_7F4A_7C15
        first ^= first >> 29
        second = (second &+ word) &* 0xD6E8_FEB8_6659_FD93
        second ^= second >> 32
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(first) }
}

extension Command {
    /// The shape; equal for commands of the same text.
    package var shape: Shape {
        var shape = Shape()
        let table = self.table
        shape.mix(verb << 48 | UInt64(truncatingIfNeeded: table.id) << 16 | UInt64(table.columns.count))
        switch self {
        case .find, .insert: break
        case .test(_, let conditions), .delete(_, let conditions): shape.mix(conditions)
        case .update(_, let assignments, let conditions):
            for assignment in assignments { shape.mix(assignment) }
            shape.mix(conditions)
        case .page(let segment, _, _), .count(let segment, _), .erase(let segment, _): shape.mix(segment)
        }
        return shape
    }

    private var verb: UInt64 {
        switch self {
        case .find(_, .all): 1
        case .find(_, .withoutPayloads): 2
        case .test: 3
        case .insert: 4
        case .update: 5
        case .delete: 6
        case .page(_, .all, _): 7
        case .page(_, .withoutPayloads, _): 8
        case .count: 9
        case .erase: 10
        }
    }
}

// Each kind of part has its own mark in the top byte, so that parts of two kinds are never taken for each other.
extension Shape {
    fileprivate mutating func mix(_ assignment: Assignment) {
        switch assignment {
        case .set(let column, _): mix(1 << 56 | UInt64(column.ordinal))
        case .add(let column, _): mix(2 << 56 | UInt64(column.ordinal))
        }
    }

    fileprivate mutating func mix(_ conditions: [Condition]) {
        for condition in conditions {
            let column = 3 << 56 | UInt64(condition.column.ordinal) << 32
            switch condition.test {
            case .equal: mix(column | 1 << 28)
            case .notEqual: mix(column | 2 << 28)
            case .less: mix(column | 3 << 28)
            case .atMost: mix(column | 4 << 28)
            case .greater: mix(column | 5 << 28)
            case .atLeast: mix(column | 6 << 28)
            case .among(let values): mix(column | 7 << 28 | UInt64(values.count))
            case .isNull: mix(column | 8 << 28)
            case .isNotNull: mix(column | 9 << 28)
            }
        }
    }

    fileprivate mutating func mix(_ segment: Segment) {
        // A walk names fewer columns of the partition.
        mix(4 << 56 | UInt64(segment.partition.count) << 8 | (segment.isDescending ? 1 : 0))
        for column in segment.index?.partition ?? [] { mix(5 << 56 | UInt64(column.ordinal)) }
        for column in segment.index?.sort ?? [] { mix(6 << 56 | UInt64(column.ordinal)) }
        for bound in segment.bounds { mix(7 << 56 | bound.comparison.rawValue << 8 | UInt64(bound.values.count)) }
        mix(segment.filter)
    }
}
