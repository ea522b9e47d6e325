import HoldfastThreads
import Synchronization
import Testing

private actor Counter {
    let thread: DedicatedThread
    private var count = 0

    init(_ thread: DedicatedThread) { self.thread = thread }

    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe thread.asUnownedSerialExecutor() }

    func raise() -> Int {
        count += 1
        return count
    }

    func isOnItsThread() -> Bool {
        assertIsolated()
        return thread.isIsolatingCurrentContext() == true
    }

    func sleepAndSet(_ mark: Mark) async throws {
        try await thread.sleep(for: .milliseconds(30))
        mark.set()
    }

    func raisesWhenItsSleepIsCut() async -> Bool {
        do {
            try await thread.sleep(for: .seconds(3_600))
            return false
        } catch {
            return raise() == 1 && isOnItsThread()
        }
    }

    func sleep(_ duration: Duration) async throws -> Bool {
        try await thread.sleep(for: duration)
        return isOnItsThread()
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

    @Test func aSleepLastsAndResumesOnTheThread() async throws {
        let thread = DedicatedThread()
        let counter = Counter(thread)
        let before = ContinuousClock.now
        #expect(try await counter.sleep(.milliseconds(20)))
        #expect(ContinuousClock.now - before >= .milliseconds(20))
        thread.stop()
        await thread.ended()
    }

    @Test func sleepsEndInTheOrderOfTheirMoments() async throws {
        let thread = DedicatedThread()
        let order = Numbers()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for length in [60, 20, 40] {
                group.addTask {
                    try await thread.sleep(for: .milliseconds(length))
                    order.add(length)
                }
            }
            try await group.waitForAll()
        }
        #expect(order.all == [20, 40, 60])
        thread.stop()
        await thread.ended()
    }

    @Test func aCancelledSleepThrowsAtOnce() async {
        let thread = DedicatedThread()
        let counter = Counter(thread)
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    do {
                        _ = try await counter.sleep(.seconds(3_600))
                        return false
                    } catch { return error is CancellationError }
                }
            }
            group.cancelAll()
            for await wasCancelled in group { #expect(wasCancelled) }
        }
        thread.stop()
        await thread.ended()
    }

    @Test func stopCutsSleepsShortAndRunsWhatFollowsThem() async {
        let thread = DedicatedThread()
        let counter = Counter(thread)
        async let wasCut = counter.raisesWhenItsSleepIsCut()
        while !thread.hasSleepers { await Task.yield() }
        thread.stop()
        #expect(await wasCut)
        await thread.ended()
    }

    @Test func aSleepEndsThoughThePoolIsBusy() async throws {
        let thread = DedicatedThread()
        let counter = Counter(thread)
        let mark = Mark()
        async let slept: Void = counter.sleepAndSet(mark)
        while !thread.hasSleepers, !mark.isSet { await Task.yield() }
        // From here on every thread of the cooperative pool spins until the actor has set the mark.
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<64 { group.addTask { while !mark.isSet {} } }
        }
        try await slept
        #expect(mark.isSet)
        thread.stop()
        await thread.ended()
    }
}

private final class Mark: Sendable {
    private let value = Atomic(false)
    var isSet: Bool { value.load(ordering: .acquiring) }
    func set() { value.store(true, ordering: .releasing) }
}
