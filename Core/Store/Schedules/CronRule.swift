/// Times that repeat by the calendar, as cron writes them.
///
/// Five fields: minute, hour, day of the month, month, day of the week; with a sixth in front, the second. Each takes
/// numbers, lists (`1,15`), ranges (`9-17`), steps (`*/5`, `8-18/2`) and a star; months and days of the week also
/// English names of three letters. Sunday is 0 and 7. Where neither field of days begins with a star, a day that
/// either of them allows is enough; otherwise both must allow it.
public struct CronRule: Sendable, Hashable, CustomStringConvertible {
    /// The rule as it was written.
    public let description: String
    private let second, minute, hour, day, month, weekday: CronField

    /// The longest text, in bytes.
    static let maximumBytes = 512

    /// The days after which the calendar repeats, days of the week included: 400 years.
    private static let cycle: Int64 = 146_097

    /// The rule of this text.
    ///
    /// - Throws: `.invalidArgument` where it is none, or where no day ever matches, such as 30 February.
    public init(_ text: String) throws {
        guard text.utf8.count <= Self.maximumBytes else {
            throw StoreError(
                .limitExceeded, "a cron rule has at most \(Self.maximumBytes) bytes, not \(text.utf8.count)",
                kind: "schedule")
        }
        description = text
        let fields = text.split { $0 == " " || $0 == "\t" }
        guard (5...6).contains(fields.count) else {
            throw StoreError(
                .invalidArgument,
                "a cron rule has five fields (minute, hour, day, month, day of the week), or six with the second in "
                    + "front, not \(fields.count)", kind: "schedule")
        }
        second = try fields.count == 6 ? CronField(fields[0], .second) : CronField("0", .second)
        let rest = fields.suffix(5)
        let start = rest.startIndex
        minute = try CronField(rest[start], .minute)
        hour = try CronField(rest[start + 1], .hour)
        day = try CronField(rest[start + 2], .day)
        month = try CronField(rest[start + 3], .month)
        weekday = try CronField(rest[start + 4], .weekday)
        guard (0..<Self.cycle).contains(where: { matches($0) }) || CoreFault.leavesOut(.calendar) else {
            throw StoreError(
                .invalidArgument, "no day ever matches the cron rule \"\(text)\"", kind: "schedule")
        }
    }

    /// The first moment after this one, where the clocks of the time zone are as the rule says.
    ///
    /// A time that the clocks skip counts as the moment right after the gap, and one that they show twice as the first
    /// of both; so each comes once, and several in one gap come as one.
    /// - Returns: Nil only beyond the end of time.
    public func next(after moment: Timestamp, in zone: TimeZoneRules) -> Timestamp? {
        let present = moment.microseconds.floorDivided(by: 1_000_000)
        let offset = CoreFault.leavesOut(.timeZone) ? 0 : zone.offset(at: present)
        var local = present + offset
        while let slot = nextLocal(after: local) {
            local = slot
            let found = second(of: slot, in: zone, offset)
            guard let found, found > present else { continue }
            let (microseconds, overflow) = found.multipliedReportingOverflow(by: 1_000_000)
            return overflow ? nil : Timestamp(microseconds: microseconds)
        }
        return nil
    }

    /// When the clocks show this local time; `offset` is the present one.
    private func second(of local: Int64, in zone: TimeZoneRules, _ offset: Int64) -> Int64? {
        if CoreFault.leavesOut(.timeZone) { return local }
        let second = zone.second(ofLocal: local)
        let isSkipped = second + zone.offset(at: second) != local
        if CoreFault.leavesOut(.skippedTime), isSkipped { return nil }
        if CoreFault.leavesOut(.repeatedTime), zone.offset(at: local - offset) == offset { return local - offset }
        return second
    }

    /// The first local time after this one that the rule allows, in seconds since 1970 by the clock on the wall.
    private func nextLocal(after local: Int64) -> Int64? {
        let first = (local + 1).floorDivided(by: 86_400)
        var time: Int? = Int(local + 1 - first * 86_400)
        for number in first...first + Self.cycle {
            if matches(number), let found = nextTime(from: time ?? 0) { return number * 86_400 + Int64(found) }
            time = nil
        }
        return nil
    }

    /// The first time of day, in seconds, that is allowed and not before this one.
    private func nextTime(from time: Int) -> Int? {
        guard var hours = hour.first(from: time / 3_600) else { return nil }
        var minutes = hours > time / 3_600 ? 0 : time / 60 % 60
        var seconds = hours > time / 3_600 ? 0 : time % 60
        if let second = second.first(from: seconds), minute.contains(minutes) {
            return hours * 3_600 + minutes * 60 + second
        }
        // Not in this minute any more.
        seconds = second.first(from: 0) ?? 0
        if let minute = minute.first(from: minute.contains(minutes) ? minutes + 1 : minutes) {
            return hours * 3_600 + minute * 60 + seconds
        }
        guard let next = hour.first(from: hours + 1) else { return nil }
        hours = next
        minutes = minute.first(from: 0) ?? 0
        return hours * 3_600 + minutes * 60 + seconds
    }

    /// Whether the rule allows this day, counted from 1970-01-01.
    private func matches(_ number: Int64) -> Bool {
        let date = Timestamp.civil(fromDay: number)
        guard month.contains(Int(date.month)) else { return false }
        let isDay = day.contains(Int(date.day))
        let isWeekday = weekday.contains(Int(Timestamp.weekday(number)))
        if day.isOpen || weekday.isOpen || CoreFault.leavesOut(.eitherDay) { return isDay && isWeekday }
        return isDay || isWeekday
    }
}
