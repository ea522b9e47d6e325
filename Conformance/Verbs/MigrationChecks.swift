internal import HoldfastCore

extension Check {
    static let migrationChecks = [
        Check(
            "verbs.migrate.additive", .durable, .sequential, kills: ["M85"],
            contract:
                "adding a collection, column and index to a populated store: old rows read nil, the index is complete",
            why: "After an upgrade old runs must be found by the new indexes too.",
            hint: "Fill a new index from the rows that are there, in the step that adds it."
        ) { c in
            let store = try await c.handle()
            try c.expect(try await store.schemaVersion(), 0, "the version of an empty store")
            try await c.expect(backend: .schemaOutdated, "get before migrate") {
                _ = try await store.row(c.stateKey("a"))
            }
            try c.expect(
                await store.verdict(.insert(c.state("a"))), .failed("schemaOutdated"), "commit before migrate")
            let plan = try await store.migrate(Growth.first, dryRun: true)
            try c.expect(plan.isEmpty, false, "a dry run says what would be done")
            try c.expect(try await store.schemaVersion(), 0, "a dry run writes nothing")
            try await store.migrate(Growth.first, dryRun: false)
            try c.expect(try await store.schemaVersion(), 1, "the version after the first step")
            let old = (0..<130).map { n in
                c.row(
                    Growth.before,
                    [Growth.id: .text("k\(n + 100)"), Growth.rank: n % 4 == 0 ? .null : .int(Int64(n % 7))])
            }
            try await c.insert(old, into: store)

            let other = try await c.handle()
            let done = await c.atOnce(4) { n in
                do throws(BackendError) {
                    return "\(try await (n % 2 == 0 ? store : other).migrate(Growth.all, dryRun: false).count > 0)"
                } catch {
                    return "\(error)"
                }
            }
            try c.expect(done.filter { !["true", "false"].contains($0) }, [], "four migrations at once")
            try c.expect(try await store.schemaVersion(), 2, "the version after the second step")
            try c.expect(try await other.migrate(Growth.all, dryRun: false), [], "nothing is left to do")
            try await c.expect(backend: .schemaTooNew, "migrating to an older version") {
                try await store.migrate(Growth.first, dryRun: false)
            }

            let added = c.row(Growth.after, [Growth.id: .text("new"), Growth.rank: .int(3), Growth.note: .text("n")])
            let companion = c.row(Growth.companion, [Growth.id: .text("c")])
            try await c.insert([added, companion], into: other)
            try await c.settle()
            let expected = old.map { Row(Growth.after, $0.values + [.null]) } + [added]
            try c.expect(try await store.walk(c.range(Growth.after)), expected, "old rows read nil")
            let ranked = expected.filter { !$0[Growth.rank].isNull }
                .sorted { KeyOrder.isBefore($0, $1, [Growth.rank, Growth.id]) }
            let byRank = c.range(Growth.after, Growth.byRank)
            try c.expect(try await store.walk(byRank), ranked, "the new index holds old and new rows")
            let note = Operation.update(old[1].key, [.set(Growth.rank, .int(-1))])
            try c.expect(await store.verdict(note), .done, "an old row, named by the old table")
            let written = Operation.update(expected[1].key, [.set(Growth.note, .text("late"))])
            try c.expect(await store.verdict(written), .done, "the new column of an old row")
            try await c.settle()
            let first = try await store.walk(byRank).first
            try c.expect(first?[Growth.note], .text("late"), "the changed row stands first in the new index")
            try c.expect(try await store.row(companion.key), companion, "the new table")
        }
    ]
}

/// A schema that grows by a table, a column and an index.
private enum Growth {
    static let namespace = Column(0, "namespace", .text)
    static let id = Column(1, "id", .text)
    static let insertToken = Column(2, "insert_token", .bytes)
    static let rank = Column(3, "rank", .int, nullable: true)
    static let note = Column(4, "note", .text, nullable: true)
    static let byRank = Index("by_rank", partition: [namespace], sort: [rank])

    static let before = Table(
        9_001, "growth", partition: [namespace], sort: [id], columns: [namespace, id, insertToken, rank])
    static let after = Table(
        9_001, "growth", partition: [namespace], sort: [id], columns: [namespace, id, insertToken, rank, note],
        indexes: [byRank])
    static let companion = Table(
        9_002, "growth_companion", partition: [namespace], sort: [id], columns: [namespace, id, insertToken])

    static let first = [Migration(version: 1, summary: "a table", changes: [.addTable(before)])]
    static let all =
        first + [
            Migration(
                version: 2, summary: "a table, a column and an index",
                changes: [.addTable(companion), .addColumn(after, note), .addIndex(after, byRank)])
        ]
}
