internal import HoldfastCore

extension Check {
    static let takeRaceChecks = [
        Check(
            "verbs.take.exclusive", .coordinated, .concurrent, kills: ["M42"],
            contract: "N callers taking M rows: each row goes to exactly one caller, none is lost",
            why: "A message that two workers get is worked on twice; one that nobody gets is lost.",
            hint: "Select and patch in one statement, or patch only where the row is as it was selected."
        ) { c in
            let stores = [try await c.backend(), try await c.backend()]
            for round in 0..<3 {
                let rows = (0..<60).map { c.message("r\(round)-\($0 + 100)", readyAt: Int64($0 / 4)) }
                try await c.insert(rows, into: stores[0])
                try await c.settle()
                let taken = try await takeAll(c, stores, owners: 8, limit: 3)
                let expected = rows.texts(QueueTable.messageID)
                try c.expect(taken.texts(QueueTable.messageID).sorted(), expected, "every row once, in round \(round)")
                try c.expect(taken.map { $0[QueueTable.fence] }, rows.map { _ in .int(1) }, "each was patched once")
                for row in taken {
                    try c.expect(try await stores[1].row(row.key), row, "what is stored is what its taker was given")
                }
            }
        },
        Check(
            "verbs.take.stale-index", .coordinated, .faults, kills: ["M78"],
            contract: "a row whose base state no longer qualifies is never taken, whatever the index says",
            why: "A cancelled message that is still delivered undoes the cancel.",
            hint: "An index entry is a hint: repeat the range as a condition on the row when it is patched."
        ) { c in
            let stores = [try await c.backend(), try await c.backend()]
            for round in 0..<6 { try await withdraw(c, stores, round) }
        },
    ]

    /// Takes rows while others make them unfit to be taken: each row goes one way or the other.
    private static func withdraw(_ c: CheckContext, _ stores: [any StoreBackend], _ round: Int) async throws {
        let rows = (0..<40).map { c.message("r\(round)-\($0 + 100)", readyAt: Int64($0)) }
        try await c.insert(rows, into: stores[0])
        try await c.settle()
        let moved = Value.text("moved")
        async let withdrawn = c.atOnce(4) { n in
            var withdrawn: [String] = []
            for row in n % 2 == 0 ? rows : rows.reversed()
            where row.text(QueueTable.messageID).utf8.last.map({ Int($0) % 4 }) == n {
                let verdict = await stores[n % 2].verdict(
                    .update(
                        row.key, [.set(QueueTable.readyAt, .null), .set(QueueTable.status, moved)],
                        where: [Condition(QueueTable.fence, .equal(.int(0)))]))
                if verdict == .done { withdrawn.append(row.text(QueueTable.messageID)) }
                // Lets those who take come in between.
                await Task.yield()
            }
            return withdrawn
        }
        let taken = try await takeAll(c, stores, owners: 4, limit: 2)
        let gone = await withdrawn.flatMap(\.self)
        try c.expect(
            (taken.texts(QueueTable.messageID) + gone).sorted(), rows.texts(QueueTable.messageID),
            "each row is either taken or withdrawn, round \(round)")
        try c.expect(taken.filter { $0[QueueTable.status] == moved }, [], "rows that were taken after they moved")
    }

    /// Lets several owners take until nothing is left; all rows that they were given.
    private static func takeAll(
        _ c: CheckContext, _ stores: [any StoreBackend], owners: Int, limit: Int
    ) async throws -> [Row] {
        let range = c.ready(at: 1_000)
        let results = await c.atOnce(owners) { n -> Result<[Row], any Error> in
            var taken: [Row] = []
            let store = stores[n % stores.count]
            do {
                repeat {
                    taken += try await store.take(c.lease([range], limit: limit, until: 2_000, owner: "w\(n)"))
                    // A take may come back short while others hold rows, so only an empty range ends the loop.
                    try await c.settle()
                } while try await store.count(range, filter: [], limit: 1) > 0 && taken.count < 1_000
                return .success(taken)
            } catch {
                return .failure(error)
            }
        }
        return try results.flatMap { try $0.get() }.sorted { KeyOrder.isBefore($0, $1, [QueueTable.messageID]) }
    }
}
