internal import HoldfastCore

extension Check {
    static let batchChecks = [
        Check(
            "batch.all-or-nothing", .coordinated, .faults, kills: ["M55"],
            contract: "if any operation in a batch fails its condition, none is applied",
            why: "A step that is stored without the state that belongs to it is half a step.",
            hint: "One transaction for the whole batch, undone by the first refusal."
        ) { c in
            let store = try await c.store()
            let lease = try await c.populate(store, "r")
            let step = StepRecord(key: "t", position: 2, output: Payload(text: "out"))
            let writes: [StateWrite] = [.set("k", Payload(text: "new")), .set("l", Payload(text: "new"))]
            c.time.move(by: lease.duration)
            _ = try await c.claim(store, "r", owner: "other")
            var before = try await c.dump(store.backend)
            try await c.expect(.fenced, "a step with state, by an owner that is gone") {
                _ = try await store.steps.commit(step, writes: writes, lease: lease)
            }
            try c.expect(try await c.dump(store.backend), before, "the rows after a step that was fenced")
            let tag = c.row(
                TagTable.table,
                [TagTable.tag: .text("tag"), TagTable.value: .text("value"), TagTable.runID: .text("new")])
            try await c.insert([tag], into: store.backend)
            before = try await c.dump(store.backend)
            var new = NewRun("w", id: "new", input: Payload(text: "in"))
            new.tags = ["tag": "value"]
            let blocked = new
            try await c.expect(.corrupted, "a run whose tag's row is taken") { try await store.runs.create(blocked) }
            try c.expect(try await c.dump(store.backend), before, "the rows after a run that was refused")
        },
        Check(
            "batch.each-position", .coordinated, .faults, kills: ["M55"],
            contract: "a failing operation at every position 1...n leaves the dump unchanged",
            why: "What stood before the failing write would stay for ever, and belong to nothing.",
            hint: "Judge all operations before the first is written, or roll all of them back."
        ) { c in
            let store = try await c.backend()
            try await c.insert((0..<4).map { c.state("there\($0)") } + [c.message("m", readyAt: 5)], into: store)
            func rows() async throws -> [Row] {
                let messages = try await store.walk(c.range(QueueTable.table, nil, .text("q")))
                return try await store.walk(c.states) + messages
            }
            let before = try await rows()
            let good: [Operation] = [
                .insert(c.state("new1")), .update(c.stateKey("there0"), [.set(StateTable.revision, .int(9))]),
                .delete(c.stateKey("there1")), .check(c.stateKey("there2")), .absent(c.stateKey("none")),
                .update(c.messageKey("m"), [.set(QueueTable.readyAt, .int(9))]), .insert(c.message("n", readyAt: 1)),
            ]
            let wrong = [Condition(StateTable.revision, .equal(.int(99)))]
            let bad: [(String, Operation)] = [
                ("an insert of what is there", .insert(c.state("there3"))),
                ("an update of nothing", .update(c.stateKey("missing"), [.set(StateTable.revision, .int(1))])),
                ("a condition of an update", .update(c.stateKey("there3"), [], where: wrong)),
                ("a condition of a delete", .delete(c.stateKey("there3"), where: wrong)),
                ("a check", .check(c.stateKey("there3"), where: wrong)), ("an absence", .absent(c.stateKey("there3"))),
            ]
            for (name, failing) in bad {
                for position in 0...good.count {
                    var batch = good
                    batch.insert(failing, at: position)
                    guard case .refused(let place, _) = await store.verdict(WriteBatch(batch)) else {
                        throw c.violation("\(name) at \(position)", expected: "refused", actual: "applied")
                    }
                    try c.expect(place, position, "the place of \(name)")
                    try c.expect(try await rows(), before, "the rows after \(name) at \(position)")
                }
            }
            try c.expect(await store.verdict(WriteBatch(good)), .done, "the batch without a failing operation")
        },
        Check(
            "batch.order", .coordinated, .sequential, kills: ["M76"],
            contract: "naming one row twice in a commit throws .invalidArgument before any write",
            why: "Stores differ in what the second operation sees, so one commit would mean several things.",
            hint: "Validate the batch before anything is sent."
        ) { c in
            let store = try await c.store()
            let lease = try await c.populate(store, "r")
            let before = try await c.dump(store.backend)
            let value = Payload(text: "v")
            let pairs: [[StateWrite]] = [
                [.set("n", value), .set("n", value)], [.set("k", value), .delete("k")],
                [.delete("k"), .set("k", value)],
                [.set("a", value), .set("b", value), .set("c", value), .set("d", value), .set("a", value)],
            ]
            for (number, writes) in pairs.enumerated() {
                try await c.expect(.invalidArgument, "one key twice, in pair \(number)") {
                    _ = try await store.steps.commit(StepRecord(key: "t", position: 2), writes: writes, lease: lease)
                }
                try c.expect(try await c.dump(store.backend), before, "the rows after pair \(number)")
            }
        },
        Check(
            "batch.read-own", .coordinated, .sequential, kills: ["M81"],
            contract:
                "every condition is judged on the state before the commit; no operation sees another's effect",
            why: "Else the meaning of a commit hangs on the order in which a store happens to write.",
            hint: "Evaluate all conditions first."
        ) { c in
            let store = try await c.backend()
            try await c.insert([c.state("a", revision: 1), c.state("b", revision: 1)], into: store)
            func revision(_ number: Int64) -> [Condition] { [Condition(StateTable.revision, .equal(.int(number)))] }
            func set(_ key: String, _ to: Int64, where number: Int64) -> Operation {
                .update(c.stateKey(key), [.set(StateTable.revision, .int(to))], where: revision(number))
            }
            // Both conditions are of the state before, so a swap succeeds.
            try c.expect(await store.verdict(set("a", 2, where: 1), set("b", 3, where: 1)), .done, "two changes")
            try c.expect(
                await store.verdict(set("a", 4, where: 4), set("b", 5, where: 3)),
                .refused(by: 0, current: c.state("a", revision: 2)), "a condition that the same operation would fulfil")
            try c.expect(
                await store.verdict(.insert(c.state("c")), .delete(c.stateKey("a")), .check(c.stateKey("d"))),
                .refused(by: 2, current: nil), "a check that fails behind writes")
            let rows = try await store.walk(c.states)
            try c.expect(rows, [c.state("a", revision: 2), c.state("b", revision: 3)], "the rows afterwards")
        },
    ]
}
