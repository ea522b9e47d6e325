internal import HoldfastCore

/// A run for whose lease workers contend, each by its own clock: claimed, renewed, released, looked at.
struct LeaseWorkload: Workload {
    /// Whether replies are lost; calls are sent twice then, so that a refused renewal may have had its effect.
    var losesReplies = false

    /// Times are seconds since the beginning.
    struct State: Hashable, Sendable, CustomStringConvertible {
        var owner: String?
        var fence: Int64
        /// False after a claim without an answer: the fence is at least this, and nobody knows it.
        var isFenceKnown = true
        /// When the run may next be claimed.
        var due: Double

        var description: String {
            "\(owner.map { "held by \($0)" } ?? "free"), fence \(isFenceKnown ? "" : "at least ")\(fence), "
                + "due at \(due)"
        }

        func isAsReleased(_ fence: Int64, _ now: Double) -> Bool {
            owner == nil && due == now && (!isFenceKnown || fence == self.fence)
        }

        func isHeld(with fence: Int64) -> Bool { owner != nil && isFenceKnown && fence == self.fence }
    }

    enum Input: Sendable, CustomStringConvertible {
        case read
        case claim(owner: String, at: Double)
        /// A lease that is known to last until then.
        case renew(fence: Int64, until: Double, at: Double)
        case release(fence: Int64, at: Double)

        var description: String {
            switch self {
            case .read: "get"
            case .claim(let owner, let now): "at \(now): claim by \(owner)"
            case .renew(let fence, _, let now): "at \(now): renew fence \(fence)"
            case .release(let fence, let now): "at \(now): release fence \(fence)"
            }
        }
    }

    enum Output: Sendable, CustomStringConvertible {
        case seen(State)
        case claimed(fence: Int64)
        case renewed(until: Double)
        case released
        case nothing
        case fenced

        var description: String {
            switch self {
            case .seen(let state): "\(state)"
            case .claimed(let fence): "claimed, fence \(fence)"
            case .renewed(let end): "renewed until \(end)"
            case .released: "released"
            case .nothing: "nothing to claim"
            case .fenced: "fenced"
            }
        }
    }

    static let object = "lease"
    static let kinds: Set = ["get", "claim", "renew", "release"]
    static let read = Input.read
    static let ignorance: RunLease? = nil
    /// How long a lease lasts.
    private static let duration = 10.0
    private static let beginning = VirtualTime().now

    func prepare(_ subject: String, _ store: Store) async throws -> State {
        var new = NewRun("w", id: RunID(subject))
        new.queue = QueueName(subject)
        return Self.state(try await store.runs.create(new))
    }

    func next(_ client: inout Client, _ lease: RunLease?) -> Input {
        // Beyond the end of a lease now and then: each client's clock goes its own way.
        if client.random.once(in: 3) { client.time.move(by: .seconds(client.random.number(below: 8))) }
        let now = Self.seconds(client.time.now)
        let claim = Input.claim(owner: "w\(client.index)", at: now)
        guard let lease else { return client.random.once(in: 4) ? .read : claim }
        switch client.random.number(below: 8) {
        case 0: return .read
        case 1...2: return claim
        case 3...5: return .renew(fence: lease.fence.rawValue, until: Self.seconds(lease.expiresAt), at: now)
        default: return .release(fence: lease.fence.rawValue, at: now)
        }
    }

    func perform(
        _ input: Input, on subject: String, by client: Client, _ lease: inout RunLease?
    ) async throws -> Output {
        let leases = client.store.leases
        do {
            switch input {
            case .read: return .seen(Self.state(try await client.store.runs.get(RunID(subject), payloads: false)))
            case .claim(let owner, _):
                let claimed = try await leases.claim(
                    routes: [subject], limit: 1, owner: WorkerID(owner), duration: .seconds(Int(Self.duration)))
                guard let claim = claimed.first?.lease else { return .nothing }
                lease = claim
                return .claimed(fence: claim.fence.rawValue)
            case .renew:
                guard let held = lease, let renewed = try await leases.renew([held]).first?.get() else {
                    return .nothing
                }
                lease = renewed
                return .renewed(until: Self.seconds(renewed.expiresAt))
            case .release:
                guard let held = lease else { return .nothing }
                // Kept in mind: what was released must not come to life again.
                try await leases.release(held)
                return .released
            }
        } catch let error as StoreError where error.code == .fenced {
            if losesReplies, case .renew = input { throw NoAnswer() }
            return .fenced
        }
    }

    func success(_ input: Input, _ output: Output) -> String? {
        switch output {
        case .seen: "get"
        case .claimed: "claim"
        case .renewed: "renew"
        case .released: "release"
        case .nothing, .fenced: nil
        }
    }
}

extension LeaseWorkload {
    func step(_ state: State, _ input: Input, _ output: Output?) -> State? {
        switch input {
        case .read: read(state, output)
        case .claim(let owner, let now): claim(state, owner, now, output)
        case .renew(let fence, let end, let now): renew(state, fence, end, now, output)
        case .release(let fence, let now): release(state, fence, now, output)
        }
    }

    private func read(_ state: State, _ output: Output?) -> State? {
        guard case .seen(let seen)? = output else { return output == nil ? state : nil }
        guard seen.owner == state.owner, seen.due == state.due else { return nil }
        return (state.isFenceKnown ? seen.fence == state.fence : seen.fence >= state.fence) ? seen : nil
    }

    private func claim(_ state: State, _ owner: String, _ now: Double, _ output: Output?) -> State? {
        var next = State(owner: owner, fence: state.fence + 1, isFenceKnown: false, due: Self.end(from: now))
        switch output {
        // Legal at any time: others may hold the row while they look at it.
        case .nothing?: return state
        case nil: return state.due <= now ? next : state
        case .claimed(let fence)?:
            guard state.due <= now, fence > state.fence else { return nil }
            next.fence = fence
            next.isFenceKnown = true
            return next
        default: return nil
        }
    }

    private func renew(
        _ state: State, _ fence: Int64, _ end: Double, _ now: Double, _ output: Output?
    ) -> State? {
        // What has expired is not revived, even if nobody took it.
        let isLegal = state.isHeld(with: fence) && state.due > now
        var next = state
        next.due = max(end, Self.end(from: now))
        switch output {
        case nil: return isLegal ? next : state
        case .renewed(let end)?: return isLegal && end == next.due ? next : nil
        case .fenced?: return isLegal ? nil : state
        default: return nil
        }
    }

    private func release(_ state: State, _ fence: Int64, _ now: Double, _ output: Output?) -> State? {
        let isLegal = state.isHeld(with: fence)
        let next = State(owner: nil, fence: state.fence, due: now)
        switch output {
        case nil: return isLegal ? next : state
        // A second release of the same time, whose first sending was lost, finds what it would write.
        case .released?: return isLegal ? next : losesReplies && state.isAsReleased(fence, now) ? state : nil
        case .fenced?: return isLegal ? nil : state
        default: return nil
        }
    }

    /// When a lease from that time on ends, in whole microseconds: sums of seconds would not be exact.
    private static func end(from now: Double) -> Double {
        ((now + Self.duration) * 1_000_000).rounded() / 1_000_000
    }

    private static func seconds(_ time: Timestamp) -> Double {
        Double(time.microseconds - beginning.microseconds) / 1_000_000
    }

    private static func state(_ run: RunRecord) -> State {
        State(
            owner: run.leaseOwner?.rawValue, fence: run.fence.rawValue,
            due: run.readyAt.map { seconds($0) } ?? .infinity)
    }
}
