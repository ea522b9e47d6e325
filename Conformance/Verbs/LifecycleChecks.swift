internal import HoldfastCore

extension Check {
    static let lifecycleChecks = [
        Check(
            "verbs.close.joins", .coordinated, .handles, kills: ["M184"],
            contract:
                "after close returns, another open of the same place succeeds at once, and calls on the closed handle "
                + "throw .closed",
            why: "A test or a restart that opens at once would find files locked by threads that still run.",
            hint: "Finish the queue, join the threads, close the files, then return."
        ) { c in
            for round in Int64(0)..<6 {
                let store = try await c.backend()
                let answers = await c.atOnce(8) { n in
                    // One of them closes while the others are at work; each of those is done whole or refused.
                    if n == 5 { await store.close() }
                    return await store.verdict(.insert(c.state("r\(round)-\(n)")))
                }
                await store.close()
                await store.close()
                let next = try await c.backend()
                for (n, answer) in answers.enumerated() {
                    let row = try await next.row(c.stateKey("r\(round)-\(n)"))
                    try c.expect([.done, .failed("closed")].contains(answer), true, "a call beside close: \(answer)")
                    try c.expect(row != nil, answer == .done, "whether the row of an answer \(answer) is there")
                }
                try c.expect(answers[5], .failed("closed"), "a commit after close")
                try await expectClosed(c, store)
                await next.close()
            }
        },
        Check(
            "verbs.no-clock", .core, .time, kills: ["M77"],
            contract: "no verb depends on wall time: equal calls with equal now give equal results",
            why: "Workers on machines with other clocks would each see another queue.",
            hint: "Compare with what the caller passes; no now(), no native expiry in the tables under test."
        ) { c in
            let store = try await c.backend()
            // Long ago, now-ish and far ahead must all behave alike.
            let moments: [Int64] = [.min + 1_000, -1, 0, 1_767_225_600_000_000, .max - 1_000]
            for (n, now) in moments.enumerated() {
                var row = c.message("m\(n)", readyAt: now)
                row[QueueTable.expiresAt] = .int(now - 5)
                try await c.insert([row, c.message("later\(n)", readyAt: now + 1)], into: store)
                try await c.settle()
                let range = c.range(
                    QueueTable.table, QueueTable.byReadiness, .text("q"), .int(0), .int(1), atLeast: .int(now),
                    atMost: .int(now))
                try c.expect(try await store.count(range, filter: [], limit: 9), 1, "ready at \(now)")
                let taken = try await store.take(c.lease([range], limit: 9, until: now + 500))
                try c.expect(taken.texts(QueueTable.messageID), ["m\(n)"], "taken at \(now)")
                let condition = [Condition(QueueTable.expiresAt, .less(.int(now)))]
                try c.expect(await store.verdict(.check(row.key, where: condition)), .done, "expired before \(now)")
                try c.expect(
                    await store.verdict(.delete(c.messageKey("m\(n)")), .delete(c.messageKey("later\(n)"))), .done,
                    "cleaning up")
            }
        },
    ]

    private static func expectClosed(_ c: CheckContext, _ store: any StoreBackend) async throws {
        try await c.expect(backend: .closed, "get after close") { _ = try await store.row(c.stateKey("a")) }
        try await c.expect(backend: .closed, "scan after close") { _ = try await store.scan(Scan(c.states, limit: 1)) }
        try await c.expect(backend: .closed, "take after close") {
            _ = try await store.take(c.lease([c.ready(at: 1)], limit: 1, until: 9))
        }
        try await c.expect(backend: .closed, "count after close") {
            _ = try await store.count(c.states, filter: [], limit: 1)
        }
        try await c.expect(backend: .closed, "erase after close") { _ = try await store.erase(c.states, limit: 1) }
        try await c.expect(backend: .closed, "schemaVersion after close") { _ = try await store.schemaVersion() }
        try await c.expect(backend: .closed, "migrate after close") {
            try await store.migrate(Migration.holdfast, dryRun: false)
        }
        let each = await store.commitEach([WriteBatch([.insert(c.state("b"))])]).map { CommitVerdict($0) }
        try c.expect(each, [.failed("closed")], "commitEach after close")
    }
}
