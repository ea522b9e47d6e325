internal import HoldfastCore

extension Check {
    static let tenantChecks = [
        Check(
            "tenant.read", .coordinated, .generated, kills: ["M51"],
            contract: "no read API of tenant A returns B's data",
            why: "One customer sees another's orders.",
            hint: "The namespace is the first column of every key and index."
        ) { c in
            let a = try await c.store()
            let b = a.inNamespace(Namespace("\(c.place.id)-b"))
            let lease = try await c.populate(b, "r")
            try await fill(c, b)
            for id: RunID in ["r", "r1", "x"] {
                try await c.expect(.notFound, "get \(id)") { _ = try await a.runs.get(id) }
                try await c.expect(.notFound, "steps of \(id)") { _ = try await a.steps.list(id) }
                try await c.expect(.notFound, "a step of \(id)") { _ = try await a.steps.get(id, step: "s") }
                try await c.expect(.notFound, "resolving \(id)") { _ = try await a.runs.resolve(prefix: id.rawValue) }
            }
            try c.expect(try await a.runs.getMany(["r", "r1"]).map { $0?.id }, [nil, nil], "several runs")
            for (name, filter) in filters {
                try c.expect(try await a.runs.list(RunQuery(filter)).items.map(\.id), [], "a list by \(name)")
                try c.expect(try await a.runs.count(filter).value, 0, "a count by \(name)")
                try c.expect(try await b.runs.list(RunQuery(filter)).items.isEmpty, false, "B's own list by \(name)")
            }
            try c.expect(try await a.steps.memo(lease).map(\.key), [], "the memo of B's lease")
            let state = a.state(of: lease.incarnation)
            try c.expect(try await state.get("k")?.key, nil, "a value of B's run")
            try c.expect(try await state.all().map(\.key), [], "the values of B's run")
            let claimed = try await a.leases.claim(routes: ["default"], limit: 9, owner: "w")
            try c.expect(claimed.map(\.run.id), [], "claims")
            try c.expect(try await c.dump(a.backend), [], "A's rows")
        },
        Check(
            "tenant.write", .coordinated, .generated, kills: ["M51"],
            contract: "no write API of A changes B's data, even with B's ids",
            why: "One customer cancels another's orders.",
            hint: "The namespace comes from the store's value, never from an id or lease that was passed in."
        ) { c in
            let a = try await c.store()
            let other = "\(c.place.id)-b"
            let b = a.inNamespace(Namespace(other))
            let lease = try await c.populate(b, "r")
            try await fill(c, b)
            let before = try await c.dump(b.backend, namespace: other)
            var writes = strangerWrites(a, lease)
            var random = SeededRandom(seed: c.seed)
            writes.shuffle(using: &random)
            for (name, write) in writes {
                // Whether it is refused or finds nothing to do is another check's matter.
                try? await write()
                try c.expect(try await c.dump(b.backend, namespace: other), before, "B's rows after \(name) in A")
            }
            try c.expect(await b.leases.renew([lease]).map(\.storeCode), [nil], "B's lease afterwards")
        },
        Check(
            "tenant.cursor", .coordinated, .sequential, kills: ["M174"],
            contract: "a cursor from A is refused in B",
            why: "A position in one customer's list tells what lies there, and begins somewhere in the other's.",
            hint: "Sign the cursor together with the namespace."
        ) { c in
            let a = try await c.store()
            let b = a.inNamespace(Namespace("\(c.place.id)-b"))
            for store in [a, b] {
                let lease = try await c.populate(store, "r")
                try await c.commit(store, StepRecord(key: "t", position: 2), lease)
                try await store.state(of: lease.incarnation).set("l", Payload(text: "v"))
                try await fill(c, store)
            }
            var runs = RunQuery()
            runs.limit = 1
            runs.cursor = try c.need(try await a.runs.list(runs).next, "a cursor of runs")
            var steps = StepQuery()
            steps.limit = 1
            steps.cursor = try c.need(try await a.steps.list("r", steps).next, "a cursor of steps")
            let (run, step) = (runs, steps)
            _ = try await a.runs.list(run)
            _ = try await a.steps.list("r", step)
            try await c.expect(.invalidCursor, "A's cursor of runs, in B") { _ = try await b.runs.list(run) }
            try await c.expect(.invalidCursor, "A's cursor of steps, in B") { _ = try await b.steps.list("r", step) }
            let life = try await a.runs.get("r").incarnation
            let cursor = try c.need(try await a.state(of: life).list(limit: 1).next, "a cursor of state")
            try await c.expect(.invalidCursor, "A's cursor of state, in B") {
                _ = try await b.state(of: life).list(limit: 1, cursor: cursor)
            }
        },
        Check(
            "tenant.purge", .coordinated, .sequential, kills: ["M24", "M52"],
            contract: "purge/delete/sweep in A leaves B's dump byte-identical",
            why: "One customer's clean-up takes another's data.",
            hint: "Every erasure has the namespace in its partition."
        ) { c in
            let other = "\(c.place.id)-b"
            let a = try await c.store()
            let b = a.inNamespace(Namespace(other))
            for store in [a, b] {
                let lease = try await c.populate(store, "r")
                let state = store.state(of: lease.incarnation)
                try await state.set("short", Payload(text: "v"), timeToLive: .seconds(1))
                try await fill(c, store)
                try await store.runs.delete("r2", force: true)
            }
            c.time.move(by: .seconds(2))
            try await c.settle()
            let before = try await c.dump(b.backend, namespace: other)
            // A store may have removed the value by itself.
            try c.expect(try await a.sweepExpiredState() <= 1, true, "whether A swept no more than its own value")
            try c.expect(try await c.dump(b.backend, namespace: other), before, "B's rows after A's sweep")
            for id: RunID in ["r", "r1", "x"] {
                try c.expect(try await a.runs.delete(id, force: true), true, "deleting A's \(id)")
                try c.expect(try await c.dump(b.backend, namespace: other), before, "B's rows after A deleted \(id)")
            }
            try await a.runs.sweepPurges()
            try c.expect(try await c.dump(b.backend, namespace: other), before, "B's rows after A's purges")
            try c.expect(try await c.dump(a.backend), [], "A's rows")
        },
    ]

