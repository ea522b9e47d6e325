internal import HoldfastCore

extension Check {
    static let queueCountChecks = [
        Check(
            "queue.depth", .coordinated, .sequential, kills: ["M339"],
            contract: "in a quiet queue, ready + delayed + in-flight + dead equal the total",
            why: "Who sizes a worker pool by a wrong number pays for it, or waits.",
            hint: "By status, and by the ready time against the present."
        ) { c in
            let store = try await c.store()
            let queue = store.queue("mail")
            try c.expect(try await c.depth(queue), [0, 0, 0, 0], "an empty queue")
            try await queue.enqueue((0..<9).map { n in NewQueueMessage("m\(n)") { $0.maximumAttempts = 1 } })
            try await queue.enqueue((0..<2).map { n in NewQueueMessage("d\(n)") { $0.delay = .seconds(90) } })
            try await store.queue("other").enqueue(NewQueueMessage("o"))
            try c.expect(try await c.depth(queue), [9, 2, 0, 0], "ready, delayed, in flight, dead")
            let claimed = try await c.claim(queue, limit: 6, for: .seconds(60))
            for message in claimed.prefix(2) { try await queue.ack(message.receipt) }
            try await queue.nack(claimed[2].receipt)
            try await queue.release(claimed[3].receipt, delay: .seconds(70))
            try c.expect(try await c.depth(queue), [3, 3, 2, 1], "with some at work, done and dead")
            try c.expect(try await queue.depth().total, 9, "the total")
            try c.expect(try await queue.depth().isExact, true, "whether it is exact")
            c.time.move(by: .seconds(60))
            try c.expect(try await c.depth(queue), [5, 3, 0, 1], "when visibilities have ended")
            c.time.move(by: .seconds(10))
            try c.expect(try await c.depth(queue), [6, 2, 0, 1], "when a delay has ended")
            let bounded = try await queue.depth(upTo: 4)
            try c.expect([bounded.ready, bounded.delayed], [4, 2], "up to 4")
            try c.expect(bounded.isExact, false, "whether that is exact")
            try await c.expect(.invalidArgument, "up to 0") { _ = try await queue.depth(upTo: 0) }
        },
        Check(
            "queue.total", .coordinated, .generated, kills: ["M620"],
            contract: "enqueued = acked + dead + remaining at the end of a random run",
            why: "A message that is in none of these is lost, and one that is in two is done twice.",
            hint: "Every change of status is one conditional commit."
        ) { c in
            let queue = try await c.queue()
            var random = SeededRandom(seed: c.seed)
            var enqueued: Set<MessageID> = []
            var acked: Set<MessageID> = []
            var held: [MessageReceipt] = []
            for _ in 0..<150 {
                switch random.number(below: 10) {
                case 0...2:
                    let (delay, most) = (Duration.seconds(random.number(below: 3) * 5), 1 + random.number(below: 2))
                    let message = NewQueueMessage("m") {
                        $0.delay = delay
                        $0.maximumAttempts = most
                    }
                    let several = Array(repeating: message, count: 1 + random.number(below: 3))
                    enqueued.formUnion(try await queue.enqueue(several).map(\.id))
                case 3...5: held += try await c.claim(queue, limit: 3, for: .seconds(20)).map(\.receipt)
                case 6: c.time.move(by: .seconds(random.number(below: 12)))
                default:
                    guard !held.isEmpty else { continue }
                    let receipt = held.remove(at: random.number(below: held.count))
                    do {
                        switch random.number(below: 4) {
                        case 0: try await queue.nack(receipt, delay: .seconds(random.number(below: 5)))
                        case 1: try await queue.release(receipt)
                        default:
                            try await queue.ack(receipt)
                            let isFirst = acked.insert(receipt.messageID).inserted
                            try c.expect(isFirst, true, "whether \(receipt.messageID) is acknowledged once")
                        }
                    } catch let error as StoreError {
                        // It ran out meanwhile; gone it must not be.
                        try c.expect(error.code, .notHolder, "the refusal of an answer for \(receipt.messageID)")
                    }
                }
            }
            let depth = try await c.depth(queue)
            try c.expect(depth.reduce(acked.count, +), enqueued.count, "acked, and \(depth) remaining or dead")
            var statuses: [MessageStatus: Int] = [:]
            for id in enqueued where !acked.contains(id) {
                statuses[try c.need(try await queue.message(id), "message \(id)").status, default: 0] += 1
            }
            let waiting = (statuses[.ready] ?? 0) + (statuses[.claimed] ?? 0)
            try c.expect([waiting, statuses[.dead] ?? 0], [depth[0] + depth[1] + depth[2], depth[3]], "by status")
        },
        Check(
            "queue.purge", .coordinated, .sequential, kills: ["M621"],
            contract: "purge empties one queue only",
            why: "Who clears the test mails must not clear the invoices.",
            hint: "The queue is the partition of the key."
        ) { c in
            let store = try await c.store()
            let names: [QueueName] = ["a", "ab", "b"]
            for name in names {
                let queue = store.queue(name)
                try await queue.enqueue((0..<4).map { n in NewQueueMessage("\(n)") { $0.maximumAttempts = 1 } })
                try await queue.enqueue(NewQueueMessage("later") { $0.delay = .seconds(9) })
                let claimed = try await c.claim(queue, limit: 3)
                try await queue.ack(claimed[0].receipt)
                try await queue.nack(claimed[1].receipt)
            }
            try c.expect(try await store.queue("a").purge(), 5, "how many are purged")
            try c.expect(try await store.queue("a").purge(), 0, "how many are purged again")
            try c.expect(try await c.depth(store.queue("a")), [0, 0, 0, 0], "the queue")
            c.time.move(by: .seconds(9))
            try await c.expectNothing(store.queue("a"), "after the purge")
            for name in names.dropFirst() {
                try c.expect(try await c.depth(store.queue(name)), [2, 0, 1, 1], "the queue \(name)")
            }
            try await store.queue("a").enqueue(NewQueueMessage("new"))
            _ = try await c.claim("new", from: store.queue("a"))
        },
        Check(
            "queue.finished.expires", .coordinated, .time, kills: ["M622"],
            contract: "a finished message expires after 7 days and a dead letter after 30, and no other ever does",
            why: "What is kept for ever fills the disk; what goes too early cannot be looked into.",
            hint: "The time stands in the row from its end on; a redriven one has none."
        ) { c in
            let queue = try await c.queue()
            let texts = ["done", "dead", "redriven", "waiting"]
            let messages = texts.map { text in NewQueueMessage(text) { $0.maximumAttempts = 1 } }
            let ids = try await queue.enqueue(messages).map(\.id)
            let claimed = try await c.claim(queue, limit: 3)
            try await queue.ack(claimed[0].receipt)
            for message in claimed.dropFirst() { try await queue.nack(message.receipt) }
            try await queue.redrive(ids[2])
            let backend = try await c.backend()
            let keys = ids.map { c.key(QueueTable.table, .text("mail"), .text($0.rawValue)) }
            let ends = try await backend.get(keys, .all).map { $0?[QueueTable.expiresAt] }
            let expected = [7, 30].map { Value.int(c.time.now.advanced(by: .days($0)).microseconds) } + [.null, .null]
            try c.expect(ends, expected, "when they expire")
            // Past its time it is gone, whether or not it was swept.
            c.time.move(by: .days(30) - .microseconds(1))
            try c.expect(try await c.deadLetters(queue).texts, ["dead"], "the dead letters one microsecond before")
            c.time.move(by: .microseconds(1))
            try c.expect(try await c.deadLetters(queue).texts, [], "the dead letters after 30 days")
            try await c.expect(.notFound, "redriving it") { try await queue.redrive(ids[1]) }
        },
    ]
}
