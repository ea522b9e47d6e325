internal import HoldfastCore

/// The log of a run: read, appended to, and appended to where it ends as expected. No event is appended twice, but a
/// call without an answer is made again: the event's id says whether it had its effect.
struct LogWorkload: Workload {
    struct State: Hashable, Sendable, CustomStringConvertible {
        var events: [String] = []

        var description: String { events.isEmpty ? "nothing" : events.joined(separator: " ") }
    }

    enum Input: Sendable, CustomStringConvertible {
        case read
        case append(String)
        case appendAfter(Int64, String)

        var description: String {
            switch self {
            case .read: "read"
            case .append(let event): "append \(event)"
            case .appendAfter(let head, let event): "append \(event) after \(head)"
            }
        }
    }

    enum Output: Sendable, CustomStringConvertible {
        case seen(State)
        case at(Int64)
        /// The log ended elsewhere.
        case conflict

        var description: String {
            switch self {
            case .seen(let state): "\(state)"
            case .at(let position): "at \(position)"
            case .conflict: "conflict"
            }
        }
    }

    static let object = "log"
    static let kinds: Set = ["read", "append", "appendAfter"]
    static let read = Input.read
    static let ignorance: Int64 = 0

    func prepare(_ subject: String, _ store: Store) async throws -> State {
        try await store.runs.create(NewRun("w", id: RunID(subject)))
        return State()
    }

    func next(_ client: inout Client, _ head: Int64) -> Input {
        let event = "\(client.index)-\(client.random.number(below: 1_000_000))"
        switch client.random.number(below: 6) {
        case 0...1: return .read
        case 2...3: return .append(event)
        default: return .appendAfter(head, event)
        }
    }

    func perform(
        _ input: Input, on subject: String, by client: Client, _ head: inout Int64
    ) async throws -> Output {
        let (events, id) = (client.store.events, RunID(subject))
        switch input {
        case .read:
            let seen = State(events: try await insisting { try await events.read(id).events.map(\.id) })
            head = Int64(seen.events.count)
            return .seen(seen)
        case .append(let event):
            head = try await insisting { try await events.append([NewEvent(EventKind("k"), id: event)], to: id)[0] }
            return .at(head)
        case .appendAfter(let expected, let event):
            do {
                head = try await insisting {
                    try await events.append([NewEvent(EventKind("k"), id: event)], to: id, expectedHead: expected)[0]
                }
                return .at(head)
            } catch let error as StoreError where error.code == .sequenceConflict {
                head = error.actual.flatMap { Int64($0) } ?? head
                return .conflict
            }
        }
    }

    private func insisting<Answer>(_ call: () async throws -> Answer) async throws -> Answer {
        // One call in eight is lost, and a call is a few of the backend's: so many in a row are none of its faults.
        for _ in 0..<50 {
            do { return try await call() } catch let error where error.leavesOpen { continue }
        }
        return try await call()
    }

    func step(_ state: State, _ input: Input, _ output: Output?) -> State? {
        let end = Int64(state.events.count)
        func appended(_ event: String) -> State { State(events: state.events + [event]) }
        switch (input, output) {
        case (.read, .seen(let seen)?): return seen == state ? state : nil
        case (.read, nil): return state
        case (.append(let event), .at(let position)?): return position == end + 1 ? appended(event) : nil
        case (.append(let event), nil): return appended(event)
        case (.appendAfter(let head, let event), .at(let position)?):
            return head == end && position == end + 1 ? appended(event) : nil
        case (.appendAfter(let head, _), .conflict?): return head == end ? nil : state
        case (.appendAfter(let head, let event), nil): return head == end ? appended(event) : state
        default: return nil
        }
    }

    func success(_ input: Input, _ output: Output) -> String? {
        switch (input, output) {
        case (.read, _): "read"
        case (.append, .at): "append"
        case (.appendAfter, .at): "appendAfter"
        default: nil
        }
    }
}
