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
    var memo: [String: StepRecord]
    /// Where each key's steps stand: how many were made, and whether one is being made.
    var repetitions: [String: Int] = [:]
    var active: Set<String> = []
    /// The keys that this execution has come by.
    var visited: Set<String> = []
    var lastPosition: Int
    /// Steps whose bodies are at work, so that the run cannot be parked.
    var busy = 0
    /// Set once the execution must be left.
    var unwinding: Unwinding?

    init(_ held: HeldRun, memo: [String: StepRecord], _ environment: RunEnvironment) {
        self.held = held
        self.environment = environment
        self.memo = memo
        id = held.claim.run.id
        incarnation = held.claim.run.incarnation
        record = held.claim.run
        lastPosition = memo.values.map(\.position).max() ?? 0
    }

    /// Leaves the execution: every call throws this from now on, where nothing threw before.
    func unwind(_ reason: Unwinding) -> Unwinding {
        let first = unwinding ?? reason
        unwinding = first
        return first
    }

    /// Throws where the execution must be left.
    func requireGoing() throws {
        if let reason = unwinding ?? held.interruption.value { throw unwind(reason) }
        if held.drain.value != nil { throw unwind(.draining) }
        if held.isRunningOut(at: environment.time.now) { throw unwind(.lost) }
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
        do {
            let outcome = try await environment.retrying(while: held) { [held, environment] in
                try await environment.store.steps.commit(step, replacing: previous, writes: writes, lease: held.lease)
            }
            switch outcome {
            case .committed(let lease):
                held.extend(lease)
                memo[step.key] = step
                return step
            case .existing(let stored):
                memo[step.key] = stored
                return stored
            }
        } catch let error as StoreError {
            if let reason = Unwinding(error) { throw unwind(reason) }
            throw error
        }
    }
}

extension Unwinding {
    /// Why a refused write of the owner means that the execution must be left; nil where it does not.
    init?(_ error: StoreError) {
        switch error.code {
        case .fenced, .invalidTransition: self = .lost
        case .cancelRequested: self = .cancelled
        case .unavailable, .ambiguous, .closed: self = .lost
        default: return nil
        }
    }
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

    /// Tries a write again while the store cannot be reached, as long as the run is ours.
    ///
    /// The pauses grow from 50 ms to 1 s; what ends them is the lease.
    func retrying<Output: Sendable>(
        while held: HeldRun, _ write: @Sendable () async throws -> Output
    ) async throws -> Output {
        var pause = Duration.milliseconds(50)
        while true {
            do {
                return try await write()
            } catch let error as StoreError where error.code == .unavailable {
                observer.observe(EngineEvent(.persistenceError, held, error.description))
                guard held.interruption.value == nil, !held.isRunningOut(at: time.now) else { throw error }
                try await time.sleep(for: pause)
                pause = min(pause * 2, .seconds(1))
            }
        }
    }
}
