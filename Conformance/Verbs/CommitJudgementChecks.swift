internal import HoldfastCore

extension Check {
    static let commitJudgementChecks = [
        Check(
            "verbs.commit.position", .core, .faults, kills: ["M55", "M66"],
            contract:
                "a failing condition at every position 1...n: nothing applied, and refused(index) is that position",
            why: "Core tells a lost lease from a recorded step by the position; a wrong one reruns finished work.",
            hint: "Find the first operation whose condition fails, and roll back what came before it."
        ) { c in
            let store = try await c.backend()
            let before = [c.state("a"), c.state("b"), c.state("c")]
            try await c.insert(before, into: store)
            let stale = [Condition(StateTable.revision, .equal(.int(99)))]
            let set = Assignment.set(StateTable.revision, .int(2))
            let good: [Operation] = [
                .insert(c.state("new")), .update(c.stateKey("a"), [set]), .delete(c.stateKey("b")),
                .check(c.stateKey("c")),
                .absent(c.stateKey("none")),
            ]
            let blocked = c.state("x", revision: 5)
            try await c.insert([blocked], into: store)
            let bad: [(Operation, Row?)] = [
                (.insert(c.state("x")), blocked), (.update(blocked.key, [set], where: stale), blocked),
                (.update(c.stateKey("none2"), [set]), nil), (.delete(blocked.key, where: stale), blocked),
                (.delete(c.stateKey("none2"), where: stale), nil), (.check(blocked.key, where: stale), blocked),
                (.check(c.stateKey("none2")), nil), (.absent(blocked.key), blocked),
            ]
            for (failing, current) in bad {
                for position in 0...good.count {
                    var operations = good
                    operations.insert(failing, at: position)
                    try c.expect(
                        await store.verdict(WriteBatch(operations)), .refused(by: position, current: current),
                        "\(failing) at position \(position)")
                }
            }
            try c.expect(try await store.walk(c.states), before + [blocked], "the rows after all refusals")
        },
        Check(
            "verbs.commit.lowest", .core, .sequential, kills: ["M66"],
            contract: "with several failing conditions the first operation is reported, with its row as it was found",
            why: "The first operation is the one that Core explains to its caller.",
            hint: "Judge in the order of the batch, whatever the order of the writes."
        ) { c in
            let store = try await c.backend()
            let rows = ["a", "b", "c"].map { c.state($0, revision: 4, content: Array($0.utf8)) }
            try await c.insert(rows, into: store)
            let stale = [Condition(StateTable.revision, .less(.int(4)))]
            let failing = rows.map { Operation.check($0.key, where: stale) }
            for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
                let batch = WriteBatch([.insert(c.state("n"))] + order.map { failing[$0] })
                try c.expect(
                    await store.verdict(batch), .refused(by: 1, current: rows[order[0]]), "the order \(order)")
            }
            let mixed = WriteBatch([
                .insert(c.state("n")), .delete(rows[2].key, where: stale), .insert(rows[0]), .absent(rows[1].key),
            ])
            try c.expect(await store.verdict(mixed), .refused(by: 1, current: rows[2]), "failures of three kinds")
        },
        Check(
            "verbs.commit.conditions", .core, .sequential, kills: ["M65", "M138"],
            contract:
                "absent, present, equals, less-than and is-nil hold and fail exactly, for update, delete and check, "
                + "also on absent rows",
            why: "All safety of runs, leases and queues rests on these conditions.",
            hint: "A null satisfies isNull only; a condition on an absent row always fails."
        ) { c in
            let store = try await c.backend()
            let row = c.message("a", readyAt: nil, fence: 5)
            let tests: [(Condition, Bool)] = [
                (Condition(QueueTable.fence, .equal(.int(5))), true),
                (Condition(QueueTable.fence, .equal(.int(4))), false),
                (Condition(QueueTable.fence, .equal(.int(6))), false),
                (Condition(QueueTable.fence, .notEqual(.int(4))), true),
                (Condition(QueueTable.fence, .notEqual(.int(5))), false),
                (Condition(QueueTable.fence, .less(.int(6))), true),
                (Condition(QueueTable.fence, .less(.int(5))), false),
                (Condition(QueueTable.fence, .atMost(.int(5))), true),
                (Condition(QueueTable.fence, .atMost(.int(4))), false),
                (Condition(QueueTable.fence, .greater(.int(4))), true),
                (Condition(QueueTable.fence, .greater(.int(5))), false),
                (Condition(QueueTable.fence, .atLeast(.int(5))), true),
                (Condition(QueueTable.fence, .atLeast(.int(6))), false),
                (Condition(QueueTable.fence, .among([.int(1), .int(5)])), true),
                (Condition(QueueTable.fence, .among([.int(1)])), false),
                (Condition(QueueTable.fence, .among([])), false),
                (Condition(QueueTable.fence, .isNotNull), true), (Condition(QueueTable.fence, .isNull), false),
                (Condition(QueueTable.readyAt, .isNull), true), (Condition(QueueTable.readyAt, .isNotNull), false),
                (Condition(QueueTable.readyAt, .equal(.int(0))), false),
                (Condition(QueueTable.readyAt, .notEqual(.int(0))), false),
                (Condition(QueueTable.readyAt, .less(.int(0))), false),
                (Condition(QueueTable.readyAt, .atLeast(.int(0))), false),
                (Condition(QueueTable.payload, .equal(.bytes([97]))), true),
                (Condition(QueueTable.payload, .equal(.bytes([]))), false),
            ]
            let absent = c.messageKey("none")
            for (condition, holds) in tests {
                try c.expect(await store.verdict(.insert(row)), .done, "the row")
                let expected = holds ? CommitVerdict.done : .refused(by: 0, current: row)
                let name = "where \(condition.column.name) \(condition.test)"
                let change = Assignment.set(QueueTable.status, row[QueueTable.status])
                try c.expect(await store.verdict(.check(row.key, where: [condition])), expected, "check \(name)")
                try c.expect(
                    await store.verdict(.update(row.key, [change], where: [condition])), expected, "update \(name)")
                try c.expect(await store.verdict(.delete(row.key, where: [condition])), expected, "delete \(name)")
                try c.expect(try await store.row(row.key), holds ? nil : row, "the row after delete \(name)")
                let none = CommitVerdict.refused(by: 0, current: nil)
                try c.expect(await store.verdict(.check(absent, where: [condition])), none, "check of nothing \(name)")
                try c.expect(
                    await store.verdict(.update(absent, [change], where: [condition])), none,
                    "update of nothing \(name)")
                try c.expect(
                    await store.verdict(.delete(absent, where: [condition])), none, "delete of nothing \(name)")
                try c.expect(await store.verdict(.delete(row.key)), .done, "cleaning up")
            }
        },
        Check(
            "verbs.commit.before-state", .core, .sequential, kills: ["M81"],
            contract: "conditions read the state before the commit, even of rows the commit changes",
            why: "If a batch saw its own writes, its meaning would depend on how a backend orders them.",
            hint: "Judge everything first, then write; within one statement the snapshot does it."
        ) { c in
            let store = try await c.backend()
            try await c.insert([c.state("a", revision: 1), c.state("b", revision: 1)], into: store)
            let was = [Condition(StateTable.revision, .equal(.int(1)))]
            let become = [Assignment.set(StateTable.revision, .int(2)), .set(StateTable.content, .bytes([1]))]
            try c.expect(
                await store.verdict(
                    .update(c.stateKey("a"), become, where: was), .update(c.stateKey("b"), become, where: was)),
                .done, "two rows that are tested on what they are changed from")
            let after = try await store.walk(c.states)
            let changed = ["a", "b"].map { c.state($0, revision: 2, content: [1]) }
            try c.expect(after, changed, "the rows afterwards")
            let now = [Condition(StateTable.revision, .equal(.int(3)))]
            try c.expect(
                await store.verdict(.update(c.stateKey("a"), [.set(StateTable.revision, .int(3))], where: now)),
                .refused(by: 0, current: changed[0]), "a row that is tested on what it is changed to")
        },
    ]
}
