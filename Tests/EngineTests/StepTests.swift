import Holdfast
import HoldfastConformance
import HoldfastTestSupport
import Testing

@Suite struct StepTests {
    @Test func aRunEndsWithTheResultOfItsSteps() throws {
        try Simulation.run { time in
            let harness = try await EngineHarness(time)
            let counter = Counter()
            let workflow = Adhoc { run, input in
                let a = try await run.step("a") { _ in
                    counter.count("a")
                    return input + 1
                }
                return try await run.step("b") { _ in a * 2 }
            }
            let engine = harness.engine()
            engine.register(workflow)
            let handle = try await engine.start(workflow, 20, id: "one")
            let value = try await harness.working(engine) { try await handle.value }
            #expect(value == 42)
            #expect(counter["a"] == 1)
            let steps = try await harness.store.steps.list("one").items
            #expect(steps.map(\.key) == ["a", "b"])
            #expect(steps.allSatisfy { $0.status == .completed && $0.attempts == 1 })
            let run = try await harness.store.runs.get("one")
            #expect(run.status == .completed && run.progress == 1 && run.output == Payload(text: "42"))
        }
    }

    @Test func aFailingStepIsTriedAgainAfterItsDelays() throws {
        try Simulation.run { time in
            let harness = try await EngineHarness(time)
            let counter = Counter()
            let workflow = Adhoc { run, _ in
                try await run.step("flaky", retry: RetryPolicy(maxAttempts: 3, jitter: 0)) { step in
                    counter.count("flaky")
                    if step.attempt < 3 { throw RetryableError("not yet", after: .seconds(10)) }
                    return step.attempt
                }
            }
            let engine = harness.engine()
            engine.register(workflow)
            let begun = time.now
            let handle = try await engine.start(workflow, 0, id: "retry")
            let value = try await harness.working(engine) { try await handle.value }
            #expect(value == 3)
            #expect(begun.duration(to: time.now) >= .seconds(20))
            let attempts = try await harness.store.steps.attempts("retry", step: "flaky")
            #expect(attempts.map(\.attempt) == [1, 2, 3])
            #expect(attempts.map(\.status) == [.failed, .failed, .completed])
            #expect(attempts[0].failure?.message == "not yet")
            #expect(attempts[2].failure == nil)
        }
    }

    @Test func aYearOfSleepHoldsNoWorkerAndSurvivesIt() throws {
        try Simulation.run { time in
            let harness = try await EngineHarness(time)
            let counter = Counter()
            let workflow = Adhoc { run, _ in
                try await run.step("before") { _ in counter.count("before") }
                try await run.sleep("year", for: .days(365))
                try await run.step("after") { _ in counter.count("after") }
                return 1
            }
            let first = harness.engine()
            first.register(workflow)
            let begun = time.now
            let handle = try await first.start(workflow, 0, id: "sleeper")
            #expect(try await first.tick() == 1)
            #expect(try await handle.record().status == .waiting)
            let due = try #require(try await handle.record().readyAt)
            #expect(due == begun.advanced(by: .days(365)))
            time.simulation.move(by: time.now.duration(to: due) - .microseconds(1))
            let second = harness.engine()
            second.register(workflow)
            #expect(try await second.tick() == 0)
            time.simulation.move(by: .microseconds(1))
            #expect(try await second.tick() == 1)
            #expect(counter["before"] == 1 && counter["after"] == 1)
            let run = try await handle.record()
            #expect(run.status == .completed)
            #expect(run.createdAt.duration(to: run.completedAt ?? run.createdAt) >= .days(365))
        }
    }
}
