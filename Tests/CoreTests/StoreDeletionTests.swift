import HoldfastCore
import HoldfastConformance
import HoldfastTestSupport
import Testing

/// A deletion that was cut off is finished later, and nothing of it is seen meanwhile.
@Suite struct StoreDeletionTests {
    /// Every row that could belong to a life, by table.
    private func rows(_ world: StoreWorld, _ life: Incarnation) async throws -> [String] {
        let tenant = Value.text(world.honest.namespace.rawValue)
        var found: [String] = []
        for table in Schema.holdfast.tables where table.partition.count == 2 && table.partition[1].type == .text {
            for owner in [life.rawValue, "run/" + life.rawValue] {
                let range = IndexRange(table, nil, [tenant, .text(owner)])
                let count = try await world.honest.backend.count(range, filter: [], limit: 100)
                found += Array(repeating: table.name, count: count)
            }
        }
        let marker = Key(PurgeTable.table, tenant, .text(life.rawValue))
        if try await world.honest.backend.get([marker], .all)[0] != nil { found.append(PurgeTable.table.name) }
        return found
    }

    /// The line is cut at each of the calls that a deletion makes, and stays so until the sweep.
    @Test(arguments: StoreWorld.Kind.allCases, [false, true])
    func aDeletionThatIsCutOffIsFinishedByTheSweep(_ kind: StoreWorld.Kind, _ replaces: Bool) async throws {
        let delete: @Sendable (Store) async throws -> Void = { store in
            if replaces {
                _ = try await store.runs.start(NewRun("w", id: "r", input: Payload(text: "in")), onConflict: .replace)
            } else {
                try await store.runs.delete("r", force: true)
            }
        }
        let whole = try await StoreWorld(kind)
        _ = try await StoreCall.withState(whole.honest)
        try await delete(whole.store)
        for call in 1...whole.faulty.calls {
            let world = try await StoreWorld(kind)
            let life = try StoreCall.run(try await StoreCall.withState(world.honest)).incarnation
            world.faulty.plan { [faulty = world.faulty] _, _ in faulty.calls >= call ? .unavailable : nil }
            do { try await delete(world.store) } catch let error as StoreError {
                #expect(error.code == .unavailable)
                let run = try await world.honest.runs.get("r")
                #expect(run.incarnation == life && run.status == .running, "it failed, so nothing was done")
                continue
            }
            if !replaces {
                #expect(try await world.honest.runs.getMany(["r"]) == [nil])
                try await world.honest.runs.create(NewRun("w", id: "r"))
            }
            let next = try await world.honest.runs.get("r")
            #expect(next.incarnation != life && next.output == nil)
            #expect(try await world.honest.steps.list("r").items.isEmpty)
            #expect(try await world.honest.state(of: next.incarnation).all().isEmpty)
            #expect(try await world.honest.runs.sweepPurges() == 1)
            #expect(try await rows(world, life) == [], "cut at call \(call)")
            #expect(try await world.honest.runs.sweepPurges() == 0)
        }
    }

    /// The hooks and messages of a run go with it however far an index lags, and its tokens are free.
    @Test(arguments: StoreWorld.Kind.allCases)
    func nothingThatArrivedOutlivesItsRun(_ kind: StoreWorld.Kind) async throws {
        let world = try await StoreWorld(kind)
        let lease = try StoreCall.lease(try await StoreCall.running(world.honest))
        let store = world.store
        try await store.hooks.create(NewHook(token: "t", id: "h"), lease: lease)
        try await store.approvals.create(NewApproval(key: "k", id: "a"), lease: lease)
        try await store.hooks.deliver(Payload(text: "v"), token: "t", deliveryKey: "d")
        try await store.messages.send(Payload(text: "v"), to: "r", topic: "t")
        try await store.messages.publish("p", Payload(text: "v"), lease: lease)
        try await store.timers.schedule("t", at: store.time.now, lease: lease)
        // Not settled in between: an index may show none of them yet.
        try await store.runs.delete("r", force: true)
        #expect(try await rows(world, lease.incarnation) == [])
        for kind in ["hook", "approval"] {
            let tokens = IndexRange(HookTokenTable.table, nil, [.text(store.namespace.rawValue), .text(kind)])
            #expect(try await world.honest.backend.count(tokens, filter: [], limit: 10) == 0)
        }
    }

    /// A page that ends early, or is empty, is not the end of what was cut off.
    @Test(arguments: StoreWorld.Kind.allCases)
    func aSweepFinishesAsManyAsItIsAskedFor(_ kind: StoreWorld.Kind) async throws {
        let world = try await StoreWorld(kind)
        world.faulty.plan { verb, _ in verb == .erase ? .unavailable : nil }
        for number in 0..<30 {
            try await world.honest.runs.create(NewRun("w", id: RunID("r\(number)")))
            #expect(try await world.store.runs.delete(RunID("r\(number)"), force: true))
        }
        #expect(try await world.honest.runs.sweepPurges(limit: 20) == 20)
        #expect(try await world.honest.runs.sweepPurges(limit: 20) == 10)
        #expect(try await world.honest.runs.sweepPurges() == 0)
    }
}
