/// The slots of a schedule, one after the other: pure arithmetic.
struct SlotSequence: Sendable {
    private enum Kind {
        case interval(Int64, startsAtOnce: Bool)
        case cron(CronRule, TimeZoneRules)
    }

    private let kind: Kind

    /// The slots of a rule. Throws `.invalidArgument` where it makes no sense.
    init(_ rule: ScheduleRule, _ zones: TimeZoneSource) throws {
        switch rule {
        case .every(let interval, let startsAtOnce):
            guard interval >= .seconds(1) else {
                throw StoreError(
                    .invalidArgument, "a schedule's interval is at least one second, not \(interval)", kind: "schedule")
            }
            kind = .interval(interval.wholeMicroseconds, startsAtOnce: startsAtOnce)
        case .cron(let text, let zone): kind = .cron(try CronRule(text), try zones.rules(zone))
        }
    }

    /// The first slot of a schedule that is made now; nil beyond the end of time, here and below.
    func first(at now: Timestamp) -> Timestamp? {
        if case .interval(_, startsAtOnce: true) = kind { return now }
        return next(after: now)
    }

    /// The slot after this one.
    func next(after slot: Timestamp) -> Timestamp? {
        switch kind {
        case .interval(let interval, _):
            let (sum, overflow) = slot.microseconds.addingReportingOverflow(interval)
            return overflow ? nil : Timestamp(microseconds: sum)
        case .cron(let rule, let zone): return rule.next(after: slot, in: zone)
        }
    }

    /// Where to go on from `slot` when it and all others up to `end` were missed: at the last `count` of them, or
    /// where that is none, at the first after them.
    func resumption(from slot: Timestamp, missedThrough end: Timestamp, keeping count: Int) -> Timestamp? {
        guard slot <= end else { return slot }
        switch kind {
        case .interval(let interval, _):
            let missed = (end.microseconds - slot.microseconds) / interval + 1
            let (way, overflow) = max(0, missed - Int64(count)).multipliedReportingOverflow(by: interval)
            let (sum, overflowed) = slot.microseconds.addingReportingOverflow(way)
            return overflow || overflowed ? nil : Timestamp(microseconds: sum)
        case .cron:
            return count == 0 ? next(after: end) : lastSlots(from: slot, through: end, count).first
        }
    }

    /// The last slots up to the end, at most so many, the first of which may be `slot`.
    ///
    /// It looks back ever further, so that a year of missed seconds is not gone through.
    private func lastSlots(from slot: Timestamp, through end: Timestamp, _ count: Int) -> [Timestamp] {
        let before = Timestamp(microseconds: slot.microseconds - 1)
        var width = Duration.minutes(1)
        while true {
            let start = max(before, end.advanced(by: .zero - width))
            var found: [Timestamp] = []
            var last = start
            while let next = next(after: last), next <= end {
                found.append(next)
                last = next
            }
            if found.count >= count || start == before { return Array(found.suffix(count)) }
            width = width * 2
        }
    }
}
