internal import HoldfastCore

/// One call of the store that writes, and what it needs before.
struct StoreAct: Sendable {
    let name: String
    /// Whether the run is there and claimed before the call.
    let isClaimed: Bool
    let call: @Sendable (Store, RunID, RunLease?) async throws -> Void

    private init(
        _ name: String, claimed isClaimed: Bool = true,
        _ call: @escaping @Sendable (Store, RunID, RunLease) async throws -> Void
    ) {
        self.name = name
        self.isClaimed = isClaimed
        self.call = { store, id, lease in
            guard let lease else { throw StoreError(.invalidArgument, "\(name) needs a lease") }
            try await call(store, id, lease)
        }
    }

    private init(_ name: String, unclaimed call: @escaping @Sendable (Store, RunID) async throws -> Void) {
        self.name = name
        isClaimed = false
        self.call = { store, id, _ in try await call(store, id) }
    }

    /// Calls whose reply can be lost, each of them with one effect.
    static let all = [
        StoreAct("create", unclaimed: { store, id in _ = try await store.runs.create(new(id)) }),
        StoreAct("update") { store, id, _ in
            var patch = RunPatch()
            patch.tags = ["b": "2"]
            _ = try await store.runs.update(id, revision: 2, patch)
        },
        StoreAct("cancel") { store, id, _ in _ = try await store.runs.cancel(id, reason: "enough") },
        StoreAct("commit a step") { store, _, lease in
            let step = StepRecord(key: "s", position: 1, output: Payload(text: "out"))
            if case .existing = try await store.steps.commit(step, lease: lease) {
                throw StoreError(.alreadyExists, "the step is another's")
            }
        },
        StoreAct("set state") { store, _, lease in
            try await store.state(of: lease.incarnation).set("k", Payload(text: "v"), lease: lease)
        },
        StoreAct("append events") { store, _, lease in
            let events = [NewEvent(.waitCreated, id: "e"), NewEvent(.waitCreated)]
            try await store.events.append(events, lease: lease)
        },
        StoreAct("append to a stream") { store, id, _ in
            let chunks = [Payload(text: "first"), Payload(text: "second")]
            try await store.streams.named("s", of: id).append(contentsOf: chunks)
        },
        StoreAct("close a stream") { store, id, _ in try await store.streams.named("s", of: id).close() },
        StoreAct("renew") { store, _, lease in _ = try await store.leases.renew([lease])[0].get() },
        StoreAct("release") { store, _, lease in try await store.leases.release(lease) },
        StoreAct("park") { store, _, lease in try await store.leases.park(lease, until: nil) },
        StoreAct("complete") { store, _, lease in
            try await store.leases.complete(lease, output: Payload(text: "done"))
        },
        StoreAct("fail") { store, _, lease in
            try await store.leases.fail(lease, Failure(code: "c", message: "m"))
        },
    ]

    fileprivate static func new(_ id: RunID) -> NewRun {
        var new = NewRun("w", id: id, input: Payload(text: "in"))
        new.tags = ["a": "1"]
        // Of its own, so that a claim finds this run.
        new.queue = QueueName(id.rawValue)
        return new
    }

    func prepare(_ c: CheckContext, _ store: Store, _ id: RunID) async throws -> RunLease? {
        guard isClaimed else { return nil }
        try await store.runs.create(Self.new(id))
        try await c.settle()
        return try await store.leases.claim(routes: [id.rawValue], limit: 1, owner: "worker").first?.lease
    }
}

/// All that is stored of a run, in words, without what differs between two runs that had the same done to them.
struct RunView: Equatable, CustomStringConvertible {
    let description: String

    init(_ c: CheckContext, _ store: Store, _ id: RunID) async throws {
        try await c.settle()
        guard let run = try await store.runs.getMany([id])[0] else {
            description = "no run"
            return
        }
        let tagged = try await store.tagged(id)
        let steps = try await store.steps.list(id).items.map { "\($0.key) \($0.status)" }
        let values = try await store.state(of: run.incarnation).all().map(\.key)
        let events = try await store.events.read(id).events.map { "\($0.position) \($0.id) \($0.kind)" }
        let chunks = try await store.streams.named("s", of: id).read()
        let stream = chunks.chunks.map(\.content.text) + (chunks.isDone ? ["end"] : [])
        let facts: [Any?] = [
            run.status, run.revision, run.fence, run.leaseOwner, run.claimsSinceProgress, run.reason, run.progress,
            run.cancelReason, run.output, run.failure?.code, run.readyAt == nil ? "never due" : "due",
        ]
        let words = facts.map { $0.map { "\($0)" } ?? "nil" }.joined(separator: " ")
        description = """
            \(words); tags \(run.tags.sorted { $0.key < $1.key }) \(tagged); steps \(steps); state \(values); \
            events \(events); stream \(stream)
            """
    }
}

extension Store {
    /// The tags by which the run is found.
    fileprivate func tagged(_ id: RunID) async throws -> [String] {
        var tags: [String] = []
        for (tag, value) in [("a", "1"), ("b", "2")] {
            var query = RunQuery()
            query.limit = 1_000
            query.filter.tags = [tag: value]
            if try await runs.list(query).items.contains(where: { $0.id == id }) { tags.append(tag) }
        }
        return tags
    }
}

extension CheckContext {
    /// What was there before a call, is there after it where nothing fails, and is there now.
    struct Views {
        let before: RunView
        let after: RunView
        let now: RunView
    }

    /// Every act of the store with the fault at each of its requests, or at all of them at once.
    func sweepStore(
        _ fault: FaultSeam.Fault, all: Bool = false,
        look: (String, StoreError?, Views, String) async throws -> Void
    ) async throws {
        let store = try await store()
        for (position, act) in StoreAct.all.enumerated() {
            let model = RunID("model-\(position)")
            let claimed = try await act.prepare(self, store, model)
            let before = try await RunView(self, store, model)
            try await act.call(store, model, claimed)
            let after = try await RunView(self, store, model)
            var lease: RunLease?
            func id(_ turn: Int) -> RunID { RunID("run-\(position)-\(turn)") }
            func call(_ turn: Int) async throws -> StoreError? {
                do {
                    try await act.call(store, id(turn), lease)
                    return nil
                } catch let error as StoreError {
                    return error
                }
            }
            if all {
                lease = try await act.prepare(self, store, id(0))
                place.faults.plan(fault, at: 1..., writesOnly: true)
                let error = try await call(0)
                let log = place.faults.log
                place.faults.plan(nil)
                if log.isEmpty { throw Inconclusive("no request of \(act.name) could suffer \(fault.rawValue)") }
                let now = try await RunView(self, store, id(0))
                try await look(act.name, error, Views(before: before, after: after, now: now), log[0])
                continue
            }
            try await sweep(fault, writesOnly: true) { turn in
                lease = try await act.prepare(self, store, id(turn))
            } call: { turn in
                try await call(turn)
            } look: { turn, error, fault in
                let now = try await RunView(self, store, id(turn))
                try await look(act.name, error, Views(before: before, after: after, now: now), fault)
            }
        }
    }
}
