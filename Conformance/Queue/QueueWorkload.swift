internal import HoldfastCore

/// A queue with one message for which workers contend, each by its own clock: claimed, answered, looked at.
struct QueueWorkload: Workload {
    /// Whether replies are lost; an answer that is sent twice then may find what an earlier one has done alike.
    var losesReplies = false

    /// Times are seconds since the beginning.
    struct State: Hashable, Sendable, CustomStringConvertible {
        var status: MessageStatus
        var fence: Int64
        /// False after a claim without an answer: the fence is at least this, and nobody knows it.
        var isFenceKnown = true
        /// When it may next be claimed.
        var due: Double
        /// Claims that were not taken back; unknown where nobody knows the fence.
        var attempts: Int

        var description: String {
            "\(status.rawValue), fence \(isFenceKnown ? "" : "at least ")\(fence), attempt \(attempts), due at \(due)"
        }

        func isHeld(by fence: Int64) -> Bool { status == .claimed && isFenceKnown && fence == self.fence }
    }

    enum Input: Sendable, CustomStringConvertible {
        case read
        case claim(at: Double)
        case ack(fence: Int64)
        case nack(fence: Int64, at: Double)
        case release(fence: Int64, at: Double)

        var description: String {
            switch self {
            case .read: "get"
            case .claim(let now): "at \(now): claim"
            case .ack(let fence): "ack fence \(fence)"
            case .nack(let fence, let now): "at \(now): nack fence \(fence)"
            case .release(let fence, let now): "at \(now): release fence \(fence)"
            }
        }
    }

    enum Output: Sendable, CustomStringConvertible {
        case seen(State)
        case claimed(fence: Int64, attempt: Int)
        case done
        case nothing
        case notHolder

        var description: String {
            switch self {
            case .seen(let state): "\(state)"
            case .claimed(let fence, let attempt): "claimed, fence \(fence), attempt \(attempt)"
            case .done: "done"
            case .nothing: "nothing to claim"
            case .notHolder: "not the holder"
            }
        }
    }

    static let object = "queue"
    static let kinds: Set = ["get", "claim", "ack", "nack"]
    static let read = Input.read
    static let ignorance: MessageReceipt? = nil
    private static let visibility = 10.0
    private static let beginning = VirtualTime().now

    func prepare(_ subject: String, _ store: Store) async throws -> State {
        try await store.queue(QueueName(subject)).enqueue(NewQueueMessage(subject) { $0.maximumAttempts = 1_000 })
        return State(status: .ready, fence: 0, due: Self.seconds(store.time.now), attempts: 0)
    }

    func next(_ client: inout Client, _ receipt: MessageReceipt?) -> Input {
        // Beyond the end of a visibility now and then: each client's clock goes its own way.
        if client.random.once(in: 3) { client.time.move(by: .seconds(client.random.number(below: 8))) }
        let now = Self.seconds(client.time.now)
        guard let receipt else { return client.random.once(in: 5) ? .read : .claim(at: now) }
        let fence = receipt.fence.rawValue
        switch client.random.number(below: 12) {
        case 0...1: return .read
        case 2...4: return .claim(at: now)
        case 5...7: return .nack(fence: fence, at: now)
        case 8...9: return .release(fence: fence, at: now)
        default: return .ack(fence: fence)
        }
    }

    func perform(
        _ input: Input, on subject: String, by client: Client, _ receipt: inout MessageReceipt?
    ) async throws -> Output {
        let queue = client.store.queue(QueueName(subject))
        do {
            switch input {
            case .read: return .seen(try await look(subject, client.store))
            case .claim:
                let claimed = try await queue.claim(
                    limit: 1, owner: WorkerID("w\(client.index)"), visibility: .seconds(Int(Self.visibility)))
                guard let claim = claimed.first?.receipt else { return .nothing }
                receipt = claim
                return .claimed(fence: claim.fence.rawValue, attempt: claim.attempt)
            case .ack, .nack, .release:
                // Kept in mind afterwards: what was given up must not count again.
                guard let held = receipt else { return .notHolder }
                if case .ack = input { try await queue.ack(held) }
                if case .nack = input { try await queue.nack(held, delay: .zero) }
                if case .release = input { try await queue.release(held) }
                return .done
            }
        } catch let error as StoreError where error.code == .notHolder {
            return .notHolder
        }
    }

