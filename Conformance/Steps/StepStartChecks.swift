internal import HoldfastCore

extension Check {
    static let stepStartChecks = [
        Check(
            "steps.start.roundtrip", .core, .sequential, kills: ["M220"],
            contract: "a started step reads back every field",
            why: "A step that was at work when its worker died is judged by what was written at its start.",
            hint: "The row of a start has every column that the row of an end has."
        ) { c in
            let store = try await c.store()
            let lease = try await c.running(store, "r")
            var step = begun("s")
            step.name = "Charge"
            step.kind = "tool"
            step.input = Payload(bytes: [0, 255])
            step.metrics = ["n": 0.5]
            step.typeTag = "Int"
            step.source = "a.swift:1"
            step.worker = "w"
            step.startedAt = c.time.now
            let held = try await c.commit(store, step, lease)
            try c.expect(try await store.steps.get("r", step: "s"), step, "the step")
            try c.expect(try await store.steps.memo(held), [step], "the memo")
            try c.expect(try await store.steps.attempts("r", step: "s").map(\.status), [.running], "its attempts")
            try await c.expect(.notFound, "its output") { _ = try await store.steps.output("r", step: "s") }
        },
        Check(
            "steps.start.duplicate", .core, .sequential, kills: ["M08"],
            contract: "starting the same (run, step, attempt) twice shows the step that is there and changes nothing",
            why: "Two branches of a run that both believe to have begun a step do its work twice.",
            hint: "The step's row is inserted, never written over."
        ) { c in
            let store = try await c.store()
            let lease = try await c.running(store, "r")
            var first = begun("s")
            first.input = Payload(text: "first")
            let held = try await c.commit(store, first, lease)
            let before = try await c.dump(store.backend)
            var second = begun("s")
            second.input = Payload(text: "second")
            let writes: [StateWrite] = [.set("k", Payload(text: "v"))]
            switch try await store.steps.commit(second, writes: writes, lease: held) {
            case .existing(let step): try c.expect(step, first, "the step that is shown")
            case .committed: throw c.violation("a second start", expected: "existing", actual: "committed")
            }
            try c.expect(try await c.dump(store.backend), before, "what is stored")
        },
        Check(
            "steps.start.unknown-run", .core, .sequential,
            contract: "starting a step of a run that is not there is refused and stores nothing",
            why: "A step of nothing is found by nobody and stays for ever.",
            hint: "The run's row is a condition of the commit."
        ) { c in
            let store = try await c.store()
            let lease = try await c.running(store, "r")
            try await store.runs.delete("r", force: true)
            // The only way to name a run is its lease, and the lease of no run is one that was lost.
            try await c.expect(.fenced, "a step of a run that was deleted") {
                _ = try await store.steps.commit(begun("s"), lease: lease)
            }
            try await c.expect(.notFound, "the steps of an unknown run") { _ = try await store.steps.list("r") }
            let steps = c.range(StepTable.table, nil, .text(lease.incarnation.rawValue))
            try c.expect(try await store.backend.walk(steps).count, 0, "rows of steps")
        },
        Check(
            "steps.attempts.numbering", .coordinated, .concurrent, kills: ["M26"],
            contract: "attempts are 1, 2, 3... without gap or repeat, also under concurrent starts",
            why: "A retry that is counted twice gives up too early; one that is not counted never gives up.",
            hint: "The attempt before is a condition of the next."
        ) { c in
            let stores = [try await c.store(), try await c.store()]
            let lease = try await c.running(stores[0], "r")
            var previous = failed("s", attempt: 1)
            try await c.commit(stores[0], previous, lease)
            for attempt in 2...7 {
                let before = previous
                let results = await c.race(6) { n -> String? in
                    var step = failed("s", attempt: attempt)
                    step.source = "\(n)"
                    switch try await stores[n % 2].steps.commit(step, replacing: before, lease: lease) {
                    case .committed: return step.source
                    case .existing: return nil
                    }
                }
                let winners = try results.compactMap { try $0.get() }
                try c.expect(winners.count, 1, "who began attempt \(attempt)")
                previous = try await stores[1].steps.get("r", step: "s")
                try c.expect([previous.source], winners, "whose attempt \(attempt) is stored")
            }
            let attempts = try await stores[1].steps.attempts("r", step: "s")
            try c.expect(attempts.map(\.attempt), Array(1...7), "their numbers")
            try c.expect(attempts.map(\.failure?.message), (1...7).map { "m\($0)" }, "their failures")
        },
        Check(
            "steps.list.numeric-order", .core, .sequential, kills: ["M27"],
            contract: "index 10 sorts after 9 (no lexicographic order)",
            why: "The story of a run of more than nine steps would be told in another order than it happened.",
            hint: "Keep positions as integers, in the index too."
        ) { c in
            let store = try await c.store()
            var lease = try await c.running(store, "r")
            let positions = [9, 10, 99, 100, 1_000, 2, 1, 11, 999, 101]
            for position in positions {
                lease = try await c.commit(store, StepRecord(key: "s\(position)", position: position), lease)
            }
            try await c.settle()
            var seen: [Int] = []
            var query = StepQuery()
            query.limit = 3
            repeat {
                let page = try await store.steps.list("r", query)
                seen += page.items.map(\.position)
                query.cursor = page.next
            } while query.cursor != nil
            try c.expect(seen, positions.sorted(), "positions, in pages of 3")
            query.newestFirst = true
            query.limit = 100
            let reversed = try await store.steps.list("r", query).items.map(\.position)
            try c.expect(reversed, positions.sorted().reversed(), "positions, the last first")
        },
    ]

    private static func begun(_ key: String) -> StepRecord {
        var step = StepRecord(key: key, position: 1)
        step.status = .running
        return step
    }

    private static func failed(_ key: String, attempt: Int) -> StepRecord {
        var step = StepRecord(key: key, position: 1)
        step.attempts = attempt
        step.status = .retrying
        step.failure = Failure(code: "c", message: "m\(attempt)", attempt: attempt)
        return step
    }
}
