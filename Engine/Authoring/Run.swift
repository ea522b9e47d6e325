public import HoldfastCore

/// One execution of a workflow's run: through it the workflow's code makes its steps durable.
///
/// It finds by its key what a step has done before, in this execution or in one that another worker began. Once the
/// execution has to be left, because the run waits, is cancelled or belongs to another worker, every call throws, and
/// whatever the body then returns is ignored.
public actor Run {
    /// The id of the run.
    public nonisolated let id: RunID
    /// The life of the run.
    public nonisolated let incarnation: Incarnation
    /// The record as it was when the run was claimed.
    public nonisolated let record: RunRecord

    let held: HeldRun
    let environment: RunEnvironment
    /// Steps by key, as they are stored.
    var memo: [StepKey: StepRecord]
    /// Where each key's steps stand: how many were made, and whether one is being made.
    var repetitions: [StepKey: Int] = [:]
    var active: Set<StepKey> = []
    /// The keys that this execution has come by.
    var visited: Set<StepKey> = []
    var lastPosition: Int
    /// Steps whose bodies are at work, and what is opened when the last of them has ended.
    var busy = 0
    var rest = Latch<Void>()
    /// Calls that wait for a time, by the number of their wait.
    var waits: [Int: Timestamp] = [:]
    /// Grows whenever a call begins or ends.
    var moves = 0

    init(_ held: HeldRun, memo: [StepRecord], _ environment: RunEnvironment) {
        self.held = held
        self.environment = environment
        self.memo = Dictionary(memo.map { (StepKey($0.key), $0) }, uniquingKeysWith: { first, _ in first })
        id = held.claim.run.id
        incarnation = held.claim.run.incarnation
        record = held.claim.run
        lastPosition = memo.map(\.position).max() ?? 0
    }

    /// Leaves the execution: every call throws the first reason from now on, and what is at work is cancelled.
    func unwind(_ reason: Unwinding) -> Unwinding {
        held.interruption.open(reason)
        return held.interruption.value ?? reason
    }

    /// Throws where the execution must be left.
    func requireGoing() async throws {
        while true {
            if let reason = held.interruption.value { throw reason }
            try Task.checkCancellation()
            if held.isRunningOut(at: environment.time.now) { throw unwind(.lost) }
            guard let reason = held.drain.value else { return }
            guard busy > 0 else { throw unwind(reason) }
            // To leave now would cancel the steps beside this one, which may still commit.
            _ = await rest.wait()
        }
    }

    /// Notes that a body is at work, until ``endWork()``.
    func beginWork() {
        if busy == 0 { rest = Latch() }
        busy += 1
    }

    func endWork() {
        busy -= 1
        if busy == 0 { rest.open(()) }
    }

    /// The next place in the order of steps.
    func nextPosition() -> Int {
        lastPosition += 1
        return lastPosition
    }

    /// Commits a step under the run's lease; what another execution has committed before stands.
    func commit(
        _ step: StepRecord, replacing previous: StepRecord?, writes: [StateWrite] = []
    ) async throws -> StepRecord {
        let outcome = try await reach { [held, environment] in
            try await environment.store.steps.commit(step, replacing: previous, writes: writes, lease: held.lease)
        }
        let stored: StepRecord
        switch outcome {
        case .committed(let lease):
            held.extend(lease)
            stored = step
        case .existing(let other): stored = other
        }
        memo[StepKey(step.key)] = stored
        return stored
    }

    /// Calls the store, again while it cannot be reached. What it refuses for another reason than the values themselves
    /// is no fault of the workflow: the execution is left, and another one carries on.
    func reach<Output: Sendable>(_ call: @Sendable () async throws -> Output) async throws -> Output {
        do {
            return try await environment.retrying(while: held, call)
        } catch let error as StoreError {
            switch error.code {
            case .limitExceeded, .invalidArgument: throw error
            case .cancelRequested: throw unwind(.cancelled)
            case .fenced, .invalidTransition: throw unwind(.lost)
            default:
                environment.observer.observe(EngineEvent(.persistenceError, held, error.description))
                throw unwind(.lost)
            }
        }
    }
}

/// The key of a step, told from others by its bytes, as every store does.
struct StepKey: Hashable {
    let bytes: [UInt8]

    init(_ text: String) { bytes = Array(text.utf8) }
}

/// What runs share in one worker.
struct RunEnvironment: Sendable {
    let store: Store
    let codec: any PayloadCodec
    let nursery: Nursery
    let observer: any Observer
    let worker: WorkerID
    /// A wait of at least this long gives the run's place to another.
    let parkAfter: Duration
    /// The most steps that one call runs side by side.
    let parallelSteps: Int

    var time: any TimeSource { store.time }

    /// Makes a call again while the store cannot be reached, as long as the run is ours.
    ///
    /// The pauses grow from 50 ms to 1 s; what ends them is the lease.
    func retrying<Output: Sendable>(
        while held: HeldRun, _ call: @Sendable () async throws -> Output
    ) async throws -> Output {
        var pause = Duration.milliseconds(50)
        while true {
            do {
                return try await call()
            } catch let error as StoreError where error.code == .unavailable {
                guard held.lease.expiresAt > time.now else { throw error }
                observer.observe(EngineEvent(.persistenceError, held, error.description))
                try await time.sleep(for: pause)
                pause = min(pause * 2, .seconds(1))
            }
        }
    }
}
