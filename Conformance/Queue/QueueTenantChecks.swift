internal import HoldfastCore

extension Check {
    static let queueTenantChecks = [
        Check(
            "tenant.queue", .coordinated, .sequential, kills: ["M623"],
            contract: "a claim in A never returns B's message",
            why: "One customer's worker sends another's mail.",
            hint: "The namespace is the first column of the ready index."
        ) { c in
            let a = try await c.store()
            let b = a.inNamespace(Namespace("\(c.place.id)-b"))
            try await b.queue("mail").enqueue([NewQueueMessage("b1"), NewQueueMessage("b2")])
            let held = try await c.claim("b1", from: b.queue("mail"), for: .seconds(5)).receipt
            c.time.move(by: .seconds(5))
            try await c.expectNothing(a.queue("mail"), "in A")
            try c.expect(try await c.depth(a.queue("mail")), [0, 0, 0, 0], "A's depth")
            try c.expect(try await a.queue("mail").message(held.messageID), nil, "B's message by its id")
            try c.expect(try await a.queue("mail").messages(.claimed).items.texts, [], "A's list")
            let writes: [(String, () async throws -> Void)] = [
                ("ack", { try await a.queue("mail").ack(held) }), ("nack", { try await a.queue("mail").nack(held) }),
                ("release", { try await a.queue("mail").release(held) }),
                ("extend", { try await a.queue("mail").extend(held) }),
                ("redrive", { try await a.queue("mail").redrive(held.messageID) }),
            ]
            for (name, write) in writes { try await c.expect(.notFound, "\(name) in A", from: write) }
            try await a.queue("mail").pause()
            try c.expect(try await a.queue("mail").purge(), 0, "how many A purges")
            try await a.queue("mail").resume()
            try await a.queue("mail").enqueue(NewQueueMessage("a") { $0.idempotencyKey = "k" })
            let again = NewQueueMessage("b3") { $0.idempotencyKey = "k" }
            try c.expect(try await b.queue("mail").enqueue(again).isNew, true, "whether A's key is free in B")
            try c.expect(try await c.claim(a.queue("mail"), limit: 9).texts, ["a"], "what A claims")
            try c.expect(
                Set(try await c.claim(b.queue("mail"), limit: 9).texts), ["b1", "b2", "b3"], "what B claims")
        }
    ]
}
