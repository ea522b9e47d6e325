internal import HoldfastCore

/// A row of the queue, by the verbs alone: its fence is read, replaced on a condition, and raised by takes.
struct RowWorkload: Workload {
    let context: CheckContext

    enum Input: Sendable, CustomStringConvertible {
        case read
        case replace(Int64)
        case take

        var description: String {
            switch self {
            case .read: "get"
            case .replace(let fence): "commit \(fence + 1) where it is \(fence)"
            case .take: "take"
            }
        }
    }

    enum Output: Sendable, CustomStringConvertible {
        case seen(Int64)
        case applied
        case refused(Int64)
        /// With the fence after it.
        case taken(Int64)
        case nothing

        var description: String {
            switch self {
            case .seen(let fence): "\(fence)"
            case .applied: "applied"
            case .refused(let fence): "refused, it is \(fence)"
            case .taken(let fence): "took it, now \(fence)"
            case .nothing: "nothing"
            }
        }
    }

    static let kinds: Set = ["get", "commit", "take"]
    static let read = Input.read
    static let ignorance: Int64 = 0

    func prepare(_ subject: String, _ store: Store) async throws -> Int64 {
        try await context.insert([message(subject)], into: store.backend)
        return 0
    }

    func next(_ client: inout Client, _ known: Int64) -> Input {
        client.random.pick([.read, .replace(known), .take])
    }

    func perform(
        _ input: Input, on subject: String, by client: Client, _ known: inout Int64
    ) async throws -> Output {
        let backend = client.store.backend
        let key = message(subject).key
        switch input {
        case .read:
            known = try await backend.row(key)?[QueueTable.fence].int ?? -1
            return .seen(known)
        case .replace(let fence):
            var batch = WriteBatch([
                .update(
                    key, [.set(QueueTable.fence, .int(fence + 1))],
                    where: [Condition(QueueTable.fence, .equal(.int(fence)))])
            ])
            batch.returnsRow = true
            switch try await backend.commit(batch) {
            case .applied:
                known = fence + 1
                return .applied
            case .refused(let refusal):
                known = refusal.current?[QueueTable.fence].int ?? -1
                return .refused(known)
            }
        case .take:
            // The patch leaves the row in range, so that every take finds it.
            let range = context.range(
                QueueTable.table, QueueTable.byReadiness, .text(subject), .int(0), .int(1), atMost: .int(0))
            let patch: [Assignment] = [.set(QueueTable.readyAt, .int(0)), .add(QueueTable.fence, 1)]
            let rows = try await backend.take(Take([range], limit: 1, patch: patch))
            guard let fence = rows.first?[QueueTable.fence].int else { return .nothing }
            known = fence
            return .taken(fence)
        }
    }

    func step(_ fence: Int64, _ input: Input, _ output: Output?) -> Int64? {
        switch (input, output) {
        case (.read, .seen(let seen)?): return seen == fence ? fence : nil
        case (.replace(let known), .applied?): return known == fence ? fence + 1 : nil
        case (.replace(let known), .refused(let seen)?): return seen == fence && seen != known ? fence : nil
        case (.take, .taken(let next)?): return next == fence + 1 ? next : nil
        // A row that another one holds may be skipped.
        case (.take, .nothing?), (.read, nil): return fence
        case (.replace(let known), nil): return known == fence ? fence + 1 : fence
        case (.take, nil): return fence + 1
        default: return nil
        }
    }

    func success(_ input: Input, _ output: Output) -> String? {
        switch output {
        case .seen: "get"
        case .applied: "commit"
        case .taken: "take"
        case .refused, .nothing: nil
        }
    }

    /// On a route of its own, so that a take meets no other row.
    private func message(_ subject: String) -> Row {
        var row = context.message(subject, readyAt: 0)
        row[QueueTable.route] = .text(subject)
        return row
    }
}
