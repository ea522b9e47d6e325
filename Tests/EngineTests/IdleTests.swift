import Holdfast
import HoldfastConformance
import HoldfastTestSupport
import Testing

@Suite struct IdleTests {
    @Test func anIdleWorkerCostsAtMostOneRoundInTwoSecondsAndThreeCallsARound() throws {
        try Simulation.run { time in
            let harness = try await EngineHarness(time)
            let engine = harness.engine { $0.queues = ["a", "b", "c", "d"] }
            engine.register(Adhoc.idle, AdhocSecond())
            let rounds = Recorder<Timestamp>()
            harness.backend.plan { verb, _ in
                if verb == .take { rounds.add(time.now) }
                return nil
            }
            let before = harness.backend.calls
            try await harness.working(engine) { try await time.sleep(for: .minutes(5)) }
            let pauses = zip(rounds.all, rounds.all.dropFirst()).map { $0.duration(to: $1) }
            // The first ones double from 100 ms; then each is 2 s or up to a fifth longer.
            #expect(pauses[0] >= .milliseconds(100) && pauses[0] <= .milliseconds(240))
            #expect(zip(pauses, pauses.dropFirst()).prefix(3).allSatisfy { $0 < $1 })
            #expect(pauses.dropFirst(5).allSatisfy { $0 >= .seconds(2) && $0 <= .milliseconds(2_400) })
            #expect(rounds.all.count > 120)
            // With what is done now and then besides, such as sweeps.
            #expect(harness.backend.calls - before <= 3 * rounds.all.count)
        }
    }

    @Test func aRunThatIsStartedHereWakesTheWorker() throws {
        try Simulation.run { time in
            let harness = try await EngineHarness(time)
            let engine = harness.engine()
            engine.register(Adhoc.idle)
            try await harness.working(engine) {
                try await time.sleep(for: .minutes(1))
                let begun = time.now
                let handle = try await engine.start(Adhoc.idle, 1)
                _ = try await handle.value
                #expect(begun.duration(to: time.now) < .milliseconds(50))
            }
        }
    }

    @Test func aWorkerIsThereWhenARunThatItParkedIsDue() throws {
        try Simulation.run { time in
            let harness = try await EngineHarness(time)
            let engine = harness.engine()
            let woken = Recorder<Timestamp>()
            let workflow = Adhoc { run, _ in
                try await run.sleep("nap", for: .seconds(33))
                woken.add(time.now)
                return 0
            }
            engine.register(workflow)
            let due = time.now.advanced(by: .seconds(33))
            let handle = try await engine.start(workflow, 0)
            _ = try await harness.working(engine) { try await handle.value }
            #expect(harness.events.count(.runParked) == 1)
            let moment = try #require(woken.all.first)
            #expect(moment >= due && due.duration(to: moment) < .milliseconds(50))
        }
    }
}
