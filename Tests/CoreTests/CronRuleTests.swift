import HoldfastCore
import Testing

@Suite struct CronRuleTests {
    /// A Thursday.
    private let start = Timestamp(microseconds: 0)

    private func times(_ text: String, after start: Timestamp? = nil, _ count: Int) throws -> [String] {
        let rule = try CronRule(text)
        var times: [String] = []
        var last = start ?? self.start
        while times.count < count, let next = rule.next(after: last, in: .utc) {
            times.append(String("\(next)".prefix(19)))
            last = next
        }
        return times
    }

    @Test(arguments: [
        ("0 0 1 1 *", "1971-01-01T00:00:00"), ("* * * * *", "1970-01-01T00:01:00"),
        ("* * * * * *", "1970-01-01T00:00:01"), ("30 0 0 1 1 *", "1970-01-01T00:00:30"),
        ("59 23 31 12 *", "1970-12-31T23:59:00"), ("0 0 * * 7", "1970-01-04T00:00:00"),
        ("0 0 * * sat-sun", "1970-01-03T00:00:00"), ("0 0 * * Fri-MON", "1970-01-02T00:00:00"),
        ("0 0 29 2 *", "1972-02-29T00:00:00"), ("0 0 */31 * *", "1970-02-01T00:00:00"),
        ("5/20 4 * * *", "1970-01-01T04:05:00"), ("0 9 * jan-mar/2 1-5", "1970-01-01T09:00:00"),
        ("0 0 */2 * mon", "1970-01-05T00:00:00"), ("\t15  6\t* * * ", "1970-01-01T06:15:00"),
    ]) func theFirstTimeIsFound(_ text: String, _ expected: String) throws {
        // A range of days of the week may not wrap, unless it ends with Sunday.
        if text.contains("Fri-MON") {
            #expect(throws: StoreError.self) { try CronRule(text) }
        } else {
            #expect(try times(text, 1) == [expected])
        }
    }

    @Test func aTimeIsAlwaysLaterThanTheMomentBefore() throws {
        let rule = try CronRule("*/7 * * * *")
        for microsecond in [-1, 0, 1, 999_999] as [Int64] {
            let moment = Timestamp(microseconds: 420_000_000 + microsecond)
            let next = try #require(rule.next(after: moment, in: .utc))
            #expect(next.microseconds == (microsecond < 0 ? 420_000_000 : 840_000_000))
        }
    }

    @Test func theRarestRuleComesInTheEnd() throws {
        // A 29 February that is a Sunday, as a day that both fields must allow: every 28 years, but not about 1900.
        #expect(
            try times("0 0 29 2 */7", after: Timestamp(microseconds: -2_208_988_800_000_000), 2)
                == ["1920-02-29T00:00:00", "1948-02-29T00:00:00"])
    }

    @Test func beyondTheEndOfTimeThereIsNone() throws {
        let rule = try CronRule("0 0 1 1 *")
        #expect(rule.next(after: Timestamp(microseconds: .max), in: .utc) == nil)
        #expect(rule.next(after: Timestamp(microseconds: .min), in: .utc) != nil)
    }

    @Test func aTextThatIsTooLongIsRefused() {
        let long = Array(repeating: "1", count: 300).joined(separator: ",") + " * * * *"
        #expect { try CronRule(long) } throws: { ($0 as? StoreError)?.code == .limitExceeded }
    }
}
