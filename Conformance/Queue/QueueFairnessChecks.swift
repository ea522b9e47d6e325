internal import HoldfastCore

extension Check {
    static let queueFairnessChecks = [
        Check(
            "queue.claim.starvation", .coordinated, .sequential, kills: ["M333"],
            contract: "a hot queue does not starve a second one when both are asked for",
            why: "A flood of reminders must not keep the invoices back.",
            hint: "Each claim begins at the next queue."
        ) { c in
            let store = try await c.store()
            for (name, priority) in [("hot", Priority.urgent), ("cold", .low)] {
                let messages = (0..<40).map { _ in NewQueueMessage(name) { $0.priority = priority } }
                try await store.queue(QueueName(name)).enqueue(messages)
            }
            for names in [["hot", "cold"], ["cold", "hot"]] {
                var texts: [String] = []
                for _ in 0..<8 {
                    try await c.settle()
                    let queues = names.map { QueueName($0) }
                    texts += try await store.queues.claim(queues, limit: 1, owner: "w").texts
                }
                try c.expect(texts.count { $0 == "cold" }, 4, "claims from the cold queue among \(texts)")
            }
        },
        Check(
            "queue.fairness.buckets", .coordinated, .sequential, kills: ["M333", "M334", "M335"],
            contract: "one fairness key's backlog delays another's by no more than one round of claims",
            why: "One customer's import must not keep all others waiting.",
            hint: "A bucket by the key's hash; each claim begins at the next bucket."
        ) { c in
            let queue = try await c.queue()
            try c.expect(try await queue.settings().buckets, 1, "the buckets where nothing was set")
            try await queue.configure { $0.buckets = 16 }
            let customers = (0..<8).map { "customer \($0)" }
            func message(_ customer: String) -> NewQueueMessage {
                NewQueueMessage(customer) { $0.fairnessKey = customer }
            }
            let ids = try await queue.enqueue(
                (0..<60).map { _ in message(customers[0]) } + customers.dropFirst().map { message($0) }
            ).map(\.id)
            // The first of each bucket; whoever shares one stands behind it.
            var first: [Int: String] = [:]
            for (customer, id) in zip(customers, ids.suffix(customers.count)) {
                let bucket = try c.need(try await queue.message(id), "the message").bucket
                try c.expect((0..<16).contains(bucket), true, "whether \(bucket) is a bucket")
                if first[bucket] == nil { first[bucket] = customer }
            }
            try c.expect(first.count > 2, true, "whether keys are spread over \(first.keys.sorted())")
            var texts: [String] = []
            for _ in 0..<16 { texts += try await c.claim(queue).texts }
            for customer in first.values.sorted() {
                try c.expect(texts.contains(customer), true, "whether \(customer) was served within one round")
            }
            try c.expect(try await c.claim(queue, limit: 100).count + texts.count, ids.count, "claims in all")
            for count in [0, 15, 17] {
                try await c.expect(.invalidArgument, "\(count) buckets") {
                    try await queue.configure { $0.buckets = count }
                }
            }
        },
        Check(
            "queue.priority.order", .coordinated, .sequential, kills: ["M48", "M107"],
            contract: "higher priority is claimed first; ties by enqueue order",
            why: "A password reset is worth nothing tomorrow.",
            hint: "Priorities are ranges, and the highest comes first."
        ) { c in
            let queue = try await c.queue()
            let priorities: [Priority] = [.low, .normal, .high, .urgent]
            for round in 0..<3 {
                for priority in priorities {
                    try await queue.enqueue(NewQueueMessage("\(priority) \(round)") { $0.priority = priority })
                    c.time.move(by: .microseconds(1))
                }
            }
            var claimed: [String] = []
            for limit in [1, 1, 5, 2, 9] { claimed += try await c.claim(queue, limit: limit).texts }
            let expected = priorities.reversed().flatMap { priority in (0..<3).map { "\(priority) \($0)" } }
            try c.expect(claimed, expected, "the order of claims")
        },
        Check(
            "queue.priority.extremes", .coordinated, .sequential, kills: ["M48", "M107"],
            contract: "urgent, high, normal, low are claimed in this order; any other priority throws .invalidArgument",
            why: "A word that is misspelt must not become some priority.",
            hint: "Four names; normal where none is said."
        ) { c in
            let queue = try await c.queue()
            for name in ["low", "high", "normal", "urgent"] {
                let priority = try Priority(named: name)
                try await queue.enqueue(NewQueueMessage(name) { $0.priority = priority })
            }
            try await queue.enqueue(NewQueueMessage("unsaid"))
            let order = ["urgent", "high", "normal", "unsaid", "low"]
            try c.expect(try await c.claim(queue, limit: 9).texts, order, "the order of claims")
            for name in ["", "Urgent", "highest", "medium", "1", "low "] {
                try await c.expect(.invalidArgument, "the priority \"\(name)\"") { _ = try Priority(named: name) }
            }
        },
        Check(
            "queue.pause", .coordinated, .sequential, kills: ["M336"],
            contract: "a paused queue hands out nothing and takes in messages, until it is resumed",
            why: "While the mail server is down, sending only uses up attempts.",
            hint: "The pause is a row that every claim reads."
        ) { c in
            let stores = [try await c.store(), try await c.store()]
            let queue = stores[0].queue("mail")
            try await queue.enqueue([NewQueueMessage("a"), NewQueueMessage("b")])
            let receipt = try await c.claim("a", from: queue, for: .seconds(5)).receipt
            try await stores[1].queue("mail").pause()
            try c.expect(try await queue.settings().isPaused, true, "whether it is paused")
            try await queue.enqueue(NewQueueMessage("c"))
            try await stores[0].queue("other").enqueue(NewQueueMessage("other"))
            for store in stores { try await c.expectNothing(store.queue("mail"), "while it is paused") }
            let both = try await stores[0].queues.claim(["mail", "other"], limit: 9, owner: "w")
            try c.expect(both.texts, ["other"], "what is claimed together with another queue")
            c.time.move(by: .seconds(5))
            try await c.expectNothing(queue, "when a visibility has ended")
            try await queue.ack(receipt)
            try await queue.pause()
            try await queue.resume()
            try c.expect(try await c.claim(queue, limit: 9).texts, ["b", "c"], "what is claimed afterwards")
        },
        Check(
            "queue.length.maximum", .coordinated, .sequential, kills: ["M337"],
            contract: "a queue at its maximum length refuses further messages with .limitExceeded, and nothing else",
            why: "A queue that nobody works off fills the disk for all.",
            hint: "Count what waits and what is at work; what has ended does not count."
        ) { c in
            let queue = try await c.queue()
            let keyed = NewQueueMessage("a") { $0.idempotencyKey = "k" }
            try await queue.enqueue([keyed, NewQueueMessage("b")])
            try await queue.configure { $0.maximumLength = 3 }
            try await c.settle()
            try await c.expect(.limitExceeded, "two where there is room for one") {
                try await queue.enqueue([NewQueueMessage("c"), NewQueueMessage("d")])
            }
            try await queue.enqueue(NewQueueMessage("c"))
            for isClaimed in [false, true] {
                if isClaimed { _ = try await c.claim(queue) }
                try await c.settle()
                try await c.expect(.limitExceeded, "one more") { try await queue.enqueue(NewQueueMessage("d")) }
                try c.expect(try await queue.enqueue(keyed).isNew, false, "whether a repetition is new")
            }
            for claimed in try await c.claim(queue) { try await queue.ack(claimed.receipt) }
            try await c.settle()
            try c.expect(try await queue.enqueue(NewQueueMessage("d")).isNew, true, "whether there is room again")
            try await queue.configure { $0.maximumLength = nil }
            try await queue.enqueue([NewQueueMessage("e"), NewQueueMessage("f")])
            try await c.expect(.invalidArgument, "a length of 0") { try await queue.configure { $0.maximumLength = 0 } }
        },
        Check(
            "queue.wait.maximum", .coordinated, .time, kills: ["M338"],
            contract: "a message that nobody claimed within its longest wait becomes a dead letter undelivered",
            why: "A code that is valid for a minute must not be sent after an hour.",
            hint: "Counted from when it is due, for the first delivery only."
        ) { c in
            let queue = try await c.queue()
            func message(_ text: String) -> NewQueueMessage {
                NewQueueMessage(text) {
                    $0.delay = .seconds(100)
                    $0.maximumWait = .seconds(10)
                }
            }
            try await queue.enqueue(message("in time"))
            c.time.move(by: .seconds(110) - .microseconds(1))
            let receipt = try await c.claim("in time", from: queue, for: .seconds(5)).receipt
            try await queue.release(receipt, delay: .seconds(60))
            c.time.move(by: .seconds(60))
            let again = try await c.claim("in time", from: queue, for: .seconds(5)).receipt
            c.time.move(by: .seconds(60))
            try await queue.ack(try await c.claim("in time", from: queue).receipt)
            try await c.expect(.notHolder, "the receipt before") { try await queue.ack(again) }
            let late = try await queue.enqueue(message("late")).id
            c.time.move(by: .seconds(110))
            try await c.expectNothing(queue, "at the end of the wait")
            let letters = try await c.deadLetters(queue)
            try c.expect(letters.map(\.id), [late], "the dead letters")
            try c.expect(letters.map(\.attempts), [0], "their deliveries")
            try await queue.redrive(late)
            c.time.move(by: .seconds(60))
            try c.expect(try await c.claim("late", from: queue).receipt.attempt, 1, "the attempt after a redrive")
            try await c.expect(.invalidArgument, "a wait of nothing") {
                try await queue.enqueue(NewQueueMessage("m") { $0.maximumWait = .zero })
            }
        },
    ]
}
