internal import HoldfastCore

extension Check {
    static let errorTextChecks = [
        Check(
            "errors.no-secrets", .core, .sequential,
            contract: "errors and descriptions contain no password or token from the connection string, and no payload",
            why: "Errors end in logs that many people read.",
            hint: "Say what failed, never with what."
        ) { c in
            let urls = [
                "postgres://user:s3cret@host/db?token=s3cret", "libsql://s3cret@host", "libsql://host?s3cret",
                "memory://user:a?s3cret@host", "unknown:s3cret@host?key=s3cret", "s3cret",
            ]
            let broken = StorePlugin(schemes: ["postgres", "libsql", "memory"]) { url, _ throws(BackendError) in
                throw BackendError(.unavailable, "\(url) does not answer")
            }
            for url in urls {
                let words: String
                do {
                    _ = try await Store.connect(url, plugins: [broken])
                    words = "no error"
                } catch { words = "\(error) \(String(reflecting: error))" }
                try c.expect(words.contains("s3cret"), false, "whether \"\(words)\" shows a secret")
            }
            let store = try await c.store(maximumPayloadBytes: 100_000)
            let lease = try await c.populate(store, "r", content: "s3cret")
            for misuse in misuses(store, lease) {
                let error = try await c.expect(misuse.code, misuse.name, from: misuse.call)
                let words = "\(error) \(String(reflecting: error))"
                try c.expect(words.contains("s3cret"), false, "whether the error of \(misuse.name) shows a payload")
            }
        },
        Check(
            "errors.context", .core, .faults,
            contract: "errors name the operation, collection and id",
            why: "An outage in the logs of a thousand runs says nothing without the run.",
            hint: "Pass the operation and the thing down to where the backend is called."
        ) { c in
            let line = FaultyBackend(try await c.backend())
            let store = c.store(line)
            let lease = try await c.populate(store, "r")
            let state = store.state(of: lease.incarnation)
            let life = lease.incarnation.rawValue
            try await store.runs.create(NewRun("w", id: "idle"))
            let calls: [(words: String, kind: String, id: String?, call: @Sendable () async throws -> Void)] = [
                ("create run", "run", "new", { try await store.runs.create(NewRun("w", id: "new")) }),
                ("start run", "run", "new", { _ = try await store.runs.start(NewRun("w", id: "new")) }),
                ("get runs", "run", "r", { _ = try await store.runs.get("r") }),
                ("list runs", "run", nil, { _ = try await store.runs.list() }),
                ("count runs", "run", nil, { _ = try await store.runs.count() }),
                ("find run", "run", "i", { _ = try await store.runs.resolve(prefix: "i") }),
                ("update run", "run", "r", { try await store.runs.update("r", revision: 1, RunPatch(.paused)) }),
                ("cancel run", "run", "idle", { try await store.runs.cancel("idle") }),
                ("delete run", "run", "r", { try await store.runs.delete("r", force: true) }),
                ("sweep purges", "run", nil, { try await store.runs.sweepPurges() }),
                (
                    "claim runs", "run", nil,
                    { _ = try await store.leases.claim(routes: ["default"], limit: 1, owner: "w") }
                ),
                ("renew the lease on run", "run", "r", { _ = try await store.leases.renew([lease])[0].get() }),
                ("release run", "run", "r", { try await store.leases.release(lease) }),
                ("complete run", "run", "r", { try await store.leases.complete(lease, output: nil) }),
                (
                    "commit step", "step", "t",
                    { _ = try await store.steps.commit(StepRecord(key: "t", position: 2), lease: lease) }
                ),
                ("load steps", "step", "r", { _ = try await store.steps.memo(lease) }),
                ("get state", "state", "k", { _ = try await state.get("k") }),
                ("set state", "state", "k", { try await state.set("k", Payload(text: "v")) }),
                ("list state", "state", "run/" + life, { _ = try await state.list() }),
                ("sweep state", "state", nil, { try await store.sweepExpiredState() }),
            ]
            line.plan { _, _ in .unavailable }
            for (words, kind, id, call) in calls {
                let error = try await c.expect(.unavailable, words, from: call)
                let start = id.map { "\(words) \"\($0)\": " } ?? "\(words): "
                try c.expect(error.message.hasPrefix(start), true, "whether \"\(error)\" begins with \(start)")
                try c.expect(error.kind, kind, "the collection of \(words)")
                try c.expect(error.id, id, "the id of \(words)")
            }
            line.plan { verb, _ in verb == .scan ? .unavailable : nil }
            let steps = try await c.expect(.unavailable, "a list of steps") { _ = try await store.steps.list("r") }
            try c.expect([steps.kind, steps.id], ["step", "r"], "what the error of a list of steps names")
            line.plan { _, _ in nil }
            for misuse in misuses(store, lease) where misuse.code == .notFound {
                let error = try await c.expect(misuse.code, misuse.name, from: misuse.call)
                try c.expect(error.kind == nil || error.id == nil, false, "whether \(misuse.name) leaves out the thing")
            }
        },
    ]
}
