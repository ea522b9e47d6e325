internal import HoldfastCore

extension Check {
    static let queueKeyChecks = [
        Check(
            "queue.idem.window", .coordinated, .time, kills: ["M324"],
            contract: "the same key inside the window yields one message and the same id",
            why: "A request that is repeated because its answer was lost must not order twice.",
            hint: "The key is a row that is written with the message."
        ) { c in
            let queue = try await c.queue()
            func enqueue(_ text: String, _ key: String, _ queue: WorkQueue) async throws -> EnqueuedMessage {
                try await queue.enqueue(NewQueueMessage(text) { $0.idempotencyKey = key })
            }
            let first = try await enqueue("m", "k", queue)
            try c.expect(first.isNew, true, "whether the first is new")
            for delay in [Duration.zero, .seconds(30), .seconds(30) - .microseconds(1)] {
                c.time.move(by: delay)
                let again = try await enqueue("again", "k", queue)
                try c.expect(again, EnqueuedMessage(id: first.id, isNew: false), "the same key")
            }
            try c.expect(try await enqueue("n", "K", queue).isNew, true, "another key")
            let other = try await c.queue("other")
            try c.expect(try await enqueue("o", "k", other).isNew, true, "the same key in another queue")
            try c.expect(try await c.claim(queue, limit: 9).texts, ["m", "n"], "what is claimed")
            // Several at once, of which two are the same act.
            let batch = try await queue.enqueue(
                ["x", nil, "x", "k"].map { key in NewQueueMessage("b") { $0.idempotencyKey = key } })
            try c.expect(batch.map(\.isNew), [true, true, false, false], "which of a batch are new")
            try c.expect([batch[2].id, batch[3].id], [batch[0].id, first.id], "the ids of those that are not")
            try await c.expect(.invalidArgument, "an empty key") { _ = try await enqueue("m", "", queue) }
            try await c.expect(.limitExceeded, "a long key") {
                _ = try await enqueue("m", String(repeating: "k", count: 513), queue)
            }
        },
        Check(
            "queue.idem.after-window", .coordinated, .time, kills: ["M326"],
            contract: "the same key after the window yields a new message",
            why: "Tomorrow's report is another report.",
            hint: "A key whose time has come is free, swept or not."
        ) { c in
            let queue = try await c.queue()
            let message = NewQueueMessage("m") {
                $0.idempotencyKey = "k"
                $0.idempotencyWindow = .seconds(5)
            }
            var ids: Set<MessageID> = []
            for round in 1...3 {
                let enqueued = try await queue.enqueue(message)
                try c.expect(enqueued.isNew, true, "whether that of round \(round) is new")
                ids.insert(enqueued.id)
                c.time.move(by: .seconds(5) - .microseconds(1))
                try c.expect(try await queue.enqueue(message).id, enqueued.id, "one microsecond before the end")
                c.time.move(by: .microseconds(1))
            }
            try c.expect(ids.count, 3, "different ids")
            try c.expect(try await c.claim(queue, limit: 9).texts, ["m", "m", "m"], "what is claimed")
        },
        Check(
            "queue.idem.after-ack", .coordinated, .time, kills: ["M324", "M325"],
            contract: "dedup still holds after the first message was acked, inside the window",
            why: "Fast work must not make a repetition look new.",
            hint: "The key lives by its window, not by its message."
        ) { c in
            let queue = try await c.queue()
            let message = NewQueueMessage("m") { $0.idempotencyKey = "k" }
            let id = try await queue.enqueue(message).id
            try await queue.ack(try await c.claim("m", from: queue).receipt)
            let again = try await queue.enqueue(message)
            try c.expect(again, EnqueuedMessage(id: id, isNew: false), "after the acknowledgement")
            try await queue.purge()
            try c.expect(try await queue.enqueue(message).isNew, false, "whether it is new after a purge")
            try await c.expectNothing(queue, "again")
        },
        Check(
            "queue.idem.race", .coordinated, .concurrent, kills: ["M324", "M327"],
            contract: "N concurrent enqueues of one key make one message",
            why: "Repetitions come while the first is still under way.",
            hint: "Key and message in one commit, on condition that the key is free."
        ) { c in
            let queues = [try await c.queue(), try await c.queue()]
            for round in 0..<8 {
                let results = await c.race(8) { n in
                    try await queues[n % 2].enqueue(NewQueueMessage("\(n)") { $0.idempotencyKey = "k\(round)" })
                }
                let enqueued = try results.map { try $0.get() }
                try c.expect(enqueued.count { $0.isNew }, 1, "new messages of round \(round)")
                try c.expect(Set(enqueued.map(\.id)).count, 1, "different ids")
                let claimed = try await c.claim(queues[0], limit: 9)
                try c.expect(claimed.map(\.message.id), Array(Set(enqueued.map(\.id))), "what is claimed")
            }
        },
        Check(
            "queue.idem.cross-handle", .coordinated, .handles, kills: ["M45", "M324"],
            contract: "dedup holds across handles (and reopen where durable): no in-process map",
            why: "The repetition is served by another machine.",
            hint: "Keys are rows."
        ) { c in
            let first = try await c.store()
            let message = NewQueueMessage("m") { $0.idempotencyKey = "k" }
            let id = try await first.queue("mail").enqueue(message).id
            let second = try await c.queue()
            try c.expect(try await second.enqueue(message), EnqueuedMessage(id: id, isNew: false), "another handle")
            await first.close()
            let third = try await c.queue()
            try c.expect(try await third.enqueue(message), EnqueuedMessage(id: id, isNew: false), "a later handle")
            try c.expect(try await c.claim(third, limit: 9).texts, ["m"], "what is claimed")
        },
    ]
}
