package import HoldfastCore

/// One statement with its parameters, before it is text.
///
/// Commands of one ``shape`` have the same text, so a connection prepares each shape once and then only binds.
package enum Command: Sendable {
    /// Reads the row of a key.
    case find(Key, Projection)
    /// Finds a row (and yields it as no columns) if the key's row passes the conditions.
    case test(Key, [Condition])
    /// Writes a row unless its key is taken.
    case insert(Row)
    case update(Key, [Assignment], [Condition])
    case delete(Key, [Condition])
    /// Reads the first rows of a segment.
    case page(Segment, Projection, limit: Int)
    /// Counts the rows of a segment, up to the limit.
    case count(Segment, limit: Int)
    /// Deletes the first rows of a segment.
    case erase(Segment, limit: Int)

    /// The table that it is about.
    package var table: Table {
        switch self {
        case .find(let key, _), .test(let key, _), .update(let key, _, _), .delete(let key, _): key.table
        case .insert(let row): row.table
        case .page(let segment, _, _), .count(let segment, _), .erase(let segment, _): segment.table
        }
    }

    /// The columns of the rows that it yields.
    package var columns: [Column] {
        switch self {
        case .find(let key, let projection): projection.columns(of: key.table)
        case .page(let segment, let projection, _): projection.columns(of: segment.table)
        case .test, .insert, .update, .delete, .count, .erase: []
        }
    }

    /// Whether it leaves payload columns out of its rows.
    package var isPartial: Bool {
        switch self {
        case .find(_, .withoutPayloads), .page(_, .withoutPayloads, _): true
        default: false
        }
    }

    /// Hands over the parameters in the order of their positions.
    package func bindParameters(to sink: inout some ParameterSink) {
        switch self {
        case .find(let key, _): sink.bind(all: key.values)
        case .test(let key, let conditions), .delete(let key, let conditions):
            sink.bind(all: key.values)
            sink.bind(conditions)
        case .insert(let row): sink.bind(all: row.values)
        case .update(let key, let assignments, let conditions):
            for assignment in assignments {
                switch assignment {
                case .set(_, let value): sink.bind(value)
                case .add(_, let amount): sink.bind(.int(amount))
                }
            }
            sink.bind(all: key.values)
            sink.bind(conditions)
        case .page(let segment, _, let limit), .count(let segment, let limit), .erase(let segment, let limit):
            sink.bind(all: segment.partition)
            for bound in segment.bounds { sink.bind(all: bound.values) }
            sink.bind(segment.filter)
            sink.bind(.int(Int64(limit)))
        }
    }
}

/// What takes the parameters of a statement, one after the other.
package protocol ParameterSink {
    mutating func bind(_ value: Value)
}

extension ParameterSink {
    fileprivate mutating func bind(all values: [Value]) {
        for value in values { bind(value) }
    }

    fileprivate mutating func bind(_ conditions: [Condition]) {
        for condition in conditions {
            switch condition.test {
            case .isNull, .isNotNull: break
            case .among(let values): bind(all: values)
            case .equal(let value), .notEqual(let value), .less(let value), .atMost(let value), .greater(let value),
                .atLeast(let value):
                bind(value)
            }
        }
    }
}

extension Projection {
    /// The columns that are read.
    package func columns(of table: Table) -> [Column] {
        switch self {
        case .all: table.columns
        case .withoutPayloads: table.columns.filter { !$0.isPayload }
        }
    }
}
