extension WorkQueue {
    /// How a message ends.
    enum Ending: Sendable {
        case done
        /// With what was wrong, and the deliveries that there were.
        case dead(String?, attempts: Int)

        var status: MessageStatus {
            switch self {
            case .done: .done
            case .dead: .dead
            }
        }

        fileprivate func changes(at now: Timestamp) -> [Assignment] {
            let common: [Assignment] = [
                .set(QueueTable.status, .status(status)), .set(QueueTable.readyAt, .null),
                .set(QueueTable.leaseOwner, .null), .set(QueueTable.updatedAt, .time(now)),
                .set(QueueTable.completedAt, .time(now)),
            ]
            switch self {
            case .done:
                return common + [.set(QueueTable.expiresAt, .time(now.advanced(by: QueueMessage.retentionOfDone)))]
            case .dead(let error, let attempts):
                let said = error.map { Assignment.set(QueueTable.lastError, .text(Failure.shortened($0))) }
                return common + [said].compactMap(\.self) + [
                    .set(QueueTable.expiresAt, .time(now.advanced(by: QueueMessage.retentionOfDead))),
                    .set(QueueTable.attempts, .int(Int64(attempts))),
                ]
            }
        }
    }

    /// Ends a claimed message, and sets its deduplication key free in the same commit. Nil where that was done;
    /// otherwise the message's row refused it.
    func end(
        _ receipt: MessageReceipt, _ ending: Ending, at now: Timestamp, for operation: String
    ) async throws -> Refusal? {
        let update = Operation.update(
            key(receipt.messageID), ending.changes(at: now), where: receipt.conditions)
        var batch = WriteBatch([update])
        if let freed = receipt.deduplicationKey {
            let isHolder = Condition(IdempotencyTable.reference, .equal(receipt.messageID.value))
            batch.append(.delete(deduplicationRow(freed), where: [isHolder]))
        }
        let outcome = try await commit(batch, receipt, ending, for: operation)
        guard case .refused(let refusal) = outcome else { return nil }
        guard refusal.operation == 1 else { return refusal }
        // The key is another message's by now: it was free since this one was claimed.
        guard case .refused(let second) = try await commit(WriteBatch([update]), receipt, ending, for: operation) else {
            return nil
        }
        return second
    }

    private func commit(
        _ batch: WriteBatch, _ receipt: MessageReceipt, _ ending: Ending, for operation: String
    ) async throws -> CommitOutcome {
        try await context.commit(batch, for: operation, receipt.messageID.rawValue) { refusal in
            // Refused by the key's row: the message stands as it was before the first sending.
            guard refusal.operation == 0 else { return false }
            guard let row = refusal.current else { return nil }
            if receipt.isFence(of: row) { return batch.operations[0].isDone(in: row) }
            // What was acknowledged is not claimed again; a dead letter may have been redriven.
            return ending.status == .done ? false : nil
        }
    }
}

extension Operation {
    /// Whether an update leaves the row as it is.
    fileprivate func isDone(in row: Row) -> Bool {
        guard case .update(_, let changes, _) = self else { return false }
        return row == row.changed(by: changes)
    }
}
