/// An executor with its own thread, so that what is on it runs whatever other code does to the cooperative pool.
///
/// A task is put on it as a whole by `withTaskExecutorPreference`. (An actor on an executor of its own is not enough:
/// the end of a continuation passes through the pool before it comes back.) The thread lives until ``stop()``, which the
/// owner must call once no more work will come: work after it is a programming error.
package final class DedicatedThread: TaskExecutor {
    struct State {
        var jobs: [UnownedJob] = []
        var sleepers: [Sleeper] = []
        /// Sleeps that were cancelled before they began.
        var cancelledEarly: Set<UInt64> = []
        var lastSleep: UInt64 = 0
        var isStopping = false
        var hasEnded = false
    }

    private enum Work {
        case run([UnownedJob])
        case wake(Sleeper)
        case end([Sleeper])
    }

    let state = Monitor(State())
    private let identity = ThreadIdentity()
    private let thread = Monitor<WorkerThread?>(nil)

    /// Starts the thread.
    package init() {
        let worker = WorkerThread { self.run() }
        thread.withLock { $0 = worker }
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let hasEnded = state.withLock { state in
            state.jobs.append(job)
            return state.hasEnded
        }
        precondition(!hasEnded, "work for a thread that was stopped")
        state.signal()
    }

    /// Whether the caller runs on the thread.
    package var isCurrent: Bool { identity.isCurrent }

    /// Lets the thread end once it has run what was put in. Sleeps are cut short as if cancelled.
    package func stop() {
        state.withLock { $0.isStopping = true }
        state.signal()
    }

    /// Returns once the thread has run its last work. Must not be awaited on the thread itself.
    package func ended() async { await thread.withLock { $0 }?.ended() }

    private func run() {
        identity.adoptCurrentThread()
        let executor = unsafe asUnownedTaskExecutor()
        while true {
            switch state.wait(Self.next) {
            // The runtime hands each job over once; it must run on exactly this executor.
            case .run(let jobs): for job in jobs { unsafe job.runSynchronously(on: executor) }
            case .wake(let sleeper): sleeper.continuation.resume()
            case .end(let sleepers):
                for sleeper in sleepers { sleeper.continuation.resume(throwing: CancellationError()) }
                // Those who slept have just put in the rest of their work.
                guard !sleepers.isEmpty else { return }
            }
        }
    }

    private static func next(_ state: inout State) -> Monitor<State>.Look<Work> {
        let first = state.sleepers.indices.min { state.sleepers[$0].moment < state.sleepers[$1].moment }
        if let first, state.sleepers[first].moment <= MonotonicTime.now {
            return .found(.wake(state.sleepers.remove(at: first)))
        }
        if !state.jobs.isEmpty {
            var jobs: [UnownedJob] = []
            swap(&jobs, &state.jobs)
            return .found(.run(jobs))
        }
        if state.isStopping {
            defer { state.sleepers = [] }
            state.hasEnded = state.sleepers.isEmpty
            return .found(.end(state.sleepers))
        }
        return .wait(until: first.map { state.sleepers[$0].moment })
    }
}
