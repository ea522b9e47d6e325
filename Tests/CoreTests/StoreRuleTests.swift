import HoldfastCore
import HoldfastConformance
import HoldfastTestSupport
import Testing

/// Rules of the store that only show when two writers, or a fault, come at the wrong moment.
@Suite struct StoreRuleTests {
    private func code(_ call: () async throws -> Void) async -> StoreError.Code? {
        do {
            try await call()
            return nil
        } catch { return (error as? StoreError)?.code }
    }

    @Test func aStepThatHasEndedStandsWhateverTheCallerTakesForItsRow() async throws {
        let world = try await StoreWorld(.memory)
        let lease = try StoreCall.lease(try await StoreCall.running(world.store))
        let first = StepRecord(key: "s", position: 1, output: Payload(text: "first"))
        _ = try await world.store.steps.commit(first, lease: lease)
        let second = StepRecord(key: "s", position: 1, output: Payload(text: "second"))
        let outcome = try await world.store.steps.commit(second, replacing: first, lease: lease)
        guard case .existing(let step) = outcome else {
            Issue.record("the first result was written over")
            return
        }
        #expect(step.output == first.output)
        #expect(try await world.store.steps.output("r", step: "s") == first.output)
    }

    @Test(arguments: [RunEvent.completed, .failed, .cancelled])
    func onlyItsOwnerEndsARunningRun(_ event: RunEvent) async throws {
        let world = try await StoreWorld(.memory)
        let scene = try await StoreCall.running(world.store)
        let before = try await world.view()
        let code = await code { try await world.store.runs.update("r", revision: 2, RunPatch(event)) }
        #expect(code == .invalidTransition)
        #expect(try await world.view() == before)
        try await world.store.leases.complete(try StoreCall.lease(scene), output: nil)
    }

    @Test func aReleaseThatIsNotChargedKeepsTheCountOfEarlierCrashes() async throws {
        let world = try await StoreWorld(.memory)
        var time = StandingTime()
        try await world.honest.runs.create(NewRun("w", id: "r"))
        var lease: RunLease?
        for _ in 0..<3 {
            let store = Store(backend: world.honest.backend, time: time)
            lease = try await store.leases.claim(routes: ["default"], limit: 1, owner: "w").first?.lease
            time.now = time.now.advanced(by: .minutes(2))
        }
        try await world.honest.leases.release(try #require(lease), charged: false)
        #expect(try await world.honest.runs.get("r").claimsSinceProgress == 2)
    }

    @Test func tagsDifferByTheirBytes() async throws {
        let world = try await StoreWorld(.memory)
        var new = NewRun("w", id: "r")
        new.tags = ["t": "\u{E9}"]
        try await world.store.runs.create(new)
        var patch = RunPatch()
        patch.tags = ["t": "e\u{301}"]
        try await world.store.runs.update("r", revision: 1, patch)
        var query = RunQuery()
        query.filter.tags = ["t": "e\u{301}"]
        #expect(try await world.store.runs.list(query).items.map(\.id) == ["r"])
        query.filter.tags = ["t": "\u{E9}"]
        #expect(try await world.store.runs.list(query).items.isEmpty)
    }

    @Test func aTriggerThatIsNoJSONIsRefused() async throws {
        let world = try await StoreWorld(.memory)
        var new = NewRun("w", id: "r")
        new.trigger = .array([.double(.nan)])
        #expect(await code { try await world.store.runs.create(new) } == .invalidArgument)
        #expect(world.faulty.calls == 0)
    }

    @Test(arguments: StoreWorld.Kind.allCases)
    func aRunOfANewerFormatHidesNoOther(_ kind: StoreWorld.Kind) async throws {
        let world = try await StoreWorld(kind)
        for id: RunID in ["a", "newer", "z"] {
            var new = NewRun("w", id: id)
            new.tags = ["t": "1"]
            try await world.store.runs.create(new)
        }
        let key = Key(RunTable.table, .text(world.store.namespace.rawValue), .text("newer"))
        let format = Assignment.set(RunTable.format, .int(RunRecord.newestFormat + 1))
        _ = try await world.honest.backend.commit(WriteBatch([.update(key, [format])]))
        let row = try await world.honest.backend.get([key], .all)[0]
        var query = RunQuery()
        #expect(try await world.store.runs.list(query).items.map(\.id) == ["z", "a"])
        query.filter.tags = ["t": "1"]
        #expect(try await world.store.runs.list(query).items.map(\.id) == ["z", "a"])
        #expect(try await world.store.runs.count() == BoundedCount(value: 2, isExact: true))
        #expect(await code { _ = try await world.store.runs.get("newer") } == .runNotSupported)
        #expect(await code { try await world.store.runs.cancel("newer") } == .runNotSupported)
        #expect(await code { try await world.store.runs.delete("newer", force: true) } == .runNotSupported)
        #expect(try await world.honest.backend.get([key], .all)[0] == row)
    }

    @Test func aRunThatGoesOnMayBeGivenAReason() async throws {
        let world = try await StoreWorld(.memory)
        try await world.store.runs.create(NewRun("w", id: "r"))
        try await world.store.runs.update("r", revision: 1, RunPatch(.paused))
        var patch = RunPatch(.resumed)
        patch.reason = "mended"
        #expect(try await world.store.runs.update("r", revision: 2, patch).reason == "mended")
        #expect(try await world.store.runs.get("r").reason == "mended")
    }

    @Test func progressCountsWhenARunFailsAndStaysWholeWhenItIsCompleted() async throws {
        let world = try await StoreWorld(.memory)
        try await world.store.runs.create(NewRun("w", id: "failed"))
        var patch = RunPatch(.failed)
        patch.progress = 0.5
        #expect(try await world.store.runs.update("failed", revision: 1, patch).progress == 0.5)
        let lease = try StoreCall.lease(try await StoreCall.running(world.store))
        try await world.store.leases.complete(lease, output: nil)
        var late = RunPatch()
        late.progress = 0.5
        #expect(try await world.store.runs.update("r", revision: 3, late).progress == 1)
    }

    @Test func aStaleOwnerIsFencedWhereThereIsNothingToDelete() async throws {
        let world = try await StoreWorld(.memory)
        let lease = try StoreCall.lease(try await StoreCall.running(world.store))
        let state = world.store.state(of: lease.incarnation)
        #expect(try await state.delete("k", lease: lease) == false)
        try await world.store.runs.update("r", revision: 2, RunPatch(.paused))
        #expect(await code { try await state.delete("k", lease: lease) } == .fenced)
    }
}
