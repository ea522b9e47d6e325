internal import HoldfastConformance
internal import HoldfastCore
internal import Synchronization

extension BenignVariant {
    /// When calls are done and answered.
    static let timingVariants = [
        BenignVariant("B02", "every call takes 5 to 40 turns of other tasks") { handle, world in
            handle.surround(by: Latency(seed: world.place.seed))
        },
        // What resumes elsewhere is beyond a scheduler of the process.
        BenignVariant("B03", "every other call suspends and resumes on another thread", abilities: []) { handle, _ in
            handle.surround(by: Hops())
        },
        BenignVariant("B11", "commits are grouped and answered out of order of arrival") { handle, world in
            let group = CommitGroup(seed: world.place.seed)
            handle.onCommit = { base, batch in try await group.commit(batch, to: base) }
        },
    ]
}

private final class Latency: Surroundings {
    private let random: Mutex<SeededRandom>

    init(seed: UInt64) { random = Mutex(SeededRandom(seed: seed)) }

    func call<Answer>(_ verb: Verb, _ body: () async throws -> Answer) async throws -> Answer {
        for _ in 0..<random.withLock({ 5 + $0.number(below: 36) }) { await Task.yield() }
        return try await body()
    }
}

private final class Hops: Surroundings {
    private let calls = Atomic(0)

    func call<Answer>(_ verb: Verb, _ body: () async throws -> Answer) async throws -> Answer {
        if calls.add(1, ordering: .relaxed).newValue % 2 == 0 {
            await withCheckedContinuation { waiter in
                // Outside the caller's task, so that its thread is free meanwhile.
                Task.detached { waiter.resume() }
            }
        }
        return try await body()
    }
}

/// Lets commits that come together wait for each other; one of their tasks applies them all, in any order.
private final class CommitGroup: Sendable {
    private struct State {
        var lastPlace = 0
        var waiting: [(place: Int, batch: WriteBatch)] = []
        var outcomes: [Int: Result<CommitOutcome, BackendError>] = [:]
        var random: SeededRandom
    }

    private let state: Mutex<State>

    init(seed: UInt64) { state = Mutex(State(random: SeededRandom(seed: seed))) }

    func commit(_ batch: WriteBatch, to base: any StoreBackend) async throws -> CommitOutcome {
        let place = state.withLock { state in
            state.lastPlace += 1
            state.waiting.append((state.lastPlace, batch))
            return state.lastPlace
        }
        await pause()
        // Whose turn comes first does the work of all.
        let group = state.withLock { state in
            defer { state.waiting = [] }
            return state.waiting.shuffled(using: &state.random)
        }
        let outcomes = await base.commitEach(group.map(\.batch))
        state.withLock { state in
            for (commit, outcome) in zip(group, outcomes) { state.outcomes[commit.place] = outcome }
        }
        if !group.isEmpty { await pause() }
        while true {
            if let outcome = state.withLock({ $0.outcomes.removeValue(forKey: place) }) { return try outcome.get() }
            await Task.yield()
        }
    }
}
