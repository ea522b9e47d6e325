import HoldfastCore
import HoldfastConformance
import HoldfastTestSupport
import Testing

/// Whatever becomes of a call's messages, it has its effect once, and the caller is told the truth.
@Suite struct StoreLostReplyTests {
    /// What the call leaves where nothing fails, and how often it uses each verb that writes.
    private func faultless(
        _ call: StoreCall, _ kind: StoreWorld.Kind
    ) async throws -> (view: String, counts: [FaultyBackend.Verb: Int]) {
        let world = try await StoreWorld(kind)
        let scene = try await call.prepare(world.honest)
        try await call.call(world.store, scene)
        let verbs: [FaultyBackend.Verb] = [.commit, .commitEach]
        let counts = verbs.map { ($0, world.faulty.count(of: $0)) }
        return (try await world.view(), Dictionary(uniqueKeysWithValues: counts))
    }

    private func check(
        _ call: StoreCall, _ kind: StoreWorld.Kind, _ fault: FaultyBackend.Fault, mayBeAmbiguous: Bool
    ) async throws {
        let (view, counts) = try await faultless(call, kind)
        #expect(counts.values.contains { $0 > 0 })
        for (verb, count) in counts where count > 0 {
            for number in 1...count {
                let world = try await StoreWorld(kind)
                let scene = try await call.prepare(world.honest)
                world.faulty.plan { $0 == verb && $1 == number ? fault : nil }
                do {
                    try await call.call(world.store, scene)
                } catch let error as StoreError {
                    #expect(mayBeAmbiguous && error.code == .ambiguous, "\(call.name): \(error)")
                }
                #expect(world.faulty.faults == 1)
                let found = try await world.view()
                #expect(found == view, "\(call.name), \(fault) at \(verb) \(number)")
            }
        }
    }

    @Test(arguments: StoreCall.all + [StoreCall.renewal], StoreWorld.Kind.allCases)
    func aLostReplyIsSettled(_ call: StoreCall, _ kind: StoreWorld.Kind) async throws {
        try await check(call, kind, .dropReply, mayBeAmbiguous: call.isAmbiguous)
    }

    @Test(arguments: StoreCall.all + [StoreCall.renewal], StoreWorld.Kind.allCases)
    func aLostRequestIsSentAgain(_ call: StoreCall, _ kind: StoreWorld.Kind) async throws {
        try await check(call, kind, .dropRequest, mayBeAmbiguous: false)
    }

    /// `.unavailable` says that nothing was applied, which nobody can say once a reply is lost.
    @Test(arguments: StoreCall.all)
    func aStoreThatGoesAwayAfterALostReplyIsNotTakenAtItsWord(_ call: StoreCall) async throws {
        let view = try await faultless(call, .memory).view
        for lasts in [false, true] {
            let world = try await StoreWorld(.memory)
            let scene = try await call.prepare(world.honest)
            world.faulty.plan { verb, number in
                guard verb == .commit else { return nil }
                return number == 1 ? .dropReply : lasts || number == 2 ? .unavailable : nil
            }
            do {
                try await call.call(world.store, scene)
                #expect(!lasts)
            } catch let error as StoreError {
                #expect(error.code == .ambiguous && (lasts || call.isAmbiguous), "\(call.name): \(error)")
            }
            if !lasts { #expect(try await world.view() == view) }
        }
    }

    @Test func aClaimWhoseReplyIsLostSaysSoAndHealsWithTheLease() async throws {
        let world = try await StoreWorld(.memory)
        _ = try await StoreCall.pending(world.honest)
        world.faulty.plan { verb, _ in verb == .take ? .dropReply : nil }
        let error = await #expect(throws: StoreError.self) {
            try await world.store.leases.claim(routes: ["default"], limit: 1, owner: "me")
        }
        #expect(error?.code == .ambiguous && error?.message.hasPrefix("claim runs") == true)
        var time = StandingTime()
        time.now = time.now.advanced(by: Leases.defaultDuration)
        let later = Store(backend: world.honest.backend, time: time)
        #expect(try await later.leases.claim(routes: ["default"], limit: 1, owner: "you").count == 1)
    }

    @Test func aLeaseThatWasGivenBackIsNotGivenBackAgain() async throws {
        let world = try await StoreWorld(.memory)
        let scene = try await StoreCall.running(world.honest)
        let lease = try StoreCall.lease(scene)
        try await world.honest.leases.release(lease)
        world.faulty.plan { $0 == .commit && $1 == 1 ? .dropRequest : nil }
        let again = try #require(scene.run?.createdAt).advanced(by: .seconds(5))
        let error = await #expect(throws: StoreError.self) {
            try await world.store.leases.release(lease, readyAt: again)
        }
        #expect(error?.code == .fenced && world.faulty.faults == 1)
    }

    @Test func whatCannotBeToldIsReportedAtOnce() async throws {
        let world = try await StoreWorld(.memory)
        try await world.honest.runs.create(NewRun("w", id: "r"))
        world.faulty.plan { $0 == .commit && $1 == 1 ? .dropReply : nil }
        let error = await #expect(throws: StoreError.self) {
            try await world.store.runs.update("r", revision: 1, RunPatch(.paused))
        }
        #expect(error?.code == .ambiguous)
        #expect(error?.id == "r")
        #expect(world.faulty.count(of: .commit) == 2)
    }

    @Test func aStoreThatAnswersNothingIsGivenUp() async throws {
        let world = try await StoreWorld(.memory)
        world.faulty.plan { verb, _ in verb == .commit ? .dropReply : nil }
        let error = await #expect(throws: StoreError.self) { try await world.store.runs.create(NewRun("w", id: "r")) }
        #expect(error?.code == .ambiguous)
        #expect(world.faulty.count(of: .commit) == 7)
    }
}
