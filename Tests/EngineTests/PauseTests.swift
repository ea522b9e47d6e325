import Holdfast
import HoldfastConformance
import HoldfastTestSupport
import Testing

@Suite struct PauseTests {
    @Test func aPauseLetsTheStepAtWorkCommitAndBeginsNoOther() throws {
        try Simulation.run { time in
            let harness = try await EngineHarness(time)
            let counter = Counter()
            let workflow = Adhoc { run, _ in
                try await run.step("first") { _ in
                    counter.count("first")
                    try await time.sleep(for: .seconds(10))
                }
                try await run.step("second") { _ in counter.count("second") }
                return 7
            }
            let engine = harness.engine()
            engine.register(workflow)
            let handle = try await engine.start(workflow, 0, id: "r")
            try await harness.working(engine) {
                try await time.sleep(for: .seconds(2))
                try await harness.store.runs.pause("r", reason: "why")
                try await time.sleep(for: .seconds(30))
                let run = try await handle.record()
                #expect(run.status == .paused && run.reason == "why")
                #expect(try await harness.store.steps.list("r").items.map(\.key) == ["first"])
                try await harness.store.runs.resume("r")
                #expect(try await handle.value == 7)
            }
            #expect(counter["first"] == 1 && counter["second"] == 1)
        }
    }

    @Test func aFailedRunThatIsTriedAgainGoesOnAfterWhatItCommitted() throws {
        try Simulation.run { time in
            let harness = try await EngineHarness(time)
            let counter = Counter()
            let workflow = Adhoc { run, _ in
                try await run.step("good") { _ in counter.count("good") }
                return try await run.step("bad", retry: .none) { _ in
                    counter.count("bad")
                    if counter["bad"] == 1 { throw Failure(code: "example", message: "it fails once") }
                    return 5
                }
            }
            let engine = harness.engine()
            engine.register(workflow)
            let handle = try await engine.start(workflow, 0, id: "r")
            try await harness.working(engine) {
                await #expect(throws: Failure.self) { try await handle.value }
                try await harness.store.runs.retry("r")
                #expect(try await handle.value == 5)
            }
            #expect(counter["good"] == 1 && counter["bad"] == 2)
        }
    }

    @Test func workersMakeThemselvesKnownAndAreForgottenWhenTheyStop() throws {
        try Simulation.run { time in
            let harness = try await EngineHarness(time)
            let engine = harness.engine { $0.build = "b1" }
            engine.register(Adhoc.idle, AdhocSecond())
            try await harness.working(engine) {
                try await time.sleep(for: .minutes(3))
                let workers = try await harness.store.workers.list()
                #expect(workers.map(\.profile.id) == [engine.worker])
                #expect(workers.first?.profile.workflows == [WorkflowVersion("adhoc"), WorkflowVersion("adhoc", 2)])
                #expect(workers.first?.profile.build == "b1" && workers.first?.isLive(at: time.now) == true)
            }
            #expect(try await harness.store.workers.list().isEmpty)
        }
    }

    @Test func aRunWhoseWorkflowAnotherWorkerKnowsDoesNotStall() throws {
        try Simulation.run { time in
            let harness = try await EngineHarness(time)
            let old = harness.engine(), new = harness.engine()
            old.register(Adhoc.idle)
            new.register(Adhoc.idle, AdhocSecond())
            try await harness.working(old) {
                try await harness.working(new) {
                    // Until both are known.
                    try await time.sleep(for: .seconds(1))
                    for n in 0..<20 {
                        let handle = try await old.start(AdhocSecond(), n, id: RunID("r\(n)"))
                        #expect(try await handle.value == 2 * n)
                    }
                }
            }
            #expect(harness.events.count(.runStalled) == 0)
        }
    }
}
