internal import HoldfastCore

extension CheckContext {
    /// A queue of a store on one more handle.
    func queue(_ name: QueueName = "mail") async throws -> WorkQueue { try await store().queue(name) }

    /// Claims when indexes show every commit.
    func claim(
        _ queue: WorkQueue, limit: Int = 1, owner: WorkerID = "worker", for visibility: Duration = .seconds(60)
    ) async throws -> [ClaimedMessage] {
        try await settle()
        return try await queue.claim(limit: limit, owner: owner, visibility: visibility)
    }

    /// Claims the message with this text, which must be the next.
    func claim(
        _ text: String, from queue: WorkQueue, for visibility: Duration = .seconds(60), line: Int = #line
    ) async throws -> ClaimedMessage {
        let claimed = try await claim(queue, for: visibility)
        try expect(claimed.texts, [text], "what is claimed", line: line)
        return try need(claimed.first, "a claimed message", line: line)
    }

    /// Whether nothing can be claimed.
    func expectNothing(_ queue: WorkQueue, _ subject: String, line: Int = #line) async throws {
        try expect(try await claim(queue).texts, [], "what is claimed: \(subject)", line: line)
    }

    /// What a queue holds, when indexes show every commit.
    func depth(_ queue: WorkQueue) async throws -> [Int] {
        try await settle()
        let depth = try await queue.depth()
        return [depth.ready, depth.delayed, depth.inFlight, depth.dead]
    }

    /// The texts of the dead letters, when indexes show every commit.
    func deadLetters(_ queue: WorkQueue) async throws -> [QueueMessage] {
        try await settle()
        return try await queue.deadLetters().items
    }
}

extension NewQueueMessage {
    /// A message of this text.
    init(_ text: String, _ change: (inout NewQueueMessage) -> Void = { _ in }) {
        self.init(Payload(text: text))
        change(&self)
    }
}

extension [ClaimedMessage] {
    /// The payloads as texts.
    var texts: [String] { map { $0.message.payload?.text ?? "nothing" } }
}

extension [QueueMessage] {
    /// The payloads as texts.
    var texts: [String] { map { $0.payload?.text ?? "nothing" } }
}
