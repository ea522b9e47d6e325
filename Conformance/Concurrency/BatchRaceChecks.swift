internal import HoldfastCore

extension Check {
    static let batchRaceChecks = [
        Check(
            "batch.isolation", .coordinated, .handles, kills: ["M56"],
            contract: "once a get shows one row of a commit, every later get on any handle shows all of them",
            why: "A worker that sees a run's new status and not its new state carries on from the wrong place.",
            hint: "Publish all rows of a commit at one moment."
        ) { c in
            let stores = [try await c.backend(), try await c.backend(), try await c.backend()]
            let keys = ["a", "b", "c", "d"]
            try await c.insert(keys.map { c.state($0, revision: 0) }, into: stores[0])
            let results = await c.race(5) { n -> [String] in
                guard n > 0 else { return try await raise(c, stores[0], keys, turns: 30) }
                var random = SeededRandom(seed: c.seed &* 10 &+ UInt64(n))
                var faults: [String] = []
                var seen: Int64 = 0
                for _ in 0..<40 {
                    let key = random.pick(keys)
                    let shown = try await revision(c, random.pick(stores), key)
                    if shown < seen { faults.append("\(key) at \(shown) after another row at \(seen)") }
                    seen = max(seen, shown)
                }
                return faults
            }
            try c.expect(try results.flatMap { try $0.get() }, [], "rows that were shown without those of their commit")
        },
        Check(
            "batch.conflict", .coordinated, .concurrent,
            contract: "two batches touching one run: one wins, the other sees .revisionConflict and changes nothing",
            why: "Half of the loser's change beside the winner's is a run that nobody ever wanted.",
            hint: "All rows of a batch go through or none does."
        ) { c in
            let stores = [try await c.store(), try await c.store()]
            for round in 0..<8 {
                let id = RunID("r\(round)")
                try await stores[0].runs.create(NewRun("w", id: id))
                let results = await c.race(4) { n in
                    var patch = RunPatch()
                    patch.metadata = ["by": .int(Int64(n))]
                    patch.tags = ["by\(n)": "v\(round)"]
                    patch.output = Payload(text: "by \(n)")
                    return try await stores[n % 2].runs.update(id, revision: 1, patch)
                }
                let winners = results.indices.filter { (try? results[$0].get()) != nil }
                try c.expect(winners.count, 1, "changes that went through in round \(round)")
                try c.expect(results.count { $0.storeCode == .revisionConflict }, 3, "changes that were refused")
                try await c.settle()
                for n in 0..<4 {
                    var query = RunQuery()
                    query.filter.tags = ["by\(n)": "v\(round)"]
                    let found = try await stores[1].runs.list(query).items.map(\.id)
                    try c.expect(found, winners == [n] ? [id] : [], "runs with the tag of client \(n)")
                }
                let run = try await stores[1].runs.get(id)
                try c.expect(run.metadata, ["by": .int(Int64(winners[0]))], "the winner's metadata")
                try c.expect(run.tags, ["by\(winners[0])": "v\(round)"], "the winner's tag")
                try c.expect(run.output, Payload(text: "by \(winners[0])"), "the winner's output")
            }
        },
    ]

    /// Raises all rows together, so many times.
    private static func raise(
        _ c: CheckContext, _ store: any StoreBackend, _ keys: [String], turns: Int64
    ) async throws -> [String] {
        for turn in 0..<turns {
            let verdict = await store.verdict(
                WriteBatch(
                    keys.map { key in
                        .update(
                            c.stateKey(key), [.set(StateTable.revision, .int(turn + 1))],
                            where: [Condition(StateTable.revision, .equal(.int(turn)))])
                    }))
            if verdict != .done { return ["\(verdict)"] }
        }
        return []
    }

    private static func revision(_ c: CheckContext, _ store: any StoreBackend, _ key: String) async throws -> Int64 {
        try await store.row(c.stateKey(key))?[StateTable.revision].int ?? -1
    }
}
