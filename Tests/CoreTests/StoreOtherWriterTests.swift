import HoldfastCore
import HoldfastConformance
import HoldfastTestSupport
import Synchronization
import Testing

/// A reply is lost, and another writes before the call is sent again.
@Suite struct StoreOtherWriterTests {
    /// What the call says where its commit is applied, its reply lost, and `meanwhile` comes before it is sent again.
    private func afterALostReply(
        _ call: StoreCall, _ meanwhile: @escaping @Sendable (Store, StoreCall.Scene) async throws -> Void
    ) async throws -> (code: StoreError.Code?, world: StoreWorld) {
        let world = try await StoreWorld(.memory)
        let scene = try await call.prepare(world.honest)
        let honest = world.honest
        let time = InterruptedTime { try await meanwhile(honest, scene) }
        // Setting a value tries first whether there is none.
        let number = call.name == "set state" ? 2 : 1
        world.faulty.plan { $0 == .commit && $1 == number ? .dropReply : nil }
        let store = Store(backend: world.faulty, time: time)
        do {
            try await call.call(store, scene)
            return (nil, world)
        } catch let error as StoreError { return (error.code, world) }
    }

    private func call(_ name: String) throws -> StoreCall { try #require(StoreCall.all.first { $0.name == name }) }

    @Test(arguments: ["release", "park"])
    func aRunThatWasGivenBackAndClaimedIsNotFenced(_ name: String) async throws {
        let (code, world) = try await afterALostReply(try call(name)) { store, _ in
            if name == "park" { try await store.runs.update("r", revision: 3, RunPatch(.woken)) }
            _ = try await store.leases.claim(routes: ["default"], limit: 1, owner: "other")
        }
        #expect(code == .ambiguous)
        #expect(try await world.honest.runs.get("r").leaseOwner == "other")
    }

    @Test func anEndThatAnotherLifeFollowedIsNotFenced() async throws {
        let (code, _) = try await afterALostReply(try call("complete")) { store, _ in
            try await store.runs.delete("r")
            try await store.runs.create(NewRun("w", id: "r"))
        }
        #expect(code == .ambiguous)
    }

    @Test(arguments: ["set state", "compare and set"])
    func aValueThatAnotherHasChangedSinceIsNotWrittenTwice(_ name: String) async throws {
        for deletes in [false, true] {
            let (code, world) = try await afterALostReply(try call(name)) { store, scene in
                let state = store.state(of: try StoreCall.run(scene).incarnation)
                if deletes { try await state.delete("k") } else { try await state.set("k", Payload(text: "other")) }
            }
            #expect(code == .ambiguous)
            let run = try await world.honest.runs.get("r")
            let stored = try await world.honest.state(of: run.incarnation).get("k")?.content
            #expect(stored == (deletes ? nil : Payload(text: "other")))
        }
    }

    @Test func aValueThatWasDeletedAndSetAnewIsNotTheOneThatWasRead() async throws {
        let old = Payload(text: "old")
        for change in ["compare and set", "delete"] {
            let world = try await StoreWorld(.memory)
            let state = world.honest.state(of: "life")
            try await state.set("k", old)
            let time = InterruptedTime {
                try await state.delete("k")
                try await state.set("k", Payload(text: "new"))
            }
            world.faulty.plan { $0 == .commit && $1 == 1 ? .dropRequest : nil }
            let late = Store(backend: world.faulty, time: time).state(of: "life")
            await #expect(throws: StoreError.self) {
                if change == "delete" {
                    try await late.delete("k")
                } else {
                    _ = try await late.compareAndSet("k", expected: old, Payload(text: "mine"))
                }
            }
            #expect(try await state.get("k")?.content == Payload(text: "new"))
        }
    }

    @Test func anotherLifeOfARunAtTheSameRevisionIsNotTheOneThatWasRead() async throws {
        let world = try await StoreWorld(.memory)
        let runs = world.honest.runs
        try await runs.create(NewRun("w", id: "r"))
        let time = InterruptedTime {
            try await runs.delete("r", force: true)
            try await runs.create(NewRun("new", id: "r"))
        }
        world.faulty.plan { $0 == .commit && $1 == 1 ? .dropRequest : nil }
        let late = Store(backend: world.faulty, time: time).runs
        await #expect(throws: StoreError.self) { try await late.update("r", revision: 1, RunPatch(.paused)) }
        #expect(try await runs.get("r").status == .pending)
    }

    @Test func theSameBytesWithAnotherTimeToLiveAreNotOurs() async throws {
        let (code, world) = try await afterALostReply(try call("set state")) { store, scene in
            try await store.state(of: try StoreCall.run(scene).incarnation).set("k", Payload(text: "v"))
        }
        #expect(code == .ambiguous)
        let run = try await world.honest.runs.get("r")
        #expect(try await world.honest.state(of: run.incarnation).get("k")?.expiresAt == nil)
    }

    @Test func aSweepCountsWhatItRemovedItself() async throws {
        let sweep = StoreCall("sweep", after: StoreCall.withState) { store, _ in
            try StoreCall.need(try await store.sweepExpiredState() == 0)
        }
        let world = try await StoreWorld(.memory)
        let scene = try await sweep.prepare(world.honest)
        let incarnation = try StoreCall.run(scene).incarnation
        try await world.honest.state(of: incarnation).set("x", Payload(text: "v"), timeToLive: .seconds(1))
        var later = StandingTime()
        later.now = later.now.advanced(by: .seconds(2))
        let honest = Store(backend: world.honest.backend, time: later)
        let time = InterruptedTime(now: later.now) {
            try await honest.state(of: incarnation).set("x", Payload(text: "longer"))
        }
        // Both the request for all of them and the one for the value that was left open.
        world.faulty.plan { [.commit, .commitEach].contains($0) && $1 == 1 ? .dropRequest : nil }
        try await sweep.call(Store(backend: world.faulty, time: time), scene)
        #expect(try await honest.state(of: incarnation).get("x")?.content == Payload(text: "longer"))
    }

    @Test func aConflictNamesTheRevisionEvenWhereATagIsInTheWay() async throws {
        let world = try await StoreWorld(.memory)
        try await world.honest.runs.create(NewRun("w", id: "r"))
        var patch = RunPatch()
        patch.tags = ["t": "1"]
        let mine = patch
        let honest = world.honest
        let time = InterruptedTime { try await honest.runs.update("r", revision: 1, mine) }
        world.faulty.plan { $0 == .commit && $1 == 1 ? .dropRequest : nil }
        let error = await #expect(throws: StoreError.self) {
            try await Store(backend: world.faulty, time: time).runs.update("r", revision: 1, mine)
        }
        #expect(error?.code == .revisionConflict)
        #expect([error?.id, error?.expected, error?.actual] == ["r", "1", "2"])
    }

    @Test func aReplacementWhoseMarkerWasSweptIsRecognised() async throws {
        let (code, world) = try await afterALostReply(try call("replace")) { store, _ in
            try await store.runs.sweepPurges()
        }
        #expect(code == nil)
        #expect(try await world.honest.runs.get("r").fence.rawValue == 2)
    }
}

/// A clock that stands still, and on which something happens at each sleep.
struct InterruptedTime: TimeSource {
    var now = StandingTime().now
    let body: @Sendable () async throws -> Void
    var minimumResolution: Duration { .microseconds(1) }

    init(now: Timestamp = StandingTime().now, _ body: @escaping @Sendable () async throws -> Void) {
        self.now = now
        self.body = body
    }

    func sleep(until deadline: Timestamp, tolerance: Duration?) async throws { try await body() }
}
