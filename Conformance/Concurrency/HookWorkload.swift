internal import HoldfastCore

/// A token that runs contend for: each client has a run of its own, which takes the token with a hook and lets go of
/// it.
struct HookWorkload: Workload {
    struct State: Hashable, Sendable, CustomStringConvertible {
        /// The run and hook that have the token, as `run/hook`.
        var holder: String?

        var description: String { holder.map { "held by \($0)" } ?? "free" }
    }

    enum Input: Sendable, CustomStringConvertible {
        case read
        case create(String)
        case dispose(String)

        var description: String {
            switch self {
            case .read: "get"
            case .create(let hook): "create \(hook)"
            case .dispose(let hook): "dispose of \(hook)"
            }
        }
    }

    enum Output: Sendable, CustomStringConvertible {
        case seen(State)
        case done
        /// The run that has the token.
        case conflict(String)

        var description: String {
            switch self {
            case .seen(let state): "\(state)"
            case .done: "done"
            case .conflict(let run): "conflict with \(run)"
            }
        }
    }

    /// The client's run, and its hooks on the token so far.
    struct Memory: Sendable {
        var lease: RunLease?
        var created = 0
    }

    static let object = "token"
    static let kinds: Set = ["get", "create", "conflict", "dispose"]
    static let read = Input.read
    static let ignorance = Memory()

    func prepare(_ subject: String, _ store: Store) async throws -> State { State() }

    func next(_ client: inout Client, _ memory: Memory) -> Input {
        switch client.random.number(below: 8) {
        case 0...1: .read
        case 2...4 where memory.created > 0: .dispose("\(client.index)/h\(memory.created)")
        default: .create("\(client.index)/h\(memory.created + 1)")
        }
    }

    func perform(
        _ input: Input, on subject: String, by client: Client, _ memory: inout Memory
    ) async throws -> Output {
        let hooks = client.store.hooks
        do {
            switch input {
            case .read:
                let hook = try await hooks.get(token: subject)
                return .seen(State(holder: Self.name(hook)))
            case .create(let name):
                let lease = try await lease(client, subject, &memory)
                // Counted whether or not an answer comes: no hook is created twice.
                memory.created += 1
                try await hooks.create(NewHook(token: subject, id: Self.hook(name)), lease: lease)
                return .done
            case .dispose(let name):
                try await hooks.dispose(Self.hook(name), lease: try await lease(client, subject, &memory))
                return .done
            }
        } catch let error as StoreError where error.code == .notFound && error.kind == "hook" {
            // Disposing of a hook that was not created is no change.
            if case .read = input { return .seen(State()) }
            return .done
        } catch let error as StoreError where error.code == .tokenConflict {
            return .conflict(String((error.actual ?? "").split(separator: "-").last ?? ""))
        }
    }

    /// A run of the client's own, claimed from a queue of its own.
    private func lease(_ client: Client, _ subject: String, _ memory: inout Memory) async throws -> RunLease {
        if let lease = memory.lease { return lease }
        let name = "\(subject)-\(client.index)"
        var new = NewRun("w", id: RunID(name))
        new.queue = QueueName(name)
        _ = try await client.store.runs.start(new, onConflict: .useExisting)
        var claimed: [ClaimedRun] = []
        // An index may lag, and a claim whose reply was lost comes up again when its lease has ended.
        for _ in 0..<200 where claimed.isEmpty {
            claimed = try await client.store.leases.claim(routes: [name], limit: 1, owner: "w", duration: .seconds(9))
            client.time.move(by: .seconds(1))
        }
        guard let lease = claimed.first?.lease else { throw NoAnswer() }
        memory.lease = lease
        return lease
    }

    private static func name(_ hook: HookRecord) -> String {
        "\(hook.runID.rawValue.split(separator: "-").last ?? "")/\(hook.id)"
    }

    private static func hook(_ name: String) -> String { String(name.split(separator: "/").last ?? "") }

    private static func run(_ name: String) -> String { String(name.split(separator: "/").first ?? "") }

    func step(_ state: State, _ input: Input, _ output: Output?) -> State? {
        switch (input, output) {
        case (.read, .seen(let seen)?): return seen == state ? state : nil
        case (.read, nil): return state
        case (.create(let hook), .done?): return state.holder == nil ? State(holder: hook) : nil
        case (.create, .conflict(let run)?): return state.holder.map { Self.run($0) } == run ? state : nil
        case (.create(let hook), nil): return state.holder == nil ? State(holder: hook) : state
        case (.dispose(let hook), .done?), (.dispose(let hook), nil): return state.holder == hook ? State() : state
        default: return nil
        }
    }

    func success(_ input: Input, _ output: Output) -> String? {
        switch (input, output) {
        case (.read, _): "get"
        case (.create, .done): "create"
        case (_, .conflict): "conflict"
        case (.dispose, .done): "dispose"
        default: nil
        }
    }
}
