import Holdfast
import HoldfastConformance
import HoldfastTestSupport
import Testing

private struct Other: Workflow {
    static let name = "other"
    func run(_ run: isolated Run, _ input: Int) async throws -> Int { input }
}

@Suite struct StartTests {
    /// The code with which this start is refused.
    static func refusal(_ start: @Sendable () async throws -> Void) async -> StoreError.Code? {
        await #expect(throws: StoreError.self) { try await start() }?.code
    }

    @Test func aTakenIdIsRefusedOrUsed() throws {
        try Simulation.run { time in
            let harness = try await EngineHarness(time)
            let engine = harness.engine()
            engine.register(Adhoc.idle)
            #expect(try await engine.start(Adhoc.idle, 1, id: "r").isNew)
            let before = try await harness.store.runs.get("r")
            #expect(await Self.refusal { _ = try await engine.start(Adhoc.idle, 1, id: "r") } == .alreadyExists)
            let again = try await engine.start(Adhoc.idle, 1, id: "r", onConflict: .useExisting)
            #expect(!again.isNew)
            #expect(try await harness.store.runs.get("r") == before)
            try await engine.tick()
            #expect(try await again.value == 1)
        }
    }

    @Test(arguments: StartConflict.allCases)
    func anotherInputOrWorkflowIsAMismatchWhateverThePolicy(_ policy: StartConflict) throws {
        try Simulation.run { time in
            let harness = try await EngineHarness(time)
            let engine = harness.engine()
            try await engine.start(Adhoc.idle, 1, id: "r")
            let before = try await harness.store.runs.get("r")
            let input = await Self.refusal { _ = try await engine.start(Adhoc.idle, 2, id: "r", onConflict: policy) }
            let workflow = await Self.refusal { _ = try await engine.start(Other(), 1, id: "r", onConflict: policy) }
            #expect(input == .idempotencyMismatch && workflow == .idempotencyMismatch)
            #expect(try await harness.store.runs.get("r") == before)
        }
    }

    @Test func aRestartedRunSeesNoneOfTheOldSteps() throws {
        try Simulation.run { time in
            let harness = try await EngineHarness(time)
            let counter = Counter()
            let states = Recorder<Int?>()
            let keys = Recorder<String>()
            let workflow = Adhoc { run, input in
                states.add(try await run.state("seen", as: Int.self))
                return try await run.step("s") { step in
                    counter.count("s")
                    keys.add(step.idempotencyKey)
                    try step.setState("seen", input)
                    return counter["s"]
                }
            }
            let engine = harness.engine()
            engine.register(workflow)
            try await engine.start(workflow, 1, id: "r")
            let active = await Self.refusal {
                _ = try await engine.start(workflow, 1, id: "r", onConflict: .restartIfEnded)
            }
            #expect(active == .runActive)
            try await engine.tick()
            let again = try await engine.start(workflow, 1, id: "r", onConflict: .restartIfEnded)
            #expect(again.isNew)
            #expect(try await harness.store.steps.list("r").items.isEmpty)
            try await engine.tick()
            #expect(try await again.value == 2)
            #expect(states.all == [nil, nil])
            #expect(Set(keys.all).count == 2)
        }
    }

    @Test(arguments: 1...10)
    func replacingFencesTheOldOwner(_ seed: UInt64) throws {
        try Simulation.run(seed: seed) { time in
            let harness = try await EngineHarness(time, seed: seed)
            let counter = Counter()
            let workflow = Adhoc { run, _ in
                try await run.step("s", timeout: nil) { _ in
                    counter.count("begun")
                    let life = counter["begun"]
                    if life == 1 {
                        do { try await time.sleep(for: .hours(1)) } catch { counter.count("cancelled") }
                    }
                    return life
                }
            }
            let engine = harness.engine()
            engine.register(workflow)
            try await engine.start(workflow, 1, id: "r")
            try await harness.working(engine) {
                try await harness.until { counter["begun"] == 1 }
                let again = try await engine.start(workflow, 1, id: "r", onConflict: .replace)
                #expect(try await again.value == 2)
                try await harness.until { counter["cancelled"] == 1 }
            }
            #expect(try await harness.store.steps.get("r", step: "s").output == Payload(text: "2"))
            #expect(counter["begun"] == 2)
        }
    }
}
