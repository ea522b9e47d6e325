internal import HoldfastCore

extension Check {
    static let runKeyChecks = [
        Check(
            "runs.create.idempotency-key", .coordinated, .time, kills: ["M451"],
            contract: "same key and workflow inside the window: the first run is returned",
            why: "A request that is sent twice starts one order.",
            hint: "The key is inserted in the same commit as the run."
        ) { c in
            let stores = [try await c.store(), try await c.store()]
            var tagged = NewRun("w", input: Payload(text: "in"))
            tagged.tags = ["t": "1"]
            let new = tagged
            let first = try await stores[0].runs.start(new, key: "k")
            try c.expect(first.isNew, true, "whether the first is new")
            c.time.move(by: .hours(24) - .microseconds(1))
            let again = try await stores[1].runs.start(new, key: "k")
            try c.expect(again.isNew, false, "whether the second is new")
            try c.expect(again.run, try await stores[0].runs.get(first.run.id), "the second's run")
            try await c.expect(.idempotencyMismatch, "another input") {
                _ = try await stores[0].runs.start(NewRun("w", input: Payload(text: "other")), key: "k")
            }
            try await c.settle()
            try c.expect(try await stores[0].runs.list().items.map(\.id), [first.run.id], "the runs")
            let results = await c.race(10) { n in try await stores[n % 2].runs.start(new, key: "raced") }
            let started = try results.map { try $0.get() }
            try c.expect(started.count { $0.isNew }, 1, "new runs of 10 starts at once")
            try c.expect(Set(started.map(\.run.id)).count, 1, "different runs of 10 starts at once")
            try await stores[0].runs.delete(first.run.id, force: true)
            let anew = try await stores[0].runs.start(new, key: "k")
            try c.expect(anew.isNew, true, "whether the run after the deletion of the first is new")
        },
        Check(
            "runs.create.idempotency-scope", .coordinated, .sequential, kills: ["M452"],
            contract: "the same key under another workflow or tenant creates a distinct run",
            why: "A customer's number is the key of more than one thing.",
            hint: "The workflow is part of the key's scope, the namespace of every key."
        ) { c in
            let a = try await c.store()
            let b = a.inNamespace(Namespace("\(c.place.id)-b"))
            var ids: Set<RunID> = []
            for store in [a, b] {
                for workflow in ["w", "W", "w/k"] {
                    let started = try await c.answer("\(workflow) by key") {
                        try await store.runs.start(NewRun(workflow), key: "k")
                    }
                    try c.expect(started.isNew, true, "whether the run of \(workflow) is new")
                    try c.expect(started.run.workflow, workflow, "its workflow")
                    ids.insert(started.run.id)
                }
            }
            try c.expect(ids.count, 6, "different runs")
            try await c.expect(.alreadyExists, "a new key for an id that is taken") {
                _ = try await a.runs.start(NewRun("w", id: try c.need(ids.first, "an id")), key: "new")
                _ = try await b.runs.start(NewRun("w", id: try c.need(ids.first, "an id")), key: "new")
            }
        },
        Check(
            "runs.create.idempotency-window", .coordinated, .time, kills: ["M453"],
            contract: "after the window the same key creates a new run",
            why: "A monthly job that goes by the customer's name runs more than once.",
            hint: "The window counts from the start of the run; what has expired is replaced."
        ) { c in
            let store = try await c.store()
            for (name, window) in [("day", nil), ("short", Duration.seconds(5))] {
                func start(_ input: String) async throws -> StartedRun {
                    let new = NewRun("w", input: Payload(text: input))
                    guard let window else { return try await store.runs.start(new, key: name) }
                    return try await store.runs.start(new, key: name, window: window)
                }
                let first = try await start("1")
                c.time.move(by: (window ?? .hours(24)) - .microseconds(1))
                try c.expect(try await start("1").run.id, first.run.id, "the run before the end of the window")
                c.time.move(by: .microseconds(1))
                let second = try await c.answer("a start after the window") { try await start("2") }
                try c.expect(second.isNew, true, "whether the run after the window is new")
                try c.expect(try await start("2").run.id, second.run.id, "the run of the new window")
                try c.expect(try await store.runs.get(first.run.id).input, Payload(text: "1"), "the first run")
            }
            try await c.expect(.invalidArgument, "a window of zero") {
                _ = try await store.runs.start(NewRun("w"), key: "k", window: .zero)
            }
        },
        Check(
            "runs.create.idempotency-restart", .durable, .handles, needs: [.durable], kills: ["M450"],
            contract: "the key still deduplicates through a second handle and after reopen [durable]",
            why: "The second request comes to another server, or to the one that was started again.",
            hint: "No process remembers keys; the store does."
        ) { c in
            let store = try await c.store()
            let first = try await store.runs.start(NewRun("w"), key: "k")
            let second = try await c.store()
            try c.expect(try await second.runs.start(NewRun("w"), key: "k").run.id, first.run.id, "a second handle")
            for handle in [store, second] { await handle.close() }
            let again = try await c.store()
            try c.expect(try await again.runs.start(NewRun("w"), key: "k").run.id, first.run.id, "after reopening")
            try await c.settle()
            try c.expect(try await again.runs.list().items.map(\.id), [first.run.id], "the runs")
        },
    ]
}
