import Holdfast
import HoldfastConformance
import HoldfastTestSupport
import Testing

@Suite struct CancelTests {
    @Test func aRunThatIsPendingOrWaitsEndsAtOnce() throws {
        try Simulation.run { time in
            let harness = try await EngineHarness(time)
            let engine = harness.engine()
            engine.register(
                Adhoc { run, _ in
                    try await run.sleep("day", for: .days(1))
                    return 0
                })
            let waiting = try await engine.start(Adhoc.idle, 0, id: "waiting")
            try await engine.tick()
            let pending = try await engine.start(Adhoc.idle, 0, id: "pending")
            for handle in [waiting, pending] {
                try await handle.cancel(reason: "not needed")
                #expect(try await handle.record().status == .cancelled)
                let error = await #expect(throws: RunCancelled.self) { try await handle.value }
                #expect(error?.reason == "not needed" && error?.id == handle.id)
            }
            time.simulation.move(by: .days(2))
            #expect(try await engine.tick() == 0)
        }
    }

    @Test(arguments: 1...10)
    func aRunAtWorkIsCancelledWithinAboutASecond(_ seed: UInt64) throws {
        try Simulation.run(seed: seed) { time in
            let harness = try await EngineHarness(time, seed: seed)
            let counter = Counter()
            let engine = harness.engine()
            engine.register(
                Adhoc { run, _ in
                    // A body that swallows what it is thrown cannot turn the end into a result.
                    _ = try? await run.step("long", timeout: nil) { _ in
                        counter.count("begun")
                        try? await time.sleep(for: .days(1))
                        if Task.isCancelled { counter.count("cancelled") }
                    }
                    _ = try? await run.step("next") { _ in counter.count("next") }
                    return 7
                })
            let handle = try await engine.start(Adhoc.idle, 0, id: "r")
            try await harness.working(engine) {
                try await harness.until { counter["begun"] == 1 }
                let asked = time.now
                try await handle.cancel()
                await #expect(throws: RunCancelled.self) { try await handle.value }
                #expect(asked.duration(to: time.now) < .milliseconds(1_600))
            }
            #expect(counter["cancelled"] == 1 && counter["next"] == 0)
            #expect(try await harness.store.steps.list("r").items.isEmpty)
            #expect(harness.events.count(.runCancelled) == 1)
        }
    }

    @Test(arguments: [true, false])
    func aCancellationWhileTheBodyEndsCounts(_ fails: Bool) throws {
        try Simulation.run { time in
            let harness = try await EngineHarness(time)
            let engine = harness.engine()
            engine.register(
                Adhoc { run, _ in
                    try await run.step("s") { _ in }
                    try await harness.store.runs.cancel(run.id)
                    if fails { throw PermanentError("too") }
                    return 1
                })
            try await engine.start(Adhoc.idle, 0, id: "r")
            try await engine.tick()
            let run = try await harness.store.runs.get("r")
            #expect(run.status == .cancelled && run.output == nil && run.failure == nil)
        }
    }

    @Test func aRunThatEndedCannotBeCancelled() throws {
        try Simulation.run { time in
            let harness = try await EngineHarness(time)
            let engine = harness.engine()
            engine.register(Adhoc.idle)
            let handle = try await engine.start(Adhoc.idle, 5, id: "r")
            try await engine.tick()
            let error = await #expect(throws: StoreError.self) { try await handle.cancel() }
            #expect(error?.code == .invalidTransition)
            #expect(try await handle.value == 5)
        }
    }
}
