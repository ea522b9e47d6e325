internal import HoldfastCore

/// The whole store as plain values: what every call must answer, and what must be there afterwards.
///
/// It shares no code with Core, only the values that calls take and give.
struct StoreModel {
    /// A right to work on a run, as its owner knows it.
    struct Lease {
        let run: RunID
        let life: Int
        let owner: WorkerID
        let fence: Int64
        let claimedAt: Timestamp
        var expiresAt: Timestamp
        let duration: Duration
        var hasProgressed = false
        let startedAt: Timestamp
        var writtenAt: Timestamp
    }

    /// Why a call is refused.
    struct Refusal: Error {
        let code: StoreError.Code

        init(_ code: StoreError.Code) { self.code = code }
    }

    var now: Timestamp
    var runs: [RunID: ModelRun] = [:]
    var steps: [Int: [ModelKey: ModelStep]] = [:]
    /// Expired values too, until they are swept.
    var state: [Int: [ModelKey: ModelState]] = [:]
    /// The run of each life that ever was.
    var lives: [RunID] = []
    /// Every lease that was ever given.
    var leases: [Lease] = []

    init(at now: Timestamp) { self.now = now }

    /// Carries out a call: what it must answer.
    mutating func apply(_ call: ModelCommand.Call) -> Answer {
        do throws(Refusal) { return try answer(call) } catch { return .refused(error.code) }
    }

    private mutating func answer(_ call: ModelCommand.Call) throws(Refusal) -> Answer {
        switch call {
        case .create(let new, let policy): return try create(new, policy)
        case .get(let id): return .run(try run(id))
        case .update(let id, let revision, let patch): return try update(id, revision, patch)
        case .cancel(let id, let reason): return try cancel(id, reason)
        case .delete(let id, let force): return try delete(id, force)
        case .list(let query): return .pages(list(query))
        case .count(let filter, let limit):
            let count = runs.values.count { filter.selects($0) }
            return .count(min(count, limit), isExact: count <= limit)
        case .claim(let owner, let limit, let duration): return claim(owner, limit, duration)
        case .renew(let numbers): return renew(numbers)
        case .end(let number, let ending): return try end(number, ending)
        case .commit(let step, let previous, let writes, let lease):
            return try commit(step, replacing: previous, writes, lease)
        case .steps(let id, let query): return try list(id, query)
        case .step(let id, let key): return .step(try step(id, key).last)
        case .attempts(let id, let key): return .attempts(try step(id, key).all)
        case .memo(let lease): return .steps([memo(leases[lease - 1].life)])
        case .set(let place, let key, let content, let timeToLive): return try set(place, key, content, timeToLive)
        case .compareAndSet(let life, let key, let expected, let content, let timeToLive):
            return try compareAndSet(life, key, expected, content, timeToLive)
        case .remove(let place, let key): return try remove(place, key)
        case .value(let life, let key): return try value(life, key)
        case .values(let life, let prefix, let limit): return values(life, prefix, limit)
        case .sweep: return sweep()
        case .advance(let duration):
            now = now.advanced(by: duration)
            return .done
        case .reopen: return .done
        }
    }

    /// Refuses what is no name.
    func check(_ name: String) throws(Refusal) {
        if name.isEmpty || name.utf8.contains(0) { throw Refusal(.invalidArgument) }
        if name.utf8.count > 512 { throw Refusal(.limitExceeded) }
    }

    /// The run of this id; refused where there is none.
    func run(_ id: RunID) throws(Refusal) -> ModelRun {
        try check(id.rawValue)
        guard let run = runs[id] else { throw Refusal(.notFound) }
        return run
    }

    /// Whether a run has this life now.
    func isAlive(_ life: Int) -> Bool { runs[lives[life - 1]]?.life == life }
}

extension Answer {
    static func flag(_ flag: Bool) -> Answer { Answer("\(flag)") }
    static func count(_ count: Int, isExact: Bool) -> Answer { Answer("\(count)\(isExact ? "" : " and more")") }
}

extension Array {
    /// The pages of a list of this many elements; one empty page of an empty list.
    func pages(of size: Int) -> [[Element]] {
        guard !isEmpty else { return [[]] }
        return stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
    }
}
