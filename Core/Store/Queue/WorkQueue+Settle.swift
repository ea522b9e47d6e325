// Answers to a delivery. Each holds on condition that the receipt is the present one.
extension WorkQueue {
    /// Acknowledges a message: it is never delivered again.
    ///
    /// The same again is no change while the finished message is kept. An acknowledgement that comes after the end of
    /// visibility counts, if nobody has claimed the message since.
    /// - Throws: `.notHolder` where the message was claimed again, given back or became a dead letter; `.notFound`
    ///   where there is no such message.
    public func ack(_ receipt: MessageReceipt) async throws {
        try context.begin()
        guard let refusal = try await end(receipt, .done, at: context.now, for: "ack message") else { return }
        guard let row = refusal.current, row[QueueTable.status] == .status(.done), receipt.isFence(of: row) else {
            throw self.refusal(of: receipt, by: refusal.current)
        }
    }

    /// Says that a delivery failed: the message is delivered again after a delay, or is a dead letter where this was
    /// its last attempt.
    ///
    /// - Parameters:
    ///   - error: Why, for a person; at most 16 KiB are stored. Where nothing is said, what was said last stands.
    ///   - delay: How long it waits; zero means not at all, nil the delay that `backoff` gives.
    ///   - backoff: How long it waits after which attempt. Its number of attempts is not looked at.
    /// - Returns: When it may be claimed again; nil where it is a dead letter now.
    /// - Throws: `.notHolder` and `.notFound` as for ``ack(_:)``.
    @discardableResult
    public func nack(
        _ receipt: MessageReceipt, error: String? = nil, delay: Duration? = nil, backoff: RetryPolicy = .default
    ) async throws -> Timestamp? {
        try context.begin()
        let now = context.now
        let wait = delay ?? backoff.delay(after: receipt.attempt, fraction: context.identifiers.fraction())
        try Self.validate(delay: wait)
        if receipt.isLast {
            let end = Ending.dead(error, attempts: receipt.attempt)
            let refusal = try await self.end(receipt, end, at: now, for: "nack message")
            if let refusal { throw self.refusal(of: receipt, by: refusal.current) }
            return nil
        }
        let readyAt = now.advanced(by: wait)
        let said = error.map { Assignment.set(QueueTable.lastError, .text(Failure.shortened($0))) }
        try await giveBack(
            receipt, readyAt: readyAt, attempts: receipt.attempt, [said].compactMap(\.self), at: now,
            for: "nack message")
        return readyAt
    }

    /// Lets a message be delivered again after a delay, without counting this delivery.
    ///
    /// - Parameter delay: How long it waits; zero or nothing gives the message back at once.
    /// - Throws: `.notHolder` and `.notFound` as for ``ack(_:)``.
    public func release(_ receipt: MessageReceipt, delay: Duration = .zero) async throws {
        try context.begin()
        try Self.validate(delay: delay)
        let now = context.now
        try await giveBack(
            receipt, readyAt: now.advanced(by: delay), attempts: receipt.attempt - 1, at: now, for: "release message")
    }

    /// Moves the end of a message's visibility.
    ///
    /// - Parameter visibility: How long it is invisible to others from now on; more than zero.
    /// - Returns: When it becomes claimable by others.
    /// - Throws: `.notHolder` where the visibility has ended, even if nobody claimed the message since; otherwise as
    ///   for ``ack(_:)``.
    @discardableResult
    public func extend(
        _ receipt: MessageReceipt, by visibility: Duration = WorkQueues.defaultVisibility
    ) async throws -> Timestamp {
        try context.begin()
        try Self.validate(visibility: visibility)
        let now = context.now
        let end = now.advanced(by: visibility)
        let update = Operation.update(
            key(receipt.messageID), [.set(QueueTable.readyAt, .time(end))],
            where: receipt.conditions + [Condition(QueueTable.readyAt, .greater(.time(now)))])
        let outcome = try await context.commit(
            WriteBatch([update]), for: "extend message", receipt.messageID.rawValue,
            // Who was refused does not hold the message now, whatever became of the first sending.
            isOurs: { _ in false })
        if case .refused(let refusal) = outcome { throw self.refusal(of: receipt, by: refusal.current) }
        return end
    }

    private func giveBack(
        _ receipt: MessageReceipt, readyAt: Timestamp, attempts: Int, _ more: [Assignment] = [], at now: Timestamp,
        for operation: String
    ) async throws {
        let changes: [Assignment] =
            more + [
                .set(QueueTable.status, .status(.ready)), .set(QueueTable.leaseOwner, .null),
                .set(QueueTable.readyAt, .time(readyAt)), .set(QueueTable.updatedAt, .time(now)),
                .set(QueueTable.attempts, .int(Int64(attempts))),
                // Somebody had it: the longest wait is for the first delivery.
                .set(QueueTable.startBy, .null),
            ]
        let update = Operation.update(key(receipt.messageID), changes, where: receipt.conditions)
        let outcome = try await context.commit(WriteBatch([update]), for: operation, receipt.messageID.rawValue) {
            // Claimed again since, it may have been given back by us or have run out by itself.
            guard let row = $0.current, receipt.isFence(of: row) else { return nil }
            // Not by its status alone: an earlier call with this receipt may have given it back.
            return row == row.changed(by: changes)
        }
        if case .refused(let refusal) = outcome { throw self.refusal(of: receipt, by: refusal.current) }
    }
}

extension WorkQueue {
    static func validate(visibility: Duration) throws {
        guard visibility > .zero || CoreFault.leavesOut(.positiveDuration) else {
            throw StoreError(.invalidArgument, "a message is invisible for longer than zero, not \(visibility)")
        }
    }

    static func validate(delay: Duration) throws {
        guard delay >= .zero else { throw StoreError(.invalidArgument, "a delay is not negative; \(delay) is") }
    }

    /// Why the message, as it was found, refuses an answer.
    private func refusal(of receipt: MessageReceipt, by row: Row?) -> StoreError {
        let id = receipt.messageID
        guard let row else { return .notFound("message", id) }
        return StoreError(
            .notHolder,
            "the claim of message \"\(id)\" in queue \"\(name)\" has ended, and the message is "
                + "\(row[QueueTable.status].text ?? "unknown"); drop the work or extend claims earlier",
            kind: "message", id: id.rawValue, expected: "\(receipt.fence.rawValue)",
            actual: row[QueueTable.fence].int.map { "\($0)" })
    }
}

extension MessageReceipt {
    /// What must hold of the message's row for an answer to count.
    var conditions: [Condition] {
        [
            Condition(QueueTable.fence, .equal(.int(fence.rawValue))),
            Condition(QueueTable.status, .equal(.status(.claimed))),
        ]
    }

    /// Whether the row was last claimed by this receipt.
    func isFence(of row: Row) -> Bool { row[QueueTable.fence] == .int(fence.rawValue) }
}
