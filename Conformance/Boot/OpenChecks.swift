internal import HoldfastCore

extension Check {
    static let openChecks = [
        Check(
            "boot.open.empty", .core, .sequential, kills: ["M209"],
            contract: "a freshly opened namespace is empty in every collection",
            why: "A new deployment that finds somebody else's runs works on them.",
            hint: "Each place is data of its own; nothing is seeded."
        ) { c in
            let store = try await c.store()
            try c.expect(try await store.runs.list().items.map(\.id), [], "the runs")
            try c.expect(try await store.runs.count(), BoundedCount(value: 0, isExact: true), "their number")
            try c.expect(
                try await store.leases.claim(routes: ["default"], limit: 1, owner: "w").map(\.run.id), [], "due runs")
            try c.expect(try await store.runs.sweepPurges(), 0, "deletions")
            try c.expect(try await store.sweepExpiredState(), 0, "expired state")
            // Only what has the namespace as its whole partition can be read without knowing more.
            for table in Schema.holdfast.tables where table.partition.count == 1 {
                let rows = try await store.backend.walk(c.range(table))
                try c.expect(rows.map { "\($0.values)" }, [], table.name)
            }
        },
        Check(
            "boot.open.twice", .core, .handles, kills: ["M61"],
            contract: "two handles opened on one namespace see each other's committed writes",
            why: "A worker and the program that starts runs are two handles at least.",
            hint: "Reads go to the store, never to what a handle remembers."
        ) { c in
            let stores = [try await c.store(), try await c.store()]
            for round in 0..<6 {
                let (writer, reader) = (stores[round % 2], stores[1 - round % 2])
                let id = RunID("r\(round)")
                // Read before it is there, so that a handle that remembers remembers this.
                try c.expect(try await reader.runs.getMany([id]).map { $0?.id }, [nil], "before round \(round)")
                let lease = try await c.populate(writer, id)
                let run = try await writer.runs.get(id)
                try c.expect(try await reader.runs.get(id), run, "the run of round \(round)")
                try c.expect(try await reader.steps.memo(lease).map(\.key), ["s"], "its steps")
                let state = reader.state(of: run.incarnation)
                try c.expect(try await state.get("k")?.content.text, "content", "its state")
                try await writer.leases.complete(lease, output: Payload(text: "out"))
                let ended = try await reader.runs.get(id)
                try c.expect(
                    [ended.status.rawValue, ended.output?.text], ["completed", "out"], "the end of round \(round)")
                try c.expect(try await reader.runs.delete(id), true, "deleting through the other handle")
                try c.expect(try await writer.runs.getMany([id]).map { $0?.id }, [nil], "after round \(round)")
            }
        },
        Check(
            "boot.close.idempotent", .core, .sequential, kills: ["M184"],
            contract: "close() twice is harmless; calls after close throw .closed, never hang or crash",
            why: "Programs close in several places when they end.",
            hint: "Remember that the handle is closed, and say so."
        ) { c in
            let store = try await c.store()
            let lease = try await c.running(store, "r")
            for _ in 0..<3 { await store.close() }
            let state = store.state(of: lease.incarnation)
            let calls: [(String, () async throws -> Void)] = [
                ("create", { try await store.runs.create(NewRun("w")) }),
                ("get", { _ = try await store.runs.get("r") }), ("list", { _ = try await store.runs.list() }),
                ("count", { _ = try await store.runs.count() }), ("cancel", { try await store.runs.cancel("r") }),
                ("delete", { try await store.runs.delete("r") }),
                ("claim", { _ = try await store.leases.claim(routes: ["default"], limit: 1, owner: "w") }),
                ("renew", { _ = try await store.leases.renew([lease])[0].get() }),
                ("complete", { try await store.leases.complete(lease, output: nil) }),
                ("a step", { _ = try await store.steps.commit(StepRecord(key: "s", position: 1), lease: lease) }),
                ("state", { try await state.set("k", Payload(text: "v")) }),
                ("a sweep", { try await store.sweepExpiredState() }), ("prepare", { try await store.prepare() }),
            ]
            for (name, call) in calls { try await c.expect(.closed, name, from: call) }
            await store.close()
            let next = try await c.handle()
            await next.close()
            try await c.expect(backend: .closed, "a handle that was closed before its first call") {
                _ = try await next.schemaVersion()
            }
        },
        Check(
            "boot.close.inflight", .core, .handles, kills: ["M216"],
            contract: "close() with calls in flight lets each finish or fail cleanly within the grace period",
            why: "A deployment stops its workers at any moment; what was acknowledged then must be there.",
            hint: "Finish what was accepted, refuse the rest, and only then let go."
        ) { c in
            // One handle stays, since a store that is not durable may end with its last one.
            let witness = try await c.store()
            for round in 0..<4 {
                let store = try await c.store()
                let results = await c.race(12) { n in
                    if n == 6 { await store.close() }
                    return try await store.runs.create(NewRun("w", id: RunID("r\(round)-\(n)")))
                }
                for (n, result) in results.enumerated() {
                    let stored = try await witness.runs.getMany([RunID("r\(round)-\(n)")])[0]
                    switch result {
                    case .success(let run): try c.expect(stored, run, "a run whose creation was acknowledged")
                    case .failure(let error):
                        try c.expect(result.storeCode, .closed, "a creation beside close, which threw \(error)")
                        try c.expect(stored, nil, "a run whose creation was refused")
                    }
                }
            }
        },
    ]
}
