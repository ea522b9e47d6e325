#if SQLite
    import HoldfastCore

    extension Table {
        /// A row with a value in every column, all derived from the number.
        func sample(_ number: Int, namespace: String = "n") -> Row {
            var row = Row(self)
            for column in columns {
                row[column] =
                    switch column.type {
                    case .text: .text("\(column.name)-\(number)")
                    case .json: .text("{\"a\":\(number)}")
                    case .int, .time: .int(Int64(number))
                    case .double: .double(Double(number) + 0.5)
                    case .bool: .bool(number.isMultiple(of: 2))
                    case .bytes: .bytes(Array("\(number)".utf8))
                    }
            }
            row[columns[0]] = .text(namespace)
            return row
        }
    }

    extension CommitOutcome {
        /// Whether the batch was applied.
        var isApplied: Bool {
            if case .applied = self { return true }
            return false
        }

        /// The refusal, or nil where the batch was applied.
        var refusal: Refusal? {
            if case .refused(let refusal) = self { return refusal }
            return nil
        }
    }

    extension StoreBackend {
        /// The whole row of a key.
        func row(_ key: Key) async throws -> Row? { try await get([key], .all)[0] }
    }
#endif
