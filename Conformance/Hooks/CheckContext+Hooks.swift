internal import HoldfastCore

extension CheckContext {
    /// What waits on the channel first, taken from the inbox with a step of its own; nil where nothing does.
    func receive(_ store: Store, _ channel: Channel, _ lease: inout RunLease) async throws -> Message? {
        let position = try await store.steps.memo(lease).count + 1
        let step = StepRecord(key: "receive \(position)", position: position)
        switch try await store.messages.receive([channel], as: step, lease: lease) {
        case .received(let message, let held):
            lease = held
            return message
        case .nothing: return nil
        case .existing(let step): throw violation("a new step", expected: "received", actual: "\(step) is there")
        }
    }

    /// The contents of all that waits on the channel, taken one after the other.
    func receiveAll(_ store: Store, _ channel: Channel, _ lease: inout RunLease) async throws -> [String?] {
        var contents: [String?] = []
        while let message = try await receive(store, channel, &lease), contents.count < 100 {
            contents.append(message.content?.text)
        }
        return contents
    }

    /// Lets a run wait whose inbox has nothing on the channel; a violation where it has.
    func park(
        _ store: Store, _ channel: Channel, _ lease: RunLease, until wakeUp: Timestamp? = nil, line: Int = #line
    ) async throws {
        let inbox = try await store.messages.inbox(channel, lease: lease)
        guard inbox.messages.isEmpty else {
            throw violation(
                "an empty inbox", expected: "nothing", actual: "\(inbox.messages.count) messages", line: line)
        }
        try await store.leases.park(lease, until: wakeUp, ifStillAt: inbox.revision)
    }

    /// Asks for an approval in the name of the run.
    @discardableResult
    func ask(
        _ store: Store, _ key: String, _ lease: RunLease, for time: Duration = .days(7)
    ) async throws -> ApprovalRecord {
        var new = NewApproval(key: key, id: key)
        new.expiresAfter = time
        return try await store.approvals.create(new, lease: lease)
    }

    /// Lets a run wait for an approval that nobody has decided.
    func park(_ store: Store, untilDecided id: String, _ lease: RunLease, line: Int = #line) async throws {
        switch try await store.approvals.outcome(id, lease: lease) {
        case .pending(let revision, let end): try await store.leases.park(lease, until: end, ifStillAt: revision)
        case .settled(let approval):
            throw violation("a pending approval", expected: "pending", actual: approval.status.rawValue, line: line)
        }
    }

    /// The approval as it is settled for the run; nil where it is pending.
    func settled(_ store: Store, _ id: String, _ lease: RunLease) async throws -> ApprovalRecord? {
        if case .settled(let approval) = try await store.approvals.outcome(id, lease: lease) { approval } else { nil }
    }

    /// The ids of the runs that are due; they are claimed with it.
    func due(_ store: Store) async throws -> [RunID] {
        try await settle()
        return try await store.leases.claim(routes: ["default"], limit: 100, owner: "poll").map(\.run.id)
    }
}
