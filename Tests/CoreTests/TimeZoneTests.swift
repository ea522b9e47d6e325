import HoldfastCore
import Testing

#if canImport(FoundationInternationalization)
    import FoundationEssentials
    import FoundationInternationalization
#else
    import Foundation
#endif

@Suite struct TimeZoneTests {
    private static let names = [
        "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Africa/Casablanca",
        "America/Sao_Paulo", "Pacific/Apia", "Asia/Tehran", "Europe/Dublin", "Antarctica/Troll", "America/Nuuk",
    ]

    private func rules(_ name: String) throws -> TimeZoneRules { try TimeZoneSource.system.rules(name) }

    /// Each hour's local time, by way of a rule that matches every minute: only its time zone moves it.
    @Test(arguments: names) func theMachinesFilesSayWhatFoundationSays(_ name: String) throws {
        let zone = try #require(TimeZone(identifier: name))
        let rules = try rules(name)
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        let rule = try CronRule("30 2 * * *")
        var random = SeededRandom(seed: 1)
        for _ in 0..<200 {
            // From 1970 to 2037, where every database agrees.
            let second = Int64(random.number(below: 2_100_000_000))
            let slot = try #require(rule.next(after: Timestamp(microseconds: second * 1_000_000), in: rules))
            let found = Date(timeIntervalSince1970: Double(slot.microseconds / 1_000_000))
            let parts = calendar.dateComponents([.hour, .minute], from: found)
            let before = found.addingTimeInterval(-1)
            let gap = zone.secondsFromGMT(for: found) - zone.secondsFromGMT(for: before)
            // Half past two, or the moment right after the clocks skipped it.
            #expect((parts.hour == 2 && parts.minute == 30) || gap > 0, "\(name) at \(slot)")
            #expect(slot.microseconds / 1_000_000 - second <= 2 * 86_400 + 7_200, "\(name) after \(second)")
        }
    }

    /// The footer counts on where the table of the file ends.
    @Test func aYearInTheFutureFollowsTheRule() throws {
        let rules = try rules("Europe/Berlin")
        let posix = try TimeZoneRules(name: "Europe/Berlin", posix: "CET-1CEST,M3.5.0,M10.5.0/3")
        let rule = try CronRule("0 12 * * *")
        var moment = Timestamp(microseconds: 4_102_444_800_000_000)
        for _ in 0..<800 {
            let next = try #require(rule.next(after: moment, in: rules))
            #expect(rule.next(after: moment, in: posix) == next)
            moment = next
        }
    }

    @Test(arguments: [
        ("UTC0", "12:00"), ("CET-1", "11:00"), ("<+0330>-3:30", "08:30"), ("<-0130>+1:30:30", "13:30"),
        // Summer time all year, with and without the day that a leap year has more.
        ("XXX3EDT4,0/0,J365/23", "16:00"), ("EST5EDT4,J1/0,J365/25", "16:00"),
        // The south, where summer goes over the new year.
        ("NZST-12NZDT,M9.5.0,M4.1.0/3", "23:00"), ("IST-1GMT0,M10.5.0,M3.5.0/1", "12:00"),
    ]) func aRuleOfPosixIsRead(_ text: String, _ noon: String) throws {
        let rules = try TimeZoneRules(name: "X", posix: text)
        let next = try #require(
            CronRule("0 12 * * *").next(after: Timestamp(microseconds: 1_767_225_600_000_000), in: rules))
        #expect(String("\(next)".dropFirst(11).prefix(5)) == noon)
    }

    @Test(arguments: [
        "", "CET", "C-1", "CET-25", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M13.5.0,M10.5.0", "CET-1CEST,J0,J5",
        "CET-1CEST,M3.5.0,M10.5.0/3x", "CET-1CEST,M3.6.0,M10.5.0", "<CET-1", "CET-1:60",
    ]) func whatIsNoRuleOfPosixIsRefused(_ text: String) {
        #expect(throws: StoreError.self) { try TimeZoneRules(name: "X", posix: text) }
    }

    @Test(arguments: ["Mars/Olympus", "", "../UTC", "/UTC", "Europe", "tzdata.zi", "Europe//Berlin", "."])
    func whatIsNoTimeZoneIsRefused(_ name: String) {
        #expect { try rules(name) } throws: { ($0 as? StoreError)?.code == .invalidArgument }
    }

    @Test func damagedFilesAreRefusedWithoutACrash() throws {
        let whole = Self.file
        #expect(try TimeZoneRules(name: "X", tzif: whole) == TimeZoneRules(name: "X", tzif: whole))
        var random = SeededRandom(seed: 1)
        for length in 0..<whole.count { #expect(throws: StoreError.self) { try read(Array(whole[..<length])) } }
        for _ in 0..<2_000 {
            var bytes = whole
            bytes[random.number(below: bytes.count)] = UInt8(random.number(below: 256))
            // Some changes only make another time zone.
            _ = try? read(bytes)
        }
    }

    /// A time zone that is read can be asked, whatever it says.
    private func read(_ bytes: [UInt8]) throws {
        let rules = try TimeZoneRules(name: "X", tzif: bytes)
        _ = try CronRule("0 12 * * *").next(after: Timestamp(microseconds: 0), in: rules)
    }

    /// A small file of version 2: one change at 1,000,000,000 s, and a rule for later.
    private static var file: [UInt8] {
        func block(_ time: Int, _ changes: Int) -> [UInt8] {
            var bytes = Array("TZif2".utf8) + Array(repeating: 0, count: 15)
            for count in [0, 0, 0, changes, 2, 4] { bytes += number(count, 4) }
            if changes > 0 { bytes += number(1_000_000_000, time) + [1] }
            for offset in [0, 3_600] { bytes += number(offset, 4) + [0, 0] }
            return bytes + Array("UTC\0".utf8)
        }
        func number(_ number: Int, _ size: Int) -> [UInt8] {
            (0..<size).map { UInt8(truncatingIfNeeded: number >> (8 * (size - 1 - $0))) }
        }
        return block(4, 0) + block(8, 1) + Array("\nCET-1\n".utf8)
    }
}
