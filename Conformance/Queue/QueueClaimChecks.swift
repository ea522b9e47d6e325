internal import HoldfastCore

extension Check {
    static let queueClaimChecks = [
        Check(
            "queue.enqueue.claim", .coordinated, .sequential, kills: ["M300", "M106"],
            contract: "an enqueued message is claimed with equal payload and metadata",
            why: "A message that arrives changed is another message.",
            hint: "Payloads are bytes; absent, empty and null differ."
        ) { c in
            let queue = try await c.queue()
            let payloads = [nil, Payload(bytes: []), Payload(text: "null"), Payload(bytes: Array(0...255))]
            for payload in payloads {
                var message = NewQueueMessage(payload)
                message.metadata = ["to": "é\u{1F600}", "n": 1, "x": 1.0, "list": [true, .null]]
                message.priority = .high
                message.maximumAttempts = 7
                let enqueued = try await queue.enqueue(message)
                try c.expect(enqueued.isNew, true, "whether it is new")
                let claimed = try c.need(try await c.claim(queue, owner: "me").first, "a claimed message")
                try c.expect(claimed.message.payload, payload, "the payload")
                try c.expect(claimed.message.metadata, message.metadata, "the metadata")
                try c.expect([claimed.message.id, claimed.receipt.messageID], [enqueued.id, enqueued.id], "the id")
                try c.expect([claimed.message.queue, claimed.receipt.queue], ["mail", "mail"], "the queue")
                try c.expect(claimed.message.priority, .high, "the priority")
                try c.expect(
                    [claimed.message.attempts, claimed.message.maximumAttempts, claimed.receipt.attempt], [1, 7, 1],
                    "attempts")
                try c.expect(claimed.message.owner, "me", "the owner")
                try c.expect(claimed.visibleAt, c.time.now.advanced(by: .seconds(60)), "the end of visibility")
                try c.expect(try await queue.message(enqueued.id), claimed.message, "the stored message")
            }
        },
        Check(
            "queue.enqueue.several", .coordinated, .sequential, kills: ["M300", "M302"],
            contract:
                "several messages enqueued at once are all there, in their order, under the ids that are returned",
            why: "A batch that loses its tail loses orders.",
            hint: "Split by the limits of a commit; the ids give the order."
        ) { c in
            let queue = try await c.queue()
            let texts = (0..<40).map { "m\($0)" }
            let ids = try await queue.enqueue(texts.map { NewQueueMessage($0) }).map(\.id)
            try c.expect(Set(ids).count, 40, "different ids")
            let claimed = try await c.claim(queue, limit: 100)
            try c.expect(claimed.texts, texts, "what is claimed")
            try c.expect(claimed.map(\.message.id), ids, "its ids")
            try c.expect(try await queue.enqueue([]), [], "no messages")
        },
        Check(
            "queue.claim.empty", .coordinated, .sequential, kills: ["M306"],
            contract: "claim on an empty queue returns nil promptly",
            why: "A worker asks far more often than there is work.",
            hint: "Look once, and say that there is nothing."
        ) { c in
            let queue = try await c.queue()
            try await c.expectNothing(queue, "from a queue that nobody used")
            try await queue.enqueue(NewQueueMessage("m"))
            try await queue.ack(try await c.claim("m", from: queue).receipt)
            try await c.expectNothing(queue, "behind a finished message")
            let store = try await c.store()
            try c.expect(try await store.queues.claim([], limit: 1, owner: "w").texts, [], "from no queue")
            for limit in [0, -1] {
                try await c.expect(.invalidArgument, "a claim of \(limit)") {
                    _ = try await queue.claim(limit: limit, owner: "w")
                }
            }
        },
        Check(
            "queue.claim.exclusive", .coordinated, .sequential, kills: ["M301"],
            contract: "a claimed message is invisible to all others until its visibility ends",
            why: "Two workers that both have it send the mail twice.",
            hint: "The claim moves the ready time to the end of the visibility."
        ) { c in
            let queues = [try await c.queue(), try await c.queue()]
            try await queues[0].enqueue(NewQueueMessage("m"))
            _ = try await c.claim("m", from: queues[0], for: .seconds(10))
            for seconds in [0, 5, 4] {
                c.time.move(by: .seconds(seconds))
                for queue in queues { try await c.expectNothing(queue, "while another has it") }
            }
            c.time.move(by: .seconds(1))
            _ = try await c.claim("m", from: queues[1])
        },
        Check(
            "queue.claim.atomic", .coordinated, .concurrent, kills: ["M42", "M301"],
            contract: "W workers draining N messages claim each exactly once (no duplicate, no loss)",
            why: "This is what a queue is for.",
            hint: "Select and patch in one step."
        ) { c in
            let queues = [try await c.queue(), try await c.queue()]
            let texts = (0..<60).map { "m\($0)" }
            try await queues[0].enqueue(texts.map { NewQueueMessage($0) })
            try await c.settle()
            var claimed: [String] = []
            for round in 0..<100 where claimed.count < texts.count {
                let results = await c.race(6) { n in
                    try await queues[n % 2].claim(limit: 1 + (n + round) % 3, owner: WorkerID("w\(n)"))
                }
                claimed += try results.flatMap { try $0.get().texts }
                try await c.settle()
            }
            try c.expect(claimed.sorted(by: KeyOrder.isBefore), texts.sorted(by: KeyOrder.isBefore), "all claims")
        },
        Check(
            "queue.claim.batch", .coordinated, .sequential, kills: ["M307"],
            contract: "claim(max: k) returns at most k distinct messages",
            why: "Who gets more than there are free hands for lets the rest run out.",
            hint: "The limit goes into the take."
        ) { c in
            let queue = try await c.queue()
            try await queue.enqueue((0..<10).map { NewQueueMessage("m\($0)") })
            var all: Set<MessageID> = []
            for (limit, expected) in [(1, 1), (4, 4), (2, 2), (5, 3)] {
                let ids = try await c.claim(queue, limit: limit).map(\.message.id)
                try c.expect(ids.count, expected, "messages of a claim of \(limit)")
                all.formUnion(ids)
            }
            try c.expect(all.count, 10, "different messages")
        },
        Check(
            "queue.claim.fifo", .coordinated, .sequential, kills: ["M302"],
            contract: "equal-priority ready messages are claimed in enqueue order by a single claimer",
            why: "An order must not be cancelled before it was placed.",
            hint: "By ready time, then by id."
        ) { c in
            let queue = try await c.queue()
            var texts: [String] = []
            for number in 0..<12 {
                // The oldest has the greatest text, so that another order shows.
                texts.append("m\(99 - number)")
                try await queue.enqueue(NewQueueMessage(texts[number]))
                c.time.move(by: .microseconds(number % 3))
            }
            var claimed: [String] = []
            for limit in [1, 2, 3, 6] { claimed += try await c.claim(queue, limit: limit).texts }
            try c.expect(claimed, texts, "the order of claims")
        },
        Check(
            "queue.claim.fifo-ties", .coordinated, .sequential, kills: ["M302"],
            contract: "messages enqueued by one handle in the same microsecond keep enqueue order",
            why: "A fast program enqueues more than one message in a microsecond.",
            hint: "Ids of one handle grow, also within a millisecond."
        ) { c in
            let queue = try await c.queue()
            var texts: [String] = []
            for round in 0..<10 {
                let several = (0..<3).map { "m\(round)-\($0)" }
                texts += several + ["m\(round)"]
                try await queue.enqueue(several.map { NewQueueMessage($0) })
                try await queue.enqueue(NewQueueMessage("m\(round)"))
            }
            try c.expect(try await c.claim(queue, limit: 100).texts, texts, "the order of claims")
        },
        Check(
            "queue.claim.by-name", .coordinated, .sequential, kills: ["M303"],
            contract: "claim(queues:) never returns another queue's message",
            why: "A worker for mail has no idea of invoices.",
            hint: "The queue is part of the ready range; names are compared whole and by their bytes."
        ) { c in
            let store = try await c.store()
            let names = ["a", "b", "A", "a@b", "a/", "a%", "é", "e\u{301}"].map { QueueName($0) }
            for name in names { try await store.queue(name).enqueue(NewQueueMessage("of \(name)")) }
            try await c.settle()
            try c.expect(try await store.queues.claim(["c", "ab", "%"], limit: 9, owner: "w").texts, [], "other names")
            let both = try await store.queues.claim(["a", "é"], limit: 9, owner: "w")
            try c.expect(Set(both.texts), ["of a", "of é"], "two of them")
            try c.expect(both.map { "of \($0.message.queue)" }, both.texts, "the queues they say")
            for name in names where name != "a" && name != "é" {
                let claimed = try await store.queue(name).claim(limit: 9, owner: "w")
                try c.expect(claimed.texts, ["of \(name)"], "the messages of \(name)")
            }
        },
    ]
}
