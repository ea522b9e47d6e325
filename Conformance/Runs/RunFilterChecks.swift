internal import HoldfastCore

extension Check {
    static let runFilterChecks = [
        Check(
            "runs.list.filter-status", .core, .sequential, kills: ["M196"],
            contract: "one and several statuses select exactly the matching runs",
            why: "An alarm on failed runs must ring for each of them and for no other.",
            hint: "Several statuses are one filter, not several lists."
        ) { c in
            let store = try await c.store()
            for (n, event) in [RunEvent.paused, .cancelled, .failed].enumerated() {
                try await store.runs.create(NewRun("w", id: RunID("\(event.rawValue)")))
                try await store.runs.update(RunID(event.rawValue), revision: 1, RunPatch(event))
                try await store.runs.create(NewRun("w", id: RunID("pending\(n)")))
            }
            try await c.settle()
            let expected: [(Set<RunStatus>, [String])] = [
                ([.paused], ["paused"]), ([.failed, .cancelled], ["cancelled", "failed"]), ([.completed], []),
                ([.pending], ["pending0", "pending1", "pending2"]),
                ([.pending, .paused], ["paused", "pending0", "pending1", "pending2"]),
            ]
            for (statuses, ids) in expected {
                try await found(c, store, ids, "\(statuses)") { $0.statuses = statuses }
            }
        },
        Check(
            "runs.list.filter-workflow", .core, .sequential, kills: ["M16", "M21"],
            contract: "workflow-name filter is exact, case-sensitive, not a prefix or LIKE",
            why: "Cancelling all runs of `order` must not cancel those of `order-v2`.",
            hint: "Equality of bytes."
        ) { c in
            let store = try await c.store()
            let names = ["order", "Order", "order-v2", "orde_", "ord%", "ordér"]
            for name in names {
                try await c.answer("the run \(name)") { try await store.runs.create(NewRun(name, id: RunID(name))) }
            }
            try await c.settle()
            for name in names { try await found(c, store, [name], name) { $0.workflow = name } }
        },
        Check(
            "runs.list.filter-time", .core, .time, kills: ["M17", "M82"],
            contract: "created/updated ranges are half-open [from, to) at microsecond precision",
            why: "Two reports on neighbouring days must count each run once.",
            hint: "from <= t and t < to."
        ) { c in
            let store = try await c.store()
            let runs = try await create(c, store, gaps: [1, 1, 1, 1, 1])
            for from in 0..<5 {
                for to in 0..<5 {
                    let expected = from < to ? runs[from..<to].map(\.id.rawValue) : []
                    let created = try await c.walkFilter(store) {
                        $0.createdFrom = runs[from].createdAt
                        $0.createdBefore = runs[to].createdAt
                    }
                    try c.expect(created, expected, "created from \(from) to \(to)")
                    let updated = try await c.walkFilter(store) {
                        $0.updatedFrom = runs[from].updatedAt
                        $0.updatedBefore = runs[to].updatedAt
                    }
                    try c.expect(updated, expected, "updated from \(from) to \(to)")
                }
            }
        },
        Check(
            "runs.list.filter-literal", .core, .sequential, kills: ["M16"],
            contract: "`%`, `_`, quotes, backslash, `;--` in filter values are literals",
            why: "A name that is read as a pattern or as a statement finds, or does, what nobody asked for.",
            hint: "Bind values; bound prefixes by bytes, never by LIKE."
        ) { c in
            let store = try await c.store()
            let texts = ["%", "_", "'", "\"", "\\", ";--", "a%", "a_b", "' OR 1=1 --", "aXb"]
            for text in texts {
                var new = NewRun(text, id: RunID(text))
                new.resourceID = text
                new.tags = [text: text]
                try await store.runs.create(new)
            }
            try await c.settle()
            for text in texts {
                try await found(c, store, [text], "workflow \(text)") { $0.workflow = text }
                try await found(c, store, [text], "resource \(text)") { $0.resourceID = text }
                try await found(c, store, [text], "tag \(text)") { $0.tags = [text: text] }
                let begun = texts.filter { Array($0.utf8).starts(with: Array(text.utf8)) }
                try await found(c, store, begun, "prefix \(text)") { $0.idPrefix = text }
            }
        },
        Check(
            "runs.list.filter-combined", .core, .generated, kills: ["M12"],
            contract: "filters combine with AND; the result equals set intersection",
            why: "Which index is used must not change what is found.",
            hint: "What the index does not decide is tested on the row."
        ) { c in
            let store = try await c.store()
            var random = SeededRandom(seed: c.seed)
            var runs: [RunRecord] = []
            for n in 0..<36 {
                c.time.move(by: .microseconds(Int64(random.number(below: 2))))
                var new = NewRun(random.pick(["a", "b"]), id: RunID("\(random.pick(["x", "y"]))\(n + 10)"))
                new.resourceID = random.once(in: 3) ? nil : random.pick(["r", "s"])
                new.tags = random.once(in: 3) ? [:] : ["t": random.pick(["1", "2"]), "u": "1"]
                new.attributes = ["n": .int(Int64(random.number(below: 2)))]
                new.metadata = ["m": .object(["k": .int(Int64(random.number(below: 2))), "z": .null])]
                runs.append(try await store.runs.create(new))
                if random.once(in: 3) {
                    runs[n] = try await store.runs.update(runs[n].id, revision: 1, RunPatch(.paused))
                }
            }
            try await c.settle()
            for _ in 0..<40 {
                var filter = RunFilter()
                var passes: [(RunRecord) -> Bool] = []
                if random.once(in: 2) {
                    let workflow = random.pick(["a", "b"])
                    filter.workflow = workflow
                    passes.append { $0.workflow == workflow }
                }
                if random.once(in: 2) {
                    filter.statuses = random.pick([[.paused], [.pending, .failed]])
                    let statuses = filter.statuses
                    passes.append { statuses.contains($0.status) }
                }
                if random.once(in: 3) {
                    filter.resourceID = "r"
                    passes.append { $0.resourceID == "r" }
                }
                if random.once(in: 3) {
                    filter.tags = random.pick([["t": "1"], ["t": "2", "u": "1"]])
                    let tags = filter.tags
                    passes.append { run in tags.allSatisfy { run.tags[$0.key] == $0.value } }
                }
                if random.once(in: 3) {
                    filter.attributes = ["n": .int(1)]
                    passes.append { $0.attributes["n"] == .int(1) }
                }
                if random.once(in: 3) {
                    filter.metadata = ["m": .object(["k": .int(1)])]
                    passes.append { $0.metadata["m"] == .object(["k": .int(1), "z": .null]) }
                }
                if random.once(in: 3) {
                    filter.idPrefix = "x"
                    passes.append { $0.id.rawValue.hasPrefix("x") }
                }
                let expected = runs.filter { run in passes.allSatisfy { $0(run) } }
                    .sorted { ($0.createdAt, $0.id.rawValue) < ($1.createdAt, $1.id.rawValue) }.map(\.id)
                var query = RunQuery(filter)
                query.limit = 1 + random.number(below: 9)
                query.oldestFirst = true
                try c.expect(try await c.walk(store, query), expected, "\(filter)")
                let count = try await store.runs.count(filter)
                try c.expect(count, BoundedCount(value: expected.count, isExact: true), "the count of \(filter)")
            }
        },
        Check(
            "runs.list.filter-before-limit", .core, .sequential, kills: ["M12"],
            contract: "the limit is applied after the filter (matches beyond the first raw page are found)",
            why: "A list of failed runs that is empty because the newest hundred went well is a lie.",
            hint: "Read on until the page is full or nothing is left."
        ) { c in
            let store = try await c.store()
            var new = NewRun("w", id: "needle")
            new.attributes = ["find": .bool(true)]
            new.tags = ["t": "1"]
            try await store.runs.create(new)
            for _ in 0..<30 {
                c.time.move(by: .microseconds(1))
                try await store.runs.create(NewRun("hay"))
            }
            try await c.settle()
            var query = RunQuery()
            query.limit = 1
            query.filter.attributes = ["find": .bool(true)]
            try c.expect(try await store.runs.list(query).items.map(\.id), ["needle"], "by attribute")
            query.filter = RunFilter()
            query.filter.idPrefix = "need"
            try c.expect(try await store.runs.list(query).items.map(\.id), ["needle"], "by prefix")
        },
        Check(
            "runs.list.count", .core, .generated, kills: ["M74"],
            contract: "count(filter) equals the length of the full walk",
            why: "A number above a list that does not fit it is not believed again.",
            hint: "Count what the list would show; say when the bound was reached."
        ) { c in
            let store = try await c.store()
            _ = try await create(c, store, gaps: Array(repeating: 1, count: 23))
            for workflow in [nil, "w0", "w1", "w2"] {
                var query = RunQuery()
                query.filter.workflow = workflow
                query.limit = 4
                let length = try await c.walk(store, query).count
                let count = try await store.runs.count(query.filter)
                try c.expect(count, BoundedCount(value: length, isExact: true), workflow ?? "all")
                let few = try await store.runs.count(query.filter, upTo: 3)
                try c.expect(few, BoundedCount(value: 3, isExact: false), "up to three")
                let exact = try await store.runs.count(query.filter, upTo: length)
                try c.expect(exact, BoundedCount(value: length, isExact: true), "up to as many as there are")
            }
        },
    ]

    private static func found(
        _ c: CheckContext, _ store: Store, _ ids: [String], _ subject: String, line: Int = #line,
        _ change: (inout RunFilter) -> Void
    ) async throws {
        let found = try await c.walkFilter(store, change).sorted(by: KeyOrder.isBefore)
        try c.expect(found, ids.sorted(by: KeyOrder.isBefore), subject, line: line)
    }
}

extension CheckContext {
    /// The ids of the runs that pass, oldest first.
    fileprivate func walkFilter(_ store: Store, _ change: (inout RunFilter) -> Void) async throws -> [String] {
        var query = RunQuery()
        query.limit = 3
        query.oldestFirst = true
        change(&query.filter)
        return try await walk(store, query).map(\.rawValue)
    }
}
