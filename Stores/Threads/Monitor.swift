#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A lock around some state, on which threads of our own can wait for the state to change.
///
/// Only a thread that is nobody's cooperative pool may call `wait`. The state must only be touched inside the closures.
// Unchecked because the compiler cannot see that the mutex guards the state: every access below holds it.
@safe package final class Monitor<State>: @unchecked Sendable {
    /// What one look at the state came to.
    package enum Look<Result> {
        case found(Result)
        /// Nothing yet: look again after a signal, or at this moment of ``MonotonicTime``.
        case wait(until: UInt64?)
    }

    private var state: State
    // C needs addresses that never move, so the two live on the heap for as long as the monitor does.
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>

    package init(_ state: State) {
        self.state = state
        // The memory is set up here before anyone can use it, and freed by `deinit`.
        unsafe mutex = .allocate(capacity: 1)
        unsafe condition = .allocate(capacity: 1)
        unsafe mutex.initialize(to: pthread_mutex_t())
        unsafe condition.initialize(to: pthread_cond_t())
        unsafe pthread_mutex_init(mutex, nil)
        #if canImport(Darwin)
            unsafe pthread_cond_init(condition, nil)
        #else
            // Timed waits must not stretch or shrink when someone sets the wall clock.
            var attributes = pthread_condattr_t()
            unsafe pthread_condattr_init(&attributes)
            unsafe pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
            unsafe pthread_cond_init(condition, &attributes)
            unsafe pthread_condattr_destroy(&attributes)
        #endif
    }

    deinit {
        // Nobody holds or waits on what nobody refers to.
        unsafe pthread_cond_destroy(condition)
        unsafe pthread_mutex_destroy(mutex)
        unsafe condition.deallocate()
        unsafe mutex.deallocate()
    }

    /// Looks at or changes the state.
    // The mutex lives as long as this object.
    package func withLock<Result>(_ body: (inout State) -> Result) -> Result {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        return body(&state)
    }

    /// Wakes one waiting thread.
    // The condition lives as long as this object.
    package func signal() { unsafe pthread_cond_signal(condition) }

    /// Wakes all waiting threads.
    // The condition lives as long as this object.
    package func signalAll() { unsafe pthread_cond_broadcast(condition) }

    /// Blocks this thread until a look finds something.
    // Both live as long as this object, and only the holder of the mutex waits.
    package func wait<Result>(_ look: (inout State) -> Look<Result>) -> Result {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        while true {
            switch look(&state) {
            case .found(let result): return result
            case .wait(until: nil): unsafe pthread_cond_wait(condition, mutex)
            case .wait(until: let moment?): waitOnce(until: moment)
            }
        }
    }

    // The caller holds the mutex; both live as long as this object.
    private func waitOnce(until moment: UInt64) {
        #if canImport(Darwin)
            let now = MonotonicTime.now
            guard moment > now else { return }
            var left = MonotonicTime.timespec(moment - now)
            _ = unsafe pthread_cond_timedwait_relative_np(condition, mutex, &left)
        #else
            var deadline = MonotonicTime.timespec(moment)
            _ = unsafe pthread_cond_timedwait(condition, mutex, &deadline)
        #endif
    }
}

private typealias TimeSpecification = timespec

/// Lets another thread run, if one waits for this processor.
func yieldThread() { sched_yield() }

/// Nanoseconds of a clock that nobody can set.
package enum MonotonicTime {
    /// The present.
    package static var now: UInt64 {
        var time = Self.timespec(0)
        // The C call writes through a pointer to a local that outlives it.
        _ = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    /// The moment this long after the present, held at the end of time.
    package static func after(_ duration: Duration) -> UInt64 {
        let (seconds, attoseconds) = duration.components
        guard seconds >= 0, attoseconds >= 0 else { return now }
        let (scaled, overflow) = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, overflowed) = now.addingReportingOverflow(scaled)
        guard !overflow, !overflowed, sum < UInt64(Int64.max) else { return UInt64(Int64.max) }
        return sum + UInt64(attoseconds / 1_000_000_000)
    }

    fileprivate static func timespec(_ nanoseconds: UInt64) -> TimeSpecification {
        TimeSpecification(tv_sec: .init(nanoseconds / 1_000_000_000), tv_nsec: .init(nanoseconds % 1_000_000_000))
    }
}
