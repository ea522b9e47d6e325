/// Where a timer stands.
public enum TimerStatus: String, Sendable, CaseIterable {
    /// Its time has not come, or nobody has looked since.
    case scheduled
    /// Its message was sent.
    case fired
    /// It was cancelled, or its run ended before.
    case cancelled
}

/// A timer as it is stored.
public struct TimerRecord: Sendable, Equatable {
    /// The id, unique in its run.
    public let id: String
    /// The run that is sent a message.
    public let runID: RunID
    /// The life of the run.
    public let incarnation: Incarnation
    /// Where the timer stands.
    public let status: TimerStatus
    /// When it is due.
    public let fireAt: Timestamp
    /// When it was first scheduled.
    public let createdAt: Timestamp
    /// When it fired or was cancelled.
    public let endedAt: Timestamp?

    init(_ row: Row) throws {
        let id = row[TimerTable.timerID].text ?? ""
        guard let status = TimerStatus(rawValue: row[TimerTable.status].text ?? ""),
            let fireAt = row.time(TimerTable.fireAt), let createdAt = row.time(TimerTable.createdAt)
        else {
            throw StoreError(.corrupted, "the row of timer \"\(id)\" has a status or time that is none", id: id)
        }
        self.id = id
        runID = RunID(row[TimerTable.runID].text ?? "")
        incarnation = Incarnation(row[TimerTable.incarnation].text ?? "")
        self.status = status
        self.fireAt = fireAt
        self.createdAt = createdAt
        endedAt = row.time(TimerTable.endedAt)
    }

    static func seen(_ row: Row) -> [Condition] {
        [
            Condition(TimerTable.status, .equal(row[TimerTable.status])),
            Condition(TimerTable.revision, .equal(row[TimerTable.revision])),
        ]
    }
}

extension TimerRecord {
    /// What ends a timer as it was read, and nothing else.
    static func end(_ row: Row, _ status: TimerStatus, at now: Timestamp) -> Operation {
        .update(
            row.key,
            [
                .set(TimerTable.status, .text(status.rawValue)), .set(TimerTable.dueAt, .null),
                .set(TimerTable.endedAt, .time(now)),
                .set(TimerTable.revision, .int((row[TimerTable.revision].int ?? 0) + 1)),
            ],
            where: seen(row))
    }
}
