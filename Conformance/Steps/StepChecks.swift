internal import HoldfastCore

extension Check {
    static let stepChecks = [
        Check(
            "steps.finish.all-fields", .core, .sequential, kills: ["M05"],
            contract: "finishing a step stores output, error, times and all else - not a subset",
            why: "A run carries on from what is stored and from nothing else.",
            hint: "One place writes the row, and one reads it."
        ) { c in
            let store = try await c.store()
            let lease = try await c.running(store, "r")
            var step = StepRecord(key: "s", position: 3, name: "Charge", kind: "tool", output: Payload(bytes: [0, 1]))
            step.status = .failed
            step.attempts = 2
            step.retryAt = c.time.now.advanced(by: .seconds(9))
            step.input = Payload(text: "in")
            step.failure = Failure(
                code: "c", message: "m", step: "s", attempt: 2, at: c.time.now, type: "T", details: Payload(bytes: [9]))
            step.metrics = ["tokens": 12, "cost": 0.1]
            step.typeTag = "Int"
            step.source = "a.swift:1"
            step.worker = "w"
            step.startedAt = c.time.now.advanced(by: .seconds(-1))
            step.completedAt = c.time.now
            try await c.commit(store, step, lease)
            try c.expect(try await store.steps.get("r", step: "s"), step, "the step")
            try c.expect(try await store.steps.memo(lease), [step], "the memo")
        },
        Check(
            "steps.finish.no-phantom-error", .core, .sequential, kills: ["M06"],
            contract: "finishing successfully leaves error nil (not `{message: null}`)",
            why: "A step that succeeded must not look as if it had failed.",
            hint: "No error is a null column."
        ) { c in
            let store = try await c.store()
            let lease = try await c.running(store, "r")
            var step = StepRecord(key: "s", position: 1)
            step.status = .retrying
            step.failure = Failure(code: "c", message: "m")
            let held = try await c.commit(store, step, lease)
            var done = StepRecord(key: "s", position: 1)
            done.attempts = 2
            guard case .committed = try await store.steps.commit(done, replacing: step, lease: held) else {
                throw c.violation("the second attempt", expected: "committed", actual: "existing")
            }
            let stored = try await store.steps.get("r", step: "s")
            try c.expect(stored, done, "the step after an attempt that succeeded")
            try c.expect([stored.output, stored.input], [nil, nil], "what it never had")
        },
        Check(
            "steps.finish.missing", .core, .sequential, kills: ["M04"],
            contract: "finishing an unknown step throws .notFound, no silent success or upsert",
            why: "An end without a beginning hides a fault of the caller.",
            hint: "An update that met no row is a refusal."
        ) { c in
            let store = try await c.store()
            let lease = try await c.running(store, "r")
            var begun = StepRecord(key: "s", position: 1)
            begun.status = .running
            let previous = begun
            try await c.expect(.notFound, "the end of an unknown step") {
                _ = try await store.steps.commit(StepRecord(key: "s", position: 1), replacing: previous, lease: lease)
            }
            try await c.expect(.notFound, "the step afterwards") { _ = try await store.steps.get("r", step: "s") }
            try await c.expect(.notFound, "a step of an unknown run") {
                _ = try await store.steps.get("none", step: "s")
            }
        },
        Check(
            "steps.finish.twice", .core, .sequential, kills: ["M144"],
            contract: "a second finish of a step that has ended keeps the first result and shows it",
            why: "Two results of one step are two histories of one run.",
            hint: "The key decides; what is there stands."
        ) { c in
            let store = try await c.store()
            let lease = try await c.running(store, "r")
            let first = StepRecord(key: "s", position: 1, output: Payload(text: "first"))
            let held = try await c.commit(store, first, lease)
            // Another worker's state of the same step, with another outcome.
            var second = StepRecord(key: "s", position: 1, output: Payload(text: "second"))
            second.attempts = 2
            switch try await store.steps.commit(second, writes: [.set("k", Payload(text: "v"))], lease: held) {
            case .existing(let step): try c.expect(step, first, "the step that is shown")
            case .committed: throw c.violation("a second end", expected: "existing", actual: "committed")
            }
            try c.expect(try await store.steps.get("r", step: "s"), first, "the step that is stored")
            try c.expect(try await store.state(of: lease.incarnation).all(), [], "state that came with it")
        },
        Check(
            "steps.attempts.history", .core, .sequential, kills: ["M26"],
            contract: "each retry is a new attempt; earlier attempts stay readable and unchanged",
            why: "Why the third attempt succeeded is told by the first two.",
            hint: "The last attempt moves to its own row before it is replaced."
        ) { c in
            let store = try await c.store()
            var lease = try await c.running(store, "r")
            var previous: StepRecord?
            for attempt in 1...4 {
                var step = StepRecord(key: "s", position: 1)
                step.attempts = attempt
                step.metrics = ["n": Double(attempt)]
                if attempt < 4 {
                    step.status = .retrying
                    step.failure = Failure(code: "c\(attempt)", message: "m\(attempt)", attempt: attempt)
                }
                guard case .committed(let held) = try await store.steps.commit(step, replacing: previous, lease: lease)
                else {
                    throw c.violation("attempt \(attempt)", expected: "committed", actual: "existing")
                }
                lease = held
                previous = step
            }
            let attempts = try await store.steps.attempts("r", step: "s")
            try c.expect(attempts.map(\.attempt), [1, 2, 3, 4], "their numbers")
            try c.expect(attempts.map(\.failure?.code), ["c1", "c2", "c3", nil], "their errors")
            try c.expect(attempts.map(\.metrics), (1...4).map { ["n": Double($0)] }, "their metrics")
            try c.expect(attempts.map(\.status), [.failed, .failed, .failed, .completed], "their ends")
        },
        Check(
            "steps.list.order", .core, .sequential, kills: ["M27", "M146"],
            contract: "steps list by execution index, not by insertion or id",
            why: "The list is the story of the run.",
            hint: "Index by position, then key."
        ) { c in
            let store = try await c.store()
            var lease = try await c.running(store, "r")
            for position in [2, 11, 9, 1, 10, 100] {
                lease = try await c.commit(store, StepRecord(key: "k\(200 - position)", position: position), lease)
            }
            lease = try await c.commit(store, StepRecord(key: "a", position: 9), lease)
            try await c.settle()
            let expected = [1, 2, 9, 9, 10, 11, 100]
            try c.expect(try await store.steps.list("r").items.map(\.position), expected, "positions")
            var query = StepQuery()
            query.newestFirst = true
            try c.expect(
                try await store.steps.list("r", query).items.map(\.position), expected.reversed(), "newest first")
        },
        Check(
            "steps.list.paginate", .core, .generated, kills: ["M147"],
            contract: "a run with 1,200 steps walks exactly once",
            why: "Long runs are the ones that people look into.",
            hint: "Seek past position and key."
        ) { c in
            let store = try await c.store()
            var lease = try await c.running(store, "r")
            lease = try await c.commit(store, StepRecord(key: "first", position: 0), lease)
            let template = try c.need(
                try await store.backend.walk(
                    IndexRange(StepTable.table, nil, [.text(c.place.id), .text(lease.incarnation.rawValue)])
                ).first, "the row of a step")
            let rows = (1..<1_200).map { n in
                var row = template
                row[StepTable.stepKey] = .text("k\(n)")
                row[StepTable.seq] = .int(Int64(n / 3))
                return row
            }
            try await c.insert(rows, into: store.backend)
            try await c.settle()
            for limit in [70, 1_000, 5_000] {
                var query = StepQuery()
                query.limit = limit
                var keys: [String] = []
                repeat {
                    let page = try await store.steps.list("r", query)
                    keys += page.items.map(\.key)
                    query.cursor = page.next
                } while query.cursor != nil
                try c.expect(keys.count, 1_200, "steps in pages of \(limit)")
                try c.expect(Set(keys).count, 1_200, "different steps in pages of \(limit)")
            }
            try c.expect(try await store.steps.memo(lease).count, 1_200, "the memo")
        },
        Check(
            "steps.list.isolated", .core, .sequential, kills: ["M148"],
            contract: "steps of one run never appear in another's list",
            why: "A step that another run has done would be left out.",
            hint: "The life of the run is part of the key."
        ) { c in
            let store = try await c.store()
            for id: RunID in ["r", "r/", "rr"] {
                let lease = try await c.running(store, id)
                try await c.commit(store, StepRecord(key: "s", position: 1, output: Payload(text: id.rawValue)), lease)
            }
            try await c.settle()
            for id: RunID in ["r", "r/", "rr"] {
                var query = StepQuery()
                query.payloads = true
                let outputs = try await store.steps.list(id, query).items.map(\.output)
                try c.expect(outputs, [Payload(text: id.rawValue)], "the steps of \(id)")
            }
        },
        Check(
            "steps.fence.stale-owner", .coordinated, .handles, kills: ["M41"],
            contract: "a step write carrying a superseded fencing token is .fenced",
            why: "A worker that was thought dead and is not must not write into the run of its successor.",
            hint: "The fence is a condition of the commit that writes the step."
        ) { c in
            let stores = [try await c.store(), try await c.store()]
            let old = try await c.running(stores[0], "r", for: .seconds(10))
            c.time.move(by: .seconds(10))
            let new = try await c.claim(stores[1], "r", owner: "second")
            try await c.expect(.fenced, "a step of the old owner") {
                _ = try await stores[0].steps.commit(
                    StepRecord(key: "s", position: 1, output: Payload(text: "old")), lease: old)
            }
            try await c.commit(stores[1], StepRecord(key: "s", position: 1, output: Payload(text: "new")), new)
            try await c.expect(.fenced, "a step that is there, by the old owner") {
                _ = try await stores[0].steps.commit(
                    StepRecord(key: "s", position: 1, output: Payload(text: "old")), lease: old)
            }
            try c.expect(try await stores[0].steps.output("r", step: "s"), Payload(text: "new"), "the output")
        },
        Check(
            "steps.terminal-run", .core, .sequential, kills: ["M149"],
            contract: "a step on a terminal run is refused",
            why: "A run that has ended has told its result.",
            hint: "The status is a condition of every write of the owner."
        ) { c in
            let store = try await c.store()
            let lease = try await c.running(store, "r")
            try await store.leases.complete(lease, output: Payload(text: "done"))
            try await c.expect(.invalidTransition, "a step") {
                _ = try await store.steps.commit(StepRecord(key: "s", position: 1), lease: lease)
            }
            try c.expect(try await store.steps.list("r").items, [], "the steps")
            try c.expect(try await store.runs.get("r").output, Payload(text: "done"), "the output of the run")
        },
    ]
}
