internal import HoldfastCore

/// One call of the store, on one of its handles. Leases and lives are named by their number, from 1, in the order in
/// which calls gave them.
struct ModelCommand {
    let call: Call
    /// Which handle, from 0.
    let handle: Int

    enum Call {
        /// Without a policy it is `create`, with one it is `start`.
        case create(NewRun, StartConflict?)
        case get(RunID)
        case update(RunID, revision: Int64, RunPatch)
        case cancel(RunID, reason: String?)
        case delete(RunID, force: Bool)
        /// All pages.
        case list(RunQuery)
        case count(RunFilter, upTo: Int)
        case claim(owner: WorkerID, limit: Int, duration: Duration)
        case renew([Int])
        case end(Int, Ending)
        case commit(StepRecord, replacing: StepRecord?, writes: [StateWrite], lease: Int)
        /// All pages.
        case steps(RunID, StepQuery)
        case step(RunID, String)
        case attempts(RunID, String)
        case memo(Int)
        case set(StatePlace, String, Payload, timeToLive: Duration?)
        case compareAndSet(life: Int, String, expected: Payload?, Payload, timeToLive: Duration?)
        case remove(StatePlace, String)
        case value(life: Int, String)
        /// All pages.
        case values(life: Int, prefix: String, limit: Int)
        case sweep
        case advance(Duration)
        case reopen
    }

    /// How an owner gives up its lease.
    enum Ending {
        case release(readyAt: Timestamp?, charged: Bool)
        case park(until: Timestamp?)
        case stall(reason: String)
        case complete(Payload?)
        case fail(Failure)
        case cancel
    }

    /// Whose state is written: of a life by anybody, or of a lease's run by its owner.
    enum StatePlace {
        case life(Int)
        case lease(Int)
    }
}
