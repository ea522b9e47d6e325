import HoldfastConformance
import HoldfastCore
import Synchronization
import Testing

@Suite struct LocalSharingTests {
    private struct Broken: Error {}

    /// Opens once, and lets all go on who wait for it.
    private struct Gate: Sendable {
        let stream: AsyncStream<Void>
        let open: AsyncStream<Void>.Continuation

        init() { (stream, open) = AsyncStream<Void>.makeStream() }

        func pass() async { for await _ in stream {} }
    }

    @Test func oneCallAnswersAllWhoAskMeanwhile() async throws {
        let flights = SingleFlight<String, Int>()
        let gate = Gate()
        let calls = Count()
        let asked = Count()
        let answers = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    asked.add()
                    return try await flights.run("k") {
                        await gate.pass()
                        return calls.add()
                    }
                }
            }
            while asked.value < 8 { await Task.yield() }
            #expect(try await flights.run("other") { 99 } == 99, "another key")
            gate.open.finish()
            return try await group.reduce(into: []) { $0.append($1) }
        }
        // Who came only after the call had ended made one of its own.
        #expect(answers.count == 8 && Set(answers).count == calls.value)
        #expect(try await flights.run("k") { 7 } == 7, "nothing is kept")
        await #expect(throws: Broken.self) { try await flights.run("k") { throw Broken() } }
        #expect(try await flights.run("k") { 8 } == 8, "nor is a failure")
    }

    @Test func aCallWhoseMakerIsCancelledIsMadeAnew() async throws {
        let flights = SingleFlight<String, Int>()
        let gate = Gate()
        let started = Count()
        let first = Task {
            try await flights.run("k") {
                started.add()
                await gate.pass()
                try Task.checkCancellation()
                return 1
            }
        }
        while started.value == 0 { await Task.yield() }
        let second = Task { try await flights.run("k") { 2 } }
        first.cancel()
        #expect(try await second.value == 2)
        await #expect(throws: CancellationError.self) { try await first.value }
    }

    @Test func aCallIsCancelledWithItsMaker() async throws {
        let flights = SingleFlight<String, Bool>()
        let gate = Gate()
        let waiter = Task {
            try await flights.run("k") {
                await gate.pass(); return Task.isCancelled
            }
        }
        waiter.cancel()
        let isCancelled = try? await waiter.value
        // Where it had not begun, it never does.
        #expect(isCancelled ?? true)
    }

    @Test func aFullBatchIsSentAtOnceAndEachGetsItsAnswer() async throws {
        let sizes = Mutex<[Int]>([])
        let batcher = Batcher<Int, Int>(limit: 4, patience: .seconds(1), time: Waiting()) { items in
            sizes.withLock { $0.append(items.count) }
            return items.map { $0 * 2 }
        }
        let answers = try await withThrowingTaskGroup(of: Bool.self) { group in
            for n in 0..<12 { group.addTask { try await batcher.submit(n) == n * 2 } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers == Array(repeating: true, count: 12))
        #expect(sizes.withLock { $0 } == [4, 4, 4])
    }

    @Test func aBatchIsSentWhenItsFirstHasWaited() async throws {
        let batcher = Batcher<Int, Int>(limit: 100, patience: .seconds(1), time: VirtualTime()) { $0 }
        #expect(try await batcher.submit(5) == 5)
        let broken = Batcher<Int, Int>(limit: 1, patience: .seconds(1), time: VirtualTime()) { _ in throw Broken() }
        await #expect(throws: Broken.self) { try await broken.submit(1) }
        let short = Batcher<Int, Int>(limit: 1, patience: .seconds(1), time: VirtualTime()) { _ in [] }
        await #expect(throws: StoreError.self) { try await short.submit(1) }
    }
}

private final class Count: Sendable {
    private let number = Atomic(0)

    var value: Int { number.load(ordering: .relaxed) }

    @discardableResult
    func add() -> Int { number.add(1, ordering: .relaxed).newValue }
}

/// A clock whose sleepers wait until they are cancelled.
private struct Waiting: TimeSource {
    var now: Timestamp { Timestamp(microseconds: 0) }
    var minimumResolution: Duration { .microseconds(1) }

    func sleep(until deadline: Timestamp, tolerance: Duration?) async throws {
        let (stream, continuation) = AsyncStream<Never>.makeStream()
        for await _ in stream {}
        continuation.finish()
    }
}
