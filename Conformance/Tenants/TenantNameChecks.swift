internal import HoldfastCore

extension Check {
    static let tenantNameChecks = [
        Check(
            "tenant.prefix", .coordinated, .sequential, kills: ["M21"],
            contract: "tenants \"a\" and \"ab\", \"a:\" and \"a\", \"A\" and \"a\" are separate",
            why: "Customers are often named after one another.",
            hint: "Compare whole names by bytes; never join a key from parts without their lengths."
        ) { c in try await isolates(c, ["a", "ab", "a:", "A", "a b", "a/b", "aa"]) },
        Check(
            "tenant.hostile", .coordinated, .sequential, kills: ["M22"],
            contract: "`%`, `*`, `/`, emoji, 255-byte tenant names isolate",
            why: "A customer who may choose its name chooses this one.",
            hint: "Bind names as values; never build a pattern, path or identifier of one."
        ) { c in
            let long = String(repeating: "n", count: Namespace.maximumBytes - 1)
            try await isolates(
                c,
                [
                    "%", "_", "*", "/", "..", "'; DROP TABLE workflow_runs;--", "\"", "\\",
                    "\u{1F469}\u{200D}\u{1F680}",
                    "\u{E9}", "e\u{301}", " ", " a", "a\n", long + "1", long + "2",
                ])
            let store = try await c.store()
            try await c.expect(.limitExceeded, "a name of one byte too many") {
                _ = try await store.inNamespace(Namespace(long + "12")).runs.list()
            }
        },
        Check(
            "tenant.ids", .coordinated, .sequential, kills: ["M208"],
            contract: "equal run ids, tags, step keys and state keys in two tenants do not collide",
            why: "Each customer numbers its orders from one.",
            hint: "Unique means unique in the namespace."
        ) { c in
            let a = try await c.store()
            let b = a.inNamespace(Namespace("\(c.place.id)-b"))
            let leases = [
                try await c.populate(a, "r", content: "of a"),
                try await c.answer("the same id in B") { try await c.populate(b, "r", content: "of b") },
            ]
            for (store, lease, content) in [(a, leases[0], "of a"), (b, leases[1], "of b")] {
                try c.expect(try await store.runs.get("r").input?.text, content, "the input \(content)")
                try c.expect(try await store.steps.output("r", step: "s").text, content, "the output \(content)")
                let state = store.state(of: lease.incarnation)
                try c.expect(try await state.get("k")?.content.text, content, "the state \(content)")
                try c.expect(try await store.runs.resolve(prefix: "r"), "r", "the run \(content), by prefix")
                var query = RunQuery()
                query.filter.tags = ["tag": "value"]
                query.payloads = true
                let tagged = try await store.runs.list(query).items.map { $0.input?.text }
                try c.expect(tagged, [content], "runs by tag, \(content)")
            }
            try c.expect(leases[0].incarnation == leases[1].incarnation, false, "whether two runs share a life")
            try await a.leases.complete(leases[0], output: Payload(text: "done"))
            try await a.runs.delete("r")
            try c.expect(try await b.runs.get("r").status, .running, "B's run once A's is gone")
            try c.expect(
                await b.leases.renew([leases[1]]).map(\.storeCode), [nil], "B's lease once A's run is gone")
        },
    ]

    /// Fills each of these namespaces with a run of the same id, then empties them one by one.
    private static func isolates(_ c: CheckContext, _ names: [String]) async throws {
        let backend = try await c.backend()
        for name in names {
            try await c.answer("a run of \"\(name)\" beside others") {
                try await c.populate(c.store(backend, namespace: name), "r", content: name)
            }
        }
        var dumps: [[String]] = []
        for name in names {
            let store = c.store(backend, namespace: name)
            try c.expect(try await store.runs.list().items.map(\.id), ["r"], "the runs of \"\(name)\"")
            try c.expect(try await store.runs.get("r").input?.text, name, "the input in \"\(name)\"")
            try c.expect(try await store.steps.output("r", step: "s").text, name, "the output in \"\(name)\"")
            dumps.append(try await c.dump(backend, namespace: name))
        }
        for (position, name) in names.enumerated() {
            let store = c.store(backend, namespace: name)
            try c.expect(try await store.runs.delete("r", force: true), true, "deleting the run of \"\(name)\"")
            try c.expect(try await c.dump(backend, namespace: name), [], "what is left of \"\(name)\"")
            for (other, before) in zip(names, dumps).dropFirst(position + 1) {
                let after = try await c.dump(backend, namespace: other)
                try c.expect(after, before, "the rows of \"\(other)\" once \"\(name)\" is empty")
            }
        }
    }
}