    private static var filters: [(String, RunFilter)] {
        func filter(_ change: (inout RunFilter) -> Void) -> RunFilter {
            var filter = RunFilter()
            change(&filter)
            return filter
        }
        return [
            ("nothing", RunFilter()), ("status", filter { $0.statuses = [.pending] }),
            ("workflow", filter { $0.workflow = "w" }), ("tag", filter { $0.tags = ["tag": "value"] }),
            ("resource", filter { $0.resourceID = "resource" }), ("parent", filter { $0.parent = "r" }),
            ("prefix", filter { $0.idPrefix = "r" }),
        ]
    }

    /// Runs that nobody has claimed yet, one of them another's child.
    private static func fill(_ c: CheckContext, _ store: Store) async throws {
        for id: RunID in ["r1", "r2", "x"] {
            var new = NewRun("w", id: id, input: Payload(text: "in"))
            new.parent = "r"
            try await store.runs.create(new)
        }
        try await c.settle()
    }

    /// Every writing call of a store, with the ids and lease of a run that is not in its namespace.
    private static func strangerWrites(
        _ store: Store, _ lease: RunLease
    ) -> [(name: String, call: @Sendable () async throws -> Void)] {
        let state = store.state(of: lease.incarnation)
        let value = Payload(text: "stranger")
        var patch = RunPatch(.paused)
        patch.tags = ["tag": nil]
        let change = patch
        return [
            ("create", { try await store.runs.create(NewRun("w", id: "r")) }),
            ("start", { _ = try await store.runs.start(NewRun("w", id: "r1"), onConflict: .replace) }),
            ("update", { try await store.runs.update("x", revision: 1, change) }),
            ("cancel", { try await store.runs.cancel("x") }),
            ("delete", { try await store.runs.delete("x", force: true) }),
            ("claim", { _ = try await store.leases.claim(routes: ["default"], limit: 9, owner: "w") }),
            ("renew", { _ = try await store.leases.renew([lease])[0].get() }),
            ("a step", { _ = try await store.steps.commit(StepRecord(key: "s", position: 1), lease: lease) }),
            ("set state", { try await state.set("k", value) }), ("delete state", { try await state.delete("k") }),
            ("compare and set", { _ = try await state.compareAndSet("k", expected: nil, value) }),
            ("release", { try await store.leases.release(lease) }),
            ("park", { try await store.leases.park(lease, until: nil) }),
            ("stall", { try await store.leases.stall(lease, reason: "why") }),
            ("complete", { try await store.leases.complete(lease, output: value) }),
            ("fail", { try await store.leases.fail(lease, Failure(code: "c", message: "m")) }),
            ("end", { try await store.leases.cancel(lease) }),
            ("sweep purges", { try await store.runs.sweepPurges() }),
            ("sweep state", { try await store.sweepExpiredState() }),
        ]
    }
}
