internal import HoldfastCore

extension Check {
    static let runDeleteChecks = [
        Check(
            "runs.delete.cascade", .core, .sequential, kills: ["M114"],
            contract: "deleting a run removes its steps, outputs, state and payloads",
            why: "What is left of a deleted run is found by nobody and paid for by everybody.",
            hint: "Erase every table whose rows belong to the life of a run."
        ) { c in
            let store = try await c.store()
            let run = try await full(c, store, "r")
            try c.expect(try await store.runs.delete("r", force: true), true, "deleting")
            try await c.expect(.notFound, "the run") { _ = try await store.runs.get("r") }
            try await c.expect(.notFound, "its steps") { _ = try await store.steps.list("r") }
            try c.expect(try await store.state(of: run.incarnation).all(), [], "its state")
            var query = RunQuery()
            query.filter.tags = ["t": "1"]
            try await c.settle()
            try c.expect(try await store.runs.list(query).items.count, 0, "its tags")
        },
        Check(
            "runs.delete.cascade-complete", .core, .sequential, kills: ["M23", "M142"],
            contract: "after deleting every run the namespace is empty in every table",
            why: "A table that is added later and that nobody thought of when runs are deleted grows for ever.",
            hint: "The purge goes over the schema, not over a list by hand."
        ) { c in
            let store = try await c.store()
            var lives: [RunRecord] = []
            for id: RunID in ["a", "b"] {
                lives.append(try await full(c, store, id))
                try await store.runs.delete(id, force: true)
            }
            try await c.settle()
            // The record of who deleted them stays.
            for table in Schema.holdfast.tables where table != AuditTable.table {
                for range in ranges(c, table, lives) {
                    let name = "\(table.name) by \(range.index?.name ?? "key")"
                    try c.expect(try await store.backend.walk(range).map { "\($0.values)" }, [], name)
                }
            }
        },
        Check(
            "runs.delete.missing", .core, .sequential, kills: ["M135"],
            contract: "deleting an unknown run returns false and throws nothing",
            why: "Deleting twice is what a repeated request does.",
            hint: "Absent is what was asked for."
        ) { c in
            let store = try await c.store()
            let isDeleted = try await c.answer("an unknown run") { try await store.runs.delete("none") }
            try c.expect(isDeleted, false, "whether an unknown run was there")
            try await store.runs.create(NewRun("w", id: "r"))
            try c.expect(try await store.runs.delete("r", force: true), true, "a run")
            try c.expect(try await store.runs.delete("r", force: true), false, "the same again")
        },
        Check(
            "runs.delete.others-untouched", .core, .sequential, kills: ["M24"],
            contract: "deleting run \"a\" leaves run \"ab\" and \"a/b\" intact (no prefix delete)",
            why: "Ids are often made of one another.",
            hint: "Delete by whole keys."
        ) { c in
            let store = try await c.store()
            let ids: [RunID] = ["a", "ab", "a/b", "a%", "A", "aa"]
            for id in ids { _ = try await full(c, store, id) }
            var before: [RunRecord?] = []
            for id in ids.dropFirst() { before.append(try await store.runs.get(id)) }
            try c.expect(try await store.runs.delete("a", force: true), true, "deleting a")
            try c.expect(try await store.runs.getMany(Array(ids.dropFirst())), before, "the others")
            for id in ids.dropFirst() {
                try c.expect(try await store.steps.output(id, step: "s"), Payload(text: "out"), "the step of \(id)")
                let state = store.state(of: try await store.runs.get(id).incarnation)
                try c.expect(try await state.get("k")?.content, Payload(text: "v"), "the state of \(id)")
            }
        },
        Check(
            "runs.delete.recreate", .core, .sequential, kills: ["M88"],
            contract: "an id can be reused after delete and starts with no history",
            why: "A new order of the old number must not find the steps of the old one done.",
            hint: "Rows belong to the life of a run, not to its id."
        ) { c in
            let store = try await c.store()
            let old = try await full(c, store, "r")
            try await store.runs.delete("r", force: true)
            let run = try await store.runs.create(NewRun("w", id: "r"))
            try c.expect(run.incarnation == old.incarnation, false, "whether it has the old life's name")
            try c.expect(try await store.runs.get("r"), run, "the new run")
            try c.expect(try await store.steps.list("r").items, [], "its steps")
            try c.expect(try await store.state(of: run.incarnation).all(), [], "its state")
            let lease = try await c.claim(store, "r")
            try c.expect(try await store.steps.memo(lease).count, 0, "its memo")
        },
        Check(
            "runs.delete.active", .coordinated, .sequential, kills: ["M179"],
            contract: "deleting an active run throws .runActive; forced, its owner is fenced",
            why: "A worker that goes on with a deleted run would bring parts of it back.",
            hint: "The owner's writes need the run's row."
        ) { c in
            let store = try await c.store()
            let lease = try await c.running(store, "r")
            try await c.expect(.runActive, "a running run") { try await store.runs.delete("r") }
            try c.expect(try await store.runs.get("r").status, .running, "the run afterwards")
            try c.expect(try await store.runs.delete("r", force: true), true, "by force")
            try await c.expect(.fenced, "a step of the old owner") {
                _ = try await store.steps.commit(StepRecord(key: "s", position: 1), lease: lease)
            }
            try await c.expect(.fenced, "the end by the old owner") {
                try await store.leases.complete(lease, output: nil)
            }
            try await store.runs.create(NewRun("w", id: "r"))
            try await c.expect(.fenced, "a step of the old owner in the next life") {
                _ = try await store.steps.commit(StepRecord(key: "s", position: 1), lease: lease)
            }
            try c.expect(try await store.steps.list("r").items, [], "the steps of the next life")
        },
    ]

