internal import HoldfastCore

/// A run whose record is read, and changed by those who know its revision.
struct RunWorkload: Workload {
    struct State: Hashable, Sendable, CustomStringConvertible {
        var revision: Int64
        var content: Int64

        var description: String { "revision \(revision), content \(content)" }
    }

    enum Input: Sendable, CustomStringConvertible {
        case read
        case update(revision: Int64, content: Int64)

        var description: String {
            switch self {
            case .read: "get"
            case .update(let revision, let content): "update revision \(revision), content \(content)"
            }
        }
    }

    enum Output: Sendable, CustomStringConvertible {
        case seen(State)
        case updated(State)
        case conflict(actual: Int64)

        var description: String {
            switch self {
            case .seen(let state): "\(state)"
            case .updated(let state): "done: \(state)"
            case .conflict(let actual): "conflict, it is \(actual)"
            }
        }
    }

    static let object = "run"
    static let kinds: Set = ["get", "update"]
    static let read = Input.read
    static let ignorance: Int64 = 1

    func prepare(_ subject: String, _ store: Store) async throws -> State {
        let run = try await store.runs.create(NewRun("w", id: RunID(subject)))
        return Self.state(run)
    }

    func next(_ client: inout Client, _ known: Int64) -> Input {
        guard !client.random.once(in: 3) else { return .read }
        return .update(revision: known, content: Int64(client.random.number(below: 10_000)))
    }

    func perform(
        _ input: Input, on subject: String, by client: Client, _ known: inout Int64
    ) async throws -> Output {
        let runs = client.store.runs
        switch input {
        case .read:
            let state = Self.state(try await runs.get(RunID(subject), payloads: false))
            known = state.revision
            return .seen(state)
        case .update(let revision, let content):
            var patch = RunPatch()
            patch.metadata = ["content": .int(content)]
            do {
                let state = Self.state(try await runs.update(RunID(subject), revision: revision, patch))
                known = state.revision
                return .updated(state)
            } catch let error as StoreError where error.code == .revisionConflict {
                known = error.actual.flatMap { Int64($0) } ?? 0
                return .conflict(actual: known)
            }
        }
    }

    func step(_ state: State, _ input: Input, _ output: Output?) -> State? {
        switch (input, output) {
        case (.read, .seen(let seen)?): return seen == state ? state : nil
        case (.read, nil): return state
        case (.update(let revision, _), .conflict(let actual)?):
            return actual == state.revision && actual != revision ? state : nil
        case (.update(let revision, let content), _):
            let next = State(revision: revision + 1, content: content)
            switch output {
            case nil: return revision == state.revision ? next : state
            case .updated(let written)?: return revision == state.revision && written == next ? next : nil
            default: return nil
            }
        default: return nil
        }
    }

    func success(_ input: Input, _ output: Output) -> String? {
        switch output {
        case .seen: "get"
        case .updated: "update"
        case .conflict: nil
        }
    }

    private static func state(_ run: RunRecord) -> State {
        guard case .int(let content)? = run.metadata["content"] else {
            return State(revision: run.revision, content: 0)
        }
        return State(revision: run.revision, content: content)
    }
}
