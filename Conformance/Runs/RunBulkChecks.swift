internal import HoldfastCore

extension Check {
    static let runBulkChecks = [
        Check(
            "runs.bulk.ids", .core, .sequential, kills: ["M570"],
            contract: "a bulk operation on ids does what it can, and says what failed by id and what is missing",
            why: "One bad run among thousands must not stop an operator at night.",
            hint: "Go on where one fails."
        ) { c in
            let store = try await c.store()
            for n in 0..<25 { try await store.runs.create(NewRun("w", id: RunID("r\(n + 10)"))) }
            try await end(c, store, "done", .completed)
            let ids = (0..<25).map { RunID("r\($0 + 10)") }
            let all = ids[..<12] + ["done", "none"] + ids[12...]
            let report = try await c.answer("a bulk operation, one run of which fails") {
                try await store.runs.bulk(.cancel(reason: "why"), Array(all))
            }
            try c.expect(report.done, ids, "cancelled runs, in their order")
            try c.expect(report.missing, ["none"], "missing ones")
            try c.expect(report.errors.mapValues(\.code), ["done": .invalidTransition], "errors")
            try c.expect(report.hasMore, false, "whether there are more")
            for id in ids {
                let run = try await store.runs.get(id)
                try c.expect([run.status.rawValue, run.cancelReason], ["cancelled", "why"], "\(id)")
            }
            let deleted = try await store.runs.bulk(.delete(), ids + ["r10"])
            try c.expect(deleted.done.count + deleted.missing.count, 26, "deletions, one of them of the same run")
            try c.expect(try await Check.ids(c, store), ["done"], "what is left")
        },
        Check(
            "runs.bulk.filter", .core, .sequential, kills: ["M15"],
            contract: "a bulk operation on a filter acts on each run that passes and for which it makes sense, once",
            why: "Who pauses one customer's runs must not stop another's.",
            hint: "Walk the filter, and act by id."
        ) { c in
            let store = try await c.store()
            for n in 0..<30 {
                var new = NewRun(n % 2 == 0 ? "even" : "odd", id: RunID("r\(n + 10)"))
                new.tags = n % 3 == 0 ? ["third": "1"] : [:]
                try await store.runs.create(new)
            }
            try await c.settle()
            var even = RunFilter()
            even.workflow = "even"
            var third = RunFilter()
            third.tags = ["third": "1"]
            func count(_ status: RunStatus) async throws -> Int {
                try await c.settle()
                return try await store.runs.counts(by: .status)[status.rawValue] ?? 0
            }
            try c.expect(try await store.runs.bulk(.pause(), matching: even).done.count, 15, "paused")
            try c.expect(try await count(.paused), 15, "paused runs")
            try c.expect(try await store.runs.bulk(.resume, matching: third).done.count, 5, "resumed")
            try c.expect(try await count(.paused), 10, "paused runs then")
            try c.expect(try await store.runs.bulk(.cancel(), matching: third).done.count, 10, "cancelled")
            try c.expect(try await count(.cancelled), 10, "cancelled runs")
            third.statuses = [.cancelled]
            try c.expect(try await store.runs.bulk(.retry, matching: third).done.count, 10, "tried again")
            try c.expect(try await count(.cancelled), 0, "cancelled runs then")
            try c.expect(
                try await store.runs.bulk(.delete(), matching: RunFilter()).done, [], "deleted, none has ended")
            let all = try await store.runs.bulk(.delete(force: true), matching: RunFilter())
            try c.expect(all.done.count, 30, "deleted by force")
            try c.expect(try await ids(c, store), [], "what is left")
        },
        Check(
            "runs.bulk.dry-run", .core, .sequential, kills: ["M571"],
            contract:
                "a dry run names the runs and writes nothing; a limit is kept, and it is said whether there are more",
            why: "Who deletes by filter wants to see first whom it would hit.",
            hint: "The same walk, without the writes."
        ) { c in
            let store = try await c.store()
            for n in 0..<12 { try await store.runs.create(NewRun("w", id: RunID("r\(n + 10)"))) }
            try await c.settle()
            let before = try await c.dump(store.backend)
            var options = BulkOptions()
            options.dryRun = true
            options.limit = 5
            let filtered = try await store.runs.bulk(.delete(force: true), matching: RunFilter(), options)
            try c.expect(filtered.done, ["r10", "r11", "r12", "r13", "r14"], "the first five, oldest first")
            try c.expect(filtered.hasMore, true, "whether there are more")
            let named = try await store.runs.bulk(.cancel(), ["r10", "none"], options)
            try c.expect([named.done, named.missing], [["r10"], ["none"]], "by ids")
            try c.expect(try await c.dump(store.backend), before, "rows after dry runs")
            options.dryRun = false
            let five = try await store.runs.bulk(.cancel(), matching: RunFilter(), options)
            try c.expect([five.done.count, five.hasMore ? 1 : 0], [5, 1], "five that were cancelled")
            try await c.settle()
            try c.expect(try await store.runs.counts(by: .status), ["cancelled": 5, "pending": 7], "the runs")
            options.limit = 0
            try await c.expect(.invalidArgument, "a limit of none") {
                try await store.runs.bulk(.resume, matching: RunFilter(), options)
            }
        },
        Check(
            "runs.bulk.rate", .core, .time, kills: ["M572"],
            contract: "a bulk operation keeps to its rate, ten at a time",
            why: "A clean-up at full speed takes the store away from the workers.",
            hint: "Sleep between the groups, by the store's clock."
        ) { c in
            let store = try await c.store()
            for n in 0..<25 { try await store.runs.create(NewRun("w", id: RunID("r\(n + 10)"))) }
            try await c.settle()
            var options = BulkOptions()
            options.runsPerSecond = 5
            let begun = c.time.now
            try await store.runs.bulk(.cancel(), matching: RunFilter(), options)
            try c.expect(begun.duration(to: c.time.now), .seconds(5), "how long 25 runs took at 5 a second")
            try await c.settle()
            let ends = Set(try await store.runs.list().items.compactMap(\.completedAt))
            try c.expect(ends.count, 3, "times at which they ended")
        },
    ]
}
