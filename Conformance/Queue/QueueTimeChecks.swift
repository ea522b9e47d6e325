internal import HoldfastCore

extension Check {
    static let queueTimeChecks = [
        Check(
            "queue.visibility.boundary", .coordinated, .time, kills: ["M83", "M311"],
            contract: "invisible at deadline-1us, claimable at the deadline",
            why: "One microsecond of two owners is enough.",
            hint: "Due means ready_at <= now."
        ) { c in
            let queue = try await c.queue()
            c.time.move(by: .microseconds(567))
            try await queue.enqueue(NewQueueMessage("m"))
            let claimed = try await c.claim("m", from: queue, for: .seconds(5))
            c.time.move(by: .seconds(5) - .microseconds(1))
            try await c.expectNothing(queue, "one microsecond before the end")
            c.time.move(by: .microseconds(1))
            try c.expect(c.time.now, claimed.visibleAt, "the end")
            _ = try await c.claim("m", from: queue)
        },
        Check(
            "queue.visibility.redeliver", .coordinated, .time, kills: ["M43", "M312", "M313"],
            contract: "an expired claim is redelivered with attempt+1 and a new receipt",
            why: "The attempt tells a poisoned message, the receipt a slow worker.",
            hint: "Both count up in the claim itself."
        ) { c in
            let queue = try await c.queue()
            try await queue.enqueue(NewQueueMessage("m"))
            var receipts: Set<MessageReceipt> = []
            for attempt in 1...4 {
                let claimed = try await c.claim("m", from: queue, for: .seconds(5))
                try c.expect(claimed.receipt.attempt, attempt, "the attempt")
                try c.expect(claimed.receipt.isLast, attempt == 4, "whether it is the last")
                let isGreater = receipts.allSatisfy { $0.fence < claimed.receipt.fence }
                try c.expect(isGreater, true, "whether receipt \(attempt) is new")
                receipts.insert(claimed.receipt)
                c.time.move(by: .seconds(5))
            }
        },
        Check(
            "queue.visibility.dead-worker", .coordinated, .time, kills: ["M43"],
            contract: "a message claimed by a worker that never returns is redelivered (never stuck in processing)",
            why: "Workers die, and nobody repairs rows by hand.",
            hint: "Every claim has an end in the row itself."
        ) { c in
            let queue = try await c.queue()
            let dead = try await c.store()
            try await dead.queue("mail").enqueue([NewQueueMessage("a"), NewQueueMessage("b")])
            try c.expect(try await c.claim(dead.queue("mail"), limit: 2).texts, ["a", "b"], "what the worker claims")
            await dead.close()
            try await c.expectNothing(queue, "while the claims last")
            c.time.move(by: .seconds(60))
            try c.expect(try await c.claim(queue, limit: 2).texts, ["a", "b"], "what the heir claims")
        },
        Check(
            "queue.visibility.extend", .coordinated, .time, kills: ["M314", "M315"],
            contract: "extend moves the deadline; extend after expiry throws .notHolder",
            why: "A long job says that it is alive; one that slept through its end has lost it.",
            hint: "Count from the present; the old end is a condition."
        ) { c in
            let queue = try await c.queue()
            try await queue.enqueue(NewQueueMessage("m"))
            let receipt = try await c.claim("m", from: queue, for: .seconds(10)).receipt
            c.time.move(by: .seconds(10) - .microseconds(1))
            let end = try await queue.extend(receipt, by: .seconds(20))
            try c.expect(end, c.time.now.advanced(by: .seconds(20)), "the new end")
            c.time.move(by: .seconds(20) - .microseconds(1))
            try await c.expectNothing(queue, "one microsecond before the new end")
            c.time.move(by: .microseconds(1))
            try await c.expect(.notHolder, "extending at the end") { try await queue.extend(receipt) }
            let next = try await c.claim("m", from: queue)
            try await c.expect(.notHolder, "extending what another has") { try await queue.extend(receipt) }
            try await c.expect(.invalidArgument, "extending by nothing") {
                try await queue.extend(next.receipt, by: .zero)
            }
        },
        Check(
            "queue.backoff.schedule", .coordinated, .time, kills: ["M316"],
            contract: "the backoff computed from attempt n equals the documented formula, capped",
            why: "Retries that come too early keep a weak service down, and too late ones look like a loss.",
            hint: "min(60 s, 1 s * 2^(n-1)), up to a fifth longer or shorter."
        ) { c in
            let queue = try await c.queue()
            try await queue.enqueue(NewQueueMessage("m") { $0.maximumAttempts = 100 })
            var spreads: Set<Int64> = []
            for seconds in [1, 2, 4, 8, 16, 32, 60, 60, 60] {
                let receipt = try await c.claim("m", from: queue).receipt
                let readyAt = try c.need(try await queue.nack(receipt), "when it comes again")
                let delay = c.time.now.duration(to: readyAt)
                let isNear = delay >= .seconds(seconds) * 0.8 && delay <= .seconds(seconds) * 1.2
                try c.expect(isNear, true, "whether \(delay) after attempt \(receipt.attempt) is near \(seconds) s")
                spreads.insert(delay.wholeMicroseconds / Int64(seconds))
                try c.expect(try await queue.message(receipt.messageID)?.readyAt, readyAt, "the stored time")
                c.time.move(by: delay - .microseconds(1))
                try await c.expectNothing(queue, "one microsecond early")
                c.time.move(by: .microseconds(1))
            }
            try c.expect(spreads.count > 1, true, "whether delays are spread")
            // Drawn anew by the caller's own policy.
            let receipt = try await c.claim("m", from: queue).receipt
            let policy = RetryPolicy(base: .seconds(3), growth: .linear, cap: .seconds(7), jitter: 0)
            try c.expect(
                try await queue.nack(receipt, backoff: policy), c.time.now.advanced(by: .seconds(7)), "another policy")
        },
        Check(
            "queue.delay.not-before", .coordinated, .time, kills: ["M47", "M83"],
            contract: "a delayed message is invisible at due-1us, claimable at due",
            why: "A reminder that comes early is wrong.",
            hint: "Due means ready_at <= now, in the time that Core passes in."
        ) { c in
            let queue = try await c.queue()
            c.time.move(by: .microseconds(123))
            for delay in [Duration.microseconds(1), .seconds(1), .days(2), .days(4_000)] {
                try await queue.enqueue(NewQueueMessage("m") { $0.delay = delay })
                c.time.move(by: delay - .microseconds(1))
                try await c.expectNothing(queue, "one microsecond before \(delay) are over")
                c.time.move(by: .microseconds(1))
                try await queue.ack(try await c.claim("m", from: queue).receipt)
            }
            try await queue.enqueue(NewQueueMessage("now") { $0.delay = .zero })
            try await queue.ack(try await c.claim("now", from: queue).receipt)
            try await c.expect(.invalidArgument, "a negative delay") {
                try await queue.enqueue(NewQueueMessage("m") { $0.delay = .microseconds(-1) })
            }
        },
        Check(
            "queue.delay.order", .coordinated, .time, kills: ["M70", "M317"],
            contract: "ready messages of equal priority are ordered by due time, then enqueue order",
            why: "Who waited longest is next.",
            hint: "One order by ready time, whatever made it ready."
        ) { c in
            let queue = try await c.queue()
            for seconds in [5, 1, 3, 3, 2, 5, 1] {
                try await queue.enqueue(NewQueueMessage("\(seconds)") { $0.delay = .seconds(seconds) })
                try await queue.enqueue(NewQueueMessage("\(seconds)'") { $0.delay = .seconds(seconds) })
            }
            c.time.move(by: .seconds(4))
            // Ready since 4 s after the others: behind them.
            try await queue.enqueue(NewQueueMessage("now"))
            c.time.move(by: .seconds(1))
            let order = ["1", "1'", "1", "1'", "2", "2'", "3", "3'", "3", "3'", "now", "5", "5'", "5", "5'"]
            try c.expect(try await c.claim(queue, limit: 100).texts, order, "the order of claims")
        },
        Check(
            "queue.delay.precision", .coordinated, .time, kills: ["M47", "M318"],
            contract: "delays survive storage to the microsecond",
            why: "Times that are rounded on one store sort differently there.",
            hint: "Whole microseconds in 64 bits; no floating point, no text."
        ) { c in
            let queue = try await c.queue()
            for delay in [1, 999, 1_000, 1_001, 999_999, 1_000_001, 86_400_000_003, (1 << 53) + 1] {
                let message = NewQueueMessage("m") { $0.delay = .microseconds(delay) }
                let id = try await queue.enqueue(message).id
                let due = Timestamp(microseconds: c.time.now.microseconds + Int64(delay))
                try c.expect(try await queue.message(id)?.readyAt, due, "the time of a delay of \(delay) us")
            }
        },
    ]
}
