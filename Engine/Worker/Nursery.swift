internal import HoldfastCore

/// Where the bodies of steps run, so that one which ignores its time limit can be left behind.
///
/// The bodies are children of the nursery, which lives as long as its owner's task group, and not of the run that waits
/// for them: a run goes on at the limit, and the body's late result goes nowhere.
final class Nursery: Sendable {
    private typealias Job = @concurrent @Sendable () async -> Void

    private let jobs: AsyncStream<Job>
    private let entrance: AsyncStream<Job>.Continuation

    init() { (jobs, entrance) = AsyncStream.makeStream() }

    /// Runs what is handed in until ``close()``, then waits for it to end.
    func run() async {
        await withDiscardingTaskGroup { group in
            for await job in jobs { group.addTask { await job() } }
            group.cancelAll()
        }
    }

    /// Takes nothing more in.
    func close() { entrance.finish() }

    /// The result of the body, or ``StepTimeout`` at the limit, or `CancellationError` when the caller is cancelled.
    func run<Output: Sendable>(
        limit: Duration?, by time: any TimeSource, _ body: @escaping @concurrent @Sendable () async throws -> Output
    ) async throws -> Output {
        try Task.checkCancellation()
        let outcome = Latch<Result<Output, any Error>>()
        let accepted = entrance.yield {
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    do { outcome.open(.success(try await body())) } catch { outcome.open(.failure(error)) }
                }
                group.addTask {
                    guard let limit else { return _ = await outcome.wait() }
                    if await outcome.wait(atMost: limit, by: time) == nil, !Task.isCancelled {
                        outcome.open(.failure(StepTimeout(limit: limit)))
                    }
                }
                await group.next()
                group.cancelAll()
            }
        }
        guard case .enqueued = accepted else { throw CancellationError() }
        if let result = await outcome.wait() { return try result.get() }
        // The caller was cancelled: so is the body, whose result nobody waits for.
        outcome.open(.failure(CancellationError()))
        throw CancellationError()
    }
}
