internal import HoldfastCore

/// A lock for which clients contend, each by its own clock: acquired, renewed, released, looked at.
struct LockWorkload: Workload {
    /// Whether replies are lost; a write is sent twice then, so a refusal does not say that it had no effect.
    var losesReplies = false

    /// Times are microseconds since the beginning.
    struct State: Hashable, Sendable, CustomStringConvertible {
        /// The token of the last claim.
        var token = ""
        /// When the lock is free.
        var end: Int64 = 0

        var description: String { "claim \(token), until \(end)" }
    }

    enum Input: Sendable, CustomStringConvertible {
        case look(at: Int64)
        case acquire(token: String, at: Int64)
        /// A lease that is known to last until then.
        case renew(token: String, until: Int64, at: Int64)
        case release(token: String, at: Int64)

        var description: String {
            switch self {
            case .look(let now): "at \(now): look"
            case .acquire(let token, let now): "at \(now): acquire as \(token)"
            case .renew(let token, _, let now): "at \(now): renew \(token)"
            case .release(let token, let now): "at \(now): release \(token)"
            }
        }
    }

    enum Output: Sendable, CustomStringConvertible {
        case seen(end: Int64?)
        case acquired(until: Int64)
        case held(until: Int64)
        case renewed(until: Int64)
        case released
        case notHolder

        var description: String {
            switch self {
            case .seen(let end): end.map { "held until \($0)" } ?? "free"
            case .acquired(let end): "acquired until \(end)"
            case .held(let end): "held until \(end)"
            case .renewed(let end): "renewed until \(end)"
            case .released: "released"
            case .notHolder: "not the holder"
            }
        }
    }

    static let object = "lock"
    static let kinds: Set = ["look", "acquire", "renew", "release"]
    static let read = Input.look(at: 0)
    static let ignorance: LockLease? = nil
    /// How long a lease lasts.
    private static let duration: Int64 = 10_000_000
    private static let beginning = VirtualTime().now

    func prepare(_ subject: String, _ store: Store) async throws -> State { State() }

    func next(_ client: inout Client, _ lease: LockLease?) -> Input {
        // Beyond the end of a lease now and then: each client's clock goes its own way.
        if client.random.once(in: 3) { client.time.move(by: .seconds(client.random.number(below: 8))) }
        let now = Self.microseconds(client.time.now)
        let acquire = Input.acquire(token: "\(client.index)-\(client.random.number(below: 1_000_000))", at: now)
        guard let lease else { return client.random.once(in: 4) ? .look(at: now) : acquire }
        switch client.random.number(below: 8) {
        case 0: return .look(at: now)
        case 1...2: return acquire
        case 3...5: return .renew(token: lease.token, until: Self.microseconds(lease.expiresAt), at: now)
        default: return .release(token: lease.token, at: now)
        }
    }

    func perform(
        _ input: Input, on subject: String, by client: Client, _ lease: inout LockLease?
    ) async throws -> Output {
        let locks = client.store.locks
        do {
            switch input {
            case .look: return .seen(end: try await locks.holder(of: subject).map { Self.microseconds($0.expiresAt) })
            case .acquire(let token, _):
                let attempt = try await locks.acquire(
                    subject, owner: WorkerID("w\(client.index)"), duration: .microseconds(Self.duration), token: token)
                switch attempt {
                case .acquired(let claim):
                    lease = claim
                    return .acquired(until: Self.microseconds(claim.expiresAt))
                // A reply that was lost may hide a claim that was made, and that ended by another's clock.
                case .held where losesReplies: throw NoAnswer()
                case .held(let end, _): return .held(until: Self.microseconds(end))
                }
            case .renew:
                guard let held = lease else { return .notHolder }
                let renewed = try await locks.renew(held)
                lease = renewed
                return .renewed(until: Self.microseconds(renewed.expiresAt))
            case .release:
                guard let held = lease else { return .notHolder }
                // Kept in mind: what was released must not come to life again.
                try await locks.release(held)
                return .released
            }
        } catch let error as StoreError where error.code == .notHolder {
            if losesReplies { throw NoAnswer() }
            return .notHolder
        }
    }

    func success(_ input: Input, _ output: Output) -> String? {
        switch output {
        case .seen: "look"
        case .acquired: "acquire"
        case .renewed: "renew"
        case .released: "release"
        case .held, .notHolder: nil
        }
    }

    private static func microseconds(_ time: Timestamp) -> Int64 {
        time.microseconds - beginning.microseconds
    }
}

extension LockWorkload {
    func step(_ state: State, _ input: Input, _ output: Output?) -> State? {
        switch input {
        case .look(let now): look(state, now, output)
        case .acquire(let token, let now): acquire(state, token, now, output)
        case .renew(let token, let end, let now): renew(state, token, end, now, output)
        case .release(let token, let now): release(state, token, now, output)
        }
    }

    private func look(_ state: State, _ now: Int64, _ output: Output?) -> State? {
        guard case .seen(let end)? = output else { return output == nil ? state : nil }
        return end == (state.end > now ? state.end : nil) ? state : nil
    }

    private func acquire(_ state: State, _ token: String, _ now: Int64, _ output: Output?) -> State? {
        let next = State(token: token, end: now + Self.duration)
        switch output {
        case nil: return state.end <= now ? next : state
        case .acquired(let end)?: return state.end <= now && end == next.end ? next : nil
        case .held(let end)?: return state.end > now && end == state.end ? state : nil
        default: return nil
        }
    }

    private func renew(_ state: State, _ token: String, _ end: Int64, _ now: Int64, _ output: Output?) -> State? {
        // What has ended is not revived, even if nobody took it.
        let isLegal = state.token == token && state.end > now
        var next = state
        next.end = max(state.end, end, now + Self.duration)
        switch output {
        case nil: return isLegal ? next : state
        case .renewed(let end)?: return isLegal && end == next.end ? next : nil
        case .notHolder?: return isLegal ? nil : state
        default: return nil
        }
    }

    private func release(_ state: State, _ token: String, _ now: Int64, _ output: Output?) -> State? {
        let isLegal = state.token == token && state.end > now
        let next = State(token: token, end: min(state.end, now))
        switch output {
        case nil: return isLegal ? next : state
        // Harmless where the lease has ended and nobody has taken the lock since.
        case .released?: return isLegal ? next : state.token == token ? state : nil
        case .notHolder?: return state.token == token ? nil : state
        default: return nil
        }
    }
}
