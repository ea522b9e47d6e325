internal import HoldfastCore

extension Check {
    static let commitChecks = [
        Check(
            "verbs.commit.insert-taken", .core, .sequential, kills: ["M08"],
            contract:
                "insert on a taken key is refused with the row in its place; nothing else of the batch is applied",
            why: "A step that is recorded twice runs its side effect twice; a silent overwrite loses the first result.",
            hint: "Refuse the whole batch: no upsert, no insert-or-keep."
        ) { c in
            let store = try await c.backend()
            let first = c.state("a", revision: 7, content: [1, 2])
            try await c.insert([first, c.state("n")], into: store)
            let verdict = await store.verdict(
                .update(c.stateKey("n"), [.set(StateTable.revision, .int(9))]),
                .insert(c.state("a", revision: 8, content: [3])), .insert(c.state("b")))
            try c.expect(verdict, .refused(by: 1, current: first), "an insert between two other writes")
            let rows = try await store.get([c.stateKey("a"), c.stateKey("n"), c.stateKey("b")], .all)
            try c.expect(rows, [first, c.state("n"), nil], "the rows afterwards")
        },
        Check(
            "verbs.commit.returns-row", .core, .sequential, kills: ["M185"],
            contract: "a batch of one update returns the row as it is after the commit",
            why: "A lease counts on the fence that it was given; an old one is refused at the next step.",
            hint: "Return every column, those that did not change included."
        ) { c in
            let store = try await c.backend()
            try await c.insert([c.message("a", readyAt: 1, fence: 4)], into: store)
            let key = c.messageKey("a")
            var batch = WriteBatch([
                .update(
                    key,
                    [
                        .add(QueueTable.fence, 2), .set(QueueTable.leaseOwner, .text("w")),
                        .set(QueueTable.status, .text("on")),
                    ],
                    where: [Condition(QueueTable.status, .equal(.text("")))])
            ])
            batch.returnsRow = true
            var expected = c.message("a", readyAt: 1, fence: 6)
            expected[QueueTable.leaseOwner] = .text("w")
            expected[QueueTable.status] = .text("on")
            try c.expect(await store.verdict(batch), .applied(expected), "the row of the commit")
            try c.expect(try await store.row(key), expected, "the row that is stored")
            try c.expect(await store.verdict(batch), .refused(by: 0, current: expected), "the same batch again")
            var two = WriteBatch([.check(key), .update(c.messageKey("b"), [])])
            two.returnsRow = true
            try c.expect(await store.verdict(two), .failed("invalidArgument"), "a row of a batch of two")
        },
        Check(
            "verbs.commit.same-row-twice", .core, .sequential, kills: ["M76"],
            contract: "two operations on one row throw .invalidArgument before any write",
            why: "Backends differ in what the second operation sees, so one batch would mean several things.",
            hint: "Validate the batch before anything is sent."
        ) { c in
            let store = try await c.backend()
            try await c.insert([c.state("a")], into: store)
            let key = c.stateKey("a")
            let set = Operation.update(key, [.set(StateTable.revision, .int(2))])
            let pairs: [[Operation]] = [
                [.insert(c.state("b")), set, set], [.check(key), .insert(c.state("b")), .delete(key)],
                [.insert(c.state("b")), .absent(c.stateKey("b"))],
            ]
            for pair in pairs {
                try c.expect(
                    await store.verdict(WriteBatch(pair)), .failed("invalidArgument"), "\(pair.count) operations")
            }
            try c.expect(try await store.walk(c.states), [c.state("a")], "the rows afterwards")
        },
        Check(
            "verbs.commit.check", .core, .sequential, kills: ["M65", "M190"],
            contract: "a check operation guards without writing and can fail the commit",
            why:
                "Every step is written under a check of the run's fence; else a dead worker overwrites a live one.",
            hint: "Lock or compare the checked row in the same transaction as the writes."
        ) { c in
            let store = try await c.backend()
            let guarding = c.state("guard", revision: 3)
            try await c.insert([guarding], into: store)
            func write(_ key: String, under revision: Int64) async -> CommitVerdict {
                await store.verdict(
                    .insert(c.state(key)),
                    .check(c.stateKey("guard"), where: [Condition(StateTable.revision, .equal(.int(revision)))]))
            }
            try c.expect(await write("a", under: 3), .done, "a check that holds")
            try c.expect(await write("b", under: 2), .refused(by: 1, current: guarding), "a check that fails")
            try c.expect(
                await store.verdict(.insert(c.state("b")), .check(c.stateKey("missing"))),
                .refused(by: 1, current: nil), "a check of an absent row, without conditions")
            try c.expect(
                await store.verdict(.insert(c.state("b")), .absent(c.stateKey("guard"))),
                .refused(by: 1, current: guarding), "absent of a row that is there")
            try c.expect(await store.verdict(.absent(c.stateKey("missing"))), .done, "absent of an absent row")
            try c.expect(try await store.walk(c.states), [c.state("a"), guarding], "the rows afterwards")
        },
        Check(
            "verbs.commit.delete-absent", .core, .sequential, kills: ["M186"],
            contract: "unconditional delete of an absent row succeeds",
            why: "A purge that is repeated after a crash must not stop at what it has deleted before.",
            hint: "Count zero deleted rows as success where there are no conditions."
        ) { c in
            let store = try await c.backend()
            try await c.insert([c.state("a")], into: store)
            try c.expect(
                await store.verdict(.delete(c.stateKey("missing")), .delete(c.stateKey("a")), .insert(c.state("b"))),
                .done, "a batch that deletes an absent row")
            try c.expect(await store.verdict(.delete(c.stateKey("a"))), .done, "deleting twice")
            try c.expect(try await store.walk(c.states), [c.state("b")], "the rows afterwards")
        },
        Check(
            "verbs.commit.limits", .core, .sequential, kills: ["M73"],
            contract:
                "operations, bytes and row size: the declared maximum works, one more is .limitExceeded before any "
                + "write, never split",
            why: "A batch that is split in silence is applied by half when the process dies in between.",
            hint: "Validate against the limits that the backend declares."
        ) { c in
            let store = try await c.backend()
            let limits = store.limits
            let least = BackendLimits()
            try c.expect(limits.operationsPerCommit >= least.operationsPerCommit, true, "enough operations")
            try c.expect(limits.bytesPerCommit >= least.bytesPerCommit, true, "enough bytes in a commit")
            try c.expect(limits.bytesPerRow >= least.bytesPerRow, true, "enough bytes in a row")
            let many = (0..<limits.operationsPerCommit).map { Operation.insert(c.state("k\($0)")) }
            let tooMany = many + [.insert(c.state("more"))]
            try c.expect(await store.verdict(WriteBatch(tooMany)), .failed("limitExceeded"), "one operation too many")
            try c.expect(try await store.walk(c.states).count, 0, "nothing of it is written")
            try c.expect(await store.verdict(WriteBatch(many)), .done, "as many operations as declared")
            try c.expect(try await store.walk(c.states, page: 30).count, many.count, "all of it is written")
            let room = limits.bytesPerRow - c.state("large").size
            let large = c.state("large", content: Array(repeating: 7, count: room))
            let larger = c.state("large", content: Array(repeating: 7, count: room + 1))
            try c.expect(await store.verdict(.insert(larger)), .failed("limitExceeded"), "a row of one byte too many")
            try c.expect(await store.verdict(.insert(large)), .done, "the largest row")
            try c.expect(try await store.row(large.key) == large, true, "the largest row comes back")
            let count = limits.bytesPerCommit / large.size + 1
            try c.expect(count <= limits.operationsPerCommit, true, "the largest rows fill a commit by their bytes")
            let heavy = (0..<count).map { n in
                Operation.insert(c.state("heav\(n)", content: Array(repeating: 7, count: room)))
            }
            try c.expect(await store.verdict(WriteBatch(heavy)), .failed("limitExceeded"), "too many bytes in a commit")
            try c.expect(try await store.row(c.stateKey("heav0")), nil, "nothing of it is written")
        },
    ]
}
