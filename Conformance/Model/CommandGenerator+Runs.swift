internal import HoldfastCore

extension CommandGenerator {
    mutating func create() -> ModelCommand.Call {
        let policy: StartConflict? = choices.pick([nil, .restartIfEnded, .useExisting, .replace, .fail])
        let id = choices.once(in: 4) ? runID() : RunID(choices.once(in: 10) ? zooName() : choices.pick(Self.ids))
        var new = NewRun(choices.pick(["a", "a", "b"]), id: id)
        new.input = optionalPayload()
        if choices.once(in: 3) { new.startAt = moment() }
        if choices.once(in: 3) { new.priority = choices.pick([.high, .low]) }
        if choices.once(in: 3) { new.resourceID = choices.pick(["x", "y"]) }
        if choices.once(in: 3) { new.tags = tags() }
        if choices.once(in: 3) { new.attributes = ["n": json()] }
        if choices.once(in: 4) { new.metadata = ["m": json()] }
        if choices.once(in: 5) { new.context = payload() }
        if choices.once(in: 5) { new.parent = runID(among: Self.ids) }
        if choices.once(in: 6) { new.trigger = json() }
        if choices.once(in: 6) { new.deadlineAt = moment() }
        // What is started again must have the same workflow and input to be the same run.
        if policy != nil, choices.number(below: 4) > 0, let old = model.runs[id] {
            new.workflow = old.workflow
            new.input = old.input
        }
        return .create(new, policy)
    }

    private mutating func runID(among ids: [String]) -> RunID { RunID(choices.pick(ids)) }

    private mutating func tags() -> [String: String] {
        var tags: [String: String] = [:]
        for (tag, values) in Self.tags.sorted(by: { $0.key < $1.key }) where choices.number(below: 3) < 2 {
            tags[tag] = choices.pick(values.filter { !$0.isEmpty })
        }
        return tags
    }

    mutating func update() -> ModelCommand.Call {
        let id = runID()
        var patch = RunPatch()
        let events: [RunEvent?] = [
            nil, .paused, .resumed, .stalled, .recovered, .woken, .failed, .cancelled, .completed,
        ]
        patch.event = choices.pick(events)
        if choices.once(in: 4) { patch.reason = choices.pick(["why", zooText()]) }
        if choices.once(in: 3) { patch.progress = choices.pick([0.5, 0.25, 1, 0.1]) }
        if choices.once(in: 4) { patch.tags["t"] = choices.pick([.some("1"), .some("2"), .some(nil)]) }
        if choices.once(in: 4) { patch.attributes["n"] = choices.once(in: 3) ? .some(nil) : .some(json()) }
        if choices.once(in: 5) { patch.metadata["m"] = choices.once(in: 3) ? .some(nil) : .some(json()) }
        if choices.once(in: 4) { patch.resourceID = choices.pick([.some("x"), .some(nil)]) }
        if choices.once(in: 5) { patch.output = .some(optionalPayload()) }
        if choices.once(in: 5) { patch.failure = choices.once(in: 2) ? .some(nil) : .some(failure()) }
        if choices.once(in: 5) { patch.context = .some(optionalPayload()) }
        let revision = model.runs[id]?.revision ?? 1
        return .update(id, revision: choices.once(in: 6) ? revision - 1 : revision, patch)
    }

    mutating func query() -> RunQuery {
        var query = RunQuery(filter())
        query.limit = choices.pick([100, 1, 2, 3])
        query.oldestFirst = choices.once(in: 2)
        query.payloads = choices.once(in: 2)
        return query
    }

    mutating func filter() -> RunFilter {
        var filter = RunFilter()
        guard choices.number(below: 5) > 1 else { return filter }
        if choices.once(in: 4) { filter.workflow = choices.pick(["a", "b"]) }
        if choices.once(in: 3) {
            let statuses: [Set<RunStatus>] =
                RunStatus.allCases.map { [$0] } + [[.pending, .running], [.completed, .failed, .cancelled]]
            filter.statuses = choices.pick(statuses)
        }
        if choices.once(in: 5) { filter.resourceID = choices.pick(["x", "y"]) }
        if choices.once(in: 6) { filter.parent = RunID(choices.pick(Self.ids)) }
        if choices.once(in: 6) { filter.idPrefix = choices.pick(["r", "r1", "é"]) }
        if choices.once(in: 4) { filter.tags = tags() }
        if choices.once(in: 6) { filter.attributes = ["n": json()] }
        if choices.once(in: 8) { filter.metadata = ["m": json()] }
        let times = Set(model.runs.values.flatMap { [$0.createdAt, $0.updatedAt] } + [model.now]).sorted()
        if choices.once(in: 6) { filter.createdFrom = choices.pick(times) }
        if choices.once(in: 6) { filter.createdBefore = choices.pick(times) }
        if choices.once(in: 8) { filter.updatedFrom = choices.pick(times) }
        if choices.once(in: 8) { filter.updatedBefore = choices.pick(times) }
        return filter
    }

    mutating func ending() -> ModelCommand.Ending {
        switch choices.number(below: 8) {
        case 0, 1: .release(readyAt: choices.once(in: 2) ? moment() : nil, charged: !choices.once(in: 3))
        case 2: .park(until: choices.once(in: 2) ? moment() : nil)
        case 3: .stall(reason: choices.pick(["why", zooText()]))
        case 4, 5: .complete(optionalPayload())
        case 6: .fail(failure())
        default: .cancel
        }
    }

    mutating func commit(_ lease: Int) -> ModelCommand.Call {
        let life = model.leases[lease - 1].life
        let open = (model.steps[life] ?? [:]).filter { !$0.value.last.status.isTerminal }.keys.sorted()
        // Mostly the next attempt of a step that has begun.
        let key = choices.number(below: 3) > 0 && !open.isEmpty ? choices.pick(open).text : key()
        let stored = model.steps[life]?[ModelKey(key)]?.last
        var step = StepRecord(key: key, position: 1 + choices.number(below: 3))
        step.status = choices.pick([.completed, .retrying, .retrying, .running, .failed])
        step.worker = model.leases[lease - 1].owner
        step.startedAt = model.now
        if step.status.isTerminal { step.completedAt = model.now }
        if step.status == .completed { step.output = optionalPayload() }
        if step.status == .failed || step.status == .retrying { step.failure = failure() }
        if step.status == .retrying { step.retryAt = moment() }
        if choices.once(in: 4) { step.input = payload() }
        if choices.once(in: 4) { step.metrics = ["cost": choices.pick([0.5, 1e-300])] }
        var previous = choices.once(in: 4) ? nil : stored
        // A step that is not there, or no longer as its owner takes it to be.
        if choices.once(in: 8) { previous = StepRecord(key: key, position: 1) }
        if let previous { step.attempts = previous.attempts + choices.pick([0, 1, 1]) }
        var writes: [StateWrite] = []
        if choices.once(in: 4) { writes.append(.set("a", payload())) }
        if choices.once(in: 6) { writes.append(.delete("b")) }
        return .commit(step, replacing: previous, writes: writes, lease: lease)
    }

    private mutating func failure() -> Failure {
        var failure = Failure(code: choices.pick(["error", "timeout"]), message: choices.pick(["no", zooText()]))
        if choices.once(in: 3) {
            failure.attempt = 1
            failure.at = model.now
        }
        return failure
    }
}
