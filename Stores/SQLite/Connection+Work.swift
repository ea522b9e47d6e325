#if SQLite
    internal import HoldfastCore
    internal import HoldfastSQL

    /// What a transaction did for some work.
    struct Applied {
        let outcome: WorkOutcome
        /// Whether the work failed after it had written, so that its writes must be taken back.
        var mustUndo = false
    }

    // Everything here runs inside a transaction that its caller begins and ends.
    extension Connection {
        /// A claim or a page is cut off where its rows hold this many bytes.
        static let bytesPerPage = 4 << 20

        func apply(_ work: Work) throws(SQLiteFailure) -> Applied {
            switch work {
            case .commit(let batch): return try apply(batch)
            case .take(let take): return Applied(outcome: .take(try rows(taken: take)))
            case .erase(let segment, let limit):
                try statement(.erase(segment, limit: limit)).run()
                return Applied(outcome: .erase(changes))
            }
        }

        /// Judges the operations that only test before it writes: most refusals then have nothing to take back.
        ///
        /// That changes no outcome, because no two operations are about the same row.
        private func apply(_ batch: WriteBatch) throws(SQLiteFailure) -> Applied {
            let operations = batch.operations
            for position in operations.indices {
                guard try passesTest(operations[position]) else {
                    return Applied(outcome: .commit(.refused(try refusal(operations, upTo: position))))
                }
            }
            var hasWritten = false
            for position in operations.indices {
                let operation = operations[position]
                guard let command = operation.write else { continue }
                try statement(command).run()
                if changes > 0 {
                    hasWritten = true
                } else if operation.needsARow {
                    let refusal = Refusal(operation: position, current: try find(operation.key, .all))
                    return Applied(outcome: .commit(.refused(refusal)), mustUndo: hasWritten)
                }
            }
            let row = batch.returnsRow ? try find(operations[0].key, .all) : nil
            return Applied(outcome: .commit(.applied(row)))
        }

        private func passesTest(_ operation: Operation) throws(SQLiteFailure) -> Bool {
            switch operation {
            case .check(let key, let conditions): return try statement(.test(key, conditions)).yieldsRow()
            // An update that sets nothing only tests.
            case .update(let key, let assignments, let conditions) where assignments.isEmpty:
                return try statement(.test(key, conditions)).yieldsRow()
            case .absent(let key): return try !statement(.test(key, [])).yieldsRow()
            case .insert, .update, .delete: return true
            }
        }

        /// The first operation that fails where the one at this position does and nothing has been written yet.
        private func refusal(_ operations: [Operation], upTo position: Int) throws(SQLiteFailure) -> Refusal {
            for earlier in 0..<position where operations[earlier].write != nil {
                let current = try find(operations[earlier].key, .all)
                guard operations[earlier].isAccepted(by: current) else {
                    return Refusal(operation: earlier, current: current)
                }
            }
            return Refusal(operation: position, current: try find(operations[position].key, .all))
        }

        private func rows(taken take: Take) throws(SQLiteFailure) -> [Row] {
            var taken: [Row] = []
            for range in take.ranges where taken.count < take.limit {
                let command = Command.page(Segment(range), .all, limit: take.limit - taken.count)
                let found = try statement(command).rows(of: range.table, atMostBytes: Self.bytesPerPage).rows
                for row in found {
                    try statement(.update(row.key, take.patch, [])).run()
                    taken.append(row.patched(by: take.patch))
                }
            }
            return taken
        }

        /// The row of a key, or nil where there is none.
        func find(_ key: Key, _ columns: Projection) throws(SQLiteFailure) -> Row? {
            try statement(.find(key, columns)).row(of: key.table)
        }
    }

    extension Operation {
        fileprivate var write: Command? {
            switch self {
            case .insert(let row): .insert(row)
            case .update(_, let assignments, _) where assignments.isEmpty: nil
            case .update(let key, let assignments, let conditions): .update(key, assignments, conditions)
            case .delete(let key, let conditions): .delete(key, conditions)
            case .check, .absent: nil
            }
        }

        /// Whether a write that changed no row was refused.
        fileprivate var needsARow: Bool {
            if case .delete(_, let conditions) = self { return !conditions.isEmpty }
            return true
        }
    }

    extension Row {
        fileprivate func patched(by patch: [Assignment]) -> Row {
            var row = self
            for assignment in patch {
                switch assignment {
                case .set(let column, let value): row[column] = value
                // The database has just made the same addition and refused an overflow.
                case .add(let column, let amount): row[column] = .int((row[column].int ?? 0) &+ amount)
                }
            }
            return row
        }
    }
#endif
