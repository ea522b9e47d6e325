internal import HoldfastCore

extension Check {
    static let approvalChecks = [
        Check(
            "approvals.create.roundtrip", .coordinated, .sequential, kills: ["M356"],
            contract: "a pending approval reads back with key, run, prompt, metadata and expiry",
            why: "Who is to decide must see what about, for whom and until when.",
            hint: "Store every part; 7 days where nothing is said."
        ) { c in
            let store = try await c.store()
            let lease = try await c.running(store, "r")
            var new = NewApproval(key: "pay/1", id: "a", prompt: "Pay 10 €?")
            new.metadata = ["amount": .int(10), "to": .object(["name": .string("Ö")])]
            let approval = try await store.approvals.create(new, lease: lease)
            try c.expect([approval.id, approval.key, approval.runID.rawValue], ["a", "pay/1", "r"], "what it is")
            try c.expect(approval.prompt, "Pay 10 €?", "the prompt")
            try c.expect(approval.metadata, new.metadata, "the metadata")
            try c.expect(
                [approval.createdAt, approval.expiresAt], [c.time.now, c.time.now.advanced(by: .days(7))], "times")
            try c.expect(approval.status, .pending, "the status")
            try c.expect([approval.note, approval.decidedBy], [nil, nil], "what is not known yet")
            try c.expect(try await store.approvals.get("pay/1"), approval, "the approval by its key")
            try await c.settle()
            try c.expect(try await store.approvals.pending().items, [approval], "the pending list")
            c.time.move(by: .seconds(1))
            try c.expect(
                try await store.approvals.create(new, lease: lease), approval, "the one that a run asks for again")
            try await c.expect(.invalidArgument, "no time to decide") {
                try await c.ask(store, "b", lease, for: .zero)
            }
        },
        Check(
            "approvals.create.duplicate", .coordinated, .sequential, kills: ["M342", "M357"],
            contract: "a second pending approval with the same key throws .tokenConflict",
            why: "One yes must not be taken for an answer to two questions.",
            hint: "The key is a token: taken while the approval is pending."
        ) { c in
            let store = try await c.store()
            let first = try await c.running(store, "first")
            let second = try await c.running(store, "second")
            let approval = try await c.ask(store, "k", first)
            let error = try await c.expect(.tokenConflict, "the key of a pending approval") {
                try await c.ask(store, "k", second)
            }
            try c.expect([error.kind, error.actual], ["approval", "first"], "what the error names")
            try c.expect(try await store.approvals.get("k"), approval, "the first one")
            // A hook's tokens are others.
            try await store.hooks.create(NewHook(token: "k", id: "h"), lease: second)
            try await store.approvals.decide("k", .grant)
            let next = try await c.answer("the key of what is decided") { try await c.ask(store, "k", second) }
            try c.expect(try await store.approvals.get("k"), next, "the next one, once the first is decided")
            let outcome = try await c.settled(store, "k", first)
            try c.expect(outcome?.status, .granted, "the first one's decision, though its key is another's now")
        },
        Check(
            "approvals.decide.each", .coordinated, .sequential, kills: ["M358", "M359"],
            contract: "grant, reject and edit (with the edited value) each wake the run with that decision",
            why: "A person said yes, and nothing happened.",
            hint: "The decision and the wake-up are one commit."
        ) { c in
            let store = try await c.store()
            let edited = Payload(bytes: [0, 255, 1])
            let cases: [(ApprovalDecision, ApprovalStatus, Payload?)] = [
                (.grant, .granted, nil), (.reject, .rejected, nil), (.edit(edited), .edited, edited),
                (.edit(Payload(bytes: [])), .edited, Payload(bytes: [])),
            ]
            for (n, (decision, status, content)) in cases.enumerated() {
                let id = RunID("r\(n)")
                let lease = try await c.running(store, id)
                let asked = try await c.ask(store, "k\(n)", lease)
                try await c.park(store, untilDecided: "k\(n)", lease)
                try c.expect(try await c.due(store), [], "runs that are due before the decision")
                c.time.move(by: .seconds(1))
                let decided = try await store.approvals.decide("k\(n)", decision, by: "Ada", note: "so be it")
                let awake = try await c.claim(store, id, for: .days(1))
                let outcome = try c.need(try await c.settled(store, "k\(n)", awake), "a decision")
                try c.expect(outcome, decided, "what the run sees")
                try c.expect(outcome.status, status, "the decision")
                try c.expect(outcome.content, content, "the edited value")
                try c.expect([outcome.decidedBy, outcome.note], ["Ada", "so be it"], "who decided, and what was said")
                try c.expect(outcome.decidedAt, c.time.now, "when it was decided")
                try c.expect(
                    [outcome.createdAt, outcome.expiresAt], [asked.createdAt, asked.expiresAt], "other times")
                try c.expect(try await store.approvals.get("k\(n)"), decided, "the approval by its key")
            }
        },
        Check(
            "approvals.decide.once", .coordinated, .concurrent, kills: ["M99"],
            contract: "of N decisions on one approval exactly one counts; the others get .invalidTransition",
            why: "Yes and no are not both the answer.",
            hint: "That it is pending is a condition of the commit."
        ) { c in
            let stores = [try await c.store(), try await c.store()]
            for round in 0..<6 {
                let lease = try await c.running(stores[0], RunID("r\(round)"))
                try await c.ask(stores[0], "k\(round)", lease)
                if round % 2 == 0 { try await c.park(stores[0], untilDecided: "k\(round)", lease) }
                let results = await c.race(6) { n in
                    let decision: ApprovalDecision =
                        [.grant, .reject, .edit(Payload(text: "\(n)"))][n % 3]
                    return try await stores[n % 2].approvals.decide("k\(round)", decision, by: "person \(n)")
                }
                let decided = results.compactMap { try? $0.get() }
                try c.expect(decided.count, 1, "decisions that counted in round \(round)")
                let codes = results.compactMap(\.storeCode)
                try c.expect(codes, Array(repeating: .invalidTransition, count: 5), "what the others heard")
                try c.expect(try await stores[1].approvals.get("k\(round)"), decided[0], "what stands")
                try await c.expect(.invalidTransition, "one more decision") {
                    try await stores[1].approvals.decide("k\(round)", .cancel)
                }
                if round % 2 == 0 { try c.expect(try await c.due(stores[0]).count, 1, "runs that were woken") }
            }
        },
        Check(
            "approvals.decide.before-wait", .coordinated, .sequential, kills: ["M351"],
            contract: "a decision made before the run waits is not lost",
            why: "A run that waits for an answer that was given waits until the expiry.",
            hint: "The decision is stored with the approval, and raises the run's revision."
        ) { c in
            let store = try await c.store()
            let lease = try await c.running(store, "r")
            try await c.ask(store, "early", lease)
            try await store.approvals.decide("early", .reject)
            try c.expect(try await c.settled(store, "early", lease)?.status, .rejected, "what was decided before")
            try await c.ask(store, "between", lease)
            guard case .pending(let revision, let end) = try await store.approvals.outcome("between", lease: lease)
            else { throw c.violation("an approval", expected: "pending", actual: "settled") }
            try await store.approvals.decide("between", .grant)
            try await c.expect(.revisionConflict, "parking after a decision") {
                try await store.leases.park(lease, until: end, ifStillAt: revision)
            }
            try c.expect(try await c.settled(store, "between", lease)?.status, .granted, "what was decided in between")
        },
        Check(
            "approvals.cancel", .coordinated, .sequential, kills: ["M361"],
            contract: "a cancelled approval cannot be decided and leaves the pending list",
            why: "What nobody needs to decide any more must not be asked of people.",
            hint: "Cancelled is a decision like the others."
        ) { c in
            let store = try await c.store()
            let lease = try await c.running(store, "r")
            for key in ["a", "b"] { try await c.ask(store, key, lease) }
            try await c.park(store, untilDecided: "a", lease)
            let cancelled = try await store.approvals.decide("a", .cancel, note: "no need")
            try c.expect(cancelled.status, .cancelled, "the status")
            try await c.settle()
            try c.expect(try await store.approvals.pending().items.map(\.key), ["b"], "the pending list")
            try await c.expect(.invalidTransition, "a decision") { try await store.approvals.decide("a", .grant) }
            try c.expect(try await store.approvals.get("a"), cancelled, "the approval")
            let awake = try await c.claim(store, "r")
            try c.expect(try await c.settled(store, "a", awake), cancelled, "what the run sees")
        },
        Check(
            "approvals.list.pending", .coordinated, .sequential, kills: ["M67", "M362"],
            contract:
                "pending approvals list by literal key prefix; decided, cancelled and expired ones are absent",
            why: "A list with answered questions in it makes people answer them again.",
            hint: "Bounds by bytes, from the prefix to its successor; read the rows behind the index again."
        ) { c in
            let store = try await c.store()
            let lease = try await c.running(store, "r", for: .days(1))
            let keys = awkwardTexts.filter { !$0.isEmpty }.flatMap { ["p/" + $0, $0 + "/x"] }
            for key in keys { try await c.ask(store, key, lease) }
            for key in ["p/granted", "p/rejected", "p/edited", "p/cancelled"] { try await c.ask(store, key, lease) }
            try await c.ask(store, "p/expired", lease, for: .seconds(9))
            try await store.approvals.decide("p/granted", .grant)
            try await store.approvals.decide("p/rejected", .reject)
            try await store.approvals.decide("p/edited", .edit(Payload(text: "v")))
            try await store.approvals.decide("p/cancelled", .cancel)
            c.time.move(by: .seconds(9))
            try await c.settle()
            for prefix in ["", "p/", "p", "q"] + keys {
                let expected = keys.filter { Array($0.utf8).starts(with: Array(prefix.utf8)) }.sorted(
                    by: KeyOrder.isBefore)
                var found: [String] = []
                var cursor: String?
                repeat {
                    let page = try await store.approvals.pending(prefix: prefix, limit: 7, cursor: cursor)
                    found += page.items.map(\.key)
                    cursor = page.next
                } while cursor != nil && found.count <= keys.count
                try c.expect(found, expected, "keys that begin with \(prefix.debugDescription)")
            }
        },
        Check(
            "approvals.find-run", .coordinated, .sequential, kills: ["M344"],
            contract: "an approval key leads to its waiting run; an unknown one throws .notFound",
            why: "Who finds a question in an e-mail wants to see what waits for the answer.",
            hint: "Read by the primary key; an unknown key is no empty approval."
        ) { c in
            let store = try await c.store()
            for n in 0..<3 {
                let lease = try await c.running(store, RunID("r\(n)"))
                try await c.ask(store, "k\(n)", lease)
                try await c.park(store, untilDecided: "k\(n)", lease)
            }
            for n in 0..<3 {
                let run = try await store.runs.get(try await store.approvals.get("k\(n)").runID)
                try c.expect([run.id.rawValue, run.status.rawValue], ["r\(n)", "waiting"], "the run of key \(n)")
            }
            let calls: [(String, () async throws -> Void)] = [
                ("an unknown key", { _ = try await store.approvals.get("k9") }),
                ("a decision on an unknown key", { try await store.approvals.decide("K0", .grant) }),
            ]
            for (subject, call) in calls {
                let error = try await c.expect(.notFound, subject, from: call)
                try c.expect(error.kind, "approval", "the kind of what is not there")
            }
        },
    ]
}
