internal import HoldfastCore

extension Check {
    static let modelChecks = [
        Check(
            "verbs.model", .core, .generated, kills: ["M75", "M80", "M82", "M01", "M07", "M10"],
            contract: "random verb sequences agree with an ordered-map model, result by result",
            why: "What no one thought of writing a check for is found here.",
            hint: "Run it again with the seed that is printed; the step names the call."
        ) { c in
            let stores = [try await c.backend(), try await c.backend()]
            var random = SeededRandom(seed: c.seed)
            for table in [QueueTable.table, StateTable.table, AttemptTable.table] {
                var model = VerbModel(table)
                var generator = VerbGenerator(table, namespace: c.place.id, random: random)
                for step in 0..<250 {
                    try await c.settle()
                    let store = stores[generator.random.number(below: 2)]
                    try await play(step, c, store, &model, &generator)
                }
                try await c.settle()
                for range in generator.wholeRanges() {
                    let rows = try await stores[0].walk(range)
                    try c.expect(
                        rows, model.rows(in: range), "everything in \(range.index?.name ?? table.name) at the end")
                }
                random = generator.random
            }
        }
    ]

    private static func play(
        _ step: Int, _ c: CheckContext, _ store: any StoreBackend, _ model: inout VerbModel,
        _ generator: inout VerbGenerator
    ) async throws {
        let name = "\(model.table.name), step \(step)"
        switch generator.random.number(below: 10) {
        case 0..<5:
            let batch = generator.batch(model)
            try c.expect(await store.verdict(batch), model.commit(batch), "\(name), commit \(batch.operations)")
        case 5:
            let keys = (0..<4).map { _ in generator.key() }
            try c.expect(try await store.get(keys, .all), keys.map { model.row($0) }, "\(name), get")
        case 6:
            let range = generator.range()
            let filter = generator.conditions(most: 2)
            let descending = generator.random.once(in: 2)
            let rows = try await store.walk(
                range, page: 1 + generator.random.number(below: 5), descending: descending, filter: filter)
            let expected = model.rows(in: range, where: filter)
            try c.expect(rows, descending ? expected.reversed() : expected, "\(name), scan \(range) where \(filter)")
        case 7:
            let range = generator.range()
            let filter = generator.conditions(most: 1)
            let limit = 1 + generator.random.number(below: 6)
            let count = try await store.count(range, filter: filter, limit: limit)
            try c.expect(count, min(limit, model.rows(in: range, where: filter).count), "\(name), count \(range)")
        case 8:
            guard let take = generator.take() else { return }
            try c.expect(try await store.take(take), model.take(take), "\(name), take \(take.ranges)")
        default:
            guard generator.random.once(in: 4) else { return }
            let range = generator.range(primary: true)
            let expected = model.erase(range)
            var erased = 0
            while case let count = try await store.erase(range, limit: 3), count > 0 { erased += count }
            try c.expect(erased, expected, "\(name), erase \(range)")
        }
    }
}
