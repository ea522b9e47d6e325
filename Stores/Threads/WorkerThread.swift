internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A thread of our own, for C calls that block: the cooperative pool must never wait for them.
package final class WorkerThread: Sendable {
    private struct State {
        var hasEnded = false
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())
    private let body: @Sendable () -> Void

    /// Starts a thread that runs the body once.
    package init(_ body: @escaping @Sendable () -> Void) {
        self.body = body
        // The thread keeps this object alive until its body has returned.
        let box = unsafe Unmanaged.passRetained(self).toOpaque()
        #if canImport(Darwin)
            var thread: pthread_t?
            let code = unsafe pthread_create(&thread, nil, { unsafe WorkerThread.enter($0) }, box)
            precondition(code == 0, "no thread could be started: error \(code)")
            if let thread = unsafe thread { unsafe pthread_detach(thread) }
        #else
            var thread = pthread_t()
            let code = unsafe pthread_create(&thread, nil, { unsafe WorkerThread.enter($0) }, box)
            precondition(code == 0, "no thread could be started: error \(code)")
            pthread_detach(thread)
        #endif
    }

    private static func enter(_ box: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        // The box is what `init` gave to this thread and to no other.
        guard let box = unsafe box else { return nil }
        // Balances the retain of `init`.
        unsafe Unmanaged<WorkerThread>.fromOpaque(box).takeRetainedValue().run()
        return nil
    }

    private func run() {
        body()
        let waiters = state.withLock { state in
            state.hasEnded = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Returns once the body has returned: nothing of it runs any more.
    package func ended() async {
        await withCheckedContinuation { waiter in
            let hasEnded = state.withLock { state in
                if !state.hasEnded { state.waiters.append(waiter) }
                return state.hasEnded
            }
            if hasEnded { waiter.resume() }
        }
    }
}

/// Tells whether code runs on one given thread.
struct ThreadIdentity: ~Copyable, Sendable {
    private let number = Atomic<UInt>(0)

    /// From now on this is the current thread.
    func adoptCurrentThread() { number.store(Self.current, ordering: .releasing) }

    /// Whether the current thread is the adopted one.
    var isCurrent: Bool { number.load(ordering: .acquiring) == Self.current }

    private static var current: UInt {
        #if canImport(Darwin)
            // Only the address is kept, to compare it.
            unsafe UInt(bitPattern: pthread_self())
        #else
            UInt(pthread_self())
        #endif
    }
}
