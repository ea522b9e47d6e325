import Holdfast
import HoldfastConformance
import HoldfastTestSupport
import Testing

/// Ends with a text of the length that it is started with.
private struct Lengthy: Workflow {
    static let name = "lengthy"
    func run(_ run: isolated Run, _ input: Int) async throws -> String { String(repeating: "x", count: input) }
}

@Suite struct EndingTests {
    @Test(arguments: [true, false])
    func aDeadlineEndsTheRunAtWorkAndTheOneThatWaits(_ waits: Bool) throws {
        try Simulation.run { time in
            let harness = try await EngineHarness(time)
            let counter = Counter()
            let workflow = Adhoc { run, _ in
                if waits { try await run.sleep("day", for: .days(1)) }
                // What the body makes of the end is no result.
                _ = try? await run.step("long", timeout: nil) { _ in
                    do { try await time.sleep(for: .days(1)) } catch { counter.count("cancelled") }
                }
                return 7
            }
            let engine = harness.engine()
            engine.register(workflow)
            var start = StartOptions(id: "r")
            start.timeLimit = .minutes(1)
            let begun = time.now
            let handle = try await engine.start(workflow, 0, start)
            let failure = await #expect(throws: Failure.self) {
                try await harness.working(engine) { try await handle.value }
            }
            #expect(failure?.code == Failure.Codes.deadline)
            #expect(begun.duration(to: time.now) >= .minutes(1) && begun.duration(to: time.now) < .seconds(63))
            #expect(counter["cancelled"] == (waits ? 0 : 1))
        }
    }

    @Test func aTimeLimitCountsFromWhenTheRunMayStart() throws {
        try Simulation.run { time in
            let harness = try await EngineHarness(time)
            let engine = harness.engine()
            engine.register(Adhoc.idle)
            var start = StartOptions(id: "r")
            start.startAt = time.now.advanced(by: .hours(1))
            start.timeLimit = .minutes(1)
            let handle = try await engine.start(Adhoc.idle, 3, start)
            #expect(try await engine.tick() == 0)
            time.simulation.move(by: .hours(1))
            #expect(try await engine.tick() == 1)
            #expect(try await handle.value == 3)
        }
    }

    @Test func anOutputThatIsTooLargeFailsTheRunAndLeavesNothingHalfWritten() throws {
        try Simulation.run { time in
            let harness = try await EngineHarness(time)
            let engine = harness.engine()
            engine.register(Lengthy())
            try await engine.start(Lengthy(), 3 << 20, id: "r")
            try await engine.tick()
            let run = try await harness.store.runs.get("r")
            #expect(run.status == .failed && run.output == nil)
            #expect(run.failure?.code == Failure.Codes.payload)
            #expect(run.failure?.message.contains("at most") == true)
        }
    }

    @Test func aStepResultThatCannotBeStoredFailsTheStep() throws {
        try Simulation.run { time in
            let harness = try await EngineHarness(time)
            let codes = Recorder<[String]>()
            let workflow = Adhoc { run, _ in
                func code(_ step: () async throws -> Void) async throws {
                    do { try await step() } catch let failure as Failure {
                        codes.add([failure.step ?? "", failure.code])
                    }
                }
                try await code { _ = try await run.step("nan") { _ in Double.nan } }
                try await code { _ = try await run.step("large") { _ in String(repeating: "x", count: 3 << 20) } }
                try await code {
                    try await run.step("metric") { step in
                        try step.setState("k", 1)
                        step.setMetric("cost", .infinity)
                    }
                }
                return try await run.state("k", as: Int.self) == nil ? 1 : 0
            }
            let engine = harness.engine()
            engine.register(workflow)
            let handle = try await engine.start(workflow, 0, id: "r")
            try await engine.tick()
            #expect(try await handle.value == 1)
            #expect(codes.all == ["nan", "large", "metric"].map { [$0, Failure.Codes.payload] })
            let steps = try await harness.store.steps.list("r").items
            #expect(steps.allSatisfy { $0.status == .failed && $0.attempts == 1 })
        }
    }

    @Test(arguments: ["", "a\0b", String(repeating: "k", count: 600)])
    func aKeyThatNoStoreTakesIsRefusedBeforeTheBodyRuns(_ key: String) throws {
        try Simulation.run { time in
            let counter = Counter()
            let failure = try await ReplayTests.failure(time) { run, _ in
                try await run.step(key) { _ in counter.count("run") }
                return 0
            }
            #expect(failure?.code == Failure.Codes.misuse && failure?.message.contains("step key") == true)
            #expect(counter.total == 0)
        }
    }

    @Test func stateIsVisibleWhereItsStepCommittedAndAfterATakeover() throws {
        try Simulation.run { time in
            let harness = try await EngineHarness(time)
            let seen = Recorder<Int?>()
            let workflow = Adhoc { run, _ in
                try await run.step("set") { step in
                    try step.setState("kept", 1)
                    try step.setState("kept", 2)
                    try step.setState("gone", 3)
                    step.setMetric("cost", 0.25)
                }
                _ = try? await run.step("fails", retry: .none) { step in
                    try step.setState("kept", 9)
                    throw PermanentError("no")
                }
                try await run.step("remove") { $0.removeState("gone") }
                try await run.sleep("hour", for: .hours(1))
                seen.add(try await run.state("kept", as: Int.self))
                seen.add(try await run.state("gone", as: Int.self))
                return 0
            }
            for name in ["one", "two"] {
                let engine = harness.engine { $0.worker = WorkerID(name) }
                engine.register(workflow)
                if name == "one" { try await engine.start(workflow, 0, id: "r") }
                try await engine.tick()
                time.simulation.move(by: .hours(1))
            }
            #expect(seen.all == [2, nil])
            let step = try await harness.store.steps.get("r", step: "set")
            #expect(step.metrics == ["cost": 0.25] && step.output == nil && step.status == .completed)
            #expect(try await harness.status("r") == .completed)
        }
    }

    @Test(arguments: 1...20)
    func stepsSideBySideMayWriteOneKey(_ seed: UInt64) throws {
        try Simulation.run(seed: seed) { time in
            let harness = try await EngineHarness(time, seed: seed)
            let engine = harness.engine()
            let workflow = Adhoc { run, _ in
                try await run.forEach("e", Array(0..<10), id: { "\($0)" }) { step, item in
                    try step.setState("last", item)
                    return item
                }.count
            }
            engine.register(workflow)
            let handle = try await engine.start(workflow, 0, id: "r")
            try await engine.tick()
            #expect(try await handle.value == 10)
            let run = try await handle.record()
            #expect(try await harness.store.state(of: run.incarnation).get("last")?.revision == 10)
        }
    }
}
