/// All queues of a store.
public struct WorkQueues: Sendable {
    /// How long a claimed message is invisible to others: 300 seconds.
    public static let defaultVisibility = Duration.seconds(300)

    let context: StoreContext

    init(_ context: StoreContext) { self.context = context }

    /// Claims up to `limit` messages that are due from these queues; an empty answer where none is.
    ///
    /// No message goes to two callers while it is invisible. Each claim begins at the next queue, and within it at the
    /// next bucket, so that none waits for longer than one round of claims; of what it begins with it takes as many as
    /// it can. A message whose attempts are used up, or that nobody claimed within its longest wait, becomes a dead
    /// letter here. A queue that is paused gives nothing.
    /// - Parameters:
    ///   - limit: At least 1; claim no more than there are free hands.
    ///   - visibility: How long the messages are invisible to others unless they are extended; more than zero.
    public func claim(
        _ queues: [QueueName], limit: Int, owner: WorkerID, visibility: Duration = defaultVisibility
    ) async throws -> [ClaimedMessage] {
        try context.begin()
        try owner.validate()
        for queue in queues { try queue.validate() }
        guard limit > 0 else { throw StoreError(.invalidArgument, "a claim takes at least 1 message, not \(limit)") }
        try WorkQueue.validate(visibility: visibility)
        let now = context.now
        let visibleAt = now.advanced(by: visibility)
        let ranges = try await ranges(queues, at: now)
        let patch: [Assignment] = [
            .set(QueueTable.status, .status(.claimed)), .set(QueueTable.leaseOwner, owner.value),
            .set(QueueTable.readyAt, .time(visibleAt)), .set(QueueTable.updatedAt, .time(now)),
            .add(QueueTable.fence, 1), .add(QueueTable.attempts, 1),
        ]
        var claimed: [ClaimedMessage] = []
        // Each further turn is for places that messages took which could only be buried; callers poll for the rest.
        for _ in 0..<16 where claimed.count < limit && !ranges.isEmpty {
            let rows: [Row]
            do {
                rows = try await context.take(
                    Take(ranges, limit: limit - claimed.count, patch: patch), for: "claim messages")
            } catch {
                // What was claimed must reach the caller.
                guard claimed.isEmpty else { return claimed }
                throw error
            }
            var isComplete = true
            for row in rows {
                // One that cannot be read is left claimed: it comes up again, and hides no other.
                guard let message = try? QueueMessage(row) else { continue }
                if let reason = reasonToBury(message, row, at: now) {
                    isComplete = false
                    await bury(message, row, reason, at: now)
                } else {
                    let receipt = MessageReceipt(message, row)
                    claimed.append(ClaimedMessage(message: message, receipt: receipt, visibleAt: visibleAt))
                }
            }
            if isComplete { break }
        }
        return claimed
    }

    /// What to take from: queue after queue from the one whose turn it is, each by priority, and the buckets of one
    /// priority in rotation.
    private func ranges(_ queues: [QueueName], at now: Timestamp) async throws -> [IndexRange] {
        let rows = try await context.getAll(
            queues.map { QueueSettings.key(context, $0) }, .all, for: "claim messages")
        let open = zip(queues, rows.map { QueueSettings($0) }).filter { !$1.isPaused }
        guard !open.isEmpty else { return [] }
        let places = queues.map { "\($0.rawValue.utf8.count):\($0.rawValue)" }.joined()
        let turn = context.turns.next(for: places, context.identifiers)
        return open.indices.flatMap { step in
            let (queue, settings) = open[(turn + step) % open.count]
            return Priority.allCases.reversed().flatMap { priority in
                (0..<settings.buckets).map { place in
                    let bucket = (turn / open.count + place) % settings.buckets
                    return IndexRange(
                        QueueTable.table, QueueTable.byReadiness,
                        [context.tenant, queue.value, .int(Int64(bucket)), .int(Int64(priority.rawValue))],
                        atMost: .time(now))
                }
            }
        }
    }
}

// Messages that a claim finds and must not hand out.
extension WorkQueues {
    private func reasonToBury(_ message: QueueMessage, _ row: Row, at now: Timestamp) -> String? {
        if message.attempts > message.maximumAttempts {
            return "delivery \(message.maximumAttempts) of \(message.maximumAttempts) was not answered in time"
        }
        if message.attempts == 1, let startBy = row.time(QueueTable.startBy), startBy <= now {
            return "nobody claimed the message within its longest wait"
        }
        return nil
    }

    /// Makes a message that was just claimed a dead letter. Where that fails it comes up again when the claim ends.
    private func bury(_ message: QueueMessage, _ row: Row, _ reason: String, at now: Timestamp) async {
        let queue = WorkQueue(context, message.queue)
        let end = WorkQueue.Ending.dead(reason, attempts: message.attempts - 1)
        _ = try? await queue.end(MessageReceipt(message, row), end, at: now, for: "bury message")
    }
}
