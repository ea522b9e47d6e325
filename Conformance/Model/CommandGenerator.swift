internal import HoldfastCore

/// Makes the next call from choices and from what the model says is there, so that calls meet each other often.
struct CommandGenerator {
    /// What a call is about.
    enum Kind: CaseIterable {
        case create, get, update, cancel, delete, list, count, claim, renew, end, commit, steps, state, readState
        case sweep, advance, reopen
    }

    let plan: ModelPlan
    let model: StoreModel
    var choices: Choices

    /// The names are few, so that calls meet each other.
    static let ids = ["r1", "r2", "r3", "r4", "r5", "r6"]
    static let tags = ["t": ["1", "2", "é%"], "u": ["1", ""]]
    static let keys = ["a", "b", "c"]

    mutating func command() -> ModelCommand {
        let handle = choices.number(below: plan.handles)
        var number = choices.number(below: plan.weights.reduce(0) { $0 + $1.weight })
        let kind = plan.weights.first { choice in
            number -= choice.weight
            return number < 0
        }
        return ModelCommand(call: call(kind?.kind ?? .create), handle: handle)
    }

    private mutating func call(_ kind: Kind) -> ModelCommand.Call {
        switch kind {
        case .create: return create()
        case .get: return .get(runID())
        case .update: return update()
        case .cancel: return .cancel(runID(), reason: choices.pick([nil, "why", zooText()]))
        case .delete: return .delete(runID(), force: choices.once(in: 2))
        case .list: return .list(query())
        case .count: return .count(filter(), upTo: choices.pick([10_000, 1, 2]))
        case .claim: return claim()
        case .renew:
            return lease().map { first in .renew([first] + (choices.once(in: 3) ? lease().map { [$0] } ?? [] : [])) }
                ?? claim()
        case .end: return lease().map { .end($0, ending()) } ?? claim()
        case .commit: return lease().map { commit($0) } ?? claim()
        case .steps: return steps()
        case .state: return place().map { writeState($0) } ?? create()
        case .readState: return model.lives.isEmpty ? create() : readState()
        case .sweep: return .sweep
        case .advance: return .advance(duration())
        case .reopen: return .reopen
        }
    }

    /// Mostly a run that is there.
    mutating func runID() -> RunID {
        let live = model.runs.keys.sorted { ModelKey($0.rawValue) < ModelKey($1.rawValue) }
        let way = choices.number(below: 10)
        if way < 7, !live.isEmpty { return choices.pick(live) }
        return RunID(way == 9 ? zooName() : choices.pick(Self.ids))
    }

    /// Mostly a lease that holds, now and then one whose run another claim has taken.
    private mutating func lease() -> Int? {
        guard !model.leases.isEmpty else { return nil }
        let all = Array(1...model.leases.count)
        let held = all.filter { (try? model.owned(by: model.leases[$0 - 1])) != nil }
        let lost = all.filter { number in
            let lease = model.leases[number - 1]
            guard let run = model.runs[lease.run], run.status == .running else { return false }
            return run.fence != lease.fence
        }
        switch choices.number(below: 10) {
        case 0..<7 where !held.isEmpty: return choices.pick(held)
        case 7..<9 where !lost.isEmpty: return choices.pick(lost)
        default: return choices.pick(all)
        }
    }

    /// Whose state is written; a life that is over gets none, because that would be nobody's.
    private mutating func place() -> ModelCommand.StatePlace? {
        let alive = model.lives.indices.map { $0 + 1 }.filter { model.isAlive($0) }
        if choices.once(in: 3), let lease = lease() { return .lease(lease) }
        return alive.isEmpty ? nil : .life(choices.pick(alive))
    }

    mutating func key() -> String { choices.once(in: 10) ? zooName() : choices.pick(Self.keys) }

    mutating func payload() -> Payload {
        choices.once(in: 10) ? zooPayload() : Payload(text: choices.pick(["a", "b", "", "[1]"]))
    }

    mutating func optionalPayload() -> Payload? { choices.once(in: 3) ? payload() : nil }

    /// A moment at or after the present.
    mutating func moment() -> Timestamp {
        model.now.advanced(by: choices.pick([.zero, .seconds(1), .seconds(10), .seconds(90), .microseconds(1)]))
    }

    /// How far the clock is moved: often to where something ends, or just before or after it.
    private mutating func duration() -> Duration {
        let simple = choices.pick([Duration.seconds(1), .seconds(10), .seconds(60), .microseconds(1)])
        let ends = Set(
            model.runs.values.compactMap(\.readyAt) + model.state.values.flatMap { $0.values.compactMap(\.expiresAt) }
        ).filter { $0 > model.now }.sorted()
        guard choices.number(below: 3) > 0, !ends.isEmpty else { return simple }
        let end = choices.pick(ends).advanced(by: .microseconds(choices.pick([0, -1, 1])))
        return end > model.now ? model.now.duration(to: end) : simple
    }

    private mutating func claim() -> ModelCommand.Call {
        .claim(
            owner: choices.pick(["w1", "w2"]), limit: choices.pick([1, 2, 10]),
            duration: choices.pick([.seconds(60), .seconds(5), .microseconds(3)]))
    }

    private mutating func steps() -> ModelCommand.Call {
        switch choices.number(below: 5) {
        case 0, 1:
            var query = StepQuery()
            query.limit = choices.pick([100, 1, 2])
            query.newestFirst = choices.once(in: 2)
            query.payloads = choices.once(in: 2)
            return .steps(runID(), query)
        case 2: return .step(runID(), key())
        case 3: return .attempts(runID(), key())
        default: return lease().map { .memo($0) } ?? .steps(runID(), StepQuery())
        }
    }

    private mutating func writeState(_ place: ModelCommand.StatePlace) -> ModelCommand.Call {
        let timeToLive: Duration? = choices.pick([nil, .seconds(1), .seconds(10), .microseconds(1)])
        switch (choices.number(below: 6), place) {
        case (5, _): return .remove(place, key())
        case (4, .life(let life)):
            let key = key()
            let current = model.state[life]?[ModelKey(key)]?.content
            let expected = choices.once(in: 4) ? optionalPayload() : current
            return .compareAndSet(life: life, key, expected: expected, payload(), timeToLive: timeToLive)
        default: return .set(place, key(), payload(), timeToLive: timeToLive)
        }
    }

    private mutating func readState() -> ModelCommand.Call {
        let life = model.lives.count - choices.number(below: model.lives.count)
        return choices.once(in: 2)
            ? .values(life: life, prefix: choices.pick(["", "a"]), limit: choices.pick([100, 1, 2]))
            : .value(life: life, key())
    }
}
