internal import HoldfastCore

extension Check {
    static let queueAnswerChecks = [
        Check(
            "queue.ack.removes", .coordinated, .time, kills: ["M304"],
            contract: "an acked message is never delivered again",
            why: "The mail was sent; it must not be sent again.",
            hint: "What is done has no ready time."
        ) { c in
            let queue = try await c.queue()
            let id = try await queue.enqueue(NewQueueMessage("m")).id
            try await queue.ack(try await c.claim("m", from: queue).receipt)
            for delay in [Duration.zero, .seconds(60), .days(6)] {
                c.time.move(by: delay)
                try await c.expectNothing(queue, "after the acknowledgement")
            }
            let message = try await queue.message(id)
            // A store may have removed it by its own time to live.
            try c.expect([.done, nil].contains(message?.status), true, "whether it is done")
        },
        Check(
            "queue.ack.stale-receipt", .coordinated, .time, kills: ["M44"],
            contract: "ack with an earlier delivery's receipt throws .notHolder and keeps the newer delivery",
            why: "A slow worker would end what another is still working on.",
            hint: "The receipt's fence is a condition of the commit."
        ) { c in
            let queue = try await c.queue()
            try await queue.enqueue(NewQueueMessage("m"))
            let old = try await c.claim("m", from: queue, for: .seconds(5)).receipt
            c.time.move(by: .seconds(5))
            let new = try await c.claim("m", from: queue, for: .seconds(5)).receipt
            let before = try await queue.message(new.messageID)
            try await c.expect(.notHolder, "ack") { try await queue.ack(old) }
            try await c.expect(.notHolder, "nack") { try await queue.nack(old) }
            try await c.expect(.notHolder, "release") { try await queue.release(old) }
            try await c.expect(.notHolder, "extend") { try await queue.extend(old) }
            try c.expect(try await queue.message(new.messageID), before, "the newer delivery")
            try await queue.ack(new)
        },
        Check(
            "queue.ack.twice", .coordinated, .sequential, kills: ["M308"],
            contract: "ack twice is a no-op while the finished message is retained",
            why: "A worker that got no answer acknowledges again.",
            hint: "A done message with the receipt's own fence is what was asked for."
        ) { c in
            let queue = try await c.queue()
            try await queue.enqueue(NewQueueMessage("m"))
            let receipt = try await c.claim("m", from: queue).receipt
            try await queue.ack(receipt)
            let done = try await queue.message(receipt.messageID)
            c.time.move(by: .seconds(1))
            try await c.answer("ack again") { try await queue.ack(receipt) }
            try c.expect(try await queue.message(receipt.messageID), done, "the message")
            try await c.expect(.notHolder, "nack") { try await queue.nack(receipt) }
            try await c.expect(.notHolder, "release") { try await queue.release(receipt) }
            try await c.expect(.notHolder, "extend") { try await queue.extend(receipt) }
        },
        Check(
            "queue.ack.unknown", .coordinated, .sequential, kills: ["M309"],
            contract: "ack of an unknown receipt throws .notFound",
            why: "Who acknowledges in the wrong queue must hear it.",
            hint: "A missing row is no finished message."
        ) { c in
            let store = try await c.store()
            let queue = store.queue("mail")
            try await queue.enqueue(NewQueueMessage("m"))
            let receipt = try await c.claim("m", from: queue).receipt
            try await c.expect(.notFound, "in another queue") { try await store.queue("other").ack(receipt) }
            try await queue.purge()
            try await c.expect(.notFound, "ack") { try await queue.ack(receipt) }
            try await c.expect(.notFound, "nack") { try await queue.nack(receipt) }
            try await c.expect(.notFound, "release") { try await queue.release(receipt) }
            try await c.expect(.notFound, "extend") { try await queue.extend(receipt) }
        },
        Check(
            "queue.nack.delay", .coordinated, .time, kills: ["M46", "M305", "M47"],
            contract: "nack(delay) hides the message until then and increments the attempt",
            why: "A service that is down needs time, and its messages an end.",
            hint: "The attempt was counted by the claim; the ready time is now plus the delay."
        ) { c in
            let queue = try await c.queue()
            c.time.move(by: .microseconds(321))
            try await queue.enqueue(NewQueueMessage("m"))
            let first = try await c.claim("m", from: queue)
            let readyAt = try await queue.nack(first.receipt, error: "no", delay: .seconds(10))
            try c.expect(readyAt, c.time.now.advanced(by: .seconds(10)), "when it comes again")
            c.time.move(by: .seconds(10) - .microseconds(1))
            try await c.expectNothing(queue, "one microsecond early")
            c.time.move(by: .microseconds(1))
            let second = try await c.claim("m", from: queue)
            try c.expect(second.receipt.attempt, 2, "the attempt")
            try c.expect(second.message.lastError, "no", "the last error")
            try c.expect(second.receipt.fence > first.receipt.fence, true, "whether the receipt is new")
            try await c.expect(.invalidArgument, "a negative delay") {
                try await queue.nack(second.receipt, delay: .seconds(-1))
            }
        },
        Check(
            "queue.nack.now", .coordinated, .sequential, kills: ["M46", "M305"],
            contract: "nack(0) makes it claimable at once",
            why: "Zero is a delay, not the lack of one.",
            hint: "An optional is tested for presence."
        ) { c in
            let queue = try await c.queue()
            try await queue.enqueue(NewQueueMessage("m"))
            try await queue.nack(try await c.claim("m", from: queue).receipt, delay: .zero)
            let again = try await c.claim("m", from: queue)
            try c.expect(again.receipt.attempt, 2, "the attempt")
        },
        Check(
            "queue.release.uncounted", .coordinated, .time, kills: ["M310"],
            contract: "a message that is given back or rescheduled is not charged an attempt, with a delay of 0 too",
            why: "Each deployment would bring the messages of its workers nearer to death.",
            hint: "Take the attempt back in the commit that gives up the claim."
        ) { c in
            let queue = try await c.queue()
            try await queue.enqueue(NewQueueMessage("m") { $0.maximumAttempts = 2 })
            var fence = Fence(0)
            for delay in [Duration.zero, .seconds(9), .zero, .days(400), .zero] {
                let claimed = try await c.claim("m", from: queue)
                try c.expect(claimed.receipt.attempt, 1, "the attempt")
                try c.expect(claimed.receipt.fence > fence, true, "whether the receipt is new")
                fence = claimed.receipt.fence
                try await queue.release(claimed.receipt, delay: delay)
                try await c.expect(.notHolder, "ack afterwards") { try await queue.ack(claimed.receipt) }
                if delay > .zero {
                    c.time.move(by: delay - .microseconds(1))
                    try await c.expectNothing(queue, "one microsecond early")
                    c.time.move(by: .microseconds(1))
                }
            }
            try c.expect(try await c.claim("m", from: queue).receipt.attempt, 1, "the attempt at last")
        },
    ]
}
