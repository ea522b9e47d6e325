// What every backend does to rows that it keeps in the form of this library.
extension Row {
    /// The row with these changes made, as an update leaves it.
    ///
    /// - Throws: `.invalidArgument` where a sum exceeds 64 bits.
    public func assigning(_ assignments: [Assignment]) throws(BackendError) -> Row {
        var row = self
        for assignment in assignments {
            switch assignment {
            case .set(let column, let value): row[column] = value
            case .add(let column, let amount):
                let (sum, overflow) = (row[column].int ?? 0).addingReportingOverflow(amount)
                guard !overflow else {
                    throw BackendError(.invalidArgument, "\(table.name).\(column.name) would exceed 64 bits")
                }
                row[column] = .int(sum)
            }
        }
        return row
    }

    /// The row as a read with this projection returns it.
    public func projected(_ columns: Projection) -> Row {
        switch columns {
        case .all: self
        case .withoutPayloads: withoutPayloads()
        }
    }

    /// The row with nulls in the columns that its table got after it was written.
    public func widened(to table: Table) -> Row {
        guard values.count < table.columns.count else { return self }
        return Row(table, values + Array(repeating: .null, count: table.columns.count - values.count))
    }
}
