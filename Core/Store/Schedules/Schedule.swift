/// The name of a schedule, unique in its namespace.
public struct ScheduleName: Identifier {
    /// What it is called in errors.
    public static let kind = "schedule name"
    /// The most bytes: the names of its runs are longer.
    public static let maximumBytes = 255
    public let rawValue: String
    /// A schedule name of this text.
    public init(_ rawValue: String) { self.rawValue = rawValue }
}

/// When a schedule's slots are.
public enum ScheduleRule: Sendable, Hashable {
    /// At equal distances, counted from the first slot and never from when one was fired; at least one second.
    ///
    /// The first slot is one interval after the schedule was made, or with `startsAtOnce` that moment itself.
    case every(Duration, startsAtOnce: Bool = false)
    /// By the calendar of an IANA time zone; see ``CronRule``.
    case cron(String, timeZone: String = "UTC")
}

/// What happens to a slot while the run of the one before is still active.
public enum OverlapPolicy: String, Sendable, Codable, CaseIterable {
    /// It is left out.
    case skip
    /// It starts when that run has ended; slots wait in line.
    case queue
    /// It starts beside it.
    case allow
}

/// What happens to slots that were missed: that passed while the schedule was paused, or that no worker came to fire
/// in time.
public enum MissedPolicy: Sendable, Hashable {
    /// None of them starts.
    case skip
    /// The last one starts.
    case one
    /// The last ones start, so many at most, in order; from 1 to 1,000.
    case backfill(Int)

    /// The most slots that a backfill may start.
    public static let maximumBackfill = 1_000

    /// How many of them start.
    var count: Int {
        switch self {
        case .skip: 0
        case .one: 1
        case .backfill(let count): count
        }
    }
}

/// What is to be started, and when.
public struct Schedule: Sendable, Equatable {
    /// The name.
    public var name: ScheduleName
    /// The name of the workflow.
    public var workflow: String
    /// When its slots are.
    public var rule: ScheduleRule
    /// What happens while the last run is active.
    public var overlap = OverlapPolicy.skip
    /// What happens to slots that were missed.
    public var missed = MissedPolicy.one
    /// How late a slot may be fired before it counts as missed; not negative.
    public var grace = Duration.seconds(60)
    /// What the workflow is started with.
    public var input: Payload?
    /// The version of the workflow; at least 1.
    public var version = 1
    /// The build that alone may work on the runs, or nil for any.
    public var build: String?
    /// The queue in which the runs wait for a worker.
    public var queue = QueueName.default
    /// How soon the runs are claimed among those that are due.
    public var priority = Priority.normal
    /// The tags of the runs; at most 16.
    public var tags: [String: String] = [:]

    /// A schedule that starts this workflow.
    public init(_ name: ScheduleName, workflow: String, _ rule: ScheduleRule, input: Payload? = nil) {
        self.name = name
        self.workflow = workflow
        self.rule = rule
        self.input = input
    }

    /// The id of the run that a slot starts: there can be only one.
    public static func runID(_ name: ScheduleName, slot: Timestamp) -> RunID { RunID("\(name)@\(slot)") }
}

/// A schedule as it is stored.
public struct ScheduleRecord: Sendable, Equatable {
    /// What is to be started, and when.
    public let schedule: Schedule
    /// Counts the writes of this record, from 1.
    public let revision: Int64
    /// Whether its slots pass without being fired.
    public let isPaused: Bool
    /// The next slot; nil where the schedule is paused.
    public let nextAt: Timestamp?
    /// The slot that was fired last.
    public let lastAt: Timestamp?
    /// The run that was started last.
    public let lastRunID: RunID?
    /// When it was made.
    public let createdAt: Timestamp
    /// When it was last changed.
    public let updatedAt: Timestamp
}

/// A slot that has come, and what became of it.
public struct FiredSlot: Sendable {
    /// What can become of a slot.
    public enum Outcome: Sendable {
        /// It started this run.
        case started(RunID)
        /// It was left out, because the last run is active or a run of its id is there.
        case skipped
        /// The schedule cannot be fired, or not by this process; it is tried again.
        case failed(StoreError)
    }

    /// The schedule.
    public let schedule: ScheduleName
    /// The slot's time.
    public let slot: Timestamp
    /// What became of it.
    public let outcome: Outcome
}
