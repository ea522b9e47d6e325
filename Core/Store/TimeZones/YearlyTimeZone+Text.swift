extension YearlyTimeZone {
    /// The rule of this text, such as `CET-1CEST,M3.5.0,M10.5.0/3`; nil where it is none.
    init?(_ text: String) {
        var reader = PosixReader(rest: Array(text.utf8)[...])
        guard reader.skipName(), let west = reader.time(hours: 24) else { return nil }
        standard = -west
        guard !reader.rest.isEmpty else {
            daylight = nil
            return
        }
        guard reader.skipName() else { return nil }
        var offset = standard + 3_600
        if reader.rest.first != PosixReader.comma {
            guard let west = reader.time(hours: 24) else { return nil }
            offset = -west
        }
        guard reader.skip(PosixReader.comma), let start = reader.moment(), reader.skip(PosixReader.comma),
            let end = reader.moment(), reader.rest.isEmpty
        else { return nil }
        daylight = Daylight(offset: offset, start: start, end: end)
    }
}

/// Reads the parts of a POSIX time zone, from the left.
private struct PosixReader {
    var rest: ArraySlice<UInt8>

    static let comma = UInt8(ascii: ",")

    mutating func skip(_ byte: UInt8) -> Bool {
        guard rest.first == byte else { return false }
        rest.removeFirst()
        return true
    }

    /// Three letters or more, or anything within angle brackets.
    mutating func skipName() -> Bool {
        if skip(UInt8(ascii: "<")) {
            guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else { return false }
            rest = rest[(end + 1)...]
            return true
        }
        let letters = rest.prefix { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20) }.count
        rest = rest.dropFirst(letters)
        return letters >= 3
    }

    mutating func number() -> Int64? {
        let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        // More digits than any part has, and fewer than overflow.
        guard (1...4).contains(digits.count) else { return nil }
        rest = rest.dropFirst(digits.count)
        return digits.reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
    }

    mutating func number(in range: ClosedRange<Int64>) -> Int64? {
        guard let number = number(), range.contains(number) else { return nil }
        return number
    }

    /// `[+-]hh[:mm[:ss]]` in seconds.
    mutating func time(hours: Int64) -> Int64? {
        let isNegative = skip(UInt8(ascii: "-"))
        if !isNegative { _ = skip(UInt8(ascii: "+")) }
        guard var seconds = number(in: 0...hours).map({ $0 * 3_600 }) else { return nil }
        for unit: Int64 in [60, 1] {
            guard skip(UInt8(ascii: ":")) else { break }
            guard let part = number(in: 0...59) else { return nil }
            seconds += part * unit
        }
        return isNegative ? -seconds : seconds
    }

    /// A day, and the time of day where it is not two in the night.
    mutating func moment() -> YearlyTimeZone.Moment? {
        guard let day = day() else { return nil }
        guard skip(UInt8(ascii: "/")) else { return YearlyTimeZone.Moment(day: day, time: 7_200) }
        return time(hours: 167).map { YearlyTimeZone.Moment(day: day, time: $0) }
    }

    private mutating func day() -> YearlyTimeZone.Day? {
        if skip(UInt8(ascii: "J")) { return number(in: 1...365).map { .julian($0) } }
        guard skip(UInt8(ascii: "M")) else { return number(in: 0...365).map { .ordinal($0) } }
        guard let month = number(in: 1...12), skip(UInt8(ascii: ".")), let week = number(in: 1...5),
            skip(UInt8(ascii: ".")), let day = number(in: 0...6)
        else { return nil }
        return .weekday(month: month, week: week, day: day)
    }
}
