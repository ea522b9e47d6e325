internal import HoldfastCore

/// Each step commits a step of one of three runs, which the child has claimed.
struct StepScript: CrashScript {
    static let name = "steps"
    static let runs: [RunID] = ["r0", "r1", "r2"]

    let store: Store
    private var leases: [RunLease] = []
    var backend: any StoreBackend { store.backend }

    init(_ c: CheckContext) async throws { store = try await c.store() }

    func prepare(_ steps: ClosedRange<Int>) async throws {
        guard try await store.runs.getMany(Self.runs)[0] == nil else { return }
        for id in Self.runs { try await store.runs.create(NewRun("w", id: id)) }
    }

    mutating func begin() async throws {
        let claimed = try await store.leases.claim(routes: ["default"], limit: 3, owner: "child")
        leases = claimed.map(\.lease).sorted { $0.runID.rawValue < $1.runID.rawValue }
    }

    mutating func perform(_ step: Int) async throws {
        guard leases.count == 3 else {
            throw StoreError(.fenced, "a claim of three due runs gave \(leases.count)")
        }
        let output = Payload(text: "output of \(step)")
        let record = StepRecord(key: "s\(step)", position: step, output: output)
        guard case .committed(let lease) = try await store.steps.commit(record, lease: leases[step % 3]) else {
            throw StoreError(.alreadyExists, "step \(step) was there before it was committed")
        }
        leases[step % 3] = lease
    }

    func trace(of step: Int) async throws -> Trace {
        guard try await keys(step % 3).contains("s\(step)") else { return .none }
        let output = try await store.steps.output(Self.runs[step % 3], step: "s\(step)")
        return output == Payload(text: "output of \(step)") ? .whole : .part("a step with another output")
    }

    /// The keys of a run's steps, in the order of their positions.
    func keys(_ run: Int) async throws -> [String] {
        var query = StepQuery()
        query.limit = 1_000
        return try await store.steps.list(Self.runs[run], query).items.map(\.key)
    }
}

/// Each step creates a run that is rows in three tables.
struct RunScript: CrashScript {
    static let name = "runs"

    let c: CheckContext
    let store: Store
    var backend: any StoreBackend { store.backend }

    init(_ c: CheckContext) async throws {
        self.c = c
        store = try await c.store()
    }

    func perform(_ step: Int) async throws {
        var new = NewRun("w", id: RunID("r\(step)"), input: Payload(text: "input of \(step)"))
        new.tags = ["step": "\(step)", "kind": "crash"]
        try await store.runs.create(new)
    }

    func trace(of step: Int) async throws -> Trace {
        let id = Value.text("r\(step)")
        let rows = try await backend.get(
            [
                c.key(RunTable.table, id), c.key(TagTable.table, .text("step"), .text("\(step)"), id),
                c.key(TagTable.table, .text("kind"), .text("crash"), id),
            ], .all)
        var found = rows.count { $0 != nil }
        if let incarnation = rows[0]?[RunTable.incarnation] {
            let input = try await backend.walk(c.range(PayloadTable.table, nil, incarnation))
            found += input.count
        }
        return Trace(found, of: 4, "rows: run, tags and input")
    }
}

/// Each step claims a run in a queue of its own.
struct ClaimScript: CrashScript {
    static let name = "claims"

    let store: Store
    var backend: any StoreBackend { store.backend }

    init(_ c: CheckContext) async throws { store = try await c.store() }

    func prepare(_ steps: ClosedRange<Int>) async throws {
        for step in steps {
            var new = NewRun("w", id: RunID("r\(step)"))
            new.queue = QueueName("q\(step)")
            try await store.runs.create(new)
        }
    }

    func perform(_ step: Int) async throws {
        let claimed = try await store.leases.claim(routes: ["q\(step)"], limit: 1, owner: "child")
        guard claimed.count == 1 else { throw StoreError(.notFound, "the claim of step \(step) found nothing") }
    }

    func trace(of step: Int) async throws -> Trace {
        let run = try await store.runs.get(RunID("r\(step)"))
        let changes = [run.status == .running, run.leaseOwner == "child", run.fence.rawValue > 0]
        // A run that was never claimed has the fence 0.
        return Trace(changes.count { $0 }, of: 3, "changes")
    }
}

/// Each step claims a message in a queue of its own, and acknowledges it where its number is even.
struct QueueScript: CrashScript {
    static let name = "messages"

    let store: Store
    var backend: any StoreBackend { store.backend }

    init(_ c: CheckContext) async throws { store = try await c.store() }

    func queue(_ step: Int) -> WorkQueue { store.queue(QueueName("q\(step)")) }

    func prepare(_ steps: ClosedRange<Int>) async throws {
        for step in steps { try await queue(step).enqueue(NewQueueMessage(Payload(text: "message of \(step)"))) }
    }

    func perform(_ step: Int) async throws {
        let claimed = try await queue(step).claim(limit: 1, owner: "child", visibility: .seconds(60))
        guard let receipt = claimed.first?.receipt else {
            throw StoreError(.notFound, "the claim of step \(step) found nothing")
        }
        if step.isMultiple(of: 2) { try await queue(step).ack(receipt) }
    }

    /// Both a claim and an acknowledgement leave the message whole.
    func trace(of step: Int) async throws -> Trace {
        let depth = try await queue(step).depth()
        return depth.ready == 1 ? .none : .whole
    }
}
