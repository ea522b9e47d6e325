internal import HoldfastCore
internal import HoldfastThreads

/// Keeps the leases of a worker's runs, and learns from the store which runs must be left.
///
/// All leases are renewed by one call, three times in their duration; whether a run was asked to be cancelled or was
/// lost is looked up once a second, by one call too. A failed call is repeated at the next beat: only the end of the
/// lease ends the work.
struct Heartbeat {
    private let engine: Engine
    private let floor: Floor

    init(_ engine: Engine, _ floor: Floor) {
        self.engine = engine
        self.floor = floor
    }

    /// How often the flags of runs in hand are read.
    private static let flagInterval = Duration.seconds(1)

    /// Beats until the task is cancelled: on a thread of its own where time is real, so that user code that blocks
    /// every thread of the pool cannot starve it.
    func run() async {
        let time = engine.store.time
        guard time is SystemTime else { return await beats { try await time.sleep(for: $0) } }
        let thread = DedicatedThread()
        let alarm = Alarm()
        await withTaskCancellationHandler {
            // For the whole task, the store's code included: nothing on the way may need the pool. It pauses by
            // blocking its thread, since a sleep of the task would need a free thread of the pool to end.
            await withTaskExecutorPreference(thread) {
                await beats { pause in guard alarm.pause(for: pause) else { throw CancellationError() } }
            }
        } onCancel: {
            alarm.switchOff()
        }
        thread.stop()
    }

    private func beats(_ sleep: (Duration) async throws -> Void) async {
        let interval = min(Self.flagInterval, engine.options.lease / 3)
        var renewal = nextRenewal
        floor.heartbeat.open(())
        while (try? await sleep(interval)) != nil { renewal = await beat(interval, renewal) }
    }

    private var nextRenewal: Timestamp { engine.store.time.now.advanced(by: engine.options.lease / 3) }

    /// Renews the leases where that is due, otherwise reads the flags. Returns when the next renewal is due.
    private func beat(_ interval: Duration, _ renewal: Timestamp) async -> Timestamp {
        let store = engine.store.shielded
        let held = floor.all.filter { $0.interruption.value == nil }
        guard !held.isEmpty else { return renewal }
        let now = store.time.now
        for run in held where run.lease.expiresAt <= now { run.interruption.open(.lost) }
        if now.advanced(by: interval) > renewal { return await renew(held, store) ? nextRenewal : renewal }
        await readFlags(held, store)
        return renewal
    }

    /// False where the store failed, so that the next beat tries again.
    private func renew(_ held: [HeldRun], _ store: Store) async -> Bool {
        var isDone = true
        let outcomes = await store.leases.renew(held.map(\.lease))
        for (run, outcome) in zip(held, outcomes) {
            switch outcome {
            case .success(let lease): run.extend(lease)
            case .failure(let error):
                switch error.code {
                case .fenced, .invalidTransition: run.interruption.open(.lost)
                case .cancelRequested: run.interruption.open(.cancelled)
                default:
                    isDone = false
                    engine.options.observer.observe(EngineEvent(.persistenceError, run, error.description))
                }
            }
        }
        return isDone
    }

    private func readFlags(_ held: [HeldRun], _ store: Store) async {
        do {
            let records = try await store.runs.getMany(held.map(\.id), payloads: false)
            for (run, record) in zip(held, records) {
                let lease = run.lease
                if let record, record.incarnation == lease.incarnation, record.fence == lease.fence {
                    if record.cancelRequestedAt != nil { run.interruption.open(.cancelled) }
                    if record.pauseRequestedAt != nil { run.drain.open(.paused) }
                } else {
                    run.interruption.open(.lost)
                }
            }
        } catch {
            engine.options.observer.observe(EngineEvent(.persistenceError, message: "\(error)"))
        }
    }
}
