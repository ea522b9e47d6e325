import HoldfastCore
import HoldfastConformance
import Testing

/// Whatever becomes of a call's messages, the queue changes once, and the caller is told the truth.
@Suite struct QueueLostReplyTests {
    /// A writing call, with what it needs to be there first.
    struct Call: Sendable, CustomTestStringConvertible {
        let name: String
        /// Claims this message first, where there is one.
        var message: NewQueueMessage?
        /// How often the message is claimed and given back before.
        var failures = 0
        let call: @Sendable (WorkQueue, ClaimedMessage?) async throws -> Void

        var testDescription: String { name }
    }

    private static func message(_ text: String, _ change: (inout NewQueueMessage) -> Void = { _ in }) -> NewQueueMessage
    {
        var message = NewQueueMessage(Payload(text: text))
        message.maximumAttempts = 2
        change(&message)
        return message
    }

    private struct Missing: Error {}
    private static func need<Content>(_ content: Content?) throws -> Content {
        guard let content else { throw Missing() }
        return content
    }

    private static let unique = message("unique") { $0.deduplication = .untilEnd("k") }
    private static let debounced = message("debounced") {
        $0.delay = .seconds(5)
        $0.deduplication = .debounce("d", atMost: .seconds(9))
    }

    static let calls = [
        Call(name: "enqueue") { queue, _ in try #require(try await queue.enqueue(message("m")).isNew) },
        Call(name: "enqueue several") { queue, _ in
            try #require(try await queue.enqueue((0..<40).map { message("m\($0)") }).count == 40)
        },
        Call(name: "enqueue by a key") { queue, _ in
            let keyed = message("m") { $0.idempotencyKey = "k" }
            try #require(try await queue.enqueue(keyed).isNew)
            try #require(try await !queue.enqueue(keyed).isNew)
        },
        Call(name: "enqueue a unique one", message: unique) { queue, _ in
            try #require(try await !queue.enqueue(unique).isNew)
            let both = message("m") {
                $0.deduplication = .untilStart("l")
                $0.idempotencyKey = "k"
            }
            try #require(try await queue.enqueue(both).isNew)
        },
        Call(name: "debounce") { queue, _ in
            try #require(try await queue.enqueue(debounced).isNew)
            var next = debounced
            next.payload = Payload(text: "later")
            try #require(try await !queue.enqueue(next).isNew)
        },
        Call(name: "ack", message: message("m")) { queue, claimed in try await queue.ack(try need(claimed).receipt) },
        Call(name: "ack a unique one", message: unique) { queue, claimed in
            try await queue.ack(try need(claimed).receipt)
            try #require(try await queue.enqueue(unique).isNew)
        },
        Call(name: "nack", message: message("m")) { queue, claimed in
            try #require(try await queue.nack(try need(claimed).receipt, error: "e", delay: .zero) != nil)
        },
        Call(name: "the last nack", message: message("m"), failures: 1) { queue, claimed in
            try #require(try await queue.nack(try need(claimed).receipt, error: "e") == nil)
        },
        Call(name: "release", message: message("m"), failures: 1) { queue, claimed in
            try await queue.release(try need(claimed).receipt, delay: .seconds(7))
        },
        Call(name: "extend", message: message("m")) { queue, claimed in
            try await queue.extend(try need(claimed).receipt, by: .seconds(9))
        },
        Call(name: "redrive", message: message("m"), failures: 2) { queue, _ in
            try #require(try await queue.redriveAll() == 1)
        },
        Call(name: "purge dead letters", message: message("m"), failures: 2) { queue, _ in
            try #require(try await queue.purgeDeadLetters() == 1)
        },
        Call(name: "pause") { queue, _ in
            try await queue.pause()
            try await queue.configure { $0.buckets = 4 }
        },
    ]

    /// What the call leaves, and how often it commits.
    private func play(
        _ call: Call, _ kind: StoreWorld.Kind, _ fault: FaultyBackend.Fault? = nil, at number: Int = 0
    ) async throws -> (view: String, commits: Int) {
        let world = try await StoreWorld(kind)
        let queue = world.honest.queue("q")
        var claimed: ClaimedMessage?
        if let message = call.message {
            try await queue.enqueue(message)
            for _ in 0..<call.failures {
                let receipt = try await queue.claim(limit: 1, owner: "w")[0].receipt
                try await queue.nack(receipt, error: "before", delay: .zero)
            }
            claimed = try await queue.claim(limit: 1, owner: "w").first
        }
        world.faulty.plan { verb, count in
            let isWrite = verb == .commit || verb == .commitEach
            return isWrite && count == number ? fault : nil
        }
        try await call.call(world.store.queue("q"), claimed)
        return (try await view(queue), world.faulty.count(of: .commit))
    }

    private func view(_ queue: WorkQueue) async throws -> String {
        var lines = ["\(try await queue.depth()) \(try await queue.settings())"]
        for status in MessageStatus.allCases {
            lines += try await queue.messages(status, limit: 100).items.map { message in
                "\(message.payload?.text ?? "") \(status) \(message.attempts) \(String(describing: message.readyAt)) "
                    + "\(message.lastError ?? "")"
            }
        }
        return lines.joined(separator: "\n")
    }

    @Test(arguments: calls, StoreWorld.Kind.allCases)
    func aLostMessageIsSettled(_ call: Call, _ kind: StoreWorld.Kind) async throws {
        let (view, commits) = try await play(call, kind)
        for number in 1...max(1, commits) {
            for fault in [FaultyBackend.Fault.dropReply, .dropRequest] {
                let found = try await play(call, kind, fault, at: number).view
                #expect(found == view, "\(call.name), \(fault) at \(number)")
            }
        }
    }
}
