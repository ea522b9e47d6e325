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

    @Test func itsWorkEndsThoughThePoolIsBusy() async {
        let thread = DedicatedThread()
        let ready = Mark()
        let done = Mark()
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await withTaskExecutorPreference(thread) {
                    ready.set()
                    for _ in 0..<5 {
                        _ = Alarm().pause(for: .milliseconds(5))
                        await Task.yield()
                    }
                    done.set()
                }
            }
            while !ready.isSet { await Task.yield() }
            // From here on every thread of the cooperative pool spins until the task on the thread is done.
            for _ in 0..<64 { group.addTask { while !done.isSet {} } }
        }
        thread.stop()
        await thread.ended()
    }
}

@Suite struct AlarmTests {
    @Test func aPauseLastsUntilItsMoment() async {
        let thread = DedicatedThread()
        let before = ContinuousClock.now
        #expect(await withTaskExecutorPreference(thread) { Alarm().pause(for: .milliseconds(20)) })
        #expect(ContinuousClock.now - before >= .milliseconds(20))
        thread.stop()
        await thread.ended()
    }

    @Test func anAlarmThatIsOffEndsEveryPause() async {
        let thread = DedicatedThread()
        let alarm = Alarm()
        async let paused = withTaskExecutorPreference(thread) { alarm.pause(for: .seconds(3_600)) }
        alarm.switchOff()
        #expect(await paused == false)
        #expect(await withTaskExecutorPreference(thread) { alarm.pause(for: .seconds(3_600)) } == false)
        thread.stop()
        await thread.ended()
    }
}

private final class Mark: Sendable {
    private let value = Atomic(false)
    var isSet: Bool { value.load(ordering: .acquiring) }
    func set() { value.store(true, ordering: .releasing) }
}
