import HoldfastCore
import HoldfastMemory
import HoldfastTestSupport
import Testing

/// A clock on which no sleep ever ends, but by a cancellation.
private struct StoppedTime: TimeSource {
    var now = Timestamp(microseconds: 1_800_000_000_000_000)
    var minimumResolution: Duration { .microseconds(1) }

    func sleep(until deadline: Timestamp, tolerance: Duration?) async throws {
        _ = await Latch<Void>().wait()
        throw CancellationError()
    }
}

@Suite struct StreamFollowerTests {
    private func stream() async throws -> (follower: RunStream, writer: RunStream) {
        let backend = MemoryBackend()
        let store = Store(backend: backend, time: StoppedTime())
        try await store.prepare()
        try await store.runs.create(NewRun("w", id: "r"))
        let other = Store(backend: MemoryBackend(sharing: backend), time: StoppedTime())
        return (store.streams.named("s", of: "r"), other.streams.named("s", of: "r"))
    }

    @Test(.timeLimit(.minutes(1))) func aWriterOfTheSameProcessWakesItAtOnce() async throws {
        let (follower, writer) = try await stream()
        let task = Task { try await follower.follow().reduce(into: []) { $0.append($1.content.text) } }
        for number in 0..<20 {
            // Now and then the follower waits already, and now and then it does not yet.
            if number % 2 == 0 { while try await !writer.isFollowed() { await Task.yield() } }
            try await writer.append(Payload(text: "\(number)"))
        }
        try await writer.close()
        #expect(try await task.value == (0..<20).map { "\($0)" })
        #expect(try await !writer.isFollowed())
    }

    @Test(.timeLimit(.minutes(1))) func severalFollowersAreWokenAndLetGo() async throws {
        let (follower, writer) = try await stream()
        let tasks = (0..<4).map { _ in
            Task { try await follower.follow().reduce(into: []) { $0.append($1.content.text) } }
        }
        while try await !writer.isFollowed() { await Task.yield() }
        tasks[0].cancel()
        await #expect(throws: CancellationError.self) { try await tasks[0].value }
        try await writer.append(contentsOf: ["a", "b"].map { Payload(text: $0) })
        try await writer.close()
        for task in tasks.dropFirst() { #expect(try await task.value == ["a", "b"]) }
        #expect(try await !writer.isFollowed())
    }
}
