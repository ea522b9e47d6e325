internal import HoldfastCore
internal import HoldfastThreads
internal import Synchronization

extension Engine {
    /// Works on runs until ``stop(grace:)`` is called or the task is cancelled, then gives back what is in hand.
    ///
    /// May be called once. The store may fail meanwhile: the worker reports it to the observer and goes on trying.
    public func run() async {
        let floor = Floor(self)
        options.observer.observe(EngineEvent(.workerStarted, message: worker.rawValue))
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await floor.environment.nursery.run() }
            group.addTask { await Heartbeat(self, floor).run() }
            await withTaskCancellationHandler {
                _ = await floor.heartbeat.wait()
                await self.work(floor)
            } onCancel: {
                self.stop(grace: .zero)
            }
            floor.close()
            group.cancelAll()
        }
        options.observer.observe(EngineEvent(.workerStopped, message: worker.rawValue))
    }

    /// Claims what is due once and brings it as far as it goes, for callers who drive the engine themselves.
    ///
    /// - Returns: How many runs were worked on.
    @discardableResult
    public func tick() async throws -> Int {
        let floor = Floor(self)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await floor.environment.nursery.run() }
            group.addTask { await Heartbeat(self, floor).run() }
            _ = await floor.heartbeat.wait()
            let claims = try await claim(limit: options.concurrency)
            await withDiscardingTaskGroup { runs in
                for claim in claims {
                    let execution = Execution(self, floor, claim)
                    runs.addTask { await execution.run() }
                }
            }
            floor.close()
            group.cancelAll()
            return claims.count
        }
    }

    /// The loop of a worker: claims into its free places, and waits while there is nothing to do.
    private func work(_ floor: Floor) async {
        await withDiscardingTaskGroup { group in
            var idle = options.pollInterval
            let duties = Duties()
            // Before the first claim, so that who gives a run back finds this worker.
            await register(duties)
            group.addTask {
                while self.stopping.value == nil {
                    await self.chores(duties)
                    _ = await self.stopping.wait(atMost: .seconds(10), by: self.store.time)
                    if Task.isCancelled { return }
                }
            }
            while stopping.value == nil {
                let free = options.concurrency - floor.count
                let mayClaim = free > 0 ? await hasRightClock(duties) : false
                let claims = mayClaim ? await claimOrReport(limit: free) : []
                for claim in claims {
                    let execution = Execution(self, floor, claim)
                    group.addTask {
                        await execution.run()
                        self.wakeUp.ring()
                    }
                }
                idle = claims.isEmpty ? min(idle * 2, .seconds(2)) : options.pollInterval
                guard claims.count < free || free == 0 else { continue }
                // Jitter only lengthens the pause, so that an idle worker stays within one round in two seconds.
                let pause = idle * (1 + 0.2 * store.identifiers.fraction())
                await wakeUp.wait(for: min(pause, floor.timeToNextWakeUp(at: store.time.now)), by: store.time)
            }
            await drain(floor)
            await unregister()
        }
    }

    /// Lets what is in hand stop before its next step; cancels what has not after the grace time.
    private func drain(_ floor: Floor) async {
        floor.interruptAtNextStep()
        let deadline = store.time.now.advanced(by: stopping.value ?? options.grace)
        while floor.count > 0, store.time.now < deadline, !Task.isCancelled {
            // A drain is checked every 100 ms: a run that ends rings too.
            await wakeUp.wait(for: .milliseconds(100), by: store.time)
        }
        floor.interruptNow()
    }

    func claim(limit: Int) async throws -> [ClaimedRun] {
        let routes = options.queues.flatMap { queue in
            [Route.name(queue: queue, build: nil)] + (options.build.map { [Route.name(queue: queue, build: $0)] } ?? [])
        }
        return try await store.leases.claim(routes: routes, limit: limit, owner: worker, duration: options.lease)
    }

    private func claimOrReport(limit: Int) async -> [ClaimedRun] {
        do {
            return try await claim(limit: limit)
        } catch is CancellationError {
            return []
        } catch {
            options.observer.observe(EngineEvent(.persistenceError, message: "\(error)"))
            return []
        }
    }
}

/// What a worker has in hand.
final class Floor: Sendable {
    let environment: RunEnvironment
    /// Opened when the heartbeat is at work. Nothing is claimed before: the first step could block every thread that
    /// the heartbeat needs to reach its own.
    let heartbeat = Latch<Void>()
    private let state = Mutex<(held: [ObjectIdentifier: HeldRun], isDraining: Bool, wakeUps: [Timestamp])>(
        ([:], false, []))

    init(_ engine: Engine) {
        environment = RunEnvironment(
            store: engine.store.shielded, codec: engine.options.codec, nursery: Nursery(),
            observer: engine.options.observer, worker: engine.worker, parkAfter: engine.options.parkAfter,
            parallelSteps: engine.options.parallelSteps)
    }

    var count: Int { state.withLock { $0.held.count } }
    var all: [HeldRun] { state.withLock { Array($0.held.values) } }

    func enter(_ run: HeldRun) {
        let isDraining = state.withLock { state in
            // By the claim: the next life of a run may be claimed here while its last one is still to be left.
            state.held[ObjectIdentifier(run)] = run
            return state.isDraining
        }
        if isDraining { run.drain.open(.draining) }
    }

    func leave(_ run: HeldRun) { state.withLock { $0.held[ObjectIdentifier(run)] = nil } }

    /// Remembers when a run that was parked here is due, so that an idle worker is there in time.
    func expect(_ wakeUp: Timestamp) {
        state.withLock { state in
            state.wakeUps.append(wakeUp)
            // Only a hint: others may have parked more, and polling finds all.
            if state.wakeUps.count > 1_000 { state.wakeUps = Array(state.wakeUps.sorted().prefix(500)) }
        }
    }

    func timeToNextWakeUp(at now: Timestamp) -> Duration {
        state.withLock { state in
            state.wakeUps.removeAll { $0 < now }
            return state.wakeUps.min().map { max(.milliseconds(1), now.duration(to: $0)) } ?? .seconds(3_600)
        }
    }

    func interruptAtNextStep() {
        let held = state.withLock { state in
            state.isDraining = true
            return Array(state.held.values)
        }
        for run in held { run.drain.open(.draining) }
    }

    func interruptNow() { for run in all { run.interruption.open(.draining) } }

    func close() { environment.nursery.close() }
}
