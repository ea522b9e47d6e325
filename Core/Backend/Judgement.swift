/// What a batch does to the rows that it names.
public enum Judgement: Sendable {
    /// All of it is to be written: the row of each operation, as it is afterwards; nil where there is none.
    case accepted([Row?])
    /// Nothing is to be written.
    case refused(Refusal)
}

extension WriteBatch {
    /// Judges all operations on the rows as they were before the batch: for a backend that reads, judges and writes
    /// under one lock or in one transaction.
    ///
    /// - Parameter rows: The row of each operation, whole; nil where there is none.
    /// - Throws: `.invalidArgument` where a sum exceeds 64 bits.
    public func judged(on rows: [Row?]) throws(BackendError) -> Judgement {
        var after: [Row?] = []
        after.reserveCapacity(rows.count)
        for (position, operation) in operations.enumerated() {
            let current = rows[position]
            guard operation.isAccepted(by: current) else {
                return .refused(Refusal(operation: position, current: current))
            }
            switch operation {
            case .insert(let row): after.append(row)
            case .update(_, let assignments, _): after.append(try current?.assigning(assignments))
            case .delete: after.append(nil)
            case .check, .absent: after.append(current)
            }
        }
        return .accepted(after)
    }
}

extension Operation {
    /// Whether the operation can change its row; a check changes none.
    public var isWrite: Bool {
        switch self {
        case .insert, .update, .delete: true
        case .check, .absent: false
        }
    }
}
