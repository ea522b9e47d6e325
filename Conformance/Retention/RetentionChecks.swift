internal import HoldfastCore

extension Check {
    static let retentionChecks = [
        Check(
            "retention.default", .coordinated, .time, kills: ["M554"],
            contract:
                "a run that has ended is removed by a sweep 30 days later, and not before; one that goes on never",
            why: "Without an end the store grows until it stops.",
            hint: "Store with the end when the run is to go; sweep the index of that."
        ) { c in
            let store = try await c.store()
            let run = try await end(c, store, "r", .completed)
            try await store.runs.create(NewRun("w", id: "pending"))
            try c.expect(run.expiresAt, run.completedAt?.advanced(by: .days(30)), "when it goes")
            c.time.move(by: .days(30) - .microseconds(1))
            try await c.settle()
            try c.expect(try await store.sweep().runs, 0, "runs swept one microsecond before")
            c.time.move(by: .microseconds(1))
            try await c.settle()
            try c.expect(try await store.sweep(dryRun: true).runs, 1, "a dry run")
            try c.expect(try await ids(c, store), ["pending", "r"], "runs after a dry run")
            try c.expect(try await store.sweep().runs, 1, "runs swept")
            c.time.move(by: .days(1_000))
            try await c.settle()
            try c.expect(try await store.sweep(), SweepReport(), "a sweep of nothing")
            try c.expect(try await ids(c, store), ["pending"], "what is left")
        },
        Check(
            "retention.rules", .coordinated, .time, kills: ["M555"],
            contract: "how long is said by run, else by workflow and status, else by workflow, by status, or for all",
            why: "Invoices are kept for years and pings for an hour.",
            hint: "The most special rule counts, when the run ends."
        ) { c in
            var rules = Retention(.days(10))
            rules.keep(.days(20), status: .failed)
            rules.keep(nil, workflow: "invoice")
            rules.keep(.zero, workflow: "invoice", status: .cancelled)
            let store = try await c.store().keeping(rules)
            let cases: [(String, RunStatus, RunRetention, Duration?)] = [
                ("w", .completed, .standard, .days(10)), ("w", .failed, .standard, .days(20)),
                ("invoice", .failed, .standard, nil), ("invoice", .cancelled, .standard, .zero),
                ("invoice", .completed, .period(.hours(1)), .hours(1)), ("w", .failed, .forEver, nil),
            ]
            for (n, (workflow, status, own, time)) in cases.enumerated() {
                let run = try await end(c, store, RunID("r\(n)"), status) {
                    $0.workflow = workflow
                    $0.retention = own
                }
                try c.expect(
                    run.expiresAt, time.flatMap { run.completedAt?.advanced(by: $0) }, "the end of \(cases[n])")
                try c.expect(run.retention, own, "what was said for the run")
            }
            // Ended by others than its worker, it is kept as long.
            try await store.runs.create(NewRun("w", id: "idle"))
            try c.expect(
                try await store.runs.cancel("idle").expiresAt, c.time.now.advanced(by: .days(10)), "of a cancelled one")
            try await store.runs.create(NewRun("w", id: "late"))
            let late = try await store.runs.update("late", revision: 1, RunPatch(.failed))
            try c.expect(late.expiresAt, c.time.now.advanced(by: .days(20)), "of one that was failed from outside")
            try await c.expect(.invalidArgument, "less than nothing") {
                var new = NewRun("w")
                new.retention = .period(.seconds(-1))
                try await store.runs.create(new)
            }
        },
        Check(
            "retention.hold", .coordinated, .time, kills: ["M556"],
            contract: "a run on hold is not deleted by sweep, purge, force or a restart of its id until that is lifted",
            why: "What a court wants to see must not be gone by a timer.",
            hint: "Look at the hold on the row that the deletion is conditioned on."
        ) { c in
            let store = try await c.store()
            try await end(c, store, "r", .completed)
            let held = try await store.runs.hold("r")
            try c.expect(held.isOnHold, true, "the hold")
            try c.expect(try await store.runs.hold("r").revision, held.revision, "holding it again")
            c.time.move(by: .days(99))
            try await c.settle()
            try c.expect(try await store.sweep().runs, 0, "runs swept")
            try c.expect(try await store.runs.purge(endedBefore: c.time.now), 0, "runs purged")
            try await c.expect(.invalidTransition, "deleting it") { try await store.runs.delete("r", force: true) }
            try await c.expect(.invalidTransition, "starting it anew") {
                var new = NewRun("w", id: "r", input: Payload(text: "in"))
                new.queue = "of r"
                _ = try await store.runs.start(new, onConflict: .restartIfEnded)
            }
            try c.expect(try await store.runs.get("r"), try await store.runs.get("r"), "the run")
            try await store.runs.hold("r", false)
            try await c.settle()
            try c.expect(try await store.sweep().runs, 1, "runs swept when the hold is lifted")
        },
        Check(
            "retention.tables", .coordinated, .time, kills: ["M557"],
            contract:
                "one sweep removes the expired rows of every table that has an end, each when it has come, counted",
            why: "A table that is added later and that no sweep knows grows for ever.",
            hint: "Go over the schema; delete what is still as the index showed it."
        ) { c in
            let store = try await c.store()
            var expected: [String: Int] = [:]
            for table in Schema.holdfast.tables where table != RunTable.table && table != LockTable.table {
                guard let index = table.indexes.first(where: { $0.name == "by_expiry" }), index.partition.count == 1
                else { continue }
                let rows = (0..<3).map { n in
                    var content: [Column: Value] = [
                        index.sort[0]: .int(c.time.now.advanced(by: .seconds(n)).microseconds)
                    ]
                    for column in table.key.dropFirst() {
                        content[column] = column.type == .text ? .text("k\(n)") : .int(Int64(n))
                    }
                    return c.row(table, content)
                }
                try await c.insert(rows, into: store.backend)
                expected[table.name] = 2
            }
            try c.expect(expected.count >= 5, true, "whether there are tables to sweep")
            c.time.move(by: .seconds(1))
            try await c.settle()
            try c.expect(try await store.sweep(dryRun: true).rows, expected, "a dry run")
            try c.expect(try await store.sweep(limit: 1).isComplete, false, "whether a sweep of one each is complete")
            try await c.settle()
            try c.expect(try await store.sweep().rows, expected.mapValues { _ in 1 }, "the rest")
            try await c.settle()
            try c.expect(try await store.sweep(), SweepReport(), "again")
            c.time.move(by: .seconds(1))
            try await c.settle()
            try c.expect(try await store.sweep().rows, expected.mapValues { _ in 1 }, "those of the next second")
        },
        Check(
            "retention.longer", .coordinated, .handles, kills: ["M159"],
            contract: "what was given a longer life while the sweep was at it stays",
            why: "A key that was just renewed would be gone.",
            hint: "The end that was seen is a condition of the deletion."
        ) { c in
            let other = try await c.store()
            let life = try await other.runs.create(NewRun("w")).incarnation
            try await other.state(of: life).set("k", Payload(text: "1"), timeToLive: .seconds(1))
            c.time.move(by: .seconds(1))
            try await c.settle()
            let done = CallFlag()
            let backend = Interposed(try await c.backend()) { verb in
                guard verb == .commitEach, done.raise() else { return }
                try? await other.state(of: life).set("k", Payload(text: "2"), timeToLive: .hours(1))
            }
            try c.expect(try await c.store(backend).sweep().rows, [:], "rows swept")
            try c.expect(try await other.state(of: life).get("k")?.content, Payload(text: "2"), "the value")
        },
        Check(
            "retention.concurrent", .coordinated, .concurrent, kills: ["M558"],
            contract: "N sweeps at once count each thing once",
            why: "Every worker sweeps; counts that do not add up hide what is left.",
            hint: "Whose commit removes it counts it."
        ) { c in
            let stores = [try await c.store(), try await c.store()]
            for n in 0..<10 {
                try await end(c, stores[0], RunID("r\(n)"), .completed) { $0.retention = .period(.zero) }
            }
            let life = try await stores[0].runs.create(NewRun("w")).incarnation
            for n in 0..<30 {
                try await stores[0].state(of: life).set("k\(n)", Payload(text: "v"), timeToLive: .seconds(1))
            }
            c.time.move(by: .seconds(1))
            try await c.settle()
            let reports = try await c.race(4) { n in try await stores[n % 2].sweep() }.map { try $0.get() }
            try await c.settle()
            let last = try await stores[0].sweep()
            let all = reports + [last]
            // What two of them saw at once one of them leaves to the next.
            try c.expect(all.map(\.runs).reduce(0, +), 10, "runs swept")
            try c.expect(all.map { $0.rows[StateTable.table.name] ?? 0 }.reduce(0, +), 30, "values swept")
        },
        Check(
            "retention.overdue", .coordinated, .time, kills: ["M559"],
            contract: "a run that should have begun or ended by now, and that no worker is at, is failed by a sweep",
            why: "A run in a queue that nobody serves would be pending for ever.",
            hint: "While a run is active its end in the index is its first deadline."
        ) { c in
            let store = try await c.store()
            var new = NewRun("w", id: "deadline")
            new.deadlineAt = c.time.now.advanced(by: .seconds(9))
            try await store.runs.create(new)
            new = NewRun("w", id: "start")
            new.startBy = c.time.now.advanced(by: .seconds(5))
            try await store.runs.create(new)
            var dead = new
            dead.id = "dead"
            dead.queue = "dead"
            dead.startBy = nil
            dead.deadlineAt = c.time.now.advanced(by: .seconds(5))
            try await store.runs.create(dead)
            dead.id = "alive"
            dead.queue = "alive"
            try await store.runs.create(dead)
            try await c.settle()
            for (queue, seconds) in [("dead", 1), ("alive", 60)] {
                _ = try await store.leases.claim(
                    routes: [queue], limit: 1, owner: "w", duration: .seconds(seconds))
            }
            c.time.move(by: .seconds(5) - .microseconds(1))
            try await c.settle()
            try c.expect(try await store.sweep().overdue, 0, "one microsecond before")
            c.time.move(by: .microseconds(1))
            try await c.settle()
            try c.expect(try await store.sweep().overdue, 2, "at the time")
            c.time.move(by: .seconds(4))
            try await c.settle()
            try c.expect(try await store.sweep().overdue, 1, "at the time of the last")
            let found = try await store.runs.getMany(["deadline", "start", "dead", "alive"]).map { run in
                "\(run?.status.rawValue ?? "none") \(run?.failure?.code ?? "-")"
            }
            let expected = ["failed deadline", "failed startBy", "failed deadline", "running -"]
            try c.expect(found, expected, "how they ended")
        },
    ]
}
