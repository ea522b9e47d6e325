internal import Synchronization

/// Gathers single calls into one for all of them, within one process: when so many are there, or the first has waited
/// for so long.
public final class Batcher<Item: Sendable, Answer: Sendable>: Sendable {
    private struct Batch {
        var items: [Item] = []
        var callers: [CheckedContinuation<Answer, any Error>] = []
        /// Tells a batch from the next one, when its time has come.
        var number = 0
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

    /// The item's answer from the call that it was gathered into; it is made even where its caller was cancelled.
    ///
    /// - Throws: What the call throws; ``StoreError`` of code `protocol` where it did not answer each item.
    public func submit(_ item: Item) async throws -> Answer {
        try await withCheckedThrowingContinuation { caller in
            let (full, begun) = batch.withLock { batch -> (Batch?, Int?) in
                batch.items.append(item)
                batch.callers.append(caller)
                if batch.items.count >= limit { return (Self.close(&batch), nil) }
                return (nil, batch.items.count == 1 ? batch.number : nil)
            }
            if let full { Task { await send(full) } }
            if let begun { Task { await sendLater(begun) } }
        }
    }

    /// The batch that is open, in whose place the next one begins.
    private static func close(_ batch: inout Batch) -> Batch {
        defer { batch = Batch(number: batch.number + 1) }
        return batch
    }

    private func sendLater(_ number: Int) async {
        // A clock that does not let it wait sends the batch at once.
        try? await time.sleep(for: patience)
        let due = batch.withLock { $0.number == number ? Self.close(&$0) : nil }
        if let due { await send(due) }
    }

    private func send(_ batch: Batch) async {
        do {
            let answers = try await perform(batch.items)
            guard answers.count == batch.items.count else {
                throw StoreError(.protocol, "\(batch.items.count) items were answered by \(answers.count) answers")
            }
            for (caller, answer) in zip(batch.callers, answers) { caller.resume(returning: answer) }
        } catch {
            for caller in batch.callers { caller.resume(throwing: error) }
        }
    }
}
