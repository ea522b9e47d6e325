internal import HoldfastCore

extension Check {
    static let runUpdateChecks = [
        Check(
            "runs.update.applies", .core, .sequential, kills: ["M137"],
            contract: "update with the current revision stores all changed fields and returns revision+1",
            why: "An operator's change must be there when the call returns.",
            hint: "One commit for the record, its tags and its payloads."
        ) { c in
            let store = try await c.store()
            try await store.runs.create(NewRun("w", id: "r"))
            c.time.move(by: .seconds(1))
            var patch = RunPatch(.paused)
            patch.reason = "for a look"
            patch.progress = 0.5
            patch.tags = ["t": "1"]
            patch.attributes = ["a": .int(1)]
            patch.metadata = ["m": .null]
            patch.resourceID = "res"
            patch.output = Payload(text: "out")
            patch.context = Payload(text: "ctx")
            patch.failure = Failure(
                code: "c", message: "m", step: "s", attempt: 2, at: c.time.now, type: "T", details: Payload(bytes: [1]))
            let updated = try await store.runs.update("r", revision: 1, patch)
            let run = try await store.runs.get("r")
            try c.expect([updated.revision, run.revision], [2, 2], "the revision")
            try c.expect(run.status, .paused, "the status")
            try c.expect([run.reason, run.resourceID], ["for a look", "res"], "texts")
            try c.expect(run.progress, 0.5, "progress")
            try c.expect(run.tags, ["t": "1"], "tags")
            try c.expect(run.attributes, ["a": .int(1)], "attributes")
            try c.expect(run.metadata, ["m": .null], "metadata")
            try c.expect([run.output, run.workflowContext], [Payload(text: "out"), Payload(text: "ctx")], "payloads")
            try c.expect(run.failure, patch.failure?.flatMap { $0 }, "the failure")
            try c.expect(run.updatedAt, c.time.now, "updatedAt")
        },
        Check(
            "runs.update.stale", .core, .sequential, kills: ["M01"],
            contract: "update with a stale revision throws .revisionConflict(expected:actual:) and changes nothing",
            why: "The second of two operators would undo the first without knowing.",
            hint: "The revision is a condition of the commit."
        ) { c in
            let store = try await c.store()
            try await store.runs.create(NewRun("w", id: "r"))
            var patch = RunPatch()
            patch.tags = ["t": "first"]
            try await store.runs.update("r", revision: 1, patch)
            let before = try await store.runs.get("r")
            patch.tags = ["t": "second"]
            patch.output = Payload(text: "out")
            let change = patch
            for revision: Int64 in [1, 0, -1] {
                let error = try await c.expect(.revisionConflict, "revision \(revision)") {
                    try await store.runs.update("r", revision: revision, change)
                }
                try c.expect([error.expected, error.actual], ["\(revision)", "2"], "what the error names")
            }
            try c.expect(try await store.runs.get("r"), before, "the run afterwards")
            let late = try await c.store { try await store.runs.update("r", revision: 2, RunPatch(.paused)) }
            try await c.expect(.revisionConflict, "a revision that grows stale between read and commit") {
                try await late.runs.update("r", revision: 2, change)
            }
            let paused = try await store.runs.get("r")
            try c.expect([paused.status.rawValue, "\(paused.revision)"], ["paused", "3"], "what came in between")
            try c.expect([paused.tags["t"], paused.output?.text], ["first", nil], "nothing of the stale update")
        },
        Check(
            "runs.update.future", .core, .sequential, kills: ["M175"],
            contract: "update with a revision never issued throws .revisionConflict",
            why: "A revision from another store must not pass by accident.",
            hint: "Equal, not at least."
        ) { c in
            let store = try await c.store()
            let run = try await store.runs.create(NewRun("w", id: "r"))
            for revision: Int64 in [2, .max] {
                try await c.expect(.revisionConflict, "revision \(revision)") {
                    try await store.runs.update("r", revision: revision, RunPatch(.paused))
                }
            }
            try c.expect(try await store.runs.get("r"), run, "the run afterwards")
        },
        Check(
            "runs.update.missing", .core, .sequential, kills: ["M03"],
            contract: "update of an unknown run throws .notFound, no silent success or upsert",
            why: "A change to a deleted run must not bring half of it back.",
            hint: "An update that met no row is a refusal."
        ) { c in
            let store = try await c.store()
            try await c.expect(.notFound, "an unknown run") {
                try await store.runs.update("none", revision: 1, RunPatch(.paused))
            }
            try await c.expect(.notFound, "get afterwards") { _ = try await store.runs.get("none") }
        },
        Check(
            "runs.update.untouched-fields", .core, .sequential, kills: ["M79"],
            contract: "fields not in the patch keep their exact value",
            why: "Pausing a run must not lose its input.",
            hint: "Write only the columns that change."
        ) { c in
            let store = try await c.store()
            var new = NewRun("w", id: "r", input: Payload(text: "in"))
            new.tags = ["a": "1", "b": "2"]
            new.metadata = ["m": .double(0.1)]
            let created = try await store.runs.create(new)
            var patch = RunPatch(.paused)
            patch.tags = ["b": nil]
            try await store.runs.update("r", revision: 1, patch)
            let run = try await store.runs.get("r")
            try c.expect(run.tags, ["a": "1"], "the tags")
            try c.expect([run.input, run.output], [created.input, nil], "payloads")
            try c.expect(run.metadata, created.metadata, "metadata")
            try c.expect([run.createdAt, run.startedAt], [created.createdAt, nil], "times")
            try c.expect(run.incarnation, created.incarnation, "the incarnation")
        },
        Check(
            "runs.update.clears-error", .core, .sequential, kills: ["M06"],
            contract: "setting an error back to nil stores nil, not an empty object",
            why: "A run that succeeded must not look as if it had failed.",
            hint: "Delete the row of the payload."
        ) { c in
            let store = try await c.store()
            try await store.runs.create(NewRun("w", id: "r"))
            var patch = RunPatch()
            patch.failure = Failure(code: "c", message: "")
            patch.output = Payload(bytes: [])
            try await store.runs.update("r", revision: 1, patch)
            try c.expect(try await store.runs.get("r").failure, Failure(code: "c", message: ""), "set")
            patch.failure = .some(nil)
            patch.output = .some(nil)
            try await store.runs.update("r", revision: 2, patch)
            let run = try await store.runs.get("r")
            try c.expect(run.failure, nil, "cleared")
            try c.expect(run.output, nil, "an output that was cleared")
        },
        Check(
            "runs.update.reindexes", .core, .sequential, kills: ["M07", "M104"],
            contract: "a changed status/tag/resource is found by its new value and not by its old one",
            why: "A list of failed runs that misses one hides it for ever.",
            hint: "The index changes in the commit that changes the row."
        ) { c in
            let store = try await c.store()
            var new = NewRun("w", id: "r")
            new.tags = ["t": "old"]
            new.resourceID = "old"
            try await store.runs.create(new)
            var patch = RunPatch(.paused)
            patch.tags = ["t": "new"]
            patch.resourceID = "new"
            try await store.runs.update("r", revision: 1, patch)
            try await c.settle()
            func ids(_ change: (inout RunFilter) -> Void) async throws -> [RunID] {
                var query = RunQuery()
                change(&query.filter)
                return try await store.runs.list(query).items.map(\.id)
            }
            try c.expect(try await ids { $0.statuses = [.paused] }, ["r"], "the new status")
            try c.expect(try await ids { $0.statuses = [.pending] }, [], "the old status")
            try c.expect(try await ids { $0.tags = ["t": "new"] }, ["r"], "the new tag")
            try c.expect(try await ids { $0.tags = ["t": "old"] }, [], "the old tag")
            try c.expect(try await ids { $0.resourceID = "new" }, ["r"], "the new resource")
            try c.expect(try await ids { $0.resourceID = "old" }, [], "the old resource")
        },
        Check(
            "runs.update.terminal", .core, .sequential, kills: ["M176"],
            contract: "a terminal run rejects transition to a non-terminal status with .invalidTransition",
            why: "A run that has ended and goes on has two results.",
            hint: "Only the transition table decides."
        ) { c in
            let store = try await c.store()
            let lease = try await c.running(store, "r")
            try await store.leases.complete(lease, output: nil)
            let ended = try await store.runs.get("r")
            for event in [RunEvent.paused, .resumed, .stalled, .recovered, .woken, .failed, .cancelled] {
                try await c.expect(.invalidTransition, "\(event) of a completed run") {
                    try await store.runs.update("r", revision: ended.revision, RunPatch(event))
                }
            }
            try c.expect(try await store.runs.get("r"), ended, "the run afterwards")
        },
        Check(
            "runs.update.terminal-idempotent", .core, .sequential, kills: ["M177"],
            contract: "repeating the same terminal transition is a no-op success",
            why: "A caller that lost the reply asks again and must not be told that it failed.",
            hint: "The same end again writes nothing."
        ) { c in
            let store = try await c.store()
            try await store.runs.create(NewRun("w", id: "r"))
            let ended = try await store.runs.update("r", revision: 1, RunPatch(.cancelled))
            c.time.move(by: .seconds(1))
            let again = try await c.answer("the same end by update") {
                try await store.runs.update("r", revision: 1, RunPatch(.cancelled))
            }
            try c.expect(again, ended, "by update")
            try c.expect(try await store.runs.cancel("r"), ended, "by cancel")
        },
        Check(
            "runs.update.updatedAt", .coordinated, .time, kills: ["M139"],
            contract: "updatedAt never goes backwards even if the clock does",
            why: "Who follows changes by time would miss the one that was written with a clock set back.",
            hint: "The later of the stored time and now."
        ) { c in
            let store = try await c.store()
            let created = try await store.runs.create(NewRun("w", id: "r"))
            c.time.move(by: .seconds(-100))
            let paused = try await store.runs.update("r", revision: 1, RunPatch(.paused))
            try c.expect(paused.updatedAt, created.updatedAt, "with a clock set back")
            try c.expect(try await store.runs.get("r").updatedAt, created.updatedAt, "as it is stored")
            c.time.move(by: .seconds(101))
            let resumed = try await store.runs.update("r", revision: 2, RunPatch(.resumed))
            try c.expect(resumed.updatedAt, c.time.now, "once the clock is ahead again")
            try await store.runs.cancel("r")
            try await skewed(c, store)
        },
    ]
    /// Another machine, whose clock is ahead, changes the run between the writes of its owner.
    private static func skewed(_ c: CheckContext, _ store: Store) async throws {
        let writes: [(String, (RunLease) async throws -> Void)] = [
            ("a step", { _ = try await c.commit(store, StepRecord(key: "s", position: 1), $0) }),
            ("an end", { try await store.leases.complete($0, output: Payload(text: "out")) }),
            ("a wait", { try await store.leases.park($0, until: c.time.now.advanced(by: .days(1))) }),
        ]
        for (n, (name, write)) in writes.enumerated() {
            let id = RunID("skewed\(n)")
            let lease = try await c.running(store, id)
            var patch = RunPatch()
            patch.tags = ["seen": "yes"]
            c.time.move(by: .seconds(100))
            let revision = try await store.runs.get(id).revision
            let ahead = try await store.runs.update(id, revision: revision, patch).updatedAt
            c.time.move(by: .seconds(-100))
            try await write(lease)
            let run = try await store.runs.get(id)
            try c.expect(run.updatedAt, ahead, "after \(name), by an owner whose clock is behind")
            try c.expect(run.tags, ["seen": "yes"], "the change by the other, after \(name)")
            if run.status == .running { try await store.leases.stall(lease, reason: "done") }
        }
    }
}
