import Holdfast
import HoldfastConformance
import HoldfastTestSupport
import Testing

@Suite struct SleepTests {
    @Test func aLongSleepHoldsNoLeaseAndAShortOneStaysInHand() throws {
        try Simulation.run { time in
            let harness = try await EngineHarness(time)
            let engine = harness.engine()
            engine.register(
                Adhoc { run, seconds in
                    try await run.sleep("nap", for: .seconds(seconds))
                    return seconds
                })
            try await engine.start(Adhoc.idle, 4, id: "short")
            try await engine.start(Adhoc.idle, 6, id: "long")
            let begun = time.now
            #expect(try await engine.tick() == 2)
            #expect(try await harness.status("short") == .completed)
            let long = try await harness.store.runs.get("long")
            #expect(long.status == .waiting && long.leaseOwner == nil)
            #expect(long.readyAt == begun.advanced(by: .seconds(6)))
            #expect(harness.events.count(.runParked) == 1)
        }
    }

    @Test func aClockSetBackNeitherRepeatsNorFiresEarly() throws {
        try Simulation.run { time in
            let harness = try await EngineHarness(time)
            let counter = Counter()
            let engine = harness.engine()
            engine.register(
                Adhoc { run, _ in
                    try await run.sleep("hour", for: .hours(1))
                    try await run.step("after") { _ in counter.count("after") }
                    return 0
                })
            let due = time.now.advanced(by: .hours(1))
            try await engine.start(Adhoc.idle, 0, id: "r")
            try await engine.tick()
            time.simulation.move(by: .hours(-3))
            #expect(try await engine.tick() == 0)
            time.simulation.move(by: time.now.duration(to: due) - .microseconds(1))
            #expect(try await engine.tick() == 0)
            time.simulation.move(by: .microseconds(1))
            #expect(try await engine.tick() == 1)
            time.simulation.move(by: .hours(-2))
            time.simulation.move(by: .hours(4))
            #expect(try await engine.tick() == 0)
            #expect(counter["after"] == 1)
        }
    }

    @Test func aShortSleepIsNotCutByAClockThatIsSetBack() throws {
        try Simulation.run { time in
            let harness = try await EngineHarness(time)
            let woken = Recorder<Timestamp>()
            let engine = harness.engine()
            engine.register(
                Adhoc { run, _ in
                    try await run.sleep("nap", for: .seconds(3))
                    woken.add(time.now)
                    return 0
                })
            try await engine.start(Adhoc.idle, 0, id: "r")
            let due = time.now.advanced(by: .seconds(3))
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await engine.tick() }
                try await time.sleep(for: .seconds(1))
                time.simulation.move(by: .seconds(-2))
                try await group.waitForAll()
            }
            #expect(woken.all.count == 1 && woken.all.allSatisfy { $0 >= due })
        }
    }

    @Test(arguments: 1...20)
    func aSleepBesideAStepAtWorkDoesNotPark(_ seed: Int) throws {
        try Simulation.run(seed: UInt64(seed)) { time in
            let harness = try await EngineHarness(time)
            let engine = harness.engine()
            let counter = Counter()
            engine.register(
                Adhoc { run, _ in
                    async let step: Void = run.step("busy", timeout: nil) { _ in
                        counter.count("busy")
                        try await time.sleep(for: .seconds(60))
                    }
                    async let nap: Void = run.sleep("nap", for: .seconds(30))
                    _ = try await (step, nap)
                    return 0
                })
            try await engine.start(Adhoc.idle, 0, id: "r")
            #expect(try await engine.tick() == 1)
            #expect(try await harness.status("r") == .completed)
            #expect(counter["busy"] == 1 && harness.events.count(.runParked) == 0)
        }
    }

    @Test(arguments: 1...50)
    func ofTwoSleepsTheShorterOneWakesTheRun(_ seed: Int) throws {
        try Simulation.run(seed: UInt64(seed)) { time in
            let harness = try await EngineHarness(time)
            let engine = harness.engine()
            engine.register(
                Adhoc { run, _ in
                    async let long: Void = run.sleep("long", for: .days(365))
                    async let short: Void = run.sleep("short", for: .minutes(1))
                    async let step: Void = run.step("step") { _ in }
                    _ = try await (long, short, step)
                    return 0
                })
            let begun = time.now
            try await engine.start(Adhoc.idle, 0, id: "r")
            try await engine.tick()
            #expect(try await harness.store.runs.get("r").readyAt == begun.advanced(by: .minutes(1)))
            #expect(try await harness.store.steps.get("r", step: "step").status == .completed)
            time.simulation.move(by: .minutes(1))
            try await engine.tick()
            #expect(try await harness.store.steps.get("r", step: "short").status == .completed)
            #expect(try await harness.store.runs.get("r").readyAt == begun.advanced(by: .days(365)))
        }
    }

    @Test func aSleepThatEndedWhileNoWorkerWasUpFiresAtOnce() throws {
        try Simulation.run { time in
            let harness = try await EngineHarness(time)
            let workflow = Adhoc { run, _ in
                try await run.sleep("until", until: Timestamp(microseconds: 0))
                try await run.sleep("day", for: .days(1))
                return 3
            }
            let first = harness.engine()
            first.register(workflow)
            let handle = try await first.start(workflow, 0, id: "r")
            try await first.tick()
            time.simulation.move(by: .days(30))
            let second = harness.engine()
            second.register(workflow)
            let begun = time.now
            #expect(try await harness.working(second) { try await handle.value } == 3)
            #expect(begun.duration(to: time.now) < .seconds(1))
        }
    }
}
