import HoldfastCore
import Testing

@Suite struct IdentifierTests {
    @Test func idsOfOneSourceGrowStrictly() {
        let source = IdentifierSource(SeededRandom(seed: 5))
        var random = SeededRandom(seed: 6)
        var now = Timestamp(microseconds: 1_800_000_000_000_000)
        var last = ""
        for _ in 0..<5_000 {
            // Also within one microsecond, and when the clock is set back.
            now = now.advanced(by: .microseconds(Int64.random(in: -2_000...3_000, using: &random)))
            let id = source.id(at: now)
            #expect(id.utf8.count == 26 && ByteOrder.isBefore(last, id))
            last = id
        }
    }

    @Test func idsOfSeveralTasksAreDistinct() async {
        let source = IdentifierSource()
        let now = Timestamp(microseconds: 1_800_000_000_000_000)
        let ids = await withTaskGroup(of: [String].self) { group in
            for _ in 0..<8 { group.addTask { (0..<500).map { _ in source.id(at: now) } } }
            return await group.reduce(into: []) { $0 += $1 }
        }
        #expect(Set(ids).count == 4_000)
    }

    @Test func theSameSeedGivesTheSameIds() {
        let now = Timestamp(microseconds: 1)
        let sources = [IdentifierSource(SeededRandom(seed: 9)), IdentifierSource(SeededRandom(seed: 9))]
        #expect(sources[0].id(at: now) == sources[1].id(at: now))
    }

    @Test func identifiersAreComparedByBytes() {
        #expect(RunID("\u{e9}") != RunID("e\u{301}"))
        #expect(Set([RunID("\u{e9}"), RunID("e\u{301}")]).count == 2)
        #expect(RunID("a") == "a" && RunID("a") != "A")
    }

    @Test func durationsAreHeldAtTheEndsOfTime() {
        #expect(Timestamp(microseconds: .max).advanced(by: .seconds(1)).microseconds == .max)
        #expect(Timestamp(microseconds: .min).advanced(by: .seconds(-1)).microseconds == .min)
        #expect(Duration.seconds(Int64.max).wholeMicroseconds == .max)
        #expect(Duration.days(1) == .hours(24) && Duration.hours(1) == .minutes(60))
    }
}
