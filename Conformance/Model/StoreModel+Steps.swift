internal import HoldfastCore

extension StoreModel {
    mutating func commit(
        _ step: StepRecord, replacing previous: StepRecord?, _ writes: [StateWrite], _ number: Int
    ) throws(Refusal) -> Answer {
        try check(step.key)
        for write in writes { try check(write.key) }
        var lease = leases[number - 1]
        var run = try owned(by: lease)
        let stored = steps[lease.life]?[ModelKey(step.key)]
        var next = ModelStep(last: step, fence: lease.fence)
        if let previous {
            guard let stored else { throw Refusal(.notFound) }
            let last = stored.last
            guard !last.status.isTerminal, last.status == previous.status, last.attempts == previous.attempts else {
                return .existing(last)
            }
            next.attempts = stored.attempts
            // Its place is where it began.
            next.last.position = last.position
            if step.attempts > previous.attempts, previous.failure != nil {
                next.attempts.append(ModelAttempt(previous, .failed))
            }
        } else {
            if let stored { return .existing(stored.last) }
        }
        let left = now.duration(to: lease.expiresAt)
        if !lease.hasProgressed || left.wholeMicroseconds < lease.duration.wholeMicroseconds / 2 {
            lease.expiresAt = max(lease.expiresAt, now.advanced(by: lease.duration))
            lease.hasProgressed = true
            lease.writtenAt = max(now, lease.writtenAt)
            run.readyAt = lease.expiresAt
            run.claims = 0
            run.startedAt = lease.startedAt
            run.updatedAt = lease.writtenAt
            if previous == nil { run.revision += 1 }
        }
        runs[run.id] = run
        leases[number - 1] = lease
        steps[lease.life, default: [:]][ModelKey(step.key)] = next
        for write in writes {
            switch write {
            case .set(let key, let content): put(lease.life, ModelKey(key), content, nil)
            case .delete(let key): state[lease.life]?[ModelKey(key)] = nil
            }
        }
        return Answer(["committed", lease.line])
    }

    func step(_ id: RunID, _ key: String) throws(Refusal) -> ModelStep {
        try check(key)
        guard let step = steps[try run(id).life]?[ModelKey(key)] else { throw Refusal(.notFound) }
        return step
    }

    func list(_ id: RunID, _ query: StepQuery) throws(Refusal) -> Answer {
        let sorted = (steps[try run(id).life] ?? [:]).values.map(\.last).sorted {
            ($0.position, ModelKey($0.key)) < ($1.position, ModelKey($1.key))
        }
        let ordered = query.newestFirst ? sorted.reversed() : sorted
        return .steps(ordered.map { query.payloads ? $0 : $0.withoutPayloads }.pages(of: query.limit))
    }

    /// The steps of a life in the order of their keys.
    func memo(_ life: Int) -> [StepRecord] {
        (steps[life] ?? [:]).sorted { $0.key < $1.key }.map(\.value.last)
    }
}

extension ModelStep {
    /// All attempts in order, the last one as the step shows it.
    var all: [ModelAttempt] { attempts + [ModelAttempt(last, last.status)] }
}

extension Answer {
    static func existing(_ step: StepRecord) -> Answer { Answer(["existing"] + Answer.step(step).lines) }
}

extension StateWrite {
    fileprivate var key: String {
        switch self {
        case .set(let key, _), .delete(let key): key
        }
    }
}
