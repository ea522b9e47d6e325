internal import HoldfastCore

extension Check {
    static let runKeepingChecks = [
        Check(
            "runs.create.value-semantics", .core, .sequential,
            contract: "changing the caller's copy never changes stored data",
            why: "A program that reuses what it started one run with would change that run.",
            hint: "Store values, not references."
        ) { c in
            let store = try await c.store()
            var new = NewRun("w", id: "r", input: Payload(text: "in"))
            new.tags = ["t": "1"]
            new.metadata = ["m": .array([.int(1)])]
            let created = try await store.runs.create(new)
            new.tags["t"] = "2"
            new.metadata = [:]
            new.input?.bytes.append(0)
            var read = try await store.runs.get("r")
            read.input?.bytes.removeAll()
            read.output = Payload(text: "out")
            try c.expect(try await store.runs.get("r"), created, "the run")
            let state = store.state(of: created.incarnation)
            var value = Payload(text: "v")
            try await state.set("k", value)
            value.bytes[0] = 0
            try c.expect(try await state.get("k")?.content.text, "v", "its state")
        },
        Check(
            "runs.list.cursor-survives-reopen", .durable, .sequential, needs: [.durable], kills: ["M223"],
            contract: "a cursor taken before close works after reopen [durable]",
            why: "Who pages through a list is often served by another process for each page.",
            hint: "A cursor is a position in the data, not in the memory of a handle."
        ) { c in
            let store = try await c.store()
            let runs = try await create(c, store, gaps: [1, 1, 0, 0, 1, 1, 0])
            var query = RunQuery()
            query.limit = 3
            let first = try await store.runs.list(query)
            query.cursor = try c.need(first.next, "a cursor")
            await store.close()
            let again = try await c.store()
            let rest = try await c.walk(again, query)
            try c.expect(first.items.map(\.id) + rest, runs.map(\.id).reversed(), "the pages of both handles")
        },
        Check(
            "runs.cancel.flags", .coordinated, .time, kills: ["M87"],
            contract:
                "a busy worker reads the cancel flags of its held runs once a second: in one call, and through any "
                + "handle",
            why: "A cancel that is seen only at the next step lets hours of work go on for nothing.",
            hint: "Read the held runs by key, all in one get; a get shows every acknowledged commit."
        ) { c in
            let line = FaultyBackend(try await c.backend())
            let worker = c.store(line)
            let other = try await c.store()
            let held = (0..<20).map { RunID("r\($0 + 10)") }
            for id in held { _ = try await c.running(worker, id) }
            func flagged() async throws -> [RunID] {
                let before = line.calls
                let runs = try await worker.runs.getMany(held, payloads: false)
                try c.expect(line.calls - before, 1, "calls to read the flags of 20 runs")
                return runs.compactMap { $0?.cancelRequestedAt == nil ? nil : $0?.id }
            }
            var asked: [RunID] = []
            try c.expect(try await flagged(), asked, "flags at first")
            for id in [held[3], held[9], held[19]] {
                c.time.move(by: .milliseconds(1))
                try await other.runs.cancel(id, reason: "enough")
                asked.append(id)
                c.time.move(by: .seconds(1))
                try c.expect(try await flagged(), asked, "flags within a second")
            }
        },
    ]
}
