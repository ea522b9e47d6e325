internal import HoldfastCore

extension Check {
    static let traceChecks = [
        Check(
            "traces.save.roundtrip", .complete, .sequential, kills: ["M486"],
            contract: "a span reads back with parent, times, status, attributes and its events",
            why: "What happened within a call is what the trace is read for.",
            hint: "Events are bytes of the span's own row."
        ) { c in
            let store = try await c.store()
            try await store.runs.create(NewRun("w", id: "r"))
            var full = Span("call", id: "s1", traceID: "t", startedAt: c.time.now)
            full.parentID = "s0"
            full.depth = 2
            full.status = .error
            full.attributes = ["model": "m", "tokens": 12, "cost": 0.5, "nested": .object(["a": [1, .null]])]
            full.events = [
                Span.Event("first", at: c.time.now, attributes: ["a": 1]),
                Span.Event("zweites \u{0} \u{1F600}", at: c.time.now.advanced(by: .microseconds(1))),
            ]
            full.completedAt = c.time.now.advanced(by: .microseconds(1_234_567))
            let plain = Span("plain", id: "s2", traceID: "t", startedAt: c.time.now.advanced(by: .seconds(1)))
            for span in [full, plain] { try await store.traces.save(span, of: "r") }
            try await c.settle()
            let found = try await store.traces.list(SpanQuery(run: "r")).items
            try c.expect(found.map(\.span), [full, plain], "the spans")
            try c.expect(found.map(\.runID), ["r", "r"], "their run")
            try c.expect(found[0].span.duration, .microseconds(1_234_567), "a duration")
            var bad = plain
            bad.attributes = ["x": .double(.nan)]
            try await c.expect(.invalidArgument, "an attribute that is no number") {
                try await store.traces.save(bad, of: "r")
            }
        },
        Check(
            "traces.save.twice", .complete, .sequential, kills: ["M487"],
            contract: "the same span saved twice is one span",
            why: "A repeated save doubles the time that everything seems to take.",
            hint: "The span's id is its key; the second save replaces the first."
        ) { c in
            let store = try await c.store()
            try await store.runs.create(NewRun("w", id: "r"))
            var span = Span("call", id: "s", traceID: "t", startedAt: c.time.now)
            try await store.traces.save(span, of: "r")
            let begun = span
            span.status = .ok
            span.completedAt = c.time.now.advanced(by: .seconds(2))
            span.events = [Span.Event("e", at: c.time.now)]
            for save in [span, span, begun] {
                try await store.traces.save(save, of: "r")
                try await c.settle()
                let found = try await store.traces.list(SpanQuery(run: "r")).items.map(\.span)
                try c.expect(found, [span], "the spans, which a late beginning does not reopen")
            }
            try await store.runs.create(NewRun("w", id: "other"))
            try await store.traces.save(begun, of: "other")
            try await c.settle()
            let other = try await store.traces.list(SpanQuery(run: "other")).items.map(\.span)
            try c.expect(other, [begun], "the same id in another run")
        },
        Check(
            "traces.list.filter", .complete, .sequential, kills: ["M488"],
            contract: "spans list by run, status and name, in order of their start",
            why: "A trace is read from its beginning, and searched for what failed.",
            hint: "One index for each way, sorted by the start."
        ) { c in
            let store = try await c.store()
            for id: RunID in ["r", "s"] { try await store.runs.create(NewRun("w", id: id)) }
            let names = ["a", "b", "a"]
            let statuses: [Span.Status] = [.ok, .error, .running]
            // Saved from the last to the first, so that only their start tells the order.
            for number in (0..<9).reversed() {
                var span = Span(
                    names[number % 3], id: "s\(8 - number)", traceID: "t",
                    startedAt: c.time.now.advanced(by: .seconds(number)))
                span.status = statuses[number / 3]
                try await store.traces.save(span, of: number % 2 == 0 ? "r" : "s")
            }
            try await c.settle()
            let queries: [(SpanQuery, [Int])] = [
                (SpanQuery(run: "r"), [0, 2, 4, 6, 8]), (SpanQuery(run: "s"), [1, 3, 5, 7]),
                (SpanQuery(name: "b"), [1, 4, 7]), (SpanQuery(status: .error), [3, 4, 5]),
                (SpanQuery(run: "r", name: "a"), [0, 2, 6, 8]), (SpanQuery(run: "s", status: .running), [7]),
                (SpanQuery(name: "a", status: .ok), [0, 2]), (SpanQuery(run: "r", name: "b", status: .ok), []),
            ]
            for (query, numbers) in queries {
                for limit in [2, 100] {
                    var query = query
                    query.limit = limit
                    var found: [String] = []
                    repeat {
                        let page = try await store.traces.list(query)
                        found += page.items.map(\.span.id)
                        query.cursor = page.next
                    } while query.cursor != nil && found.count < 20
                    try c.expect(found, numbers.map { "s\(8 - $0)" }, "\(query) in pages of \(limit)")
                }
            }
            try await c.expect(.invalidArgument, "all spans of all runs") {
                _ = try await store.traces.list(SpanQuery())
            }
        },
        Check(
            "traces.stats", .complete, .generated, kills: ["M489"],
            contract: "statistics per name equal those computed from the spans",
            why: "They tell which call is slow, and which one fails.",
            hint: "Walk the spans to their end; one that has not ended has no duration."
        ) { c in
            let store = try await c.store()
            var random = SeededRandom(seed: c.seed)
            for id: RunID in ["r", "s"] { try await store.runs.create(NewRun("w", id: id)) }
            var spans: [(run: RunID, span: Span)] = []
            for number in 0..<30 {
                var span = Span(random.pick(["a", "b", "c"]), id: "s\(number)", traceID: "t", startedAt: c.time.now)
                span.status = random.pick(Span.Status.allCases)
                if span.status != .running {
                    let length = Duration.microseconds(random.number(below: 9_000))
                    span.completedAt = span.startedAt.advanced(by: length)
                }
                spans.append((random.pick(["r", "s"]), span))
                try await store.traces.save(span, of: spans[number].run)
            }
            try await c.settle()
            for run: RunID in ["r", "s"] {
                let found = try await store.traces.statistics(SpanQuery(run: run))
                let mine = spans.filter { $0.run == run }.map(\.span)
                try c.expect(found.map(\.name), Set(mine.map(\.name)).sorted(), "the names in \(run)")
                for statistics in found { try compare(c, statistics, mine) }
            }
            for statistics in try await store.traces.statistics(SpanQuery(name: "a")) {
                try compare(c, statistics, spans.map(\.span))
            }
        },
        Check(
            "traces.depth", .complete, .sequential, kills: ["M490"],
            contract: "a span at depth 100 is kept; one deeper throws .limitExceeded",
            why: "A workflow that calls itself must not fill the store with its trace.",
            hint: "Refuse it before anything is sent."
        ) { c in
            let store = try await c.store()
            try await store.runs.create(NewRun("w", id: "r"))
            var span = Span("call", id: "s100", traceID: "t", startedAt: c.time.now)
            span.depth = 100
            try await store.traces.save(span, of: "r")
            span.id = "s101"
            for (depth, code) in [(101, StoreError.Code.limitExceeded), (0, .invalidArgument)] {
                span.depth = depth
                try await c.expect(code, "depth \(depth)") { try await store.traces.save(span, of: "r") }
            }
            try await c.settle()
            let found = try await store.traces.list(SpanQuery(run: "r")).items.map(\.span)
            try c.expect(found.map { "\($0.id) \($0.depth)" }, ["s100 100"], "what is kept")
        },
    ]

    /// Compares with what a plain loop over the spans gives.
    private static func compare(_ c: CheckContext, _ statistics: SpanStatistics, _ spans: [Span]) throws {
        let mine = spans.filter { $0.name == statistics.name }
        let durations = mine.compactMap(\.duration).sorted()
        let total = durations.reduce(.zero, +)
        try c.expect(
            [statistics.count, statistics.errors, statistics.ended],
            [mine.count, mine.count { $0.status == .error }, durations.count], "numbers of \(statistics.name)")
        try c.expect(statistics.total, total, "the time of \(statistics.name)")
        try c.expect(
            [statistics.shortest, statistics.longest, statistics.mean],
            [durations.first, durations.last, durations.isEmpty ? nil : total / durations.count],
            "shortest, longest and mean of \(statistics.name)")
    }
}
