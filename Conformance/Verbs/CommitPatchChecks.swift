internal import HoldfastCore

extension Check {
    static let commitPatchChecks = [
        Check(
            "verbs.commit.patch", .core, .sequential, kills: ["M79"],
            contract: "patch sets, adds to and clears only the named columns; integer adds are exact",
            why: "A patch that writes whole rows takes back what another worker has just written.",
            hint: "SET only the named columns; add in 64-bit integers, a null counting as zero."
        ) { c in
            let store = try await c.backend()
            var row = c.message("a", readyAt: 10, fence: (1 << 53) + 1)
            row[QueueTable.leaseOwner] = .text("w")
            row[QueueTable.metadata] = .text("{\"a\": 1}")
            try await c.insert([row, c.message("b", readyAt: 20)], into: store)
            let status = Condition(QueueTable.status, .equal(.text("")))
            func patch(_ assignments: [Assignment], _ subject: String) async throws {
                // A changed status lets the batch add: sent again it would be refused.
                let change = Operation.update(
                    row.key, assignments + [.set(QueueTable.status, .text("x"))], where: [status])
                try c.expect(await store.verdict(change), .done, subject)
                row[QueueTable.status] = .text("x")
                try c.expect(try await store.row(row.key), row, "the row after: \(subject)")
                try c.expect(
                    await store.verdict(.update(row.key, [.set(QueueTable.status, .text(""))])), .done,
                    "putting it back")
                row[QueueTable.status] = .text("")
            }
            row[QueueTable.fence] = .int((1 << 53) + 2)
            try await patch([.add(QueueTable.fence, 1)], "adding beyond the precision of doubles")
            row[QueueTable.fence] = .int(-3)
            try await patch([.add(QueueTable.fence, -((1 << 53) + 5))], "subtracting")
            row[QueueTable.leaseOwner] = .null
            row[QueueTable.lastError] = .text("")
            try await patch(
                [.set(QueueTable.leaseOwner, .null), .set(QueueTable.lastError, .text(""))],
                "clearing and setting empty")
            row[QueueTable.payload] = .bytes([])
            row[QueueTable.readyAt] = .null
            try await patch([.set(QueueTable.payload, .bytes([])), .set(QueueTable.readyAt, .null)], "an index column")
            try c.expect(await store.verdict(.update(row.key, [])), .done, "no assignment at all")
            try c.expect(try await store.row(row.key), row, "the row after no assignment")
            try c.expect(try await store.row(c.messageKey("b")), c.message("b", readyAt: 20), "the other row")
            let limit = c.row(LimitTable.table, [LimitTable.key: .text("k")])
            try await c.insert([limit], into: store)
            let first = Operation.update(
                limit.key, [.add(LimitTable.concurrency, 4), .set(LimitTable.revision, .int(1))],
                where: [Condition(LimitTable.revision, .equal(.int(0)))])
            try c.expect(await store.verdict(first), .done, "adding to a null")
            try c.expect(try await store.row(limit.key)?[LimitTable.concurrency], .int(4), "a null counts as zero")
        },
        Check(
            "verbs.commit.patch-absent", .core, .sequential, kills: ["M80"],
            contract: "patch of an absent row fails as a condition; it never creates a row",
            why: "A worker that writes to a deleted run would bring half of it back.",
            hint: "A change that met no row is a refusal; no upsert."
        ) { c in
            let store = try await c.backend()
            let verdict = await store.verdict(
                .insert(c.state("b")), .update(c.stateKey("a"), [.set(StateTable.revision, .int(2))]))
            try c.expect(verdict, .refused(by: 1, current: nil), "an update of an absent row")
            try c.expect(try await store.walk(c.states), [], "the rows afterwards")
        },
    ]

    static let commitRepeatChecks = [
        Check(
            "verbs.commit.resend", .coordinated, .faults, kills: ["M187", "M188"],
            contract: "the same batch sent twice has one effect, and the refusal shows whose row is there",
            why: "After a lost reply Core sends a batch again; only the insert token tells its own row from another's.",
            hint: "Give the row of the refusal whole and as it is stored, insert_token included."
        ) { c in
            let store = try await c.backend()
            let other = try await c.backend()
            var row = c.state("a", content: [1])
            row[StateTable.insertToken] = .bytes((0..<16).map { UInt8($0) })
            let counter = c.state("n", revision: 1)
            try await c.insert([counter], into: store)
            let next = Operation.update(
                counter.key, [.set(StateTable.revision, .int(2))],
                where: [Condition(StateTable.revision, .equal(.int(1)))])
            let batch = WriteBatch([.insert(row), next])
            try c.expect(await store.verdict(batch), .done, "the first sending")
            try c.expect(await other.verdict(batch), .refused(by: 0, current: row), "the second sending")
            let seen = try await other.get([row.key, counter.key], .all).map { $0?[StateTable.revision] }
            try c.expect(seen, [.int(1), .int(2)], "the rows afterwards")
            try c.expect(
                await store.verdict(.update(row.key, [.set(StateTable.content, .bytes([2]))])), .done, "a later change")
            guard case .refused(by: 0, let current?) = await store.verdict(batch) else {
                throw c.violation(
                    "a sending after a change", expected: "refused with its row", actual: "something else")
            }
            try c.expect(
                current[StateTable.insertToken], row[StateTable.insertToken], "the token stays when the row changes")
        },
        Check(
            "verbs.commit.add-once", .coordinated, .faults, kills: ["M71"],
            contract:
                "a batch with an increment, and an insert or an equal condition on a column that the same operation "
                + "sets to another value, sent twice adds once; without either it is refused",
            why: "A counter that grows with each lost reply drifts from what it counts.",
            hint: "All or nothing: the refused insert or condition takes the increment with it."
        ) { c in
            let store = try await c.backend()
            let row = c.message("a", readyAt: nil, fence: 1)
            try await c.insert([row], into: store)
            let add = Assignment.add(QueueTable.fence, 5)
            let guarded = Operation.update(
                row.key, [add, .set(QueueTable.status, .text("on"))],
                where: [Condition(QueueTable.status, .equal(.text("")))])
            let inserting: [Operation] = [.insert(c.state("a")), .update(row.key, [add])]
            for (batch, sum) in [(WriteBatch([guarded]), Int64(6)), (WriteBatch(inserting), 11)] {
                try c.expect(await store.verdict(batch), .done, "the first sending")
                for _ in 0..<3 {
                    guard case .refused(by: 0, _) = await store.verdict(batch) else {
                        throw c.violation("sending again", expected: "refused by 0", actual: "applied")
                    }
                }
                try c.expect(try await store.row(row.key)?[QueueTable.fence], .int(sum), "the sum")
            }
            try c.expect(
                await store.verdict(.update(row.key, [add])), .failed("invalidArgument"), "an add that could repeat")
            try c.expect(try await store.row(row.key)?[QueueTable.fence], .int(11), "the sum at the end")
        },
    ]
}
