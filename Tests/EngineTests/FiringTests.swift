import Holdfast
import HoldfastConformance
import HoldfastTestSupport
import Testing

@Suite struct FiringTests {
    @Test func twoWorkersFireEachSlotOfAScheduleOnce() throws {
        try Simulation.run { time in
            let harness = try await EngineHarness(time)
            let counter = Counter()
            let workflow = Adhoc { _, number in
                counter.count("\(number)")
                return number
            }
            let engines = [harness.engine(), harness.engine()]
            for engine in engines { engine.register(workflow) }
            let schedule = Schedule("report", workflow: Adhoc.name, .every(.minutes(1)), input: Payload(text: "7"))
            _ = try await harness.store.schedules.create(schedule)
            try await harness.working(engines[0]) {
                try await harness.working(engines[1]) { try await time.sleep(for: .minutes(5) + .seconds(30)) }
            }
            #expect(counter["7"] == 5)
            #expect(try await harness.store.runs.list(RunQuery()).items.allSatisfy { $0.status == .completed })
        }
    }

    @Test func aTimerReachesARunWhoseWorkerSleeps() throws {
        try Simulation.run { time in
            let harness = try await EngineHarness(time)
            try await harness.store.runs.create(NewRun("elsewhere", id: "r"))
            let claimed = try await harness.store.leases.claim(routes: ["default"], limit: 1, owner: "w")
            let lease = try #require(claimed.first?.lease)
            let due = time.now.advanced(by: .seconds(90))
            _ = try await harness.store.timers.schedule("t", at: due, lease: lease)
            let engine = harness.engine { $0.queues = ["other"] }
            try await harness.working(engine) { try await time.sleep(for: .seconds(100)) }
            #expect(try await harness.store.timers.due().isEmpty)
        }
    }
}
