internal import HoldfastCore

extension Check {
    static let replyChecks = [
        Check(
            "verbs.commit.lost-ack", .durable, .faults, usesFaults: [.dropAfter], kills: ["M58", "M198"],
            contract:
                "reply lost after the commit: the backend throws .unknownOutcome, Core settles it by the insert token, "
                + "one effect",
            why: "Reported as a failure it is done twice; reported as a success it may not be there.",
            hint: "Between sending the commit and reading its reply every failure is .unknownOutcome."
        ) { c in
            let store = try await c.backend()
            try await c.insert([c.state("counter", revision: 0)], into: store)
            var row = c.state("a", content: [1])
            row[StateTable.insertToken] = .bytes(Array("mine".utf8))
            let batch = WriteBatch([.insert(row), .update(c.stateKey("counter"), [.add(StateTable.revision, 1)])])
            c.place.faults.plan(.dropAfter, at: 1...1, writesOnly: true)
            let first = CommitVerdict(await store.result(of: batch))
            let log = c.place.faults.log
            c.place.faults.plan(nil)
            guard !log.isEmpty else { throw Inconclusive("no reply was lost") }
            // A backend that asks again by itself may know the answer.
            try c.expect([.failed("unknownOutcome"), .done].contains(first), true, "the answer, with \(log): \(first)")
            try c.expect(try await store.row(row.key), row, "the row of the commit whose reply was lost")
            let again = CommitVerdict(await store.result(of: batch))
            try c.expect([.refused(by: 0, current: row), .done].contains(again), true, "the batch again: \(again)")
            try c.expect(try await store.row(c.stateKey("counter"))?[StateTable.revision], .int(1), "the counter")
        },
        Check(
            "verbs.take.lost-ack", .durable, .faults, usesFaults: [.dropAfter], kills: ["M206"],
            contract: "rows whose take lost its reply become takeable again at the time the patch set, once",
            why: "A claim that nobody heard of must heal by itself, and not before its lease ends.",
            hint: "The patch moves the row along its index; nothing else may hold it."
        ) { c in
            let store = try await c.backend()
            try await c.insert([c.message("a", readyAt: 1), c.message("b", readyAt: 1)], into: store)
            try await c.settle()
            c.place.faults.plan(.dropAfter, at: 1...1, writesOnly: true)
            var code: BackendError.Code?
            do throws(BackendError) {
                _ = try await store.take(c.lease([c.ready(at: 5)], limit: 1, until: 100))
            } catch {
                code = error.code
            }
            let log = c.place.faults.log
            c.place.faults.plan(nil)
            guard !log.isEmpty else { throw Inconclusive("no reply was lost") }
            try c.expect([.unknownOutcome, nil].contains(code), true, "the error with \(log): \(code?.name ?? "none")")
            func take(at now: Int64) async throws -> [String] {
                try await c.settle()
                return try await store.take(c.lease([c.ready(at: now)], limit: 5, until: 1_000)).texts(
                    QueueTable.messageID)
            }
            try c.expect(try await take(at: 99), ["b"], "taken before the lost lease ends")
            try c.expect(try await take(at: 100), ["a"], "taken once it has ended")
            try c.expect(try await take(at: 999), [], "taken again")
        },
        Check(
            "fault.after-commit", .durable, .faults, usesFaults: [.dropAfter],
            contract: "reply lost after commit + retry with the same key = exactly one effect",
            why: "Executed, but you got a time-out: the question that every store is asked one day.",
            hint: "Send the same batch again; what was applied shows the token of its own insert."
        ) { c in
            try await c.sweepStore(.dropAfter) { act, _, views, fault in
                try c.expect(views.now, views.after, "after \(act) with \(fault)")
            }
        },
        Check(
            "errors.ambiguous", .durable, .faults, usesFaults: [.dropAfter], kills: ["M58"],
            contract:
                "a lost reply is settled by its insert token or thrown as .ambiguous; our own write is never reported "
                + "as a conflict",
            why: "Who is told of a conflict looks for another writer, and finds itself.",
            hint: "A refusal after a lost reply is compared with what was sent before it is believed."
        ) { c in
            try await c.sweepStore(.dropAfter) { act, error, _, fault in
                try c.expect([nil, .ambiguous].contains(error?.code), true, "\(act) with \(fault): \(describe(error))")
            }
        },
        Check(
            "batch.idempotent", .durable, .faults, usesFaults: [.dropAfter],
            contract: "the same insert token twice applies once and succeeds twice",
            why: "A retry that fails is a retry that somebody writes code around.",
            hint: "The refusal carries the row as found, and in it the token."
        ) { c in
            let store = try await c.store()
            var new = NewRun("w", id: "r", input: Payload(text: "in"))
            new.tags = ["a": "1"]
            c.place.faults.plan(.dropAfter, at: 1...1, writesOnly: true)
            let created: RunRecord
            do {
                created = try await store.runs.create(new)
            } catch let error as StoreError {
                throw c.violation("a creation that lost its reply", expected: "success", actual: "\(error)")
            }
            let log = c.place.faults.log
            c.place.faults.plan(nil)
            guard !log.isEmpty else { throw Inconclusive("no reply was lost") }
            try await c.settle()
            let found = try await store.runs.get("r")
            try c.expect(found.incarnation, created.incarnation, "the life of the run, created twice with \(log)")
            try c.expect(found.revision, 1, "its revision")
            try c.expect(try await c.walk(store, RunQuery()), ["r"], "all runs")
            try await c.expect(.alreadyExists, "another creation") { _ = try await store.runs.create(new) }
        },
        Check(
            "fault.partial-batch", .durable, .faults, needs: [.network], usesFaults: [.partial], kills: ["M59"],
            contract: "UnprocessedItems / partial success are completed or reported, never dropped",
            why: "Half of a bulk operation is missing, and nobody was told.",
            hint: "Send what was left out again, a bounded number of times, then report each."
        ) { c in
            let script = try await VerbScript(c)
            for step in 0..<2 * VerbScript.verbs.count {
                try await script.prepare(step...step)
                try await c.settle()
                c.place.faults.plan(.partial, at: 1...(step < VerbScript.verbs.count ? 1 : .max))
                let answer = await script.attempt(step)
                let log = c.place.faults.log
                c.place.faults.plan(nil)
                try await c.expect(script, step, answer, log.first ?? "no fault")
            }
            let rows = (0..<60).map { c.state("k\($0)") }
            try await c.insert(rows, into: script.backend)
            c.place.faults.plan(.partial, at: 1...1)
            let found = try await script.backend.get(rows.map(\.key), .all)
            try c.expect(found, rows.map { Optional($0) }, "60 rows, of which a part came first")
        },
        Check(
            "fault.truncated", .durable, .faults, needs: [.network], usesFaults: [.truncate, .garbage], kills: ["M203"],
            contract: "truncated or garbage replies throw .protocol, never decode to a wrong value",
            why: "Half a number is a number, too.",
            hint: "Check the length and the shape of a reply before reading it."
        ) { c in
            let store = try await c.backend()
            let rows = (0..<20).map { c.state("k\($0)", revision: Int64($0) + 1_000, content: [1, 2, 3]) }
            try await c.insert(rows, into: store)
            for fault in [FaultSeam.Fault.truncate, .garbage] {
                try await c.sweep(fault) { _ in
                } call: { _ in
                    do throws(BackendError) {
                        return (try await store.get(rows.map(\.key), .all), "none")
                    } catch {
                        return ([], error.code.name)
                    }
                } look: { _, answer, log in
                    let (found, code) = answer
                    try c.expect(["none", "protocol"].contains(code), true, "the error of a read with \(log): \(code)")
                    if code == "none" { try c.expect(found, rows.map { Optional($0) }, "what was read with \(log)") }
                }
                // A reply that cannot be read does not tell whether the commit was applied.
                try await c.sweepVerbs(fault, writesOnly: true, codes: [.protocol, .unknownOutcome, .unavailable])
            }
        },
    ]

    private static func describe(_ error: StoreError?) -> String { error.map { "\($0)" } ?? "no error" }
}
