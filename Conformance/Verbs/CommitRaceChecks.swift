internal import HoldfastCore

extension Check {
    static let commitRaceChecks = [
        Check(
            "verbs.commit.concurrent", .coordinated, .concurrent, kills: ["M01", "M02"],
            contract: "of N commits conditioned on one revision exactly one succeeds",
            why: "Two winners are two workers that both believe to own a run.",
            hint: "Test and write in one statement, or under a lock of the row."
        ) { c in
            let stores = [try await c.backend(), try await c.backend()]
            try await c.insert([c.state("a", revision: 0)], into: stores[0])
            for revision in Int64(0)..<25 {
                let verdicts = await c.atOnce(16) { n in
                    await stores[n % 2].verdict(
                        .update(
                            c.stateKey("a"),
                            [
                                .set(StateTable.revision, .int(revision + 1)),
                                .set(StateTable.content, .bytes([UInt8(n)])),
                            ],
                            where: [Condition(StateTable.revision, .equal(.int(revision)))]))
                }
                let winners = verdicts.indices.filter { verdicts[$0] == .done }
                try c.expect(winners.count, 1, "winners at revision \(revision)")
                let winner = c.state("a", revision: revision + 1, content: winners.map { UInt8($0) })
                try c.expect(try await stores[0].row(c.stateKey("a")), winner, "the winner's row is stored")
                for verdict in verdicts where verdict != .done {
                    try c.expect(verdict, .refused(by: 0, current: winner), "what the losers are shown")
                }
                let inserted = await c.atOnce(8) { n in
                    await stores[n % 2].verdict(.insert(c.state("i\(revision)", content: [UInt8(n)])))
                }
                try c.expect(inserted.count { $0 == .done }, 1, "winners of an insert")
            }
        },
        Check(
            "verbs.commit.opposite-order", .coordinated, .concurrent, kills: ["M189"],
            contract: "batches over the same rows in opposite orders neither deadlock nor starve",
            why: "A deadlock stalls workers for seconds, and its error may hide an applied commit.",
            hint: "Lock the rows of a batch in one order, that of their keys."
        ) { c in
            let stores = [try await c.backend(), try await c.backend()]
            let keys = (0..<6).map { "k\($0)" }
            try await c.insert(keys.map { c.state($0, revision: 0) }, into: stores[0])
            let clients = 8
            let rounds = 12
            let failures = await c.atOnce(clients) { n in
                var failures: [CommitVerdict] = []
                for round in 0..<rounds {
                    let order = n % 2 == 0 ? keys : keys.reversed()
                    // The insert lets the batch add: sent again it would be refused.
                    let batch = WriteBatch(
                        [
                            .insert(
                                c.row(
                                    BlobTable.table,
                                    [
                                        BlobTable.owner: .text("o"), BlobTable.blobID: .text("\(n)"),
                                        BlobTable.chunk: .int(Int64(round)),
                                    ]))
                        ]
                            + order.map { .update(c.stateKey($0), [.add(StateTable.revision, 1)]) })
                    let verdict = await stores[n / 2 % 2].verdict(batch)
                    if verdict != .done { failures.append(verdict) }
                }
                return failures
            }
            try c.expect(failures.flatMap(\.self), [], "commits that no condition refuses")
            let sums = try await stores[0].walk(c.states).map { $0[StateTable.revision] }
            try c.expect(sums, keys.map { _ in .int(Int64(clients * rounds)) }, "what was added to each row")
        },
        Check(
            "verbs.commit.isolated-failure", .coordinated, .concurrent, kills: ["M84"],
            contract: "a failed commit grouped with others changes no other caller's result",
            why: "One stale worker would make the steps of all others fail.",
            hint: "Redo a group commit by commit, or with savepoints, when one of it is refused after it wrote."
        ) { c in
            let store = try await c.backend()
            let taken = c.state("taken", revision: 3)
            try await c.insert([taken], into: store)
            for round in 0..<6 {
                let verdicts = await c.atOnce(24) { n in
                    let own = Operation.insert(c.state("r\(round)-\(n)"))
                    switch n % 4 {
                    case 1: return await store.verdict(own, .insert(c.state("taken")))
                    case 2: return await store.verdict(own, own)
                    default: return await store.verdict(own)
                    }
                }
                for (n, verdict) in verdicts.enumerated() {
                    let expected: CommitVerdict =
                        switch n % 4 {
                        case 1: .refused(by: 1, current: taken)
                        case 2: .failed("invalidArgument")
                        default: .done
                        }
                    try c.expect(verdict, expected, "caller \(n) of round \(round)")
                    let row = try await store.row(c.stateKey("r\(round)-\(n)"))
                    try c.expect(row != nil, expected == .done, "whether the row of caller \(n) is there")
                }
            }
        },
    ]
}
