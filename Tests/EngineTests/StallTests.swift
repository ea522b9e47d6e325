import Holdfast
import HoldfastConformance
import HoldfastTestSupport
import Testing

/// The second version of ``Adhoc``.
struct AdhocSecond: Workflow {
    static let name = Adhoc.name
    static let version = 2

    func run(_ run: isolated Run, _ input: Int) async throws -> Int { input * 2 }
}

@Suite struct StallTests {
    @Test func anUnknownWorkflowStallsUntilAWorkerKnowsIt() throws {
        try Simulation.run { time in
            let harness = try await EngineHarness(time)
            let ignorant = harness.engine()
            let handle = try await ignorant.start(Adhoc.idle, 4, id: "r")
            #expect(try await ignorant.tick() == 1)
            let run = try await handle.record()
            #expect(run.status == .stalled && run.claimsSinceProgress == 0 && run.leaseOwner == nil)
            #expect(run.reason?.hasPrefix("unknownWorkflow: ") == true && run.reason?.contains("\"adhoc\"") == true)
            // It is not claimed again meanwhile.
            time.simulation.move(by: .days(1))
            #expect(try await ignorant.tick() == 0)
            let knowing = harness.engine()
            knowing.register(Adhoc.idle)
            #expect(try await harness.working(knowing) { try await handle.value } == 4)
            #expect(try await handle.record().reason == nil)
        }
    }

    @Test func anUnknownVersionStallsUntilAWorkerKnowsIt() throws {
        try Simulation.run { time in
            let harness = try await EngineHarness(time)
            let old = harness.engine()
            old.register(Adhoc.idle)
            let handle = try await old.start(AdhocSecond(), 4, id: "r")
            try await old.tick()
            #expect(try await handle.record().reason?.hasPrefix("unknownVersion: ") == true)
            let both = harness.engine()
            both.register(Adhoc.idle, AdhocSecond())
            #expect(try await harness.working(both) { try await handle.value } == 8)
        }
    }

    @Test func anInputThatCannotBeReadStallsWithoutBeingShown() throws {
        try Simulation.run { time in
            let harness = try await EngineHarness(time)
            let engine = harness.engine()
            engine.register(Adhoc.idle)
            _ = try await harness.store.runs.start(NewRun(Adhoc.name, id: "r", input: Payload(text: "\"secret\"")))
            try await engine.tick()
            let run = try await harness.store.runs.get("r")
            #expect(run.status == .stalled && run.claimsSinceProgress == 0)
            #expect(run.reason?.hasPrefix("undecodableInput: ") == true && run.reason?.contains("secret") == false)
        }
    }

    /// A worker that dies after it has claimed and committed so often.
    static func claimAndDie(_ harness: EngineHarness, _ workflow: Adhoc, committing commits: Int) async throws {
        let dead = Gate()
        let line = harness.line { verb, call in
            if verb == .take { return nil }
            if commits == 0 || (verb == .commit && call > commits) { dead.open() }
            return dead.isOpen ? .unavailable : nil
        }
        let engine = harness.engine(over: line) { $0.lease = .seconds(1) }
        engine.register(workflow)
        _ = try await engine.tick()
        harness.time.simulation.move(by: .seconds(2))
    }

    @Test func fiveClaimsWithoutProgressAreTheLast() throws {
        try Simulation.run { time in
            let harness = try await EngineHarness(time)
            let counter = Counter()
            let workflow = Adhoc { run, input in
                try await run.step("s") { _ in counter.count("s") }
                return input
            }
            let healthy = harness.engine()
            healthy.register(workflow)
            let handle = try await healthy.start(workflow, 1, id: "r")
            for claim in 1...5 {
                try await Self.claimAndDie(harness, workflow, committing: 0)
                #expect(try await handle.record().claimsSinceProgress == claim)
            }
            #expect(try await healthy.tick() == 1)
            let run = try await handle.record()
            #expect(run.status == .stalled && counter["s"] == 0)
            #expect(run.reason?.hasPrefix("quarantine: claimed 5 times") == true)
            time.simulation.move(by: .days(1))
            // It stays there, also for a worker that starts, until somebody resumes it.
            try await harness.working(healthy) { try await time.sleep(for: .seconds(5)) }
            #expect(try await handle.record().status == .stalled)
        }
    }

    @Test func aRunThatMakesProgressIsNeverQuarantined() throws {
        try Simulation.run { time in
            let harness = try await EngineHarness(time)
            let workflow = Adhoc { run, input in
                for _ in 0..<12 { try await run.step("s") { _ in } }
                return input
            }
            let healthy = harness.engine()
            healthy.register(workflow)
            let handle = try await healthy.start(workflow, 9, id: "r")
            for _ in 1...9 { try await Self.claimAndDie(harness, workflow, committing: 1) }
            #expect(try await harness.store.steps.list("r").items.count == 9)
            #expect(try await harness.working(healthy) { try await handle.value } == 9)
        }
    }

    @Test func aStoreThatFailsAtTheClaimDelaysTheRunAndNothingElse() throws {
        try Simulation.run { time in
            let harness = try await EngineHarness(time)
            let engine = harness.engine()
            engine.register(Adhoc.idle)
            let handle = try await engine.start(Adhoc.idle, 3, id: "r")
            let before = harness.backend.count(of: .scan)
            harness.backend.plan { verb, call in verb == .scan && call < before + 6 ? .unavailable : nil }
            let begun = time.now
            #expect(try await engine.tick() == 1)
            #expect(try await handle.record().status == .completed)
            #expect(begun.duration(to: time.now) < .seconds(10))
        }
    }
}
