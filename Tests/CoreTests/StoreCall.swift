import HoldfastCore
import HoldfastConformance
import HoldfastTestSupport
import Testing

/// A writing call of the store, with what it needs to be there first.
struct StoreCall: Sendable, CustomTestStringConvertible {
    /// What the call works on.
    struct Scene: Sendable {
        var run: RunRecord?
        var lease: RunLease?
        var step: StepRecord?
    }

    let name: String
    /// Whether a reply lost after the commit cannot be told from another's write, so that the answer is `.ambiguous`.
    var isAmbiguous = false
    let prepare: @Sendable (Store) async throws -> Scene
    let call: @Sendable (Store, Scene) async throws -> Void

    init(
        _ name: String, isAmbiguous: Bool = false, after prepare: @escaping @Sendable (Store) async throws -> Scene,
        _ call: @escaping @Sendable (Store, Scene) async throws -> Void
    ) {
        self.name = name
        self.isAmbiguous = isAmbiguous
        self.prepare = prepare
        self.call = call
    }

    var testDescription: String { name }
}

extension StoreCall {
    @Sendable static func nothing(_ store: Store) async throws -> Scene { Scene() }

    @Sendable static func pending(_ store: Store) async throws -> Scene {
        var new = NewRun("w", id: "r", input: Payload(text: "in"))
        new.tags = ["t": "1", "u": "1"]
        return Scene(run: try await store.runs.create(new))
    }

    @Sendable static func running(_ store: Store) async throws -> Scene {
        var scene = try await pending(store)
        let claimed = try await store.leases.claim(routes: ["default"], limit: 1, owner: "me")
        scene.lease = claimed[0].lease
        scene.run = claimed[0].run
        return scene
    }

    @Sendable static func ended(_ store: Store) async throws -> Scene {
        let scene = try await withState(store)
        try await store.leases.complete(try lease(scene), output: Payload(text: "out"))
        return scene
    }

    /// A running run with a step that failed once and a value.
    @Sendable static func withState(_ store: Store) async throws -> Scene {
        var scene = try await running(store)
        var step = StepRecord(key: "s", position: 1)
        step.status = .retrying
        step.failure = Failure(code: "c", message: "m")
        let write = StateWrite.set("k", Payload(text: "old"))
        if case .committed(let lease) = try await store.steps.commit(step, writes: [write], lease: try lease(scene)) {
            scene.lease = lease
        }
        scene.step = step
        return scene
    }

    struct Missing: Error {}
    static func need(_ isSo: Bool) throws { guard isSo else { throw Missing() } }
    static func lease(_ scene: Scene) throws -> RunLease {
        guard let lease = scene.lease else { throw Missing() }
        return lease
    }
    static func run(_ scene: Scene) throws -> RunRecord {
        guard let run = scene.run else { throw Missing() }
        return run
    }

    static let all = runs + changes + steps + state + leases + logs + streams + snapshots + arrivals

    private static let new: NewRun = {
        var new = NewRun("w", id: "r", input: Payload(text: "in"))
        new.tags = ["t": "2", "u": "1"]
        return new
    }()

    private static let runs: [StoreCall] = [
        StoreCall("create", after: nothing) { store, _ in _ = try await store.runs.create(new) },
        StoreCall("start", after: nothing) { store, _ in
            try need(try await store.runs.start(new).isNew)
        },
        StoreCall("start, or use the existing", after: nothing) { store, _ in
            try need(try await store.runs.start(new, onConflict: .useExisting).isNew)
        },
        StoreCall("start again when ended", after: ended) { store, _ in
            let started = try await store.runs.start(new, onConflict: .restartIfEnded)
            try need(started.isNew)
            let stored = try await store.shielded.runs.get("r")
            try need(started.run == stored)
        },
        StoreCall("replace", after: withState) { store, _ in
            let started = try await store.runs.start(new, onConflict: .replace)
            try need(started.isNew)
            let stored = try await store.shielded.runs.get("r")
            try need(started.run == stored)
        },
        StoreCall("delete", after: ended) { store, _ in try need(try await store.runs.delete("r")) },
        StoreCall("delete by force", after: withState) { store, _ in
            try need(try await store.runs.delete("r", force: true))
        },
    ]

