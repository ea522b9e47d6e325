internal import HoldfastCore

// What spans and evaluations have to do with their run.
extension Check {
    static let traceRunChecks = [
        Check(
            "traces.context", .complete, .sequential, kills: ["M491"],
            contract: "the caller's trace context is stored and reaches steps and child runs",
            why: "A trace that ends where the work goes to another process tells half of the story.",
            hint: "It is a column of the run; a claim returns it, and a child begins with its parent's."
        ) { c in
            let store = try await c.store()
            let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
            var new = NewRun("w", id: "r")
            new.traceContext = trace
            let made = try await store.runs.create(new)
            try c.expect([made.traceContext, try await store.runs.get("r").traceContext], [trace, trace], "the run's")
            try await c.settle()
            let claimed = try await store.leases.claim(routes: ["default"], limit: 1, owner: "w")
            let run = try c.need(claimed.first, "the claimed run").run
            try c.expect(run.traceContext, trace, "what the worker hands to the steps")
            let child = try await store.runs.create(NewRun("child", id: "c", of: run, step: "s"))
            let grandchild = try await store.runs.create(NewRun("child", id: "g", of: child, step: "t"))
            for record in [try await store.runs.get("c"), try await store.runs.get("g")] {
                try c.expect(record.traceContext, trace, "that of \(record.id)")
                try c.expect(record.root, "r", "the root of \(record.id)")
            }
            try c.expect([grandchild.parent, child.parent], ["c", "r"], "the parents")
            let plain = try await store.runs.create(NewRun("w"))
            try c.expect(plain.traceContext, nil, "that of a run without one")
        },
        Check(
            "traces.unknown-run", .complete, .sequential, kills: ["M492"],
            contract: "a span or evaluation of an unknown run throws .notFound(run) and invents nothing",
            why: "What belongs to no run is found by nobody and deleted by nobody.",
            hint: "The run's row is checked in the same commit."
        ) { c in
            let store = try await c.store()
            let span = Span("call", id: "s", traceID: "t", startedAt: c.time.now)
            func refused(_ subject: String, _ call: () async throws -> Void) async throws {
                let error = try await c.expect(.notFound, subject, from: call)
                try c.expect(error.kind, "run", "what was not found by \(subject)")
            }
            try await refused("a span") { try await store.traces.save(span, of: "x") }
            try await refused("an evaluation") { try await store.evaluations.save(Evaluation(score: 1), of: "x") }
            try await refused("spans") { _ = try await store.traces.list(SpanQuery(run: "x")) }
            try await refused("evaluations") { _ = try await store.evaluations.list(run: "x") }
            // A run that is deleted between the look at it and the write.
            for number in 0..<2 {
                let id = RunID("r\(number)")
                let run = try await store.runs.create(NewRun("w", id: id))
                let late = try await c.store { try await store.runs.delete(id, force: true) }
                try await refused("a late call") {
                    if number == 0 {
                        try await late.traces.save(span, of: id)
                    } else {
                        try await late.evaluations.save(Evaluation(score: 1), of: id)
                    }
                }
                for table in [TraceTable.table, EvaluationTable.table] {
                    let rows = try await store.backend.walk(c.range(table, nil, .text(run.incarnation.rawValue)))
                    try c.expect(rows.count, 0, "rows of \(table.name) without a run")
                }
            }
        },
        Check(
            "evaluations.save.roundtrip", .complete, .sequential, kills: ["M493"],
            contract: "score, feedback, step and metadata read back equal; NaN is refused",
            why: "Feedback is what somebody took the time for.",
            hint: "One place writes the row, and one reads it."
        ) { c in
            let store = try await c.store()
            try await store.runs.create(NewRun("w", id: "r"))
            var full = Evaluation(score: 0.1 + 0.2, feedback: "gut \u{1F44D}\n", step: "s#2")
            full.id = "e1"
            full.metadata = ["judge": "ada", "nested": .object(["a": [1, 2.5]])]
            let made = try await store.evaluations.save(full, of: "r")
            try c.expect([made.evaluation], [full], "the answer")
            try c.expect([made.runID.rawValue, "\(made.createdAt)"], ["r", "\(c.time.now)"], "its run and time")
            c.time.move(by: .seconds(1))
            let plain = try await store.evaluations.save(Evaluation(), of: "r")
            try await c.settle()
            try c.expect(try await store.evaluations.list(run: "r").items, [plain, made], "the evaluations")
            for score in [Double.nan, .infinity, -.infinity] {
                try await c.expect(.invalidArgument, "a score of \(score)") {
                    try await store.evaluations.save(Evaluation(score: score), of: "r")
                }
            }
            try await c.expect(.alreadyExists, "an id that is taken") {
                try await store.evaluations.save(full, of: "r")
            }
            try await c.settle()
            try c.expect(try await store.evaluations.list(run: "r").items.count, 2, "evaluations afterwards")
        },
        Check(
            "evaluations.list", .complete, .generated, kills: ["M494"],
            contract: "evaluations list newest first, 20 a page, each once, by run and step",
            why: "The newest opinion is the one that counts.",
            hint: "Indexes by creation and by run; a cursor is a position in one of them."
        ) { c in
            let store = try await c.store()
            var random = SeededRandom(seed: c.seed)
            for id: RunID in ["r", "s"] { try await store.runs.create(NewRun("w", id: id)) }
            var made: [EvaluationRecord] = []
            for number in 0..<50 {
                let run = random.pick([RunID("r"), "s"])
                // Within a run the later of one moment comes first; between runs there is no such order.
                if made.first?.runID != run || random.once(in: 2) { c.time.move(by: .microseconds(1)) }
                var evaluation = Evaluation(score: Double(number), step: random.pick(["a", "b", nil]))
                evaluation.id = "e\(number + 10)"
                made.insert(try await store.evaluations.save(evaluation, of: run), at: 0)
            }
            try await c.settle()
            let lists: [(RunID?, String?)] = [(nil, nil), ("r", nil), ("s", nil), ("r", "a"), ("s", "b")]
            for (run, step) in lists {
                var found: [EvaluationRecord] = []
                var cursor: String?
                repeat {
                    let page = try await store.evaluations.list(run: run, step: step, cursor: cursor)
                    found += page.items
                    cursor = page.next
                    let size = page.items.count
                    try c.expect(size == 20 || (cursor == nil && size < 20), true, "a page of \(size)")
                } while cursor != nil && found.count <= made.count
                let expected = made.filter {
                    (run ?? $0.runID) == $0.runID && (step ?? $0.evaluation.step) == $0.evaluation.step
                }
                try c.expect(
                    found.map { $0.evaluation.id ?? "" }, expected.map { $0.evaluation.id ?? "" },
                    "run \(run?.rawValue ?? "any"), step \(step ?? "any")")
            }
            try await c.expect(.invalidArgument, "a step without its run") {
                _ = try await store.evaluations.list(step: "a")
            }
        },
        Check(
            "evaluations.cascade", .complete, .sequential, kills: ["M495"],
            contract: "spans and evaluations go with their run, and only with it",
            why: "What is said of a deleted run may be as private as the run.",
            hint: "They are keyed by the life of the run, and purged with it."
        ) { c in
            let store = try await c.store()
            var lives: [String] = []
            for id: RunID in ["r", "s"] {
                lives.append(try await store.runs.create(NewRun("w", id: id)).incarnation.rawValue)
                let span = Span("call", id: "s", traceID: "t", startedAt: c.time.now)
                try await store.traces.save(span, of: id)
                try await store.evaluations.save(Evaluation(score: 1), of: id)
            }
            try c.expect(try await store.runs.delete("r", force: true), true, "deleting")
            try await c.settle()
            try c.expect(try await store.evaluations.list().items.map(\.runID), ["s"], "evaluations of all runs")
            let spans = try await store.traces.list(SpanQuery(name: "call")).items
            try c.expect(spans.map(\.runID), ["s"], "spans of all runs")
            for table in [TraceTable.table, EvaluationTable.table] {
                var counts: [Int] = []
                for life in lives {
                    counts.append(try await store.backend.walk(c.range(table, nil, .text(life))).count)
                }
                try c.expect(counts, [0, 1], "rows of \(table.name)")
            }
            try await store.runs.create(NewRun("w", id: "r"))
            try c.expect(try await store.evaluations.list(run: "r").items, [], "evaluations of the next life")
            try c.expect(try await store.traces.list(SpanQuery(run: "r")).items, [], "its spans")
        },
    ]
}
