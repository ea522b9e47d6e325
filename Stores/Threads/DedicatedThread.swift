/// An executor with its own thread, for work that must go on whatever other code does to the cooperative pool.
///
/// Give it to a task as its executor preference: the task then needs the pool for nothing, neither when a sleep here
/// ends nor when a backend answers. (An actor alone is not enough: a continuation resumes by way of the task's
/// executor, which is the pool unless the task prefers another.) An actor may return it from `unownedExecutor` too.
///
/// The thread lives until ``stop()``, which the owner must call.
package final class DedicatedThread: SerialExecutor, TaskExecutor {
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

    /// Lets the thread end once it has run what was put in. Sleeps are cut short as if cancelled.
    package func stop() {
        state.withLock { $0.isStopping = true }
        state.signal()
    }

    /// Returns once the thread has run its last work. Must not be awaited on the thread itself.
    package func ended() async { await thread.withLock { $0 }?.ended() }

    private func run() {
        identity.adoptCurrentThread()
        let serial = unsafe asUnownedSerialExecutor()
        let task = unsafe asUnownedTaskExecutor()
        while true {
            switch state.wait(Self.next) {
            // The runtime hands each job over once; it must run on exactly this executor.
            case .run(let jobs): for job in jobs { unsafe job.runSynchronously(isolatedTo: serial, taskExecutor: task) }
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
