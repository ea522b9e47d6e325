import Holdfast
import HoldfastConformance
import HoldfastTestSupport
import Testing

/// Two workers whose lines to the store go down by turns.
@Suite struct TwoWorkersTests {
    /// A line that is down for whole spans of three seconds, longer than a lease, and loses answers between them.
    static func line(_ harness: EngineHarness, _ place: UInt64, seed: UInt64) -> FaultyBackend {
        let begun = harness.time.now
        return harness.line { _, call in
            let span = UInt64(max(0, begun.duration(to: harness.time.now).inSeconds) / 3)
            var spans = SeededRandom(seed: seed &* 1_000 &+ span &* 2 &+ place)
            var calls = SeededRandom(seed: seed &* 7_919 &+ UInt64(call) &* 2 &+ place)
            if spans.next() % 3 == 0 { return .unavailable }
            return calls.next() % 8 == 0 ? .dropReply : nil
        }
    }

    /// Each result is a ticket that no other execution of the step has.
    static func workflow(_ tickets: Counter, _ seen: Recorder<[String]>, _ time: SimulatedTime) -> Adhoc {
        Adhoc { run, input in
            for number in 0..<3 {
                let ticket = try await run.step("s\(number)", timeout: nil) { _ in
                    tickets.count("ticket")
                    let ticket = tickets.total
                    try await time.sleep(for: .milliseconds(700))
                    return ticket
                }
                seen.add(["\(run.id)/\(number)", "\(ticket)"])
            }
            return input
        }
    }

    /// Whoever sees a step's result sees the same. Returns how many bodies ran again.
    static func run(seed: UInt64, isStrict: Bool = false) throws -> Int {
        try Simulation.run(seed: seed) { time in
            let harness = try await EngineHarness(time, seed: seed, isStrict: isStrict)
            let tickets = Counter()
            let seen = Recorder<[String]>()
            let workflow = workflow(tickets, seen, time)
            let engines = (0..<2).map { place in
                harness.engine(over: line(harness, UInt64(place), seed: seed), seed: seed * 2 + UInt64(place)) {
                    $0.lease = .seconds(2)
                    // A claim whose answer is lost counts too.
                    $0.claimsWithoutProgress = 1_000
                }
            }
            for engine in engines { engine.register(workflow) }
            var handles: [RunHandle<Int>] = []
            for number in 0..<3 {
                handles.append(try await harness.engine().start(workflow, number, id: RunID("r\(number)")))
            }
            let (one, two, all) = (engines[0], engines[1], handles)
            let values = try await harness.working(one) {
                try await harness.working(two) {
                    var values: [Int] = []
                    for handle in all { values.append(try await handle.value) }
                    return values
                }
            }
            #expect(values == [0, 1, 2])
            let results = Dictionary(grouping: seen.all) { $0[0] }
            #expect(results.count == 9)
            for (step, sightings) in results {
                #expect(Set(sightings.map { $0[1] }).count == 1, "seed \(seed): \(step) has two results")
            }
            return tickets.total - 9
        }
    }

    @Test func noStepIsCommittedTwice() throws {
        var repeated = 0
        for seed: UInt64 in 1...200 { repeated += try Self.run(seed: seed) }
        // The faults were enough: bodies ran again in other hands.
        #expect(repeated > 30)
    }

    /// Indexes lag, pages come short, commits conflict, and answers overtake each other.
    @Test func noStepIsCommittedTwiceInAStrictStore() throws {
        for seed: UInt64 in 1...60 { _ = try Self.run(seed: seed, isStrict: true) }
    }
}
