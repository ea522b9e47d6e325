/// What the clocks of a place show: its offsets from UTC, and when they change.
///
/// A value: read once, it needs no files any more.
public struct TimeZoneRules: Sendable, Equatable {
    /// A change of the offset, in seconds since 1970 UTC.
    struct Change: Sendable, Equatable {
        let at: Int64
        /// Seconds east of UTC from then on.
        let offset: Int64
    }

    /// A time through which the offset stays the same.
    struct Period: Equatable {
        let offset: Int64
        /// The second in which the next one begins; nil where there is none.
        let end: Int64?
    }

    /// The name, such as `Europe/Berlin`.
    public let name: String
    /// In order of time.
    let changes: [Change]
    /// The offset before the first change.
    let firstOffset: Int64
    /// What holds from the last change on; nil where the last offset stays.
    let tail: YearlyTimeZone?

    init(name: String, changes: [Change], firstOffset: Int64, tail: YearlyTimeZone?) {
        self.name = name
        self.changes = changes
        self.firstOffset = firstOffset
        self.tail = tail
    }

    /// Coordinated universal time, which every machine knows.
    public static let utc = TimeZoneRules(name: "UTC", changes: [], firstOffset: 0, tail: nil)

    /// A time zone with the same rule in every year, as POSIX writes it: `CET-1CEST,M3.5.0,M10.5.0/3`.
    ///
    /// - Throws: `.invalidArgument` where the text is no such rule.
    public init(name: String, posix text: String) throws {
        guard let tail = YearlyTimeZone(text) else {
            throw StoreError(.invalidArgument, "\"\(text)\" is no time zone rule of POSIX", kind: "time zone", id: name)
        }
        self.init(name: name, changes: [], firstOffset: tail.standard, tail: tail)
    }

    /// The period in which this second lies.
    func period(at second: Int64) -> Period {
        if let tail, second >= changes.last?.at ?? .min { return tail.period(at: second) }
        var low = 0
        var high = changes.count
        while low < high {
            let middle = (low + high) / 2
            if changes[middle].at <= second { low = middle + 1 } else { high = middle }
        }
        return Period(
            offset: low == 0 ? firstOffset : changes[low - 1].offset, end: low < changes.count ? changes[low].at : nil)
    }

    /// Seconds east of UTC at this second.
    func offset(at second: Int64) -> Int64 { period(at: second).offset }

    /// The first second in which the clocks show this local time or a later one.
    ///
    /// So a time that the clocks skip is the moment right after the gap, and one that they show twice is the first of
    /// both.
    func second(ofLocal local: Int64) -> Int64 {
        // No offset is larger than 26 hours, so nothing before this shows the time yet.
        var begin = local - 26 * 3_600
        while true {
            let period = period(at: begin)
            guard let end = period.end, end + period.offset <= local else { return max(begin, local - period.offset) }
            begin = end
        }
    }
}
