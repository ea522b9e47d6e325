/// An executor with its own thread, for work that must go on whatever other code does to the cooperative pool.
///
/// A task is put on it as a whole by `withTaskExecutorPreference`. (An actor with this as its executor would not be
/// enough: a continuation resumes by way of the task's executor, which is the pool unless the task prefers another.)
/// The thread lives until ``stop()``, which the owner must call once no more work will come.
package final class DedicatedThread: TaskExecutor {
    private struct State {
        var jobs: [UnownedJob] = []
        var isStopping = false
        var hasEnded = false
    }

    private let state = Monitor(State())
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

    /// Lets the thread end once it has run what was put in.
    package func stop() {
        state.withLock { $0.isStopping = true }
        state.signal()
    }

    /// Returns once the thread has run its last work. Must not be awaited on the thread itself.
    package func ended() async { await thread.withLock { $0 }?.ended() }

    private func run() {
        identity.adoptCurrentThread()
        // The thread runs a method of this executor, which therefore lives as long as its unowned reference.
        let executor = unsafe asUnownedTaskExecutor()
        while let jobs = state.wait(Self.next) {
            // The runtime hands each job over once; it must run on exactly this executor.
            for job in jobs { unsafe job.runSynchronously(on: executor) }
        }
    }

    /// The jobs that wait, or nil at the end.
    private static func next(_ state: inout State) -> Monitor<State>.Look<[UnownedJob]?> {
        if !state.jobs.isEmpty {
            var jobs: [UnownedJob] = []
            swap(&jobs, &state.jobs)
            return .found(jobs)
        }
        guard state.isStopping else { return .wait(until: nil) }
        state.hasEnded = true
        return .found(nil)
    }
}
