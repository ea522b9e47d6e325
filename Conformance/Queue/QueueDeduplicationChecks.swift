internal import HoldfastCore

extension Check {
    static let queueDeduplicationChecks = [
        Check(
            "queue.deduplicate.until-start", .coordinated, .time, kills: ["M328"],
            contract: "a key that is released at the start keeps others out while its message waits, and not longer",
            why: "A change that comes while the refresh is running needs another refresh.",
            hint: "Look at the message that the key names: has it been claimed?"
        ) { c in
            let queue = try await c.queue()
            let message = NewQueueMessage("m") { $0.deduplication = .untilStart("k") }
            let first = try await queue.enqueue(message)
            try c.expect(
                try await queue.enqueue(message), EnqueuedMessage(id: first.id, isNew: false), "while it waits")
            let receipt = try await c.claim("m", from: queue).receipt
            let second = try await queue.enqueue(message)
            try c.expect(second.isNew, true, "whether one is new while the first is at work")
            try await queue.nack(receipt, delay: .zero)
            let again = try await queue.enqueue(message)
            try c.expect(again, EnqueuedMessage(id: second.id, isNew: false), "while the second waits")
            let both = try await c.claim(queue, limit: 9)
            try c.expect(both.count, 2, "what is claimed")
            for claimed in both { try await queue.ack(claimed.receipt) }
            try c.expect(try await queue.enqueue(message).isNew, true, "whether one is new after both")
        },
        Check(
            "queue.deduplicate.until-end", .coordinated, .time, kills: ["M329"],
            contract: "a key that is released at the end keeps others out until its message is acknowledged or dead",
            why: "Two imports of one file at the same time corrupt each other.",
            hint: "Release it in the commit that ends the message."
        ) { c in
            let queue = try await c.queue()
            let message = NewQueueMessage("m") {
                $0.deduplication = .untilEnd("k")
                $0.maximumAttempts = 2
            }
            for isDone in [true, false] {
                let first = try await queue.enqueue(message)
                try c.expect(first.isNew, true, "whether the first is new")
                let kept = EnqueuedMessage(id: first.id, isNew: false)
                try c.expect(try await queue.enqueue(message), kept, "while it waits")
                var receipt = try await c.claim("m", from: queue).receipt
                try c.expect(try await queue.enqueue(message), kept, "while it is at work")
                try await queue.nack(receipt, delay: .seconds(5))
                try c.expect(try await queue.enqueue(message), kept, "between two deliveries")
                c.time.move(by: .seconds(5))
                receipt = try await c.claim("m", from: queue).receipt
                if isDone { try await queue.ack(receipt) } else { try await queue.nack(receipt) }
            }
            let third = try await queue.enqueue(message)
            try c.expect(third.isNew, true, "whether one is new after a dead letter")
            try await queue.purge()
            try c.expect(try await queue.enqueue(message).isNew, true, "whether one is new after a purge")
        },
        Check(
            "queue.deduplicate.race", .coordinated, .concurrent, kills: ["M327"],
            contract: "of N concurrent enqueues with one deduplication key one makes a message",
            why: "The events that are to be merged come together.",
            hint: "Key and message in one commit, on condition that the key is as it was seen."
        ) { c in
            let queues = [try await c.queue(), try await c.queue()]
            for round in 0..<8 {
                let results = await c.race(8) { n in
                    try await queues[n % 2].enqueue(NewQueueMessage("\(n)") { $0.deduplication = .untilEnd("k") })
                }
                let enqueued = try results.map { try $0.get() }
                try c.expect(enqueued.count { $0.isNew }, 1, "new messages of round \(round)")
                try c.expect(Set(enqueued.map(\.id)).count, 1, "different ids")
                for claimed in try await c.claim(queues[1], limit: 9) { try await queues[1].ack(claimed.receipt) }
            }
        },
        Check(
            "queue.debounce", .coordinated, .time, kills: ["M331", "M332"],
            contract: "a debounced message takes the latest payload and moves on, but never beyond its deadline",
            why: "A document that is edited all day must be saved now and then all the same.",
            hint: "The deadline belongs to the first message and stands in the key's row."
        ) { c in
            let queue = try await c.queue()
            func enqueue(_ text: String) async throws -> EnqueuedMessage {
                try await queue.enqueue(
                    NewQueueMessage(text) {
                        $0.delay = .seconds(10)
                        $0.metadata = ["text": .string(text)]
                        $0.deduplication = .debounce("k", atMost: .seconds(25))
                    })
            }
            let first = try await enqueue("0")
            try c.expect(first.isNew, true, "whether the first is new")
            for (text, due) in [("1", 18), ("2", 25), ("3", 25)] {
                c.time.move(by: .seconds(8))
                try await c.expectNothing(queue, "before the quiet time is over")
                let again = try await enqueue(text)
                try c.expect(again, EnqueuedMessage(id: first.id, isNew: false), "the message of \(text)")
                let message = try c.need(try await queue.message(first.id), "the message")
                try c.expect(
                    message.readyAt, message.createdAt.advanced(by: .seconds(due)), "when it is due after \(text)")
            }
            c.time.move(by: .seconds(1))
            let claimed = try await c.claim("3", from: queue)
            try c.expect(claimed.message.metadata, ["text": "3"], "the metadata")
            let next = try await enqueue("4")
            try c.expect(next.isNew, true, "whether one is new after the first was claimed")
            try c.expect(
                try await queue.message(next.id)?.readyAt, c.time.now.advanced(by: .seconds(10)), "when that is due")
        },
    ]
}
