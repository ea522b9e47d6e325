/// A time zone that has the same rule in every year: the TZ text of POSIX, with the longer hours of RFC 8536.
struct YearlyTimeZone: Sendable, Equatable {
    /// A day of each year.
    enum Day: Sendable, Equatable {
        /// From 1 to 365; 29 February is never counted.
        case julian(Int64)
        /// From 0 to 365; 29 February is counted.
        case ordinal(Int64)
        /// The week from 1 to 5, where 5 is the last, and the day of the week from Sunday, 0.
        case weekday(month: Int64, week: Int64, day: Int64)
    }

    /// A moment of each year, by the clocks before it.
    struct Moment: Sendable, Equatable {
        let day: Day
        /// Seconds since midnight, from -167 to 167 hours.
        let time: Int64
    }

    struct Daylight: Sendable, Equatable {
        let offset: Int64
        let start: Moment
        let end: Moment
    }

    /// Seconds east of UTC.
    let standard: Int64
    let daylight: Daylight?

    /// The period in which this second lies.
    func period(at second: Int64) -> TimeZoneRules.Period {
        guard let daylight else { return TimeZoneRules.Period(offset: standard, end: nil) }
        let year = Timestamp.civil(fromDay: (second + standard).floorDivided(by: 86_400)).year
        // Times of a moment reach over a week, so two years on either side hold the changes around any second.
        var changes: [TimeZoneRules.Change] = []
        for year in year - 2...year + 2 {
            changes.append(.init(at: daylight.end.local(year) - daylight.offset, offset: standard))
            changes.append(.init(at: daylight.start.local(year) - standard, offset: daylight.offset))
        }
        // Where summer ends as it begins, it goes on.
        changes.sort { ($0.at, $0.offset == standard ? 0 : 1) < ($1.at, $1.offset == standard ? 0 : 1) }
        let next = changes.firstIndex { $0.at > second } ?? changes.endIndex
        let offset = next == 0 ? standard : changes[next - 1].offset
        return TimeZoneRules.Period(offset: offset, end: next < changes.endIndex ? changes[next].at : nil)
    }
}

extension YearlyTimeZone.Moment {
    /// The moment in this year, in seconds since 1970 by the clocks before it.
    func local(_ year: Int64) -> Int64 { day.number(year) * 86_400 + time }
}

extension YearlyTimeZone.Day {
    /// The day in this year, counted from 1970-01-01.
    func number(_ year: Int64) -> Int64 {
        let first = Timestamp.day(year, 1, 1)
        switch self {
        case .julian(let day):
            let isLeap = Timestamp.day(year, 3, 1) - first == 60
            return first + day - (isLeap && day >= 60 ? 0 : 1)
        case .ordinal(let day): return first + day
        case .weekday(let month, let week, let day):
            let start = Timestamp.day(year, month, 1)
            let found = start + (day - Timestamp.weekday(start) + 7) % 7 + (week - 1) * 7
            let next = month == 12 ? Timestamp.day(year + 1, 1, 1) : Timestamp.day(year, month + 1, 1)
            // The fifth of a month with four is its last.
            return found < next ? found : found - 7
        }
    }
}

extension Timestamp {
    /// The day of this date, counted from 1970-01-01, in the proleptic Gregorian calendar.
    static func day(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        // Years begin in March, so that the leap day is the last of its year.
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted.floorDivided(by: 400)
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// The day of the week of a day counted from 1970-01-01: 0 is Sunday.
    static func weekday(_ day: Int64) -> Int64 {
        // 1970-01-01 was a Thursday.
        let shifted = day + 4
        return shifted - shifted.floorDivided(by: 7) * 7
    }
}
