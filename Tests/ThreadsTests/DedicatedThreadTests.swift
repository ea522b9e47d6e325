import HoldfastThreads
import Synchronization
import Testing

private actor Counter {
    let thread: DedicatedThread
    private var count = 0

    init(_ thread: DedicatedThread) { self.thread = thread }

    // The actor keeps the thread alive.
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe thread.asUnownedSerialExecutor() }

    func raise() -> Int {
        count += 1
        return count
    }

    func isOnItsThread() -> Bool {
        assertIsolated()
        return thread.isIsolatingCurrentContext() == true
    }

    func pause(_ alarm: Alarm, _ duration: Duration) -> Bool { alarm.pause(for: duration) }

    func pauseAndSet(_ mark: Mark) {
        mark.getReady()
        _ = Alarm().pause(for: .milliseconds(30))
        mark.set()
    }
}

@Suite struct DedicatedThreadTests {
    @Test func jobsRunOnTheThreadAndOneAtATime() async {
        let thread = DedicatedThread()
        let counter = Counter(thread)
        let counts = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<500 { group.addTask { await counter.raise() } }
            return await group.reduce(into: Set<Int>()) { $0.insert($1) }
        }
        #expect(counts == Set(1...500))
        #expect(await counter.isOnItsThread())
        #expect(thread.isIsolatingCurrentContext() == false)
        thread.stop()
        await thread.ended()
    }

    @Test func stopRunsWhatWasPutIn() async {
        let thread = DedicatedThread()
        let counter = Counter(thread)
        #expect(await counter.raise() == 1)
        thread.stop()
        await thread.ended()
    }

    @Test func aPauseEndsThoughThePoolIsBusy() async {
        let thread = DedicatedThread()
        let counter = Counter(thread)
        let mark = Mark()
        async let paused: Void = counter.pauseAndSet(mark)
        while !mark.isReady { await Task.yield() }
        // From here on every thread of the cooperative pool spins until the actor has set the mark.
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<64 { group.addTask { while !mark.isSet {} } }
        }
        await paused
        thread.stop()
        await thread.ended()
    }
}

extension DedicatedThreadTests {
    /// As a backend answers: from a thread of its own, through a continuation.
    @Test func aTaskThatPrefersTheThreadGetsAnswersThoughThePoolIsBusy() async {
        let thread = DedicatedThread()
        let counter = Counter(thread)
        let mark = Mark()
        let questions = Inbox<CheckedContinuation<Int, Never>>()
        let answering = WorkerThread { while let question = questions.takeFirst() { question.resume(returning: 7) } }
        await withTaskGroup(of: Void.self) { group in
            group.addTask(executorPreference: thread) {
                for _ in 0..<3 {
                    // The pool is busy from the first answer on, at the latest.
                    #expect(await withCheckedContinuation { _ = questions.append($0) } == 7)
                    #expect(thread.isIsolatingCurrentContext() == true)
                }
                #expect(await counter.raise() == 1)
                mark.set()
            }
            for _ in 0..<64 { group.addTask { while !mark.isSet {} } }
        }
        questions.close()
        await answering.ended()
        thread.stop()
        await thread.ended()
    }

    @Test func workThatComesAfterTheEndIsStillRun() async {
        let thread = DedicatedThread()
        let counter = Counter(thread)
        thread.stop()
        await thread.ended()
        #expect(await counter.raise() == 1)
        await thread.ended()
    }
}

@Suite struct AlarmTests {
    @Test func aPauseLastsUntilItsMoment() async {
        let thread = DedicatedThread()
        let counter = Counter(thread)
        let before = ContinuousClock.now
        #expect(await counter.pause(Alarm(), .milliseconds(20)))
        #expect(ContinuousClock.now - before >= .milliseconds(20))
        thread.stop()
        await thread.ended()
    }

    @Test func anAlarmThatIsOffEndsEveryPause() async {
        let thread = DedicatedThread()
        let counter = Counter(thread)
        let alarm = Alarm()
        async let paused = counter.pause(alarm, .seconds(3_600))
        alarm.switchOff()
        #expect(await paused == false)
        #expect(await counter.pause(alarm, .seconds(3_600)) == false)
        thread.stop()
        await thread.ended()
    }
}

private final class Mark: Sendable {
    private let value = Atomic(false)
    private let ready = Atomic(false)
    var isReady: Bool { ready.load(ordering: .acquiring) }
    func getReady() { ready.store(true, ordering: .releasing) }
    var isSet: Bool { value.load(ordering: .acquiring) }
    func set() { value.store(true, ordering: .releasing) }
}
