extension Row {
    /// The row as bytes, for a backend that keeps rows whole: the number of its columns and then all of them, in the
    /// form of ``OrderedKey``. ``Table/row(from:)`` reads them.
    public var bytes: [UInt8] {
        precondition(!isPartial, "a row of \(table.name) without its payloads cannot be kept")
        return OrderedKey.encode([.int(Int64(values.count))] + values)
    }
}

extension Table {
    /// The row of these ``Row/bytes``, with nulls in the columns that the table got after it was written.
    ///
    /// - Throws: `.schemaTooNew` where the row has more columns than the table, `.corrupted` where it is none.
    public func row(from bytes: [UInt8]) throws(BackendError) -> Row {
        let head = Column(0, "columns", .int)
        let width = OrderedKey.decode(Array(bytes.prefix(9)), as: [head])?.first?.int ?? -1
        guard width <= columns.count else {
            throw BackendError(
                .schemaTooNew, "a row of \(name) has \(width) columns, this code knows \(columns.count); update it")
        }
        guard width >= 0, let values = OrderedKey.decode(bytes, as: [head] + columns.prefix(Int(width))) else {
            throw BackendError(.corrupted, "a row of \(name) cannot be read")
        }
        return Row(self, values.dropFirst() + Array(repeating: .null, count: columns.count - Int(width)))
    }
}
