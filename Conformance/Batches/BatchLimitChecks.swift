internal import HoldfastCore

extension Check {
    static let batchLimitChecks = [
        Check(
            "batch.limit", .coordinated, .sequential, kills: ["M73"],
            contract: "the declared maximum works; one operation more is refused before any write",
            why: "A step that writes too much must be told so, and not be stored by half.",
            hint: "Refuse by the declared limits; never split."
        ) { c in
            let store = try await c.store()
            let lease = try await c.populate(store, "r")
            // The step itself and the run's row are operations too.
            let most = store.backend.limits.operationsPerCommit - 2
            func writes(_ count: Int) -> [StateWrite] {
                (0..<count).map { .set("key\($0)", Payload(text: "\($0)")) }
            }
            let before = try await c.dump(store.backend)
            try await c.expect(.limitExceeded, "a step with one value too many") {
                _ = try await store.steps.commit(
                    StepRecord(key: "t", position: 2), writes: writes(most + 1), lease: lease)
            }
            try c.expect(try await c.dump(store.backend), before, "the rows afterwards")
            let step = StepRecord(key: "t", position: 2)
            guard case .committed = try await store.steps.commit(step, writes: writes(most), lease: lease) else {
                throw c.violation("a step with the most values", expected: "committed", actual: "existing")
            }
            // And the one that was there.
            try c.expect(try await store.state(of: lease.incarnation).all().count, most + 1, "the values")
        },
        Check(
            "batch.empty", .coordinated, .sequential, kills: ["M221"],
            contract: "an empty batch succeeds and changes nothing",
            why: "Code that gathers writes may have gathered none.",
            hint: "Nothing to do is done."
        ) { c in
            let store = try await c.backend()
            try await c.insert([c.state("a")], into: store)
            try c.expect(await store.verdict(WriteBatch()), .done, "an empty commit")
            let each = await store.commitEach([WriteBatch(), WriteBatch([.insert(c.state("b"))]), WriteBatch()])
            try c.expect(each.map { CommitVerdict($0) }, [.done, .done, .done], "empty commits beside another")
            try c.expect(await store.commitEach([]).count, 0, "no commits at all")
            try c.expect(try await store.walk(c.states), [c.state("a"), c.state("b")], "the rows afterwards")
        },
        Check(
            "batch.error-index", .coordinated, .sequential, kills: ["M66"],
            contract: "the error names the lowest failing operation",
            why: "Core decides by the first refusal whether a worker is fenced or its step is there already.",
            hint: "Go through the operations in the order of the batch, whatever the order of the writes."
        ) { c in
            let store = try await c.backend()
            let there = c.state("there", revision: 4)
            let message = c.message("m", readyAt: 1)
            try await c.insert([there, message], into: store)
            let failing: [(Operation, Row?)] = [
                (.check(c.stateKey("missing")), nil), (.insert(message), message),
                (.absent(c.stateKey("there")), there),
                (.update(c.messageKey("none"), [.set(QueueTable.fence, .int(1))]), nil),
            ]
            // Each of the four first, forwards and backwards, behind two operations that would succeed.
            for first in failing.indices {
                for shift in [1, 3] {
                    let order = failing.indices.map { failing[(first + $0 * shift) % failing.count] }
                    let batch = WriteBatch([.insert(c.state("x")), .absent(c.stateKey("y"))] + order.map(\.0))
                    let expected = CommitVerdict.refused(by: 2, current: order[0].1)
                    try c.expect(await store.verdict(batch), expected, "order \(first), \(shift)")
                    let each = await store.commitEach([WriteBatch([.check(there.key)]), batch])
                    try c.expect(
                        each.map { CommitVerdict($0) }, [.done, expected], "order \(first), \(shift), by each")
                }
            }
            try c.expect(try await store.walk(c.states), [there], "the rows afterwards")
        },
    ]
}
