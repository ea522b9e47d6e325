import HoldfastCore
import Testing

@Suite struct TimestampTests {
    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000000Z"), (1, "1970-01-01T00:00:00.000001Z"), (-1, "1969-12-31T23:59:59.999999Z"),
            (951_782_399_000_000, "2000-02-28T23:59:59.000000Z"), (951_782_400_000_000, "2000-02-29T00:00:00.000000Z"),
            (951_868_800_000_000, "2000-03-01T00:00:00.000000Z"),
            (1_234_567_890_123_456, "2009-02-13T23:31:30.123456Z"),
            (1_709_164_800_000_000, "2024-02-29T00:00:00.000000Z"),
            (1_767_225_600_000_000, "2026-01-01T00:00:00.000000Z"),
            (2_147_483_648_000_000, "2038-01-19T03:14:08.000000Z"),
            (4_107_542_400_000_000, "2100-03-01T00:00:00.000000Z"),
            (-2_208_988_800_000_000, "1900-01-01T00:00:00.000000Z"),
            (-62_135_596_800_000_000, "0001-01-01T00:00:00.000000Z"),
            (253_402_300_799_999_999, "9999-12-31T23:59:59.999999Z"),
        ] as [(Int64, String)])
    func textOfKnownMoments(_ microseconds: Int64, _ text: String) {
        #expect(Timestamp(microseconds: microseconds).description == text)
    }

    @Test func additionHoldsAtTheEndsOfTime() {
        let end = Timestamp(microseconds: .max)
        let start = Timestamp(microseconds: .min)
        #expect(end.advanced(by: .microseconds(1)) == end)
        #expect(start.advanced(by: .microseconds(-1)) == start)
        #expect(end.advanced(by: .seconds(Int64.max)) == end)
        #expect(Timestamp(microseconds: 5).advanced(by: .microseconds(-7)) == Timestamp(microseconds: -2))
    }

    @Test func durationsAreExactAndHeldAtTheEnds() {
        #expect(
            Timestamp(microseconds: .min).duration(to: Timestamp(microseconds: .max)) > .seconds(18_446_744_073_709))
        #expect(Timestamp(microseconds: 3).duration(to: Timestamp(microseconds: 1)) == .microseconds(-2))
        #expect(Duration.nanoseconds(1_999).wholeMicroseconds == 1)
        #expect(Duration.nanoseconds(-1_999).wholeMicroseconds == -1)
        #expect(Duration.seconds(Int64.max).wholeMicroseconds == .max)
        #expect(Duration.seconds(Int64.min).wholeMicroseconds == .min)
        #expect(
            Duration.minutes(2) == .seconds(120) && Duration.hours(1) == .minutes(60) && Duration.days(1) == .hours(24))
        #expect(Duration.milliseconds(1_500).inSeconds == 1.5)
    }

    @Test func momentsAreOrdered() {
        #expect(Timestamp(microseconds: -1) < Timestamp(microseconds: 0))
        #expect(!(Timestamp(microseconds: 0) < Timestamp(microseconds: 0)))
    }
}
