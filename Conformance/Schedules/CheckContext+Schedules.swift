internal import HoldfastCore

extension CheckContext {
    /// A store that knows the time zones of the checks, whatever the machine knows.
    func schedulingStore() async throws -> Store {
        Store(
            backend: try await backend(), namespace: Namespace(place.id), time: time,
            identifiers: IdentifierSource(mark: suite.nameMark), timeZones: Self.zones)
    }

    private static let zones = TimeZoneSource { name in
        let rules = [
            "Europe/Berlin": "CET-1CEST,M3.5.0,M10.5.0/3", "America/New_York": "EST5EDT,M3.2.0,M11.1.0",
            "Asia/Kolkata": "<+0530>-5:30", "Australia/Lord_Howe": "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0",
        ]
        return rules[name].flatMap { try? TimeZoneRules(name: name, posix: $0) }
    }

    /// Fires what is due, and says of each slot what became of it; a slot that failed is a violation.
    @discardableResult
    func fire(_ store: Store, limit: Int = 100) async throws -> [Firing] {
        try await settle()
        return try await store.schedules.fireDue(limit: limit).map { fired in
            switch fired.outcome {
            case .started(let id): Firing(slot: fired.slot, run: id)
            case .skipped: Firing(slot: fired.slot, run: nil)
            case .failed(let error): throw violation("a slot", expected: "no error", actual: "\(error)")
            }
        }
    }

    /// The slots that are fired when the clock has moved on so far, as seconds after `start`; those that are left out
    /// are negative.
    func fire(_ store: Store, after wait: Duration, since start: Timestamp) async throws -> [Int64] {
        time.move(by: wait)
        return try await fire(store).map { firing in
            let seconds = start.duration(to: firing.slot).wholeMicroseconds / 1_000_000
            return firing.run == nil ? -seconds : seconds
        }
    }

    /// Ends all runs that are there.
    func endRuns(_ store: Store) async throws {
        try await settle()
        for run in try await store.runs.list().items where !run.status.isTerminal {
            try await store.runs.cancel(run.id)
        }
    }

    /// The moment of the first slots of a rule, as `2100-03-28T01:00:00`, counted from now.
    func preview(_ store: Store, _ rule: String, in zone: String = "UTC", count: Int) throws -> [String] {
        try store.schedules.preview(.cron(rule, timeZone: zone), count: count).map { String("\($0)".prefix(19)) }
    }
}

/// A slot that was fired: the run that it started, or nil where it was left out.
struct Firing: Sendable, Equatable {
    let slot: Timestamp
    let run: RunID?
}

extension Duration {
    /// The check's clock begins on 2100-01-01, a Friday: so long after it a day of that year begins.
    static func untilDay(_ month: Int, _ day: Int) -> Duration {
        .days([0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334][month - 1] + day - 1)
    }
}
