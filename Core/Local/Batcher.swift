internal import Synchronization

/// Gathers single calls into one for all of them, within one process: when so many are there, or the first has waited
/// for so long.
public final class Batcher<Item: Sendable, Answer: Sendable>: Sendable {
    private typealias Caller = AsyncStream<Result<Answer, any Error>>.Continuation

    private struct Batch {
        var items: [Item] = []
        var callers: [Caller] = []
        /// Tells a batch from the next one, when its time has come.
        var number = 0
        /// Ends when the batch is sent.
        let gathering = AsyncStream<Never>.makeStream()
    }

    private let limit: Int
    private let patience: Duration
    private let time: any TimeSource
    private let perform: @Sendable ([Item]) async throws -> [Answer]
    private let batch = Mutex(Batch())

    /// A batcher of this call.
    ///
    /// - Parameters:
    ///   - limit: The most items of one call; at least 1.
    ///   - patience: How long the first item waits for others.
    ///   - perform: Answers each item in its place, or throws for all of them.
    public init(
        limit: Int, patience: Duration, time: any TimeSource = SystemTime(),
        perform: @escaping @Sendable ([Item]) async throws -> [Answer]
    ) {
        self.limit = max(1, limit)
        self.patience = patience
        self.time = time
        self.perform = perform
    }

    /// The item's answer from the call that it was gathered into.
    ///
    /// The call is made in the task of the first or of the last of them. Where that is cancelled, the others' items are
    /// gathered anew, so an item may come twice.
    /// - Throws: What the call throws; ``StoreError`` of code `protocol` where it did not answer each item.
    public func submit(_ item: Item) async throws -> Answer {
        while true {
            try Task.checkCancellation()
            let (answers, caller) = AsyncStream<Result<Answer, any Error>>.makeStream()
            let (full, begun) = batch.withLock { batch -> (Batch?, Batch?) in
                batch.items.append(item)
                batch.callers.append(caller)
                if batch.items.count >= limit { return (Self.close(&batch), nil) }
                return (nil, batch.items.count == 1 ? batch : nil)
            }
            if let full { await send(full) }
            if let begun {
                await waitForOthers(begun.gathering.stream)
                let due = batch.withLock { $0.number == begun.number ? Self.close(&$0) : nil }
                if let due { await send(due) }
            }
            for await answer in answers { return try answer.get() }
        }
    }

    /// Until the batch is sent, or its first has waited long enough.
    private func waitForOthers(_ gathering: AsyncStream<Never>) async {
        await withTaskGroup(of: Void.self) { group in
            // A clock that does not let it wait sends the batch at once.
            group.addTask { [time, patience] in try? await time.sleep(for: patience) }
            group.addTask { for await _ in gathering {} }
            await group.next()
            group.cancelAll()
        }
    }

    /// The batch that is open, in whose place the next one begins.
    private static func close(_ batch: inout Batch) -> Batch {
        let closed = batch
        batch = Batch(number: closed.number + 1)
        closed.gathering.continuation.finish()
        return closed
    }

    private func send(_ batch: Batch) async {
        let answers: Result<[Answer], any Error>
        do {
            try Task.checkCancellation()
            let found = try await perform(batch.items)
            guard found.count == batch.items.count else {
                throw StoreError(.protocol, "\(batch.items.count) items were answered by \(found.count) answers")
            }
            answers = .success(found)
        } catch { answers = .failure(error) }
        let isGivenUp = if case .failure = answers { Task.isCancelled } else { false }
        for (position, caller) in batch.callers.enumerated() {
            if !isGivenUp { caller.yield(answers.map { $0[position] }) }
            caller.finish()
        }
    }
}