    /// The only message of the queue, read by its primary key: indexes may lag.
    private func look(_ subject: String, _ store: Store) async throws -> State {
        let range = IndexRange(QueueTable.table, nil, [.text(store.namespace.rawValue), .text(subject)])
        guard let row = try await store.backend.walk(range).first,
            let status = MessageStatus(rawValue: row.text(QueueTable.status))
        else { throw StoreError(.notFound, "the message of \(subject) is lost") }
        let due = row[QueueTable.readyAt].int.map { Self.seconds(Timestamp(microseconds: $0)) }
        return State(
            status: status, fence: row[QueueTable.fence].int ?? -1, due: due ?? .infinity,
            attempts: Int(row[QueueTable.attempts].int ?? -1))
    }

    func success(_ input: Input, _ output: Output) -> String? {
        switch (input, output) {
        case (.read, .seen): "get"
        case (.claim, .claimed): "claim"
        case (.ack, .done): "ack"
        case (.nack, .done): "nack"
        default: nil
        }
    }

    /// When a visibility from that time on ends, in whole microseconds: sums of seconds would not be exact.
    private static func end(from now: Double) -> Double {
        ((now + Self.visibility) * 1_000_000).rounded() / 1_000_000
    }

    private static func seconds(_ time: Timestamp) -> Double {
        Double(time.microseconds - beginning.microseconds) / 1_000_000
    }
}

extension QueueWorkload {
    func step(_ state: State, _ input: Input, _ output: Output?) -> State? {
        switch input {
        case .read: read(state, output)
        case .claim(let now): claim(state, now, output)
        case .ack(let fence): ack(state, fence, output)
        case .nack(let fence, let now): giveBack(state, fence, now, charged: true, output)
        case .release(let fence, let now): giveBack(state, fence, now, charged: false, output)
        }
    }

    private func read(_ state: State, _ output: Output?) -> State? {
        guard case .seen(let seen)? = output else { return output == nil ? state : nil }
        guard seen.status == state.status, seen.due == state.due, seen.attempts == state.attempts else { return nil }
        return (state.isFenceKnown ? seen.fence == state.fence : seen.fence >= state.fence) ? seen : nil
    }

    private func claim(_ state: State, _ now: Double, _ output: Output?) -> State? {
        var next = State(
            status: .claimed, fence: state.fence + 1, isFenceKnown: false, due: Self.end(from: now),
            attempts: state.attempts + 1)
        switch output {
        // Legal at any time: an index may lag, and others may hold the row while they look at it.
        case .nothing?: return state
        case nil: return state.due <= now ? next : state
        case .claimed(let fence, let attempt)?:
            guard state.due <= now, fence > state.fence, attempt == next.attempts else { return nil }
            next.fence = fence
            next.isFenceKnown = true
            return next
        default: return nil
        }
    }

    private func ack(_ state: State, _ fence: Int64, _ output: Output?) -> State? {
        let isHeld = state.isHeld(by: fence)
        let isDone = state.status == .done && state.fence == fence
        let next = State(status: .done, fence: state.fence, due: .infinity, attempts: state.attempts)
        switch output {
        case nil: return isHeld ? next : state
        case .done?: return isHeld ? next : isDone ? state : nil
        case .notHolder?: return isHeld || isDone ? nil : state
        default: return nil
        }
    }

    private func giveBack(
        _ state: State, _ fence: Int64, _ now: Double, charged: Bool, _ output: Output?
    ) -> State? {
        let isHeld = state.isHeld(by: fence)
        let next = State(
            status: .ready, fence: state.fence, due: now, attempts: state.attempts - (charged ? 0 : 1))
        switch output {
        case nil: return isHeld ? next : state
        case .done?:
            let isAlike = losesReplies && state.status == .ready && state.fence == fence && state.due == now
            return isHeld ? next : isAlike ? state : nil
        case .notHolder?: return isHeld ? nil : state
        default: return nil
        }
    }
}
