internal import HoldfastCore

extension Check {
    static let commitEachChecks = [
        Check(
            "verbs.commit-each.independent", .coordinated, .handles, kills: ["M91", "M101", "M102"],
            contract: "each batch has its own outcome in its own place; a refused or failing one changes no other",
            why: "One lost lease would end the renewal of all other leases of the worker.",
            hint: "Collect an outcome or an error for each batch; never stop at the first."
        ) { c in
            let store = try await c.backend()
            let taken = c.state("taken")
            try await c.insert([taken], into: store)
            let batches: [[Operation]] = [
                [.insert(c.state("a"))], [.insert(c.state("lost")), .insert(taken)],
                [.insert(c.state("b")), .update(c.stateKey("taken"), [.set(StateTable.revision, .int(2))])],
                [.delete(c.stateKey("x")), .delete(c.stateKey("x"))], [.check(c.stateKey("none"))],
                [.insert(c.state("c"))],
                [],
            ]
            let verdicts = await store.commitEach(batches.map { WriteBatch($0) }).map { CommitVerdict($0) }
            try c.expect(verdicts.count, batches.count, "one outcome for each batch")
            let current: Row? =
                if case .refused(by: 1, let row) = verdicts[1] { row } else { nil }
            // The two batches that name this row may be applied in any order.
            try c.expect([taken, c.state("taken", revision: 2)].contains(current), true, "the row of the refusal")
            let expected: [CommitVerdict] = [
                .done, .refused(by: 1, current: current), .done, .failed("invalidArgument"),
                .refused(by: 0, current: nil),
                .done, .done,
            ]
            try c.expect(verdicts, expected, "the outcomes by position")
            let rows = [c.state("a"), c.state("b"), c.state("c"), c.state("taken", revision: 2)]
            try c.expect(try await store.walk(c.states), rows, "the rows afterwards")
            try c.expect(await store.commitEach([]).count, 0, "no batches")
        },
        Check(
            "verbs.commit-each.order-free", .coordinated, .generated, kills: ["M91", "M100"],
            contract:
                "batches without a common row give the same outcomes and rows in every order, as by single commits",
            why: "Grouping is a matter of speed only; it must not show in the result.",
            hint: "Treat each batch as a commit of its own."
        ) { c in
            let store = try await c.backend()
            var random = SeededRandom(seed: c.seed)
            for round in 0..<8 {
                let before = (0..<20).filter { _ in !random.once(in: 3) }.map { c.state("k\($0 + 10)", revision: 1) }
                var batches: [WriteBatch] = (0..<10).map { n in
                    WriteBatch(
                        [2 * n, 2 * n + 1].map { slot in
                            let row = c.state("k\(slot + 10)", revision: 2)
                            let once = [Condition(StateTable.revision, .equal(.int(Int64(random.number(below: 2)))))]
                            return switch random.number(below: 4) {
                            case 0: .insert(row)
                            case 1: .delete(row.key, where: once)
                            case 2: .check(row.key)
                            default: .update(row.key, [.set(StateTable.revision, .int(3))], where: once)
                            }
                        })
                }
                var results: [[String]] = []
                for attempt in 0..<3 {
                    while try await store.erase(c.states, limit: 100) > 0 {}
                    try await c.insert(before, into: store)
                    if attempt == 1 { batches.reverse() }
                    var verdicts: [CommitVerdict] = []
                    if attempt == 2 {
                        for batch in batches { verdicts.append(await store.verdict(batch)) }
                        verdicts.reverse()
                    } else {
                        verdicts = await store.commitEach(batches).map { CommitVerdict($0) }
                        if attempt == 1 { verdicts.reverse() }
                    }
                    results.append(verdicts.map { "\($0)" } + (try await store.walk(c.states)).map { "\($0.values)" })
                }
                try c.expect(results[1], results[0], "round \(round): backwards")
                try c.expect(results[2], results[0], "round \(round): one by one")
            }
        },
    ]
}
