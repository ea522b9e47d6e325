internal import HoldfastCore

extension Check {
    /// Creates runs at times that move by these microseconds; their ids from `r10` on.
    static func create(_ c: CheckContext, _ store: Store, gaps: [Int64]) async throws -> [RunRecord] {
        var runs: [RunRecord] = []
        for (n, gap) in gaps.enumerated() {
            c.time.move(by: .microseconds(gap))
            runs.append(try await store.runs.create(NewRun("w\(n % 3)", id: RunID("r\(n + 10)"))))
        }
        try await c.settle()
        return runs
    }

    static let runListChecks = [
        Check(
            "runs.list.order", .core, .sequential, kills: ["M191"],
            contract: "default order is createdAt descending, then id descending",
            why: "The newest runs are what people look for.",
            hint: "One direction for all parts of the key."
        ) { c in
            let store = try await c.store()
            let ids = try await create(c, store, gaps: [1, 1, 0, 0, 5, 0]).map(\.id)
            try c.expect(try await store.runs.list().items.map(\.id), ids.reversed(), "newest first")
        },
        Check(
            "runs.list.order-asc", .core, .sequential, kills: ["M192"],
            contract: "ascending order is the exact reverse",
            why: "A walk from the oldest must be able to meet one from the newest.",
            hint: "Reverse the tie-break as well."
        ) { c in
            let store = try await c.store()
            let ids = try await create(c, store, gaps: [1, 1, 0, 0, 5, 0]).map(\.id)
            var query = RunQuery()
            query.oldestFirst = true
            try c.expect(try await store.runs.list(query).items.map(\.id), ids, "oldest first")
        },
        Check(
            "runs.list.tie-order", .core, .sequential, kills: ["M193"],
            contract: "runs sharing one createdAt are ordered by id",
            why: "Without a tie-break pages overlap.",
            hint: "Every order ends with the primary key, by bytes."
        ) { c in
            let store = try await c.store()
            let ids = ["Z", "a", "B", "é", "e\u{301}", "😀", "\u{FFFF}", "10", "9"]
            for id in ids { try await store.runs.create(NewRun("w", id: RunID(id))) }
            try await c.settle()
            var query = RunQuery()
            query.oldestFirst = true
            let expected = ids.sorted(by: KeyOrder.isBefore).map { RunID($0) }
            try c.expect(try await store.runs.list(query).items.map(\.id), expected, "runs of one moment")
        },
        Check(
            "runs.list.limit", .core, .sequential, kills: ["M14"],
            contract: "limit n returns min(n, matches) and a cursor iff more remain",
            why: "A cursor at the end costs a page; none before it loses runs.",
            hint: "Look one row further than asked."
        ) { c in
            let store = try await c.store()
            let runs = try await create(c, store, gaps: [1, 1, 1, 1, 1])
            for limit in 1...7 {
                var query = RunQuery()
                query.limit = limit
                let page = try await store.runs.list(query)
                try c.expect(page.items.map(\.id), runs.reversed().prefix(limit).map(\.id), "limit \(limit)")
                try c.expect(page.next != nil, limit < 5, "whether there is a cursor at limit \(limit)")
            }
        },
        Check(
            "runs.list.limit-zero", .core, .sequential, kills: ["M13"],
            contract: "limit 0 throws .invalidArgument",
            why: "A limit that was computed wrongly must be heard of.",
            hint: "Check it before anything is read."
        ) { c in try await refuses(c, 0) },
        Check(
            "runs.list.limit-negative", .core, .sequential, kills: ["M13"],
            contract: "a negative limit throws .invalidArgument (never \"all\", never \"none\")",
            why: "In SQL a negative limit is none at all, and reads the whole table.",
            hint: "Check it before anything is read."
        ) { c in
            for limit in [-1, .min] { try await refuses(c, limit) }
        },
        Check(
            "runs.list.limit-huge", .core, .sequential, kills: ["M194"],
            contract: "limit Int.max returns at most 1,000 rows, no overflow",
            why: "One more than the largest number is a crash.",
            hint: "Bound the limit first, then add."
        ) { c in
            let store = try await c.store()
            _ = try await create(c, store, gaps: [1, 1, 1])
            var query = RunQuery()
            query.limit = .max
            let page = try await store.runs.list(query)
            try c.expect(page.items.count, 3, "all of three")
            try c.expect(page.next, nil, "the cursor")
            try c.expect(try await store.runs.count(upTo: .max), BoundedCount(value: 3, isExact: true), "a huge bound")
        },
        Check(
            "runs.list.empty", .core, .sequential, kills: ["M195"],
            contract: "no match gives an empty page and no cursor",
            why: "A list that never ends is polled for ever.",
            hint: "The cursor is nil where nothing follows."
        ) { c in
            let store = try await c.store()
            _ = try await create(c, store, gaps: [1, 1])
            var query = RunQuery()
            query.filter.workflow = "none"
            let page = try await store.runs.list(query)
            try c.expect(page.items.count, 0, "runs")
            try c.expect(page.next, nil, "the cursor")
            try c.expect(try await store.runs.count(query.filter), BoundedCount(value: 0, isExact: true), "the count")
        },
        Check(
            "runs.list.cursor-opaque", .core, .sequential, kills: ["M174"],
            contract: "a tampered, truncated or foreign cursor throws .invalidCursor",
            why: "A cursor that is misread begins somewhere, and nobody sees what was left out.",
            hint: "Sign the position."
        ) { c in
            let store = try await c.store()
            _ = try await create(c, store, gaps: [1, 1, 1])
            var query = RunQuery()
            query.limit = 1
            let cursor = try c.need(try await store.runs.list(query).next, "a cursor")
            let foreign = try await store.inNamespace("other").runs.list(query).next
            try c.expect(foreign, nil, "another namespace has no runs")
            for bad in ["", "x", "!!", String(cursor.dropLast(2)), cursor + "AAAA", String(cursor.reversed())] {
                query.cursor = bad
                let wrong = query
                try await c.expect(.invalidCursor, "the cursor \(bad)") { _ = try await store.runs.list(wrong) }
            }
            query.cursor = cursor
            let stolen = query
            try await c.expect(.invalidCursor, "a cursor of another namespace") {
                _ = try await store.inNamespace("other").runs.list(stolen)
            }
        },
        Check(
            "runs.list.cursor-bound", .core, .sequential, kills: ["M174"],
            contract: "a cursor used with different filters or order throws .invalidCursor",
            why: "Half of one list and half of another look like one.",
            hint: "The signature covers filter and order."
        ) { c in
            let store = try await c.store()
            _ = try await create(c, store, gaps: [1, 1, 1, 1])
            var query = RunQuery()
            query.limit = 1
            query.cursor = try await store.runs.list(query).next
            var others = [query, query, query]
            others[0].oldestFirst = true
            others[1].filter.workflow = "w0"
            others[2].filter.statuses = [.pending]
            for other in others {
                try await c.expect(.invalidCursor, "another list") { _ = try await store.runs.list(other) }
            }
            query.limit = 2
            try c.expect(try await store.runs.list(query).items.count, 2, "another limit is the same list")
        },
    ]

    private static func refuses(_ c: CheckContext, _ limit: Int) async throws {
        let store = try await c.store()
        try await store.runs.create(NewRun("w"))
        var query = RunQuery()
        query.limit = limit
        let wrong = query
        try await c.expect(.invalidArgument, "limit \(limit)") { _ = try await store.runs.list(wrong) }
        try await c.expect(.invalidArgument, "a count up to \(limit)") { _ = try await store.runs.count(upTo: limit) }
    }
}
