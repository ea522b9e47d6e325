import Holdfast
import HoldfastConformance
import HoldfastTestSupport
import Testing

@Suite struct ForEachTests {
    @Test(arguments: [1, 2, 3])
    func resultsComeInTheOrderOfTheItems(_ seed: UInt64) throws {
        try Simulation.run(seed: seed) { time in
            let harness = try await EngineHarness(time, seed: seed)
            let seen = Recorder<[Int]>()
            let workflow = Adhoc { run, _ in
                let results = try await run.forEach("e", Array(0..<25), id: { "\($0)" }) { _, item in
                    try await time.sleep(for: .milliseconds((item * 7919) % 13))
                    return item * item
                }
                seen.add(results)
                return results.count
            }
            let engine = harness.engine()
            engine.register(workflow)
            let handle = try await engine.start(workflow, 0, id: "r")
            #expect(try await harness.working(engine) { try await handle.value } == 25)
            #expect(seen.all == [(0..<25).map { $0 * $0 }])
        }
    }

    @Test(arguments: [(1, 5), (4, 20), (10, 30)])
    func exactlyAsManyAreAtWorkAsAllowed(_ cap: Int, _ count: Int) throws {
        try Simulation.run { time in
            let harness = try await EngineHarness(time)
            let gauge = Gauge()
            let workflow = Adhoc { run, _ in
                try await run.forEach("e", Array(0..<count), id: { "\($0)" }) { _, item in
                    gauge.enter()
                    try await time.sleep(for: .milliseconds(10 + item))
                    gauge.leave()
                    return item
                }.count
            }
            let engine = harness.engine { $0.parallelSteps = cap }
            engine.register(workflow)
            let handle = try await engine.start(workflow, 0, id: "r")
            #expect(try await harness.working(engine) { try await handle.value } == count)
            #expect(gauge.most == cap)
        }
    }

    @Test func twoItemsOfOneIdAreRefusedBeforeAnythingRuns() throws {
        try Simulation.run { time in
            let counter = Counter()
            let failure = try await ReplayTests.failure(time) { run, _ in
                try await run.forEach("e", [1, 2, 1], id: { "\($0)" }) { _, item in
                    counter.count("run")
                    return item
                }.count
            }
            #expect(failure?.code == Failure.Codes.misuse)
            #expect(counter.total == 0)
        }
    }

    @Test(arguments: [1, 2, 3, 4, 5])
    func oneFailureLetsThoseThatBeganEndAndBeginsNoOther(_ seed: UInt64) throws {
        try Simulation.run(seed: seed) { time in
            let harness = try await EngineHarness(time, seed: seed)
            let counter = Counter()
            let workflow = Adhoc { run, _ in
                try await run.forEach("e", Array(0..<10), id: { "\($0)" }, retry: .none) { step, item in
                    counter.count("begun")
                    if item == 1 { throw PermanentError("item 1") }
                    try await time.sleep(for: .seconds(5))
                    counter.count("ended")
                    return item
                }.count
            }
            let engine = harness.engine { $0.parallelSteps = 3 }
            engine.register(workflow)
            try await engine.start(workflow, 0, id: "r")
            try await engine.tick()
            #expect(counter["begun"] == 3 && counter["ended"] == 2)
            let run = try await harness.store.runs.get("r")
            #expect(run.status == .failed && run.failure?.message == "item 1" && run.failure?.step == "e[1]")
            let steps = try await harness.store.steps.list("r").items
            #expect(steps.count { $0.status == .completed } == 2)
        }
    }
}
