internal import Holdfast

/// Reads moments as people type them.
enum TimeText {
    /// The moment of an ISO text (in UTC where it names no zone) or of a span before now such as `2h` or `7d ago`.
    static func time(_ text: String, now: Timestamp) -> Timestamp? {
        span(text).map { now.advanced(by: .zero - $0) } ?? moment(text)
    }

    private static func span(_ text: String) -> Duration? {
        let pattern = #/([0-9]{1,9}) ?(s|m|h|d|w)(?: ago)?/#
        guard let match = text.wholeMatch(of: pattern), let count = Int64(match.1) else { return nil }
        let seconds: Int64 =
            switch match.2 {
            case "s": 1
            case "m": 60
            case "h": 3_600
            case "d": 86_400
            default: 7 * 86_400
            }
        return .seconds(count * seconds)
    }

    private static func moment(_ text: String) -> Timestamp? {
        let date = #/([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ](.+))?/#
        guard let match = text.wholeMatch(of: date), let year = Int64(match.1), let month = Int64(match.2),
            let day = Int64(match.3), year > 0, (1...12).contains(month), (1...days(in: month, of: year)).contains(day)
        else { return nil }
        let midnight = daysSince1970(year, month, day) * 86_400_000_000
        guard let time = match.4 else { return Timestamp(microseconds: midnight) }
        return timeOfDay(time).map { Timestamp(microseconds: midnight + $0) }
    }

    /// Microseconds since midnight UTC of a text such as `12:00`, `12:00:00.5Z` or `12:00+01:00`.
    private static func timeOfDay(_ text: Substring) -> Int64? {
        let clock = #/([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,6}))?)?(.*)/#
        guard let match = text.wholeMatch(of: clock), let hour = Int64(match.1), let minute = Int64(match.2),
            let second = Int64(match.3 ?? "0"), hour < 24, minute < 60, second < 60, let offset = zone(match.5)
        else { return nil }
        let digits = String(match.4 ?? "")
        guard let fraction = Int64(digits + String(repeating: "0", count: 6 - digits.count)) else { return nil }
        return ((hour * 60 + minute - offset) * 60 + second) * 1_000_000 + fraction
    }

    /// Minutes east of UTC.
    private static func zone(_ text: Substring) -> Int64? {
        if text.isEmpty || text == "Z" { return 0 }
        guard let match = text.wholeMatch(of: #/([+-])([0-9]{2}):?([0-9]{2})/#), let hours = Int64(match.2),
            let minutes = Int64(match.3), hours < 24, minutes < 60
        else { return nil }
        return (match.1 == "-" ? -1 : 1) * (hours * 60 + minutes)
    }

    private static func days(in month: Int64, of year: Int64) -> Int64 {
        let next = month == 12 ? daysSince1970(year + 1, 1, 1) : daysSince1970(year, month + 1, 1)
        return next - daysSince1970(year, month, 1)
    }

    /// Days in the Gregorian calendar, counted in years that begin in March, so that the leap day is the last of one.
    private static func daysSince1970(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
    }
}
