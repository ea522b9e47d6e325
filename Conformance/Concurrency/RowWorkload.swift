internal import HoldfastCore

/// A row of the queue, by the verbs alone: its fence is read, replaced on a condition, and raised by takes.
struct RowWorkload: Workload {
    let context: CheckContext
    private let clock = LogicalClock()

    init(context: CheckContext) { self.context = context }

    struct State: Hashable, Sendable, CustomStringConvertible {
        var fence: Int64
        var readyAt: Int64

        var description: String { "fence \(fence), ready at \(readyAt)" }
    }

    enum Input: Sendable, CustomStringConvertible {
        case read
        case replace(Int64)
        /// Moves the row to where only takes that begin later look for it.
        case take(at: Int64)

        var description: String {
            switch self {
            case .read: "get"
            case .replace(let fence): "commit \(fence + 1) where it is \(fence)"
            case .take(let now): "take at \(now)"
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

    static let object = "row"
    static let kinds: Set = ["get", "commit", "take"]
    static let read = Input.read
    static let ignorance: Int64 = 0

    func prepare(_ subject: String, _ store: Store) async throws -> State {
        try await context.insert([message(subject)], into: store.backend)
        return State(fence: 0, readyAt: 0)
    }

    func next(_ client: inout Client, _ known: Int64) -> Input {
        client.random.pick([.read, .replace(known), .take(at: Int64(clock.tick()))])
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
        case .take(let now):
            let range = context.range(
                QueueTable.table, QueueTable.byReadiness, .text(subject), .int(0), .int(1), atMost: .int(now))
            let patch: [Assignment] = [.set(QueueTable.readyAt, .int(now + 1)), .add(QueueTable.fence, 1)]
            let rows = try await backend.take(Take([range], limit: 1, patch: patch))
            guard let fence = rows.first?[QueueTable.fence].int else { return .nothing }
            known = fence
            return .taken(fence)
        }
    }

    func step(_ state: State, _ input: Input, _ output: Output?) -> State? {
        switch (input, output) {
        case (.read, .seen(let seen)?): return seen == state.fence ? state : nil
        // A row that another one holds may be skipped.
        case (.read, nil), (.take, .nothing?): return state
        case (.replace(let known), .refused(let seen)?): return seen == state.fence && seen != known ? state : nil
        case (.replace(let known), .applied?), (.replace(let known), nil):
            guard known == state.fence else { return output == nil ? state : nil }
            return State(fence: known + 1, readyAt: state.readyAt)
        case (.take(let now), .taken), (.take(let now), nil):
            let next = State(fence: state.fence + 1, readyAt: now + 1)
            guard case .taken(let fence)? = output else { return state.readyAt <= now ? next : state }
            return state.readyAt <= now && fence == next.fence ? next : nil
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
