internal import HoldfastCore

// Changes that several faults share. Each goes around those that were made before.
extension Decorator {
    /// Changes every operation that is committed.
    mutating func changeOperations(_ change: @escaping @Sendable (Operation) -> Operation) {
        changeBatches { $0.map(change) }
    }

    /// Changes every batch that is committed.
    mutating func changeBatches(_ change: @escaping @Sendable (WriteBatch) -> WriteBatch) {
        let inner = onCommit ?? { base, batch in try await base.commit(batch) }
        onCommit = { base, batch in try await inner(base, change(batch)) }
    }

    /// Changes every value that is written, but for keys.
    mutating func changeValues(_ change: @escaping @Sendable (Column, Value) -> Value) {
        changeOperations { $0.mapValues(change) }
        changeTakes { take in
            take.patch = take.patch.map { assignment in
                guard case .set(let column, let value) = assignment else { return assignment }
                return .set(column, change(column, value))
            }
        }
    }

    /// Changes what a take asks for.
    mutating func changeTakes(_ change: @escaping @Sendable (inout Take) -> Void) {
        let inner = onTake ?? { base, take in try await base.take(take) }
        onTake = { base, input in
            var take = input
            change(&take)
            return try await inner(base, take)
        }
    }

    /// Changes every row that is read, by whatever verb.
    mutating func changeRows(_ change: @escaping @Sendable (Row) -> Row) {
        changeGets { $0.map(change) }
        changePages { _, page in Page(rows: page.rows.map(change), next: page.next) }
        let commit = onCommit ?? { base, batch in try await base.commit(batch) }
        onCommit = { base, batch in
            switch try await commit(base, batch) {
            case .applied(let row): .applied(row.map(change))
            case .refused(let refusal):
                .refused(Refusal(operation: refusal.operation, current: refusal.current.map(change)))
            }
        }
        let take = onTake ?? { base, take in try await base.take(take) }
        onTake = { base, input in try await take(base, input).map(change) }
    }

    /// Changes every row that is read by its key.
    mutating func changeGets(_ change: @escaping @Sendable (Row?) -> Row?) {
        let get = onGet ?? { base, input in try await base.get(input.keys, input.columns) }
        onGet = { base, input in try await get(base, input).map(change) }
    }

    /// Changes every page that is read.
    mutating func changePages(_ change: @escaping @Sendable (Scan, Page) -> Page) {
        let scan = onScan ?? { base, scan in try await base.scan(scan) }
        onScan = { base, input in change(input, try await scan(base, input)) }
    }

    /// Changes what a scan is asked for.
    mutating func changeScans(_ change: @escaping @Sendable (Scan) -> Scan) {
        let scan = onScan ?? { base, scan in try await base.scan(scan) }
        onScan = { base, input in try await scan(base, change(input)) }
    }

    /// Changes every refusal.
    mutating func changeRefusals(_ change: @escaping @Sendable (WriteBatch, Refusal) -> Refusal) {
        let commit = onCommit ?? { base, batch in try await base.commit(batch) }
        onCommit = { base, batch in
            let outcome = try await commit(base, batch)
            guard case .refused(let refusal) = outcome else { return outcome }
            return .refused(change(batch, refusal))
        }
    }
}
