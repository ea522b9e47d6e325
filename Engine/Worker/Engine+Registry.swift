internal import HoldfastCore
internal import Synchronization

extension Engine {
    /// What this engine makes known of itself.
    var profile: WorkerProfile {
        let known = workflows.withLock { Array($0.values) }
        var profile = WorkerProfile(
            worker, workflows: Set(known.map { WorkflowVersion($0.name, $0.key.version) }),
            queues: Set(options.queues))
        profile.host = Machine.name
        profile.processID = Machine.processID
        profile.build = options.build
        return profile
    }

    func register(_ duties: Duties) async {
        _ = duties.isDue(.beat, at: store.time.now, every: Workers.beatInterval)
        await reporting { try await store.workers.register(profile) }
    }

    func unregister() async {
        await reporting { try await store.shielded.workers.remove(worker) }
    }

    /// What a worker does now and then: lets itself be heard of, fires what is due by itself, and clears up what is
    /// over.
    func chores(_ duties: Duties) async {
        let now = store.time.now
        if duties.isDue(.beat, at: now, every: Workers.beatInterval) {
            await reporting { if try await !store.workers.beat(worker) { try await store.workers.register(profile) } }
        }
        // Not in each round: an idle worker makes at most three calls in one.
        if duties.isDue(.firing, at: now, every: .seconds(4)) {
            await reporting { _ = try await store.schedules.fireDue() }
            await reporting { _ = try await store.timers.fire() }
        }
        guard duties.isDue(.sweep, at: now, every: .seconds(60)) else { return }
        await reporting { try await store.workers.wake(for: profile) }
        await reporting { try await store.sweep(limit: 1_000) }
    }

    /// Whether this machine's clock is near enough to the store's for claims to be right; looked at once a minute.
    func hasRightClock(_ duties: Duties) async -> Bool {
        if duties.isDue(.clock, at: store.time.now, every: .seconds(60)) {
            duties.clockIsRight = false
            await reporting {
                try await store.leases.verifyClock(for: options.lease)
                duties.clockIsRight = true
            }
        }
        return duties.clockIsRight
    }

    func reporting(_ work: () async throws -> Void) async {
        do {
            try await work()
        } catch is CancellationError {
        } catch {
            options.observer.observe(EngineEvent(.persistenceError, message: "\(error)"))
        }
    }
}

/// What a worker does again and again beside its runs, and when next.
final class Duties: Sendable {
    enum Duty: Sendable { case beat, firing, sweep, clock }

    private let state = Mutex<(due: [Duty: Timestamp], clockIsRight: Bool)>(([:], true))

    /// True once in each interval.
    func isDue(_ duty: Duty, at now: Timestamp, every interval: Duration) -> Bool {
        state.withLock { state in
            if let due = state.due[duty], due > now { return false }
            state.due[duty] = now.advanced(by: interval)
            return true
        }
    }

    var clockIsRight: Bool {
        get { state.withLock { $0.clockIsRight } }
        set { state.withLock { $0.clockIsRight = newValue } }
    }
}
