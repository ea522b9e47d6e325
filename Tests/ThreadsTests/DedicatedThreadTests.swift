import HoldfastThreads
import Synchronization
import Testing

@Suite struct DedicatedThreadTests {
    @Test func aTaskRunsOnTheThreadWithItsChildren() async {
        let thread = DedicatedThread()
        let wasThere = await withTaskExecutorPreference(thread) {
            await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<100 { group.addTask { thread.isCurrent } }
                return await group.reduce(thread.isCurrent) { $0 && $1 }
            }
        }
        #expect(wasThere && !thread.isCurrent)
        thread.stop()
        await thread.ended()
    }

    @Test func aSleepLastsAndResumesOnTheThread() async throws {
        let thread = DedicatedThread()
        let before = ContinuousClock.now
        let isThere = try await withTaskExecutorPreference(thread) {
            try await thread.sleep(for: .milliseconds(20))
            return thread.isCurrent
        }
        #expect(isThere && ContinuousClock.now - before >= .milliseconds(20))
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
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    do {
                        try await thread.sleep(for: .seconds(3_600))
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
        async let wasCut: Bool = withTaskExecutorPreference(thread) {
            do {
                try await thread.sleep(for: .seconds(3_600))
                return false
            } catch { return thread.isCurrent }
        }
        while !thread.hasSleepers { await Task.yield() }
        thread.stop()
        #expect(await wasCut)
        await thread.ended()
    }

    @Test func aSleepEndsThoughThePoolIsBusy() async throws {
        let thread = DedicatedThread()
        let mark = Mark()
        async let slept: Void = withTaskExecutorPreference(thread) {
            try await thread.sleep(for: .milliseconds(30))
            mark.set()
        }
        while !thread.hasSleepers { await Task.yield() }
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
