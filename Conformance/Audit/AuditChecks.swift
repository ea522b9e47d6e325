internal import HoldfastCore

extension Check {
    static let auditChecks = [
        Check(
            "audit.actions", .complete, .sequential, kills: ["M484"],
            contract: "each deletion and each action of an operator leaves one record, with who did it and when",
            why: "Somebody asks one day who deleted the order.",
            hint: "The record is a row of the same commit as the action."
        ) { c in
            let plain = try await c.store()
            let store = try plain.acting(as: "ada")
            for id: RunID in ["a", "b", "c"] { try await store.runs.create(NewRun("w", id: id)) }
            try await store.schedules.create(Schedule("s", workflow: "w", .every(.seconds(60))))
            let actions: [(String, String, () async throws -> Void)] = [
                ("run.cancel", "a", { try await store.runs.cancel("a") }),
                ("run.delete", "a", { try await store.runs.delete("a") }),
                ("run.paused", "b", { try await store.runs.update("b", revision: 1, RunPatch(.paused)) }),
                ("run.resumed", "b", { try await store.runs.update("b", revision: 2, RunPatch(.resumed)) }),
                ("schedule.pause", "s", { try await store.schedules.pause("s") }),
                ("schedule.resume", "s", { try await store.schedules.resume("s") }),
                ("schedule.remove", "s", { try await store.schedules.remove("s") }),
                ("order.refund", "17", { try await store.audit.record("order.refund", subject: "17") }),
            ]
            for (_, _, act) in actions {
                c.time.move(by: .seconds(1))
                try await act()
            }
            // What does nothing leaves nothing.
            try c.expect(try await store.runs.delete("x"), false, "deleting an unknown run")
            try await c.expect(.runActive, "deleting an active run") { try await store.runs.delete("b") }
            try c.expect(try await store.schedules.remove("s"), false, "removing an unknown schedule")
            try await c.expect(.revisionConflict, "an update that comes late") {
                try await store.runs.update("b", revision: 2, RunPatch(.paused))
            }
            try await plain.runs.delete("c", force: true)
            try await c.settle()
            let records = try await store.audit.list().items
            let expected = ["run.delete c nobody"] + actions.reversed().map { "\($0.0) \($0.1) ada" }
            let found = records.map { "\($0.action) \($0.subject ?? "") \($0.actor ?? "nobody")" }
            try c.expect(found, expected, "the records, newest first")
            try c.expect(records.map(\.createdAt)[1], c.time.now, "the time of the last action")
            let mine = try await store.audit.list(subject: "b").items.map(\.action)
            try c.expect(mine, ["run.resumed", "run.paused"], "the records of b")
        },
        Check(
            "audit.list", .complete, .generated, kills: ["M485"],
            contract: "audit records list newest first, each once, whole or by subject, in the caller's namespace only",
            why: "A record that a page leaves out was never written, for all that anybody knows.",
            hint: "Indexes by creation and by subject; a cursor is a position in one of them."
        ) { c in
            let store = try await c.store()
            var random = SeededRandom(seed: c.seed)
            var made: [AuditRecord] = []
            for number in 0..<23 {
                c.time.move(by: .hours(random.number(below: 9)))
                let details: [String: JSONValue] = ["number": .int(Int64(number))]
                let subject = random.once(in: 2) ? "a" : "b"
                made.insert(try await store.audit.record("act", subject: subject, details: details), at: 0)
            }
            try await c.settle()
            for limit in [1, 5, 23] {
                for subject in [nil, "a", "b"] {
                    var found: [AuditRecord] = []
                    var cursor: String?
                    repeat {
                        let page = try await store.audit.list(subject: subject, limit: limit, cursor: cursor)
                        found += page.items
                        cursor = page.next
                    } while cursor != nil && found.count <= made.count
                    let expected = made.filter { subject == nil || $0.subject == subject }
                    try c.expect(found.map(\.id), expected.map(\.id), "\(subject ?? "all") in pages of \(limit)")
                    try c.expect(found, expected, "their content")
                }
            }
            let other = store.inNamespace(Namespace("\(c.place.id)-b"))
            try c.expect(try await other.audit.list().items, [], "another namespace")
            try await c.expect(.invalidArgument, "an action without a name") { try await store.audit.record("") }
        },
    ]
}
