import HoldfastCore
import HoldfastConformance
import HoldfastTestSupport
import Testing

/// A cancelled task changes nothing, and what was sent is answered.
@Suite struct StoreCancellationTests {
    // The task is used only while it runs this.
    private static func cancelThisTask() { unsafe withUnsafeCurrentTask { task in unsafe task?.cancel() } }

    /// Runs the call in a task of its own that is cancelled before the call.
    private func cancelled(_ body: @escaping @Sendable () async throws -> Void) async -> Result<Void, any Error> {
        await withTaskGroup(of: Result<Void, any Error>.self) { group in
            group.addTask {
                Self.cancelThisTask()
                do { return .success(try await body()) } catch { return .failure(error) }
            }
            return await group.next() ?? .success(())
        }
    }

    @Test(arguments: StoreCall.all, StoreWorld.Kind.allCases)
    func aCallInACancelledTaskChangesNothing(_ call: StoreCall, _ kind: StoreWorld.Kind) async throws {
        let world = try await StoreWorld(kind)
        let scene = try await call.prepare(world.honest)
        let before = try await world.view()
        let result = await cancelled { try await call.call(world.store, scene) }
        #expect(throws: CancellationError.self) { try result.get() }
        #expect(world.faulty.calls == 0)
        #expect(try await world.view() == before)
    }

    @Test(arguments: StoreCall.all, StoreWorld.Kind.allCases)
    func aShieldedCallGoesThrough(_ call: StoreCall, _ kind: StoreWorld.Kind) async throws {
        let plain = try await StoreWorld(kind)
        try await call.call(plain.store, try await call.prepare(plain.honest))
        let world = try await StoreWorld(kind)
        let scene = try await call.prepare(world.honest)
        try await cancelled { try await call.call(world.store.shielded, scene) }.get()
        #expect(try await world.view() == (try await plain.view()))
    }

    @Test(arguments: StoreCall.all)
    func aCallThatIsCancelledUnderWayIsAnswered(_ call: StoreCall) async throws {
        let plain = try await StoreWorld(.memory)
        try await call.call(plain.store, try await call.prepare(plain.honest))
        let world = try await StoreWorld(.memory)
        let scene = try await call.prepare(world.honest)
        world.faulty.plan { _, _ in
            Self.cancelThisTask()
            return nil
        }
        // In a task of its own, as it is cancelled by its first message.
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await call.call(world.store, scene) }
            try await group.next()
        }
        #expect(try await world.view() == (try await plain.view()))
    }

    @Test func everyReadInACancelledTaskThrows() async throws {
        let world = try await StoreWorld(.memory)
        let scene = try await StoreCall.withState(world.honest)
        let lease = try StoreCall.lease(scene)
        let store = world.store
        let state = store.state(of: lease.incarnation)
        let calls: [@Sendable () async throws -> Void] = [
            { _ = try await store.runs.get("r") }, { _ = try await store.runs.getMany(["r"]) },
            { _ = try await store.runs.getMany([]) }, { _ = try await store.runs.list() },
            { _ = try await store.runs.count() }, { _ = try await store.runs.resolve(prefix: "r") },
            { _ = try await store.runs.sweepPurges() }, { _ = try await store.steps.memo(lease) },
            { _ = try await store.steps.list("r") }, { _ = try await store.steps.get("r", step: "s") },
            { _ = try await store.steps.output("r", step: "s") },
            { _ = try await store.steps.attempts("r", step: "s") },
            { _ = try await state.get("k") }, { _ = try await state.has("k") }, { _ = try await state.list() },
            { _ = try await state.all() }, { _ = try await store.sweepExpiredState() },
            { _ = try await store.leases.claim(routes: ["default"], limit: 1, owner: "w") },
            { _ = try await store.prepare() }, { _ = try await store.migrate() },
        ]
        for (number, call) in calls.enumerated() {
            let result = await cancelled(call)
            #expect(throws: CancellationError.self, "call \(number)") { try result.get() }
        }
        #expect(world.faulty.calls == 0)
    }

    @Test func theShieldStaysInAnotherNamespace() async throws {
        let world = try await StoreWorld(.memory)
        let store = world.store.shielded.inNamespace("other")
        try await cancelled { _ = try await store.runs.create(NewRun("w", id: "r")) }.get()
        #expect(try await world.honest.inNamespace("other").runs.get("r").id == "r")
        #expect(try await world.honest.runs.count().value == 0)
    }
}
