internal import HoldfastCore

extension StoreModel {
    mutating func create(_ new: NewRun, _ policy: StartConflict?) throws(Refusal) -> Answer {
        let id = new.id ?? ""
        try check(id.rawValue)
        guard let old = runs[id] else { return .started(begin(new, id), isNew: policy == nil ? nil : true) }
        guard let policy else { throw Refusal(.alreadyExists) }
        guard old.workflow == new.workflow, old.input == new.input else { throw Refusal(.idempotencyMismatch) }
        switch policy {
        case .fail: throw Refusal(.alreadyExists)
        case .useExisting: return .started(old, isNew: false)
        case .restartIfEnded where !old.status.isTerminal: throw Refusal(.runActive)
        case .restartIfEnded, .replace:
            forget(old.life)
            var run = begin(new, id)
            run.revision = old.revision + 1
            run.fence = old.fence + 1
            runs[id] = run
            return .started(run, isNew: true)
        }
    }

    private mutating func begin(_ new: NewRun, _ id: RunID) -> ModelRun {
        lives.append(id)
        var run = ModelRun(id: id, life: lives.count, at: now)
        run.workflow = new.workflow
        run.priority = new.priority
        run.readyAt = new.startAt ?? now
        run.resourceID = new.resourceID
        run.parent = new.parent
        run.trigger = new.trigger
        run.tags = new.tags
        run.attributes = new.attributes
        run.metadata = new.metadata
        run.deadlineAt = new.deadlineAt
        run.input = new.input
        run.context = new.context
        runs[id] = run
        return run
    }

    private mutating func forget(_ life: Int) {
        steps[life] = nil
        state[life] = nil
    }

    mutating func update(_ id: RunID, _ revision: Int64, _ patch: RunPatch) throws(Refusal) -> Answer {
        var run = try run(id)
        if let event = patch.event {
            switch after(event, run.status) {
            case .same: return .run(run.withoutPayloads)
            case .refused: throw Refusal(.invalidTransition)
            case .status: break
            }
        }
        guard run.revision == revision else { throw Refusal(.revisionConflict) }
        run.revision += 1
        run.updatedAt = max(now, run.updatedAt)
        if let event = patch.event, case .status(let status) = after(event, run.status) { move(&run, to: status) }
        if let reason = patch.reason { run.reason = reason }
        if let progress = patch.progress {
            guard (0...1).contains(progress) else { throw Refusal(.invalidArgument) }
            // It never falls, and only a completed run is at 1.
            if run.status != .completed { run.progress = min(max(progress, run.progress), 1.0.nextDown) }
        }
        if let resource = patch.resourceID { run.resourceID = resource }
        for (key, value) in patch.tags { run.tags[key] = value }
        for (key, value) in patch.attributes { run.attributes[key] = value }
        for (key, value) in patch.metadata { run.metadata[key] = value }
        if let output = patch.output { run.output = output }
        if let failure = patch.failure { run.failure = failure }
        if let context = patch.context { run.context = context }
        runs[id] = run
        return .run(run.withoutPayloads)
    }

    private enum After { case status(RunStatus), same, refused }

    /// What an event from outside does to a run of this status.
    private func after(_ event: RunEvent, _ status: RunStatus) -> After {
        let ends: [RunEvent: RunStatus] = [.completed: .completed, .failed: .failed, .cancelled: .cancelled]
        if status.isTerminal { return ends[event] == status ? .same : .refused }
        // A run that somebody works on is ended by its owner only; a completion is always the owner's.
        if let end = ends[event] { return status == .running || end == .completed ? .refused : .status(end) }
        let moves: [RunEvent: (from: Set<RunStatus>, to: RunStatus)] = [
            .woken: ([.waiting], .pending), .resumed: ([.paused], .pending), .recovered: ([.stalled], .pending),
            .paused: ([.pending, .running, .waiting, .stalled], .paused),
            .stalled: ([.pending, .running, .waiting], .stalled),
        ]
        guard let move = moves[event], move.from.contains(status) else { return .refused }
        return .status(move.to)
    }

    /// A change of status by somebody who is not the owner, who is fenced off by it.
    private func move(_ run: inout ModelRun, to status: RunStatus) {
        run.status = status
        run.fence += 1
        run.owner = nil
        run.readyAt = status == .pending ? run.updatedAt : nil
        if status == .pending { run.reason = nil }
        if status.isTerminal { run.completedAt = run.updatedAt }
    }

    mutating func cancel(_ id: RunID, _ reason: String?) throws(Refusal) -> Answer {
        var run = try run(id)
        if run.status == .completed || run.status == .failed { throw Refusal(.invalidTransition) }
        guard run.status != .cancelled, run.cancelRequestedAt == nil else { return .run(run.withoutPayloads) }
        run.revision += 1
        run.updatedAt = max(now, run.updatedAt)
        run.cancelRequestedAt = run.updatedAt
        run.cancelReason = reason
        // One that somebody works on is ended by its owner.
        if run.status != .running { move(&run, to: .cancelled) }
        runs[id] = run
        return .run(run.withoutPayloads)
    }

    mutating func delete(_ id: RunID, _ force: Bool) throws(Refusal) -> Answer {
        try check(id.rawValue)
        guard let run = runs[id] else { return .flag(false) }
        guard force || run.status.isTerminal else { throw Refusal(.runActive) }
        runs[id] = nil
        forget(run.life)
        return .flag(true)
    }

    func list(_ query: RunQuery) -> [[ModelRun]] {
        let found = runs.values.filter { query.filter.selects($0) }
        let sorted = found.sorted {
            ($0.createdAt, ModelKey($0.id.rawValue)) < ($1.createdAt, ModelKey($1.id.rawValue))
        }
        let ordered = query.oldestFirst ? sorted : sorted.reversed()
        return ordered.map { query.payloads ? $0 : $0.withoutPayloads }.pages(of: query.limit)
    }
}

extension RunFilter {
    func selects(_ run: ModelRun) -> Bool {
        let updated =
            updatedFrom.map { $0 <= run.updatedAt } ?? true && updatedBefore.map { run.updatedAt < $0 } ?? true
        let created =
            createdFrom.map { $0 <= run.createdAt } ?? true && createdBefore.map { run.createdAt < $0 } ?? true
        return created && updated
            && workflow.map { $0 == run.workflow } ?? true
            && (statuses.isEmpty || statuses.contains(run.status))
            && resourceID.map { $0 == run.resourceID } ?? true
            && parent.map { $0 == run.parent } ?? true
            && idPrefix.map { run.id.rawValue.utf8.starts(with: $0.utf8) } ?? true
            && tags.allSatisfy { run.tags[$0.key] == $0.value }
            && attributes.allSatisfy { run.attributes[$0.key] == $0.value }
            && metadata.allSatisfy { run.metadata[$0.key]?.contains($0.value) ?? false }
    }
}

extension Answer {
    static func started(_ run: ModelRun, isNew: Bool?) -> Answer {
        Answer((isNew.map { ["isNew \($0)"] } ?? []) + Answer.run(run).lines)
    }
}
