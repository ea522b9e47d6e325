internal import HoldfastCore

/// A key of a run's state: read, set, deleted, and compared and set. No content is written twice.
struct StateWorkload: Workload {
    struct State: Hashable, Sendable, CustomStringConvertible {
        /// Nil where the key has no value.
        var content: String?

        var description: String { content ?? "nothing" }
    }

    enum Input: Sendable, CustomStringConvertible {
        case read
        case set(String)
        case compareAndSet(State, String)
        case delete

        var description: String {
            switch self {
            case .read: "get"
            case .set(let content): "set \(content)"
            case .compareAndSet(let expected, let content): "set \(content) where it is \(expected)"
            case .delete: "delete"
            }
        }
    }

    enum Output: Sendable, CustomStringConvertible {
        case seen(State)
        case done
        /// Of a deletion: there was nothing. Of a comparison: it was something else.
        case notDone

        var description: String {
            switch self {
            case .seen(let state): "\(state)"
            case .done: "done"
            case .notDone: "not done"
            }
        }
    }

    static let object = "value"
    static let kinds: Set = ["get", "set", "compareAndSet", "delete"]
    static let read = Input.read
    static let ignorance = State()

    func prepare(_ subject: String, _ store: Store) async throws -> State { State() }

    func next(_ client: inout Client, _ known: State) -> Input {
        let content = "\(client.index)-\(client.random.number(below: 1_000_000))"
        switch client.random.number(below: 8) {
        case 0...1: return .read
        case 2: return .set(content)
        case 3...4: return .delete
        default: return .compareAndSet(known, content)
        }
    }

    func perform(
        _ input: Input, on subject: String, by client: Client, _ known: inout State
    ) async throws -> Output {
        let state = client.store.state(of: "life")
        switch input {
        case .read:
            known = State(content: try await state.get(subject)?.content.text)
            return .seen(known)
        case .set(let content):
            try await state.set(subject, Payload(text: content))
            known = State(content: content)
            return .done
        case .compareAndSet(let expected, let content):
            let isDone = try await state.compareAndSet(
                subject, expected: expected.content.map { Payload(text: $0) }, Payload(text: content))
            if isDone { known = State(content: content) }
            return isDone ? .done : .notDone
        case .delete:
            known = State()
            return try await state.delete(subject) ? .done : .notDone
        }
    }

    func step(_ state: State, _ input: Input, _ output: Output?) -> State? {
        switch (input, output) {
        case (.read, .seen(let seen)?): return seen == state ? state : nil
        case (.read, nil): return state
        case (.set(let content), _): return State(content: content)
        case (.compareAndSet(let expected, let content), .done?):
            return expected == state ? State(content: content) : nil
        case (.compareAndSet(let expected, _), .notDone?): return expected == state ? nil : state
        case (.compareAndSet(let expected, let content), nil):
            return expected == state ? State(content: content) : state
        case (.delete, .done?): return state.content == nil ? nil : State()
        case (.delete, .notDone?): return state.content == nil ? state : nil
        case (.delete, nil): return State()
        default: return nil
        }
    }

    func success(_ input: Input, _ output: Output) -> String? {
        switch (input, output) {
        case (.read, _): "get"
        case (.set, _): "set"
        case (.compareAndSet, .done): "compareAndSet"
        case (.delete, .done): "delete"
        default: nil
        }
    }
}
