/// Operations that apply together, in one atomic and durable step.
///
/// No key may occur twice, and no operation may change a key column.
public struct WriteBatch: Sendable {
    /// The operations, in the order in which a refusal looks for the first that fails.
    public private(set) var operations: [Operation]
    /// Asks for the row as it is after the commit. Only for a batch of one `update`.
    public var returnsRow = false

    /// A batch of these operations.
    public init(_ operations: [Operation] = []) { self.operations = operations }

    /// Adds an operation at the end.
    public mutating func append(_ operation: Operation) { operations.append(operation) }
}

/// One operation of a batch, on one row.
public enum Operation: Sendable {
    /// Refused when the key is taken; the refusal then shows the row in its place.
    case insert(Row)
    /// Refused when the row is absent or a condition fails. It never creates a row.
    case update(Key, [Assignment], where: [Condition] = [])
    /// Refused when there are conditions and the row is absent or one fails. Without conditions an absent row is fine.
    case delete(Key, where: [Condition] = [])
    /// Writes nothing. Refused when the row is absent or a condition fails; what it saw holds until the commit ends.
    case check(Key, where: [Condition] = [])
    /// Writes nothing. Refused when there is such a row.
    case absent(Key)

    /// The key of the row that the operation is about.
    public var key: Key {
        switch self {
        case .insert(let row): row.key
        case .update(let key, _, _), .delete(let key, _), .check(let key, _), .absent(let key): key
        }
    }
}

/// What became of a batch.
public enum CommitOutcome: Sendable {
    /// All of it is durable. The row is there where the batch asked for it.
    case applied(Row?)
    /// None of it was written.
    case refused(Refusal)
}

/// The first operation of a batch that could not be applied.
public struct Refusal: Sendable {
    /// The operation's position in the batch.
    public let operation: Int
    /// Its row as it was found, whole; nil where there was none.
    public let current: Row?

    /// A refusal by the operation at this position.
    public init(operation: Int, current: Row?) {
        self.operation = operation
        self.current = current
    }
}

/// A change of one column.
///
/// A column of an index's partition or sort may be `set` only, and only if the operation then knows every column of
/// that part, from the key and the other assignments.
///
/// A batch with `add` must be refused when it is sent again: it holds an insert, or an `equal` condition on a column
/// that the same operation sets to another value. In a `take` the patch itself moves the row out of range.
public enum Assignment: Sendable {
    case set(Column, Value)
    /// Adds to an int column that is in no index. A null counts as zero.
    case add(Column, Int64)

    /// The column that changes.
    public var column: Column {
        switch self {
        case .set(let column, _), .add(let column, _): column
        }
    }
}
