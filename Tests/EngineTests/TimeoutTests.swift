import Holdfast
import HoldfastConformance
import HoldfastTestSupport
import Testing

@Suite struct TimeoutTests {
    @Test func aBodyThatIgnoresItsLimitIsLeftBehindAndItsLateResultRefused() throws {
        try Simulation.run { time in
            let harness = try await EngineHarness(time)
            let late = Counter()
            let release = Gate()
            let workflow = Adhoc { run, _ in
                let first = try? await run.step("slow", retry: .none, timeout: .seconds(2)) { _ in
                    await release.waitIgnoringCancellation()
                    late.count("ended")
                    return 1
                }
                let second = try await run.step("after") { _ in 2 }
                release.open()
                return (first ?? 0) + second
            }
            let engine = harness.engine()
            engine.register(workflow)
            let handle = try await engine.start(workflow, 0, id: "r")
            #expect(try await harness.working(engine) { try await handle.value } == 2)
            #expect(late["ended"] == 1)
            let step = try await harness.store.steps.get("r", step: "slow")
            #expect(step.status == .failed && step.output == nil)
            #expect(step.failure?.code == Failure.Codes.timeout)
        }
    }

    @Test func theDefaultLimitIsThirtySecondsAndATimeoutIsTriedAgain() throws {
        try Simulation.run { time in
            let harness = try await EngineHarness(time)
            let workflow = Adhoc { run, _ in
                try await run.step("s", retry: RetryPolicy(maxAttempts: 2, base: .zero)) { step in
                    if step.attempt == 1 { try await time.sleep(for: .days(1)) }
                    return step.attempt
                }
            }
            let engine = harness.engine()
            engine.register(workflow)
            let handle = try await engine.start(workflow, 0, id: "r")
            #expect(try await harness.working(engine) { try await handle.value } == 2)
            let attempts = try await harness.store.steps.attempts("r", step: "s")
            #expect(attempts.map(\.failure?.code) == [Failure.Codes.timeout, nil])
            let first = try #require(attempts.first)
            #expect(try #require(first.startedAt).duration(to: try #require(first.completedAt)) == .seconds(30))
        }
    }

    @Test func withoutALimitAStepMayTakeLong() throws {
        try Simulation.run { time in
            let harness = try await EngineHarness(time)
            let workflow = Adhoc { run, _ in
                try await run.step("s", timeout: nil) { step in
                    #expect(step.deadline == nil)
                    try await time.sleep(for: .minutes(20))
                    return 5
                }
            }
            let engine = harness.engine()
            engine.register(workflow)
            let handle = try await engine.start(workflow, 0, id: "r")
            #expect(try await harness.working(engine) { try await handle.value } == 5)
        }
    }
}
