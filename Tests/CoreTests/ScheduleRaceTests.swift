import HoldfastConformance
import HoldfastCore
import HoldfastMemory
import Synchronization
import Testing

/// What comes between a worker's look at a schedule and its commit.
@Suite struct ScheduleRaceTests {
    private let time = VirtualTime()
    private let memory = MemoryBackend()

    private func store(_ backend: any StoreBackend) -> Store { Store(backend: backend, time: time) }

    /// A due schedule, and what a worker fires that finds it changed by the closure.
    private func fire(
        _ overlap: OverlapPolicy = .skip, changing change: @escaping @Sendable (Store) async throws -> Void
    ) async throws -> [FiredSlot] {
        let plain = store(memory)
        try await plain.prepare()
        var schedule = Schedule("s", workflow: "w", .every(.seconds(60)))
        schedule.overlap = overlap
        try await plain.schedules.create(schedule)
        time.move(by: .seconds(60))
        let late = LateBackend(memory) { try await change(plain) }
        return try await store(late).schedules.fireDue()
    }

    private func runs() async throws -> Int { try await store(memory).runs.count().value }

    @Test func aScheduleThatIsPausedMeanwhileDoesNotFire() async throws {
        let fired = try await fire { try await $0.schedules.pause("s") }
        #expect(fired.isEmpty)
        #expect(try await runs() == 0)
    }

    @Test func aScheduleThatIsRemovedMeanwhileDoesNotFire() async throws {
        let fired = try await fire { try await $0.schedules.remove("s") }
        #expect(fired.isEmpty)
        #expect(try await runs() == 0)
    }

    @Test func aScheduleThatIsChangedMeanwhileFiresAsItIsThen() async throws {
        let fired = try await fire { store in
            var schedule = try await store.schedules.get("s").schedule
            schedule.workflow = "other"
            try await store.schedules.update(schedule, revision: 1)
        }
        #expect(fired.count == 1)
        #expect(try await store(memory).runs.list().items.map(\.workflow) == ["other"])
    }

    @Test func whatAnotherWorkerFiredIsNotReportedTwice() async throws {
        let fired = try await fire { _ = try await $0.schedules.fireDue() }
        #expect(fired.isEmpty)
        #expect(try await runs() == 1)
    }

    /// A run of the slot's id that somebody started by hand stands for the slot.
    @Test func aRunOfTheSlotsIdIsNotStartedAgain() async throws {
        let slot = time.now.advanced(by: .seconds(60))
        let fired = try await fire { store in
            try await store.runs.create(NewRun("mine", id: Schedule.runID("s", slot: slot)))
        }
        guard case .skipped? = fired.first?.outcome, fired.count == 1 else {
            Issue.record("\(fired)")
            return
        }
        #expect(try await store(memory).runs.list().items.map(\.workflow) == ["mine"])
        #expect(try await store(memory).schedules.get("s").nextAt == slot.advanced(by: .seconds(60)))
    }

    /// A time zone that this machine does not know keeps no other schedule from being fired.
    @Test func aScheduleThatCannotBeFiredHoldsUpNoOther() async throws {
        let knows = Store(
            backend: memory, time: time,
            timeZones: TimeZoneSource { name in try? TimeZoneRules(name: name, posix: "CET-1") })
        let ignorant = Store(backend: memory, time: time, timeZones: TimeZoneSource { _ in nil })
        try await knows.prepare()
        try await knows.schedules.create(Schedule("a", workflow: "w", .cron("* * * * *", timeZone: "Mars/Olympus")))
        try await knows.schedules.create(Schedule("b", workflow: "w", .cron("* * * * *")))
        time.move(by: .seconds(60))
        let outcomes = try await ignorant.schedules.fireDue().map { fired in
            if case .started = fired.outcome { "\(fired.schedule) started" } else { "\(fired.schedule) not" }
        }
        #expect(outcomes == ["a not", "b started"])
        #expect(try await knows.schedules.fireDue().count == 1)
    }

    /// A run that was given back in between is no longer ended, so the slot waits for it.
    @Test func aRunThatBeginsAnewMeanwhileHoldsTheNextSlot() async throws {
        let plain = store(memory)
        let first = time.now.advanced(by: .seconds(60))
        _ = try await fire { _ in }
        let id = Schedule.runID("s", slot: first)
        try await plain.runs.cancel(id)
        time.move(by: .seconds(60))
        let late = LateBackend(memory) {
            _ = try await plain.runs.start(NewRun("w", id: id), onConflict: .restartIfEnded)
        }
        let fired = try await store(late).schedules.fireDue()
        guard case .skipped? = fired.first?.outcome, fired.count == 1 else {
            Issue.record("\(fired)")
            return
        }
        #expect(try await runs() == 1)
    }
}

/// Does something before the first commit.
private struct LateBackend: StoreBackend {
    private let base: MemoryBackend
    private let first: @Sendable () async throws -> Void
    private let isDone = Done()

    private final class Done: Sendable {
        private let flag = Atomic(false)
        func take() -> Bool { !flag.exchange(true, ordering: .relaxed) }
    }

    init(_ base: MemoryBackend, _ first: @escaping @Sendable () async throws -> Void) {
        self.base = base
        self.first = first
    }

    var limits: BackendLimits { base.limits }
    var capabilities: BackendCapabilities { base.capabilities }
    func schemaVersion() async throws(BackendError) -> Int { try await base.schemaVersion() }
    func migrate(_ migrations: [Migration], dryRun: Bool) async throws(BackendError) -> [String] {
        try await base.migrate(migrations, dryRun: dryRun)
    }
    func get(_ keys: [Key], _ columns: Projection) async throws(BackendError) -> [Row?] {
        try await base.get(keys, columns)
    }
    func scan(_ scan: Scan) async throws(BackendError) -> Page { try await base.scan(scan) }
    func commit(_ batch: WriteBatch) async throws(BackendError) -> CommitOutcome {
        if isDone.take() {
            do { try await first() } catch { throw BackendError(.invalidArgument, "\(error)") }
        }
        return try await base.commit(batch)
    }
    func count(_ range: IndexRange, filter: [Condition], limit: Int) async throws(BackendError) -> Int {
        try await base.count(range, filter: filter, limit: limit)
    }
    func close() async { await base.close() }
}