    private static let changes: [StoreCall] = [
        StoreCall("cancel", after: pending) { store, _ in
            let run = try await store.runs.cancel("r", reason: "why")
            let stored = try await store.shielded.runs.get("r", payloads: false)
            try need(run == stored)
        },
        StoreCall("ask to cancel", after: running) { store, _ in
            let run = try await store.runs.cancel("r", reason: "why")
            let stored = try await store.shielded.runs.get("r", payloads: false)
            try need(run == stored)
        },
        StoreCall("update", after: pending) { store, _ in
            let run = try await store.runs.update("r", revision: 1, RunPatch(.paused))
            let stored = try await store.shielded.runs.get("r", payloads: false)
            try need(run == stored)
        },
        StoreCall("update with a tag", after: pending) { store, _ in
            var patch = RunPatch(.paused)
            patch.tags = ["t": "2", "u": nil]
            let run = try await store.runs.update("r", revision: 1, patch)
            let stored = try await store.shielded.runs.get("r", payloads: false)
            try need(run == stored)
        },
        StoreCall("update with an output", after: pending) { store, _ in
            var patch = RunPatch()
            patch.output = Payload(text: "o")
            try await store.runs.update("r", revision: 1, patch)
        },
    ]

    private static let steps: [StoreCall] = [
        StoreCall("commit a step", after: running) { store, scene in
            let outcome = try await store.steps.commit(StepRecord(key: "s", position: 1), lease: try lease(scene))
            guard case .committed = outcome else { throw Missing() }
        },
        StoreCall("commit another attempt", after: withState) { store, scene in
            var step = StepRecord(key: "s", position: 1, output: Payload(text: "out"))
            step.attempts = 2
            let outcome = try await store.steps.commit(step, replacing: scene.step, lease: try lease(scene))
            guard case .committed = outcome else { throw Missing() }
        },
        StoreCall("commit a step with state", after: withState) { store, scene in
            let writes: [StateWrite] = [.set("k", Payload(text: "v")), .set("l", Payload(text: "v"))]
            let step = StepRecord(key: "x", position: 2)
            let outcome = try await store.steps.commit(step, writes: writes, lease: try lease(scene))
            guard case .committed = outcome else { throw Missing() }
        },
    ]

    private static let state: [StoreCall] = [
        StoreCall("set new state", after: running) { store, scene in
            try await store.state(of: try run(scene).incarnation).set("n", Payload(text: "v"))
        },
        StoreCall("set state", after: withState) { store, scene in
            try await store.state(of: try run(scene).incarnation).set("k", Payload(text: "v"), timeToLive: .hours(1))
        },
        StoreCall("set state under a lease", after: withState) { store, scene in
            let state = store.state(of: try run(scene).incarnation)
            try await state.set("k", Payload(text: "v"), lease: try lease(scene))
        },
        StoreCall("compare and set from absent", after: running) { store, scene in
            let state = store.state(of: try run(scene).incarnation)
            try need(try await state.compareAndSet("n", expected: nil, Payload(text: "v")))
        },
        StoreCall("compare and set", isAmbiguous: true, after: withState) { store, scene in
            let state = store.state(of: try run(scene).incarnation)
            try need(try await state.compareAndSet("k", expected: Payload(text: "old"), Payload(text: "v")))
        },
        StoreCall("delete state", after: withState) { store, scene in
            try need(try await store.state(of: try run(scene).incarnation).delete("k"))
        },
        StoreCall("delete state under a lease", after: withState) { store, scene in
            try need(try await store.state(of: try run(scene).incarnation).delete("k", lease: try lease(scene)))
        },
    ]

    /// It throws nothing, so that it is not among those that a cancelled task stops.
    static let renewal = StoreCall("renew", after: running) { store, scene in
        try need(try await store.leases.renew([try lease(scene)])[0].get() == (try lease(scene)))
    }

    private static let leases: [StoreCall] = [
        StoreCall("release", after: running) { store, scene in try await store.leases.release(try lease(scene)) },
        StoreCall("park", after: running) { store, scene in
            try await store.leases.park(try lease(scene), until: nil)
        },
        StoreCall("stall", after: running) { store, scene in
            try await store.leases.stall(try lease(scene), reason: "why")
        },
        StoreCall("complete", after: running) { store, scene in
            try await store.leases.complete(try lease(scene), output: Payload(text: "out"))
        },
        StoreCall("complete without output", after: running) { store, scene in
            try await store.leases.complete(try lease(scene), output: nil)
        },
        StoreCall("fail", after: running) { store, scene in
            try await store.leases.fail(try lease(scene), Failure(code: "c", message: "m"))
        },
        StoreCall("end a cancelled run", after: running) { store, scene in
            try await store.leases.cancel(try lease(scene))
        },
    ]
}
