import Holdfast
import HoldfastConformance
import HoldfastTestSupport
import Testing

@Suite struct RetryPolicyTests {
    static let noJitter = 0.5

    @Test(arguments: [
        (RetryPolicy.default, [1, 2, 4, 8, 16, 32, 60, 60]),
        (RetryPolicy.exponential(base: .seconds(3), cap: .seconds(20)), [3, 6, 12, 20]),
        (RetryPolicy(base: .seconds(1), growth: .exponential(factor: 3)), [1, 3, 9, 27, 60]),
        (RetryPolicy.linear(base: .seconds(2), cap: .seconds(7)), [2, 4, 6, 7, 7]),
        (RetryPolicy(base: .zero), [0, 0, 0]),
        (RetryPolicy(base: .seconds(5), cap: .zero), [0, 0]),
    ])
    func delaysGrowUpToTheCap(_ policy: RetryPolicy, _ seconds: [Int]) {
        for (position, expected) in seconds.enumerated() {
            #expect(policy.delay(after: position + 1, fraction: Self.noJitter) == .seconds(expected))
        }
    }

    @Test func jitterStaysWithinItsPart() {
        let policy = RetryPolicy(base: .seconds(10), jitter: 0.2)
        #expect(policy.delay(after: 1, fraction: 0) == .seconds(8))
        #expect(policy.delay(after: 1, fraction: 1) == .seconds(12))
        var random = SeededRandom(seed: 7)
        for _ in 0..<1_000 {
            let delay = policy.delay(after: 1, fraction: Double.random(in: 0..<1, using: &random))
            #expect(delay >= .seconds(8) && delay <= .seconds(12))
        }
    }

    @Test(arguments: [1_000, 1_000_000, Int.max])
    func hugeAttemptsDoNotOverflow(_ attempt: Int) {
        #expect(RetryPolicy.default.delay(after: attempt, fraction: 0.5) == .seconds(60))
        #expect(RetryPolicy.linear().delay(after: attempt, fraction: 0.5) == .seconds(60))
        #expect(RetryPolicy(base: .zero).delay(after: attempt, fraction: 0.5) == .zero)
        let boundless = RetryPolicy(base: .seconds(Int64.max / 2), cap: .seconds(Int64.max / 2))
        #expect(boundless.delay(after: attempt, fraction: 1) > .days(365 * 1_000))
    }

    @Test func theDefaultsAreFourAttemptsAndOneSecond() {
        #expect(RetryPolicy.default.maxAttempts == 4)
        #expect(RetryPolicy.none.maxAttempts == 1)
        #expect(RetryableError("later").delay == .seconds(1))
    }
}

@Suite struct RetryTests {
    struct Broken: Error {}

    /// Runs one step that always throws; returns the stored attempts and when each began.
    static func attempts(
        _ retry: RetryPolicy = .default, throwing error: any Error
    ) throws -> (attempts: [AttemptRecord], failure: Failure?) {
        try Simulation.run { time in
            let harness = try await EngineHarness(time)
            let engine = harness.engine()
            engine.register(Adhoc { run, _ in try await run.step("s", retry: retry) { _ in throw error } })
            let handle = try await engine.start(Adhoc.idle, 0, id: "r")
            let failure = await #expect(throws: Failure.self) {
                try await harness.working(engine) { try await handle.value }
            }
            return (try await harness.store.steps.attempts("r", step: "s"), failure)
        }
    }

    @Test func fourAttemptsAreMadeByDefaultWithGrowingDelays() throws {
        let (attempts, failure) = try Self.attempts(throwing: Broken())
        #expect(attempts.map(\.attempt) == [1, 2, 3, 4])
        #expect(attempts.allSatisfy { $0.status == .failed && $0.failure?.code == Failure.Codes.execution })
        #expect(failure?.attempt == 4 && failure?.step == "s" && failure?.type == "Broken")
        let begun = try attempts.map { try #require($0.startedAt) }
        for (position, base) in [1, 2, 4].enumerated() {
            let pause = begun[position].duration(to: begun[position + 1])
            #expect(pause >= .milliseconds(base * 800) && pause < .milliseconds(base * 1_200 + 100))
        }
    }

    @Test func aPermanentErrorIsNeverTriedAgain() throws {
        let (attempts, failure) = try Self.attempts(throwing: PermanentError("no use"))
        #expect(attempts.count == 1)
        #expect(failure?.code == Failure.Codes.permanent && failure?.message == "no use")
    }

    @Test func aRetryableErrorChoosesItsDelayWithinTheAttempts() throws {
        let error = RetryableError("busy", after: .seconds(7))
        let attempts = try Self.attempts(RetryPolicy(maxAttempts: 3), throwing: error).attempts
        #expect(attempts.count == 3)
        let begun = try attempts.map { try #require($0.startedAt) }
        #expect(begun[0].duration(to: begun[1]) >= .seconds(7))
        #expect(begun[1].duration(to: begun[2]) >= .seconds(7))
    }

    @Test func aFailureOfTheUsersOwnKindIsTriedAgain() throws {
        let (attempts, failure) = try Self.attempts(
            .linear(maxAttempts: 2), throwing: Failure(code: "mine", message: "x"))
        #expect(attempts.count == 2)
        #expect(failure?.code == "mine")
    }

    @Test(arguments: ["short", String(repeating: "é", count: 20_000), "a\0b"])
    func theFailureIsTheSameNowAndOnReplay(_ text: String) throws {
        try Simulation.run { time in
            let harness = try await EngineHarness(time)
            let seen = Recorder<Failure>()
            let workflow = Adhoc { run, _ in
                do {
                    try await run.step("s", retry: .none) { _ in throw PermanentError(text) }
                } catch let failure as Failure {
                    seen.add(failure)
                }
                try await run.sleep("pause", for: .hours(1))
                return 1
            }
            let engine = harness.engine()
            engine.register(workflow)
            try await engine.start(workflow, 0, id: "r")
            try await engine.tick()
            time.simulation.move(by: .hours(1))
            try await engine.tick()
            #expect(seen.all.count == 2)
            #expect(seen.all.first == seen.all.last)
            #expect(seen.all.first?.message.utf8.contains(0) == false)
            if text.utf8.contains(0) { #expect(seen.all.first?.message == "a\u{FFFD}b") }
            #expect(try await harness.store.runs.get("r").status == .completed)
        }
    }

    @Test func attemptsSurviveTheWorkerBetweenThem() throws {
        try Simulation.run { time in
            let harness = try await EngineHarness(time)
            let workflow = Adhoc { run, _ in
                try await run.step("s", retry: RetryPolicy(maxAttempts: 3, base: .hours(1), cap: .hours(1))) { step in
                    if step.attempt < 3 { throw Broken() }
                    return step.attempt
                }
            }
            for turn in 1...3 {
                let engine = harness.engine { $0.worker = WorkerID("w\(turn)") }
                engine.register(workflow)
                if turn == 1 { try await engine.start(workflow, 0, id: "r") }
                #expect(try await engine.tick() == 1)
                time.simulation.move(by: .hours(2))
            }
            let attempts = try await harness.store.steps.attempts("r", step: "s")
            #expect(attempts.map(\.worker) == ["w1", "w2", "w3"])
            #expect(attempts.map(\.status) == [.failed, .failed, .completed])
            #expect(try await harness.store.runs.get("r").output == Payload(text: "3"))
        }
    }
}
