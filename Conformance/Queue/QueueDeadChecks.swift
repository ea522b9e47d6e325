internal import HoldfastCore

extension Check {
    static let queueDeadChecks = [
        Check(
            "queue.attempts.max", .coordinated, .time, kills: ["M46", "M319"],
            contract: "after max attempts the message goes to the dead letter exactly once",
            why: "A poisoned message that is delivered for ever stops all others.",
            hint: "Decide by the attempt in the receipt; what is dead has no ready time."
        ) { c in
            let queue = try await c.queue()
            for most in [1, 3] {
                try await queue.enqueue(NewQueueMessage("m") { $0.maximumAttempts = most })
                for attempt in 1...most {
                    let claimed = try await c.claim("m", from: queue)
                    try c.expect(claimed.receipt.attempt, attempt, "the attempt")
                    let readyAt = try await queue.nack(claimed.receipt, error: "\(attempt)", delay: .zero)
                    try c.expect(readyAt == nil, attempt == most, "whether it is dead after attempt \(attempt)")
                }
                for delay in [Duration.zero, .seconds(300), .days(2)] {
                    c.time.move(by: delay)
                    try await c.expectNothing(queue, "after \(most) attempts")
                }
                try c.expect(try await c.deadLetters(queue).map(\.attempts), [most], "the dead letters' attempts")
                try await queue.purgeDeadLetters()
            }
            try await c.expect(.invalidArgument, "no attempt at all") {
                try await queue.enqueue(NewQueueMessage("m") { $0.maximumAttempts = 0 })
            }
        },
        Check(
            "queue.attempts.counts-crash", .coordinated, .time, kills: ["M313", "M319"],
            contract: "a delivery that ends by expiry counts as an attempt",
            why: "A message that kills its worker would kill all of them, one after the other.",
            hint: "Charge the attempt at the claim; past the last one the next claim buries the message."
        ) { c in
            let queue = try await c.queue()
            let id = try await queue.enqueue(NewQueueMessage("poison") { $0.maximumAttempts = 2 }).id
            try await queue.enqueue(NewQueueMessage("later") { $0.delay = .seconds(10) })
            for attempt in 1...2 {
                try c.expect(try await c.claim("poison", from: queue, for: .seconds(5)).receipt.attempt, attempt, "it")
                c.time.move(by: .seconds(5))
            }
            // It is in the way of a message that is due, and must not hide it.
            let last = try await c.claim("later", from: queue)
            try await queue.ack(last.receipt)
            let letters = try await c.deadLetters(queue)
            try c.expect(letters.map(\.id), [id], "the dead letters")
            try c.expect(letters.map(\.attempts), [2], "their attempts")
            try c.expect(letters.first?.lastError?.isEmpty, false, "whether it says why")
            for _ in 0..<3 {
                c.time.move(by: .seconds(400))
                try await c.expectNothing(queue, "after the last attempt ran out")
            }
            try c.expect(try await c.deadLetters(queue), letters, "the dead letters, later")
        },
        Check(
            "queue.dlq.contents", .coordinated, .sequential, kills: ["M320", "M300"],
            contract: "dead letters keep payload, attempts, last error and time",
            why: "Somebody has to find out what was wrong, and send it again.",
            hint: "The message stays in its row; only its status changes."
        ) { c in
            let queue = try await c.queue()
            let long = String(repeating: "é", count: 20_000)
            for (text, error) in [("a", "first"), ("b", long)] {
                let message = NewQueueMessage(text) {
                    $0.maximumAttempts = 1
                    $0.metadata = ["k": 1]
                }
                let id = try await queue.enqueue(message).id
                c.time.move(by: .seconds(3))
                let receipt = try await c.claim(text, from: queue).receipt
                c.time.move(by: .microseconds(7))
                try await queue.nack(receipt, error: error)
                let letter = try c.need(try await c.deadLetters(queue).last, "a dead letter")
                try c.expect([letter.id, receipt.messageID], [id, id], "the id")
                try c.expect(letter.payload, Payload(text: text), "the payload")
                try c.expect(letter.metadata, ["k": 1], "the metadata")
                try c.expect([letter.attempts, letter.maximumAttempts], [1, 1], "attempts")
                try c.expect(letter.completedAt, c.time.now, "when it died")
                try c.expect([letter.readyAt, nil], [nil, nil], "when it comes again")
                try c.expect(letter.owner, nil, "the owner")
                let stored = letter.lastError ?? ""
                try c.expect(stored == error || stored.utf8.count <= 16_384, true, "whether the error is bounded")
                try c.expect(error.hasPrefix(stored.dropLast()), true, "whether the error is the one that was given")
            }
        },
        Check(
            "queue.dlq.list", .coordinated, .sequential, kills: ["M320", "M620"],
            contract: "dead letters are listed page by page, each once, and those of one queue only",
            why: "Nobody repairs what no list shows.",
            hint: "Seek past the last one, in the index by status."
        ) { c in
            let store = try await c.store()
            let queue = store.queue("mail")
            for other in ["mail", "other"].map({ store.queue(QueueName($0)) }) {
                let texts = (0..<7).map { "\(other.name) \($0)" }
                try await other.enqueue(texts.map { text in NewQueueMessage(text) { $0.maximumAttempts = 1 } })
                for claimed in try await c.claim(other, limit: 7) { try await other.nack(claimed.receipt) }
                try await other.enqueue(NewQueueMessage("alive"))
            }
            try await c.settle()
            for limit in [1, 3, 7, 8] {
                var (found, cursor) = ([String](), String?.none)
                repeat {
                    let page = try await queue.deadLetters(limit: limit, cursor: cursor)
                    try c.expect(page.items.count <= limit, true, "whether the page holds at most \(limit)")
                    found += page.items.texts
                    cursor = page.next
                    try c.expect(found.count <= 7, true, "whether the walk ends")
                } while cursor != nil
                try c.expect(found, (0..<7).map { "mail \($0)" }, "pages of \(limit)")
            }
            let cursor = try await queue.deadLetters(limit: 1).next
            try await c.expect(.invalidCursor, "a cursor of another queue") {
                _ = try await store.queue("other").deadLetters(cursor: cursor)
            }
            try await c.expect(.invalidArgument, "a page of none") { _ = try await queue.deadLetters(limit: 0) }
        },
        Check(
            "queue.dlq.redrive", .coordinated, .time, kills: ["M321", "M322"],
            contract: "redrive makes the message claimable with attempts reset, and removes it from the DLQ",
            why: "Once the cause is gone the work must be done after all.",
            hint: "One commit: ready now, no attempts, no end."
        ) { c in
            let queue = try await c.queue()
            func die(_ text: String) async throws -> MessageID {
                try await queue.enqueue(NewQueueMessage(text) { $0.maximumAttempts = 2 })
                for _ in 0..<2 {
                    try await queue.nack(try await c.claim(text, from: queue).receipt, error: "e", delay: .zero)
                }
                return try c.need(try await c.deadLetters(queue).last, "a dead letter").id
            }
            let id = try await die("m")
            c.time.move(by: .seconds(9))
            try await queue.redrive(id)
            try c.expect(try await c.deadLetters(queue), [], "the dead letters")
            try await c.expect(.notFound, "redriving what is alive") { try await queue.redrive(id) }
            try await c.expect(.notFound, "redriving what is not there") { try await queue.redrive("none") }
            for attempt in 1...2 {
                let claimed = try await c.claim("m", from: queue)
                try c.expect(claimed.receipt.messageID, id, "the id")
                try c.expect(claimed.receipt.attempt, attempt, "the attempt")
                try await queue.nack(claimed.receipt, error: "again", delay: .zero)
            }
            try c.expect(try await c.deadLetters(queue).map(\.lastError), ["again"], "what died again")
            _ = try await die("n")
            try await c.settle()
            try c.expect(try await queue.redriveAll(), 2, "how many are redriven")
            let claimed = try await c.claim(queue, limit: 9)
            try c.expect(Set(claimed.texts), ["m", "n"], "what is claimed then")
            for message in claimed { try await queue.ack(message.receipt) }
            try await c.expect(.notFound, "redriving what is done") { try await queue.redrive(id) }
        },
        Check(
            "queue.dlq.purge", .coordinated, .sequential, kills: ["M323"],
            contract: "purging dead letters removes them and nothing else",
            why: "What is still to be delivered must not go with what is dead.",
            hint: "The status is a condition of the deletion, because the index may lag."
        ) { c in
            let queue = try await c.queue()
            let texts = ["dead", "redriven", "claimed", "done", "ready"]
            let messages = texts.map { text in NewQueueMessage(text) { $0.maximumAttempts = 1 } }
            let ids = try await queue.enqueue(messages).map(\.id)
            let claimed = try await c.claim(queue, limit: 4)
            for message in claimed.prefix(2) { try await queue.nack(message.receipt) }
            try await queue.ack(claimed[3].receipt)
            try await c.settle()
            // Indexes may still say that it is dead.
            try await queue.redrive(ids[1])
            let purged = try await queue.purgeDeadLetters()
            try c.expect(purged <= 1, true, "whether no more than the dead one is purged")
            try await c.settle()
            try c.expect(purged + (try await queue.purgeDeadLetters()), 1, "how many are purged")
            var left: [MessageStatus?] = []
            for id in ids { left.append(try await queue.message(id)?.status) }
            try c.expect(left, [nil, .ready, .claimed, .done, .ready], "what is left")
        },
    ]
}
