internal import HoldfastCore

/// A call that is wrong in itself or meets what forbids it, and the code that every store answers with.
struct Misuse: Sendable {
    let name: String
    let code: StoreError.Code
    let call: @Sendable () async throws -> Void

    init(_ name: String, _ code: StoreError.Code, _ call: @escaping @Sendable () async throws -> Void) {
        self.name = name
        self.code = code
        self.call = call
    }
}

extension Check {
    /// Calls that fail and write nothing, where `r` is a running run of this lease.
    static func misuses(_ store: Store, _ lease: RunLease) -> [Misuse] {
        runMisuses(store, lease) + ownerMisuses(store, lease) + valueMisuses(store, lease)
    }

    private static func runMisuses(_ store: Store, _ lease: RunLease) -> [Misuse] {
        let long = RunID(String(repeating: "x", count: RunID.maximumBytes + 1))
        var wrongVersion = NewRun("w")
        wrongVersion.version = 0
        var reserved = NewRun("w")
        reserved.tags = ["$t": "v"]
        var none = RunQuery()
        none.limit = 0
        var stray = RunQuery()
        stray.cursor = "stray"
        let (version, tag, empty, cursor) = (wrongVersion, reserved, none, stray)
        return [
            Misuse("get of an unknown run", .notFound) { _ = try await store.runs.get("none") },
            Misuse("get with an empty id", .invalidArgument) { _ = try await store.runs.get("") },
            Misuse("get with an id of too many bytes", .limitExceeded) { _ = try await store.runs.get(long) },
            Misuse("a run with an id that is taken", .alreadyExists) {
                try await store.runs.create(NewRun("w", id: "r"))
            },
            Misuse("a run of version 0", .invalidArgument) { try await store.runs.create(version) },
            Misuse("a run with a reserved tag", .invalidArgument) { try await store.runs.create(tag) },
            Misuse("a start with another workflow", .idempotencyMismatch) {
                _ = try await store.runs.start(NewRun("other", id: "r"), onConflict: .useExisting)
            },
            Misuse("an update of an unknown run", .notFound) {
                try await store.runs.update("none", revision: 1, RunPatch(.paused))
            },
            Misuse("an update at another revision", .revisionConflict) {
                try await store.runs.update("r", revision: 9_999, RunPatch(.paused))
            },
            Misuse("a claim by update", .invalidArgument) {
                try await store.runs.update("r", revision: 1, RunPatch(.claimed))
            },
            Misuse("a cancellation of an unknown run", .notFound) { try await store.runs.cancel("none") },
            Misuse("a deletion of a run at work", .runActive) { try await store.runs.delete("r") },
            Misuse("a page of none", .invalidArgument) { _ = try await store.runs.list(empty) },
            Misuse("a stray cursor", .invalidCursor) { _ = try await store.runs.list(cursor) },
            Misuse("a count up to none", .invalidArgument) { _ = try await store.runs.count(upTo: 0) },
            Misuse("a prefix of no run", .notFound) { _ = try await store.runs.resolve(prefix: "none") },
            Misuse("a namespace without a name", .invalidArgument) {
                _ = try await store.inNamespace("").runs.list()
            },
        ]
    }

    private static func ownerMisuses(_ store: Store, _ lease: RunLease) -> [Misuse] {
        // The same words in another namespace belong to no run there.
        let stranger = store.inNamespace(Namespace("\(store.namespace)-stranger"))
        let next = StepRecord(key: "next", position: 2)
        return [
            Misuse("a claim of none", .invalidArgument) {
                _ = try await store.leases.claim(routes: ["default"], limit: 0, owner: "w")
            },
            Misuse("a claim for no time", .invalidArgument) {
                _ = try await store.leases.claim(routes: ["default"], limit: 1, owner: "w", duration: .zero)
            },
            Misuse("a claim by nobody", .invalidArgument) {
                _ = try await store.leases.claim(routes: ["default"], limit: 1, owner: "")
            },
            Misuse("a step under no lease", .fenced) { _ = try await stranger.steps.commit(next, lease: lease) },
            Misuse("an end under no lease", .fenced) { try await stranger.leases.complete(lease, output: nil) },
            Misuse("a release under no lease", .fenced) { try await stranger.leases.release(lease) },
            Misuse("steps of an unknown run", .notFound) { _ = try await store.steps.list("none") },
            Misuse("an unknown step", .notFound) { _ = try await store.steps.get("r", step: "none") },
            Misuse("the output of an unknown step", .notFound) { _ = try await store.steps.output("r", step: "none") },
            Misuse("an attempt that is none", .invalidArgument) {
                var step = next
                step.attempts = 0
                _ = try await store.steps.commit(step, lease: lease)
            },
            Misuse("a metric that is no number", .invalidArgument) {
                var step = next
                step.metrics = ["m": .nan]
                _ = try await store.steps.commit(step, lease: lease)
            },
            Misuse("the end of a step that did not begin", .notFound) {
                _ = try await store.steps.commit(next, replacing: next, lease: lease)
            },
        ]
    }

    private static func valueMisuses(_ store: Store, _ lease: RunLease) -> [Misuse] {
        let state = store.state(of: lease.incarnation)
        let value = Payload(text: "v")
        let large = Payload(bytes: [UInt8](repeating: 0, count: store.maximumPayloadBytes + 1))
        return [
            Misuse("state without a key", .invalidArgument) { try await state.set("", value) },
            Misuse("a key with U+0000", .invalidArgument) { try await state.set("a\0b", value) },
            Misuse("state that lives no time", .invalidArgument) {
                try await state.set("k", value, timeToLive: .zero)
            },
            Misuse("a page of no state", .invalidArgument) { _ = try await state.list(limit: 0) },
            Misuse("state that is too large", .limitExceeded) { try await state.set("k", large) },
            Misuse("an output that is too large", .limitExceeded) {
                let step = StepRecord(key: "large", position: 9, output: large)
                _ = try await store.steps.commit(step, lease: lease)
            },
            Misuse("an input that is too large", .limitExceeded) {
                try await store.runs.create(NewRun("w", id: "large", input: large))
            },
            Misuse("one key twice in a step", .invalidArgument) {
                let writes: [StateWrite] = [.set("twice", value), .delete("k"), .set("twice", value)]
                _ = try await store.steps.commit(StepRecord(key: "t", position: 9), writes: writes, lease: lease)
            },
        ]
    }
}
