/// An executor with its own thread, for work that must go on whatever other code does to the cooperative pool.
///
/// An actor returns it from `unownedExecutor`. That alone is not enough for code that awaits more than the actor: a
/// continuation resumes by way of the task's executor, which is the pool unless the task prefers this one.
///
/// The thread lives until ``stop()``, which the owner must call.
package final class DedicatedThread: SerialExecutor, TaskExecutor {
    private struct State {
        var jobs: [UnownedJob] = []
        var isStopping = false
        var hasEnded = false
    }

    private let state = Monitor(State())
    private let identity = ThreadIdentity()
    private let thread = Monitor<WorkerThread?>(nil)

    /// Starts the thread.
    package init() { start() }

    private func start() {
        thread.withLock { $0 = WorkerThread { self.run() } }
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let hasEnded = state.withLock { state in
            state.jobs.append(job)
            defer { state.hasEnded = false }
            return state.hasEnded
        }
        // Work that was under way elsewhere when the thread was stopped must still come to its end.
        if hasEnded { start() } else { state.signal() }
    }

    package func asUnownedSerialExecutor() -> UnownedSerialExecutor {
        // The owning actor keeps this executor alive.
        unsafe UnownedSerialExecutor(ordinary: self)
    }

    package func isIsolatingCurrentContext() -> Bool? { identity.isCurrent }

    package func checkIsolated() { precondition(identity.isCurrent, "not on the thread of this executor") }

    /// Lets the thread end once it has run what was put in.
    package func stop() {
        state.withLock { $0.isStopping = true }
        state.signal()
    }

    /// Returns once the thread has run its last work. Must not be awaited on the thread itself.
    package func ended() async { await thread.withLock { $0 }?.ended() }

    private func run() {
        identity.adoptCurrentThread()
        // The thread runs a method of this executor, which therefore lives as long as both.
        let serial = unsafe asUnownedSerialExecutor()
        let task = unsafe asUnownedTaskExecutor()
        while let jobs = state.wait(Self.next) {
            // The runtime hands each job over once; it must run on exactly this executor.
            for job in jobs { unsafe job.runSynchronously(isolatedTo: serial, taskExecutor: task) }
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
