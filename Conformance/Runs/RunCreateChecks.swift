internal import HoldfastCore

extension Check {
    static let runCreateChecks = [
        Check(
            "runs.create.roundtrip", .core, .sequential, kills: ["M131"],
            contract: "every field of a created run reads back equal",
            why: "A field that is lost is a run that resumes in another way than it started.",
            hint: "Write and read every column; nothing is derived."
        ) { c in
            let store = try await c.store()
            var new = NewRun("order", id: "r", input: Payload(text: "in"))
            new.version = 7
            new.build = "b1"
            new.queue = "q"
            new.priority = .urgent
            new.startAt = c.time.now.advanced(by: .seconds(5))
            new.context = Payload(bytes: [0, 255])
            new.resourceID = "resource"
            new.parent = "p"
            new.parentStep = "s"
            new.root = "root"
            new.trigger = .object(["kind": .string("http")])
            new.tags = ["a": "1", "b": "é"]
            new.attributes = ["n": .int(.max), "d": .double(0.1)]
            new.metadata = ["deep": .array([.null, .object(["k": .bool(true)])])]
            new.traceContext = "00-trace"
            new.deadlineAt = c.time.now.advanced(by: .days(1))
            let created = try await store.runs.create(new)
            let run = try await store.runs.get("r")
            try c.expect(run, created, "what create returned")
            try c.expect(
                [run.workflow, run.build, run.resourceID, run.parentStep, run.traceContext],
                ["order", "b1", "resource", "s", "00-trace"], "texts")
            try c.expect([run.version, run.priority.rawValue], [7, 3], "numbers")
            try c.expect([run.id, run.parent, run.root], ["r", "p", "root"], "ids")
            try c.expect(run.queue, "q", "the queue")
            try c.expect([run.readyAt, run.deadlineAt], [new.startAt, new.deadlineAt], "times")
            try c.expect([run.input, run.workflowContext], [new.input, new.context], "payloads")
            try c.expect(run.tags, new.tags, "tags")
            try c.expect(run.attributes, new.attributes, "attributes")
            try c.expect(run.metadata, new.metadata, "metadata")
            try c.expect(run.trigger, new.trigger, "the trigger")
            let many = try await store.runs.getMany(["x", "r"], payloads: false)
            var bare = run
            bare.input = nil
            bare.workflowContext = nil
            try c.expect(many, [nil, bare], "several at once, without payloads")
        },
        Check(
            "runs.create.minimal", .core, .sequential, kills: ["M132"],
            contract: "a run with only required fields reads back with the documented defaults",
            why: "Defaults that differ between stores make the same program behave differently.",
            hint: "Fill in defaults in Core, before the row is written."
        ) { c in
            let store = try await c.store()
            let created = try await store.runs.create(NewRun("w"))
            let run = try await store.runs.get(created.id)
            try c.expect(run, created, "what create returned")
            try c.expect(created.id.rawValue.isEmpty, false, "whether the drawn id is empty")
            try c.expect(run.status, .pending, "the status")
            try c.expect([run.version, run.priority.rawValue, run.claimsSinceProgress], [1, 1, 0], "numbers")
            try c.expect(run.queue, .default, "the queue")
            try c.expect(run.readyAt, c.time.now, "ready at once")
            try c.expect(run.progress, 0, "progress")
            try c.expect(
                [run.startedAt, run.completedAt, run.deadlineAt, run.cancelRequestedAt], [nil, nil, nil, nil], "times")
            try c.expect([run.input, run.output, run.workflowContext], [nil, nil, nil], "payloads")
            try c.expect(run.tags.isEmpty && run.attributes.isEmpty && run.metadata.isEmpty, true, "maps")
            try c.expect([run.reason, run.build, run.resourceID, run.parentStep], [nil, nil, nil, nil], "texts")
        },
        Check(
            "runs.create.duplicate", .core, .sequential, kills: ["M08"],
            contract: "creating an existing id throws .alreadyExists and leaves the first run untouched",
            why: "A second start of an order would forget what the first has done.",
            hint: "Insert, never upsert."
        ) { c in
            let store = try await c.store()
            let first = try await store.runs.create(NewRun("w", id: "r", input: Payload(text: "1")))
            c.time.move(by: .seconds(1))
            let error = try await c.expect(.alreadyExists, "the same id") {
                try await store.runs.create(NewRun("other", id: "r", input: Payload(text: "2")))
            }
            try c.expect([error.kind, error.id], ["run", "r"], "what the error names")
            try c.expect(try await store.runs.get("r"), first, "the first run")
        },
        Check(
            "runs.create.duplicate-concurrent", .coordinated, .concurrent, kills: ["M08"],
            contract: "of N creates of one id exactly one succeeds",
            why: "Two web servers that start the same order must not run it twice.",
            hint: "The key decides, not a read before the write."
        ) { c in
            let stores = [try await c.store(), try await c.store()]
            for round in 0..<8 {
                let results = await c.race(12) { n in
                    try await stores[n % 2].runs.create(
                        NewRun("w", id: RunID("r\(round)"), input: Payload(text: "\(n)")))
                }
                let winners = results.compactMap { try? $0.get() }
                try c.expect(winners.count, 1, "creations that succeeded")
                try c.expect(results.count { $0.storeCode == .alreadyExists }, 11, "creations refused")
                try c.expect(try await stores[0].runs.get(RunID("r\(round)")), winners[0], "the winner is stored")
            }
        },
        Check(
            "runs.create.initial-version", .core, .sequential, kills: ["M133"],
            contract: "a new run has revision 1, whatever its workflow version",
            why: "A client that was told the revision can update without reading first.",
            hint: "The revision counts writes of the record and nothing else."
        ) { c in
            let store = try await c.store()
            var new = NewRun("w", id: "r")
            new.version = 9
            try c.expect(try await store.runs.create(new).revision, 1, "returned")
            try c.expect(try await store.runs.get("r").revision, 1, "stored")
        },
        Check(
            "runs.create.server-times", .core, .time, kills: ["M134"],
            contract: "createdAt = updatedAt = now, exact to the microsecond",
            why: "Rounded times sort runs of one millisecond in any order.",
            hint: "Store Int64 microseconds; no date type on the way."
        ) { c in
            let store = try await c.store()
            for step in [Duration.microseconds(1), .microseconds(999_999), .seconds(3)] {
                c.time.move(by: step)
                let id = try await store.runs.create(NewRun("w")).id
                let run = try await store.runs.get(id)
                try c.expect([run.createdAt, run.updatedAt], [c.time.now, c.time.now], "the times of a new run")
            }
        },
        Check(
            "runs.get.missing", .core, .sequential, kills: ["M135"],
            contract: "get of an unknown id throws .notFound(kind: run, id:)",
            why: "A program must tell a wrong id from a store that is down.",
            hint: "No default run, no nil in disguise."
        ) { c in
            let store = try await c.store()
            let error = try await c.expect(.notFound, "an unknown id") { _ = try await store.runs.get("none") }
            try c.expect([error.kind, error.id], ["run", "none"], "what the error names")
            try c.expect(try await store.runs.getMany(["none", "none2"]), [nil, nil], "several unknown ids")
        },
        Check(
            "runs.get.null-vs-absent", .core, .sequential, kills: ["M20"],
            contract: "nil output, empty output and JSON null are three distinguishable values",
            why: "A step that returns nothing is not a step that has not run.",
            hint: "Absence is the absence of a row or a null column; empty bytes are bytes."
        ) { c in
            let store = try await c.store()
            let outputs = [nil, Payload(bytes: []), Payload(text: "null")]
            for (n, output) in outputs.enumerated() {
                let lease = try await c.running(store, RunID("r\(n)"))
                try await store.leases.complete(lease, output: output)
                try c.expect(try await store.runs.get(lease.runID).output, output, "output \(n)")
            }
        },
        Check(
            "runs.get.read-your-write", .core, .sequential, kills: ["M09"],
            contract: "a get on the same handle right after create/update returns the new value",
            why: "A worker decides by what it just wrote.",
            hint: "No cache, or one that writes go through."
        ) { c in
            let store = try await c.store()
            var run = try await store.runs.create(NewRun("w", id: "r"))
            for n in 1...20 {
                var patch = RunPatch()
                patch.metadata = ["n": .int(Int64(n))]
                run = try await store.runs.update("r", revision: run.revision, patch)
                try c.expect(try await store.runs.get("r").metadata, ["n": .int(Int64(n))], "after update \(n)")
            }
        },
        Check(
            "runs.get.other-handle", .coordinated, .handles, kills: ["M61", "M87"],
            contract: "a get on a second handle after the write returned sees it",
            why: "The dashboard and the worker are two processes.",
            hint: "Read from the primary."
        ) { c in
            let stores = [try await c.store(), try await c.store()]
            for n in 0..<20 {
                let (writer, reader) = (stores[n % 2], stores[(n + 1) % 2])
                let run = try await writer.runs.create(NewRun("w"))
                try c.expect(try await reader.runs.get(run.id), run, "run \(n)")
                // Read once, it may be remembered.
                let paused = try await writer.runs.update(run.id, revision: 1, RunPatch(.paused))
                try c.expect(try await reader.runs.get(run.id), paused, "run \(n) after a change")
            }
        },
        Check(
            "runs.parent.linkage", .core, .sequential, kills: ["M136"],
            contract: "parent run/step linkage round-trips; deleting a child leaves the parent intact",
            why: "A parent waits for its children by this link.",
            hint: "The child's rows name the parent; no row of the parent belongs to the child."
        ) { c in
            let store = try await c.store()
            let parent = try await store.runs.create(NewRun("w", id: "p", input: Payload(text: "in")))
            var child = NewRun("w", id: "c")
            child.parent = "p"
            child.parentStep = "call"
            child.root = "p"
            try await store.runs.create(child)
            try await c.settle()
            var query = RunQuery()
            query.filter.parent = "p"
            try c.expect(try await store.runs.list(query).items.map(\.id), ["c"], "the children of p")
            try c.expect(try await store.runs.delete("c", force: true), true, "deleting the child")
            let left = try await c.answer("the parent") { try await store.runs.get("p") }
            try c.expect(left, parent, "the parent")
        },
    ]
}
