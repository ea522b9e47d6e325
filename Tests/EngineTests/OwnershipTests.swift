import Holdfast
import HoldfastConformance
import HoldfastTestSupport
import Testing

@Suite struct OwnershipTests {
    static let route = [Route.name(queue: .default, build: nil)]

    @Test func aZombieCanWriteNothing() throws {
        try Simulation.run { time in
            let harness = try await EngineHarness(time)
            let store = harness.store
            _ = try await harness.engine().start(Adhoc.idle, 0, id: "r")
            let old = try #require(try await store.leases.claim(routes: Self.route, limit: 1, owner: "old").first)
            time.simulation.move(by: .seconds(60))
            let new = try #require(try await store.leases.claim(routes: Self.route, limit: 1, owner: "new").first)
            #expect(new.lease.fence > old.lease.fence)
            let before = try await store.runs.get("r")
            let step = StepRecord(key: "s", position: 1, output: Payload(text: "1"))
            let writes: [@Sendable () async throws -> Void] = [
                { _ = try await store.steps.commit(step, writes: [.set("k", step.output!)], lease: old.lease) },
                { try await store.leases.complete(old.lease, output: Payload(text: "1")) },
                { try await store.leases.fail(old.lease, Failure(code: "x", message: "x")) },
                { try await store.leases.park(old.lease, until: nil) },
                { try await store.leases.stall(old.lease, reason: "x") },
                { try await store.leases.release(old.lease) },
                { try await store.leases.cancel(old.lease) },
                { _ = try await store.leases.renew([old.lease])[0].get() },
            ]
            for write in writes {
                let error = await #expect(throws: StoreError.self) { try await write() }
                #expect(error?.code == .fenced)
            }
            #expect(try await store.runs.get("r") == before)
            #expect(try await store.steps.list("r").items.isEmpty)
            #expect(try await store.state(of: before.incarnation).get("k") == nil)
        }
    }

    /// A worker that is cut off from the store in the middle of a step; another takes over.
    @Test(arguments: 1...10)
    func aWorkerThatIsCutOffIsReplacedAndItsBodyCancelled(_ seed: UInt64) throws {
        try Simulation.run(seed: seed) { time in
            let harness = try await EngineHarness(time, seed: seed)
            let line = harness.line()
            let zombie = harness.engine(over: line) {
                $0.worker = "zombie"
                $0.lease = .seconds(10)
            }
            let heir = harness.engine {
                $0.worker = "heir"
                $0.lease = .seconds(10)
            }
            let counter = Counter()
            let takeover = Recorder<Timestamp>()
            let began = Gate()
            let workflow = Adhoc { run, _ in
                try await run.step("s", timeout: nil) { _ in
                    counter.count("begun")
                    guard !began.isOpen else {
                        takeover.add(time.now)
                        return 2
                    }
                    began.open()
                    do { try await time.sleep(for: .hours(1)) } catch { counter.count("cancelled") }
                    return 1
                }
            }
            for engine in [zombie, heir] { engine.register(workflow) }
            let handle = try await heir.start(workflow, 0, id: "r")
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await zombie.run() }
                try await harness.until { began.isOpen }
                line.plan { _, _ in .unavailable }
                let expiry = try #require(try await harness.store.runs.get("r").readyAt)
                group.addTask { await heir.run() }
                #expect(try await handle.value == 2)
                let taken = try #require(takeover.all.first)
                #expect(taken >= expiry && expiry.duration(to: taken) <= .milliseconds(2_500))
                line.plan { _, _ in nil }
                try await harness.until { counter["cancelled"] == 1 }
                zombie.stop()
                heir.stop()
                try await group.waitForAll()
            }
            #expect(counter["begun"] == 2)
            let step = try await harness.store.steps.get("r", step: "s")
            #expect(step.output == Payload(text: "2") && step.worker == "heir")
        }
    }

    @Test func theHeartbeatKeepsAStepOfTenLeases() throws {
        try Simulation.run { time in
            let harness = try await EngineHarness(time)
            let counter = Counter()
            let workflow = Adhoc { run, _ in
                try await run.step("long", timeout: nil) { _ in
                    counter.count("long")
                    try await time.sleep(for: .seconds(30))
                    return 1
                }
            }
            let engines = (1...2).map { _ in harness.engine { $0.lease = .seconds(3) } }
            for engine in engines { engine.register(workflow) }
            let handle = try await engines[0].start(workflow, 0, id: "r")
            let first = engines[0], second = engines[1]
            let value = try await harness.working(first) {
                try await harness.working(second) { try await handle.value }
            }
            #expect(value == 1)
            #expect(counter["long"] == 1)
            #expect(harness.events.count(.runStarted) == 1 && harness.events.count(.runLost) == 0)
        }
    }

    @Test func renewalsThatFailForAWhileDoNotEndTheWork() throws {
        try Simulation.run { time in
            let harness = try await EngineHarness(time)
            let counter = Counter()
            let workflow = Adhoc { run, _ in
                try await run.step("long", timeout: nil) { _ in
                    counter.count("long")
                    try await time.sleep(for: .seconds(60))
                    return 1
                }
            }
            let engine = harness.engine { $0.lease = .seconds(9) }
            engine.register(workflow)
            // Four of five beats fail, by turns without an answer and after the renewal was made.
            harness.backend.plan { verb, call in
                guard verb == .commitEach, call % 5 != 0 else { return nil }
                return call % 2 == 0 ? .unavailable : .dropReply
            }
            let handle = try await engine.start(workflow, 0, id: "r")
            #expect(try await harness.working(engine) { try await handle.value } == 1)
            #expect(counter["long"] == 1)
            #expect(harness.backend.faults > 5)
            // A lost answer is settled by one more sending, so an error that is seen stands for one fault or two.
            #expect(harness.events.count(.persistenceError) * 2 >= harness.backend.faults - 1)
        }
    }

    @Test func everyCommitMayLoseItsAnswerOnce() throws {
        for seed: UInt64 in 1...20 {
            try Simulation.run(seed: seed) { time in
                let harness = try await EngineHarness(time, seed: seed)
                let counter = Counter()
                let engine = harness.engine()
                engine.register(ReplayTests.workflow(counter))
                harness.backend.plan { verb, call in verb == .commit && call % 2 == 1 ? .dropReply : nil }
                let handle = try await engine.start(ReplayTests.workflow(counter), 0, id: "r")
                #expect(try await harness.working(engine) { try await handle.value } == 611)
                #expect(counter.total == ReplayTests.steps.count - 1)
                #expect(harness.events.count(.stepCompleted) == ReplayTests.steps.count)
                #expect(harness.events.count(.runLost) == 0 && harness.backend.faults > 4)
                let steps = try await harness.store.steps.list("r").items
                #expect(steps.map(\.key).sorted() == ReplayTests.steps)
            }
        }
    }
}
