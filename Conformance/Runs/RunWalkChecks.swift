internal import HoldfastCore

extension Check {
    static let runWalkChecks = [
        Check(
            "runs.list.walk", .core, .generated, kills: ["M10", "M15", "M68"],
            contract: "following cursors at page sizes 1, 2, 3, 7, 100 yields every match exactly once",
            why: "An export that skips a run is not noticed.",
            hint: "Seek past the whole key of the last row."
        ) { c in
            let store = try await c.store()
            var random = SeededRandom(seed: c.seed)
            let gaps = (0..<40).map { _ in Int64(random.number(below: 3)) }
            let ids = try await create(c, store, gaps: gaps).map(\.id)
            try await walks(c, store, ids)
        },
        Check(
            "runs.list.walk-ties", .core, .generated, kills: ["M10"],
            contract: "the walk is exact when all rows share one timestamp",
            why: "A bulk start gives thousands of runs one time.",
            hint: "Seek past the whole key of the last row, not its time."
        ) { c in
            let store = try await c.store()
            try await walks(c, store, try await create(c, store, gaps: Array(repeating: 0, count: 24)).map(\.id))
        },
        Check(
            "runs.list.exact-boundary", .core, .sequential, kills: ["M14"],
            contract: "when matches = k*limit the last page has no cursor",
            why: "A last page that is empty is a call too many, and a button that leads nowhere.",
            hint: "Look one row further than asked."
        ) { c in
            let store = try await c.store()
            _ = try await create(c, store, gaps: Array(repeating: 1, count: 12))
            for limit in [1, 2, 3, 4, 6, 12] {
                var query = RunQuery()
                query.limit = limit
                var sizes: [Int] = []
                repeat {
                    let page = try await store.runs.list(query)
                    sizes.append(page.items.count)
                    query.cursor = page.next
                } while query.cursor != nil
                try c.expect(sizes, Array(repeating: limit, count: 12 / limit), "pages of \(limit)")
            }
        },
        Check(
            "runs.list.stable-insert", .coordinated, .generated, kills: ["M11"],
            contract: "rows inserted during a walk never make a pre-existing row skipped or repeated",
            why: "Runs start while people look at the list.",
            hint: "A cursor is a position in the order, never a number of rows."
        ) { c in
            let store = try await c.store()
            let ids = try await create(c, store, gaps: Array(repeating: 2, count: 15)).map(\.id)
            var query = RunQuery()
            query.limit = 4
            let seen = try await c.walk(store, query) { page in
                // Before and behind the walk's place: the clock goes back for the second.
                try await store.runs.create(NewRun("w", id: RunID("new\(page)")))
                c.time.move(by: .microseconds(-Int64(5 * page)))
                try await store.runs.create(NewRun("w", id: RunID("old\(page)")))
                c.time.move(by: .microseconds(Int64(5 * page)))
                try await c.settle()
            }
            try c.expect(seen.filter { ids.contains($0) }, ids.reversed(), "the runs that were there")
            try c.expect(Set(seen).count, seen.count, "runs seen once")
        },
        Check(
            "runs.list.stable-delete", .coordinated, .generated, kills: ["M11"],
            contract: "deleting the cursor's own row, or rows behind it, does not break the walk",
            why: "Retention deletes while an export walks.",
            hint: "A cursor holds values, not a row."
        ) { c in
            let store = try await c.store()
            let ids = Array(try await create(c, store, gaps: Array(repeating: 2, count: 15)).map(\.id).reversed())
            var query = RunQuery()
            query.limit = 4
            let seen = try await c.walk(store, query) { page in
                guard page * 4 <= ids.count else { return }
                // The last row seen, on which the cursor stands, and the first.
                for id in [ids[page * 4 - 1], ids[page * 4 - 4]] { try await store.runs.delete(id, force: true) }
                try await c.settle()
            }
            try c.expect(seen, ids, "every run once")
        },
        Check(
            "runs.list.stable-update", .coordinated, .generated, kills: ["M197"],
            contract: "updating rows during a walk ordered by createdAt never repeats or skips one",
            why: "Runs change while people look at the list.",
            hint: "Order by what never changes."
        ) { c in
            let store = try await c.store()
            let ids = try await create(c, store, gaps: Array(repeating: 2, count: 15)).map(\.id)
            var query = RunQuery()
            query.limit = 4
            let seen = try await c.walk(store, query) { page in
                for id in [ids[page], ids[14 - page]] {
                    let revision = try await store.runs.get(id).revision
                    var patch = RunPatch()
                    patch.tags = ["page": "\(page)"]
                    try await store.runs.update(id, revision: revision, patch)
                }
                try await c.settle()
            }
            try c.expect(seen, ids.reversed(), "every run once")
        },
        Check(
            "runs.list.large", .coordinated, .sequential, kills: ["M15"],
            contract: "2,500 runs walk completely (crosses every backend's internal page)",
            why: "What works with ten runs must work with all of them.",
            hint: "Follow the backend's own cursor until it is nil."
        ) { c in
            let store = try await c.store()
            let rows = (0..<2_500).map { n in
                var row = c.row(RunTable.table, [RunTable.runID: .text("r\(n + 10_000)")])
                row[RunTable.format] = .int(1)
                row[RunTable.workflow] = .text("w")
                row[RunTable.status] = .text(n % 5 == 0 ? "failed" : "completed")
                row[RunTable.createdAt] = .int(Int64(n / 7))
                return row
            }
            try await c.insert(rows, into: store.backend)
            try await c.settle()
            var query = RunQuery()
            query.limit = 1_000
            query.oldestFirst = true
            let ids = rows.map { RunID($0.text(RunTable.runID)) }
            try c.expect(try await c.walk(store, query), ids, "all runs")
            try c.expect(try await store.runs.count(), BoundedCount(value: 2_500, isExact: true), "their count")
            query.filter.statuses = [.failed]
            try c.expect(try await c.walk(store, query).count, 500, "failed ones")
        },
    ]

    private static func walks(_ c: CheckContext, _ store: Store, _ ids: [RunID]) async throws {
        for limit in [1, 2, 3, 7, 100] {
            var query = RunQuery()
            query.limit = limit
            try c.expect(try await c.walk(store, query), ids.reversed(), "pages of \(limit)")
            query.oldestFirst = true
            try c.expect(try await c.walk(store, query), ids, "oldest first, pages of \(limit)")
        }
    }
}
