import Holdfast
import HoldfastConformance
import HoldfastTestSupport
import Testing

@Suite struct DrainTests {
    /// A run with a step of this length, and one behind it.
    static func workflow(_ counter: Counter, _ length: Duration, by time: SimulatedTime) -> Adhoc {
        Adhoc { run, _ in
            let first = try await run.step("first", timeout: nil) { _ in
                counter.count("first")
                do { try await time.sleep(for: length) } catch {
                    counter.count("cancelled")
                    throw error
                }
                return 1
            }
            return try await run.step("second") { _ in
                counter.count("second")
                return first + 1
            }
        }
    }

    /// Runs an engine, ends it when the step is at work, and lets another one finish.
    static func drain(
        _ length: Duration, _ end: @escaping @Sendable (Engine) -> Void, cancelling: Bool = false,
        _ check: @escaping @Sendable (EngineHarness, Counter, Duration) async throws -> Void
    ) throws {
        try Simulation.run { time in
            let harness = try await EngineHarness(time)
            let counter = Counter()
            let engine = harness.engine()
            engine.register(workflow(counter, length, by: time))
            let handle = try await engine.start(Adhoc.idle, 0, id: "r")
            let began = try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await engine.run() }
                try await harness.until { counter["first"] == 1 }
                let began = time.now
                end(engine)
                if cancelling { group.cancelAll() }
                try await group.waitForAll()
                return began
            }
            let run = try await handle.record()
            #expect(run.status == .pending && run.leaseOwner == nil && run.claimsSinceProgress == 0)
            let ready = try #require(run.readyAt)
            #expect(ready <= time.now)
            #expect(harness.events.count(.workerStopped) == 1)
            try await check(harness, counter, began.duration(to: time.now))
            let heir = harness.engine()
            heir.register(workflow(counter, .seconds(1), by: time))
            #expect(try await harness.working(heir) { try await handle.value } == 2)
            #expect(counter["second"] == 1)
        }
    }

    @Test func aStepAtWorkIsCommittedAndTheRunGivenBack() throws {
        try Self.drain(.seconds(10), { $0.stop(grace: .seconds(30)) }) { harness, counter, took in
            #expect(took >= .seconds(9) && took < .seconds(11))
            let step = try await harness.store.steps.get("r", step: "first")
            #expect(step.status == .completed)
            #expect(counter["cancelled"] == 0 && counter["first"] == 1)
        }
    }

    @Test func afterTheGraceTimeWhatIsAtWorkIsCancelled() throws {
        try Self.drain(.seconds(100), { $0.stop(grace: .seconds(5)) }) { harness, counter, took in
            #expect(took >= .seconds(5) && took < .seconds(6))
            #expect(counter["cancelled"] == 1)
            let steps = try await harness.store.steps.list("r").items
            #expect(steps.isEmpty)
        }
    }

    @Test func cancellingTheTaskIsAStopWithoutGrace() throws {
        try Self.drain(.seconds(100), { _ in }, cancelling: true) { harness, counter, took in
            #expect(took < .milliseconds(200))
            #expect(counter["cancelled"] == 1 && harness.events.count(.runFailed) == 0)
        }
    }

    @Test func cancellingDuringADrainEndsItAtOnce() throws {
        try Self.drain(.seconds(100), { $0.stop(grace: .seconds(60)) }, cancelling: true) { _, counter, took in
            #expect(took < .milliseconds(200) && counter["cancelled"] == 1)
        }
    }

    @Test(arguments: 1...20)
    func aBranchThatComesToItsNextStepWaitsForTheOneAtWork(_ seed: UInt64) throws {
        try Simulation.run(seed: seed) { time in
            let harness = try await EngineHarness(time, seed: seed)
            let counter = Counter()
            let engine = harness.engine()
            engine.register(
                Adhoc { run, _ in
                    async let slow: Void = run.step("slow", timeout: nil) { _ in
                        counter.count("slow")
                        try await time.sleep(for: .seconds(20))
                    }
                    async let quick: Void = {
                        try await run.step("quick", timeout: nil) { _ in try await time.sleep(for: .seconds(5)) }
                        try await run.step("next") { _ in counter.count("next") }
                    }()
                    _ = try await (slow, quick)
                    return 0
                })
            try await engine.start(Adhoc.idle, 0, id: "r")
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await engine.run() }
                try await harness.until { counter["slow"] == 1 }
                engine.stop(grace: .seconds(60))
                try await group.waitForAll()
            }
            let stored = try await harness.store.steps.list("r").items
            #expect(stored.filter { $0.status == .completed }.map(\.key).contains("slow"))
            #expect(counter["next"] == 0)
            #expect(try await harness.status("r") == .pending)
        }
    }

    @Test(arguments: 1...10)
    func noMoreRunsAreInHandThanThereArePlaces(_ seed: UInt64) throws {
        try Simulation.run(seed: seed) { time in
            let harness = try await EngineHarness(time, seed: seed)
            let gauge = Gauge()
            let engine = harness.engine { $0.concurrency = 3 }
            let workflow = Adhoc { run, input in
                gauge.enter()
                try await run.step("s") { _ in try await time.sleep(for: .seconds(1)) }
                gauge.leave()
                return input
            }
            engine.register(workflow)
            var handles: [RunHandle<Int>] = []
            for number in 0..<10 { handles.append(try await engine.start(workflow, number)) }
            let all = handles
            try await harness.working(engine) { for handle in all { _ = try await handle.value } }
            #expect(gauge.most == 3)
        }
    }
}