    /// A running run that has something in every table that exists for one.
    private static func full(_ c: CheckContext, _ store: Store, _ id: RunID) async throws -> RunRecord {
        var new = NewRun("w", id: id, input: Payload(text: "in"))
        new.tags = ["t": "1"]
        new.context = Payload(text: "ctx")
        let run = try await store.runs.create(new)
        let lease = try await c.claim(store, id)
        var failed = StepRecord(key: "s", position: 1)
        failed.status = .retrying
        failed.failure = Failure(code: "c", message: "m")
        let held = try await c.commit(store, failed, lease)
        var step = StepRecord(key: "s", position: 1, output: Payload(text: "out"))
        step.attempts = 2
        let write = StateWrite.set("k", Payload(text: "v"))
        _ = try await store.steps.commit(step, replacing: failed, writes: [write], lease: held)
        try await store.state(of: run.incarnation).set("ttl", Payload(text: "x"), timeToLive: .hours(1))
        let event = NewEvent(.hookDisposed, id: "e", correlationID: id.rawValue, data: Payload(text: "d"))
        try await store.events.append([event], to: id)
        try await store.streams.named("s", of: id).append(contentsOf: [Payload(text: "0"), Payload(text: "1")])
        var patch = RunPatch()
        patch.output = Payload(text: "o")
        patch.failure = Failure(code: "c", message: "m")
        return try await store.runs.update(id, revision: try await store.runs.get(id).revision, patch)
    }

    /// Every range in which rows of these runs may lie.
    private static func ranges(_ c: CheckContext, _ table: Table, _ lives: [RunRecord]) -> [IndexRange] {
        let namespace = Value.text(c.place.id)
        let owners = lives.map { Value.text($0.incarnation.rawValue) } + lives.map { .text($0.id.rawValue) }
        let scopes = lives.map { Value.text("run/" + $0.incarnation.rawValue) }
        return ([nil] + table.indexes.map { Optional($0) }).flatMap { index -> [IndexRange] in
            switch (index?.partition ?? table.partition).count {
            case 1: [IndexRange(table, index, [namespace])]
            case 2:
                (index?.partition ?? table.partition)[1].type == .text
                    ? (owners + scopes).map { IndexRange(table, index, [namespace, $0]) } : []
            default:
                switch table {
                case TagTable.table: [IndexRange(table, index, [namespace, .text("t"), .text("1")])]
                case ChunkTable.table: owners.map { IndexRange(table, index, [namespace, $0, .text("s")]) }
                default: []
                }
            }
        }
    }
}
