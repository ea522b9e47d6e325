internal import HoldfastCore

extension Check {
    static let eventIdentityChecks = [
        Check(
            "events.append.idempotent", .core, .sequential, kills: ["M32"],
            contract: "the same event id appended twice is stored once and returns the first number",
            why: "Who does not know whether it appended must be able to try again.",
            hint: "A row for each id says where it stands."
        ) { c in
            let store = try await c.store()
            try await store.runs.create(NewRun("w", id: "r"))
            let (a, b) = (
                NewEvent(EventKind("k"), id: "a", data: Payload(text: "1")), NewEvent(EventKind("k"), id: "b")
            )
            try c.expect(try await store.events.append([a, b], to: "r"), [1, 2], "the first time")
            try c.expect(try await store.events.append([a], to: "r"), [1], "one of them again")
            try c.expect(try await store.events.append([b, a], to: "r"), [2, 1], "both in another order")
            let new = NewEvent(EventKind("k"), id: "c")
            try c.expect(try await store.events.append([a, new, b], to: "r"), [1, 3, 2], "a new one between them")
            try c.expect(try await store.events.read("r").events.map(\.id), ["a", "b", "c"], "the log")
            try await c.expect(.invalidArgument, "one id twice in a batch") {
                try await store.events.append([new, new], to: "r")
            }
            for id in ["", "#1", "$x", String(repeating: "x", count: 600)] {
                do {
                    try await store.events.append([NewEvent(EventKind("k"), id: id)], to: "r")
                    throw c.violation("the id \"\(id.prefix(9))\"", expected: "an error", actual: "none")
                } catch let error as StoreError {
                    let code = id.count > 512 ? StoreError.Code.limitExceeded : .invalidArgument
                    try c.expect(error.code, code, "the id \"\(id.prefix(9))\"")
                }
            }
        },
        Check(
            "events.append.idempotent-other-payload", .core, .sequential, kills: ["M386"],
            contract: "the same id with another payload throws .idempotencyMismatch",
            why: "Two events of one id are a fault of the caller's that must not be swallowed.",
            hint: "A digest of the content stands beside the id."
        ) { c in
            let store = try await c.store()
            try await store.runs.create(NewRun("w", id: "r"))
            let event = NewEvent(EventKind("k"), id: "a", correlationID: "h", data: Payload(text: "1"))
            try await store.events.append([event], to: "r")
            var others = Array(repeating: event, count: 5)
            others[0].data = Payload(text: "2")
            others[1].data = nil
            others[2].data = Payload(bytes: [])
            others[3].kind = EventKind("other")
            others[4].correlationID = nil
            for (number, other) in others.enumerated() {
                try await c.expect(.idempotencyMismatch, "other content \(number)") {
                    try await store.events.append([other], to: "r")
                }
            }
            try c.expect(try await store.events.read("r").events.map(\.data), [Payload(text: "1")], "the log")
        },
        Check(
            "events.append.immutable", .core, .sequential, kills: ["M388"],
            contract: "no API can change or reorder a stored event",
            why: "What a reader has seen is what happened.",
            hint: "Events are inserted, and never updated."
        ) { c in
            let store = try await c.store()
            let lease = try await c.running(store, "r")
            let events = (0..<5).map { NewEvent(EventKind("k\($0)"), id: "e\($0)", data: Payload(text: "\($0)")) }
            try await store.events.append(events, lease: lease)
            let before = try await store.events.read("r").events
            c.time.move(by: .seconds(1))
            // Whatever comes of these calls: what is stored stands.
            for (number, event) in events.enumerated() {
                var other = event
                other.data = Payload(text: "other")
                _ = try? await store.events.append([other], lease: lease)
                _ = try? await store.events.append([event], lease: lease, expectedHead: Int64(number))
                _ = try? await store.events.append([other], to: "r", expectedHead: Int64(number))
                _ = try? await store.steps.commit(
                    StepRecord(key: "s\(number)", position: number + 1), events: [other], lease: lease)
            }
            var patch = RunPatch(.paused)
            patch.events = [NewEvent(EventKind("k9"), id: "e0")]
            let run = try await store.runs.get("r")
            _ = try? await store.runs.update("r", revision: run.revision, patch)
            let after = try await store.events.read("r").events
            try c.expect(after, before, "the log after attempts to change it")
        },
        Check(
            "events.terminal.once", .core, .sequential, kills: ["M396"],
            contract: "each terminal kind occurs at most once for what it is about",
            why: "A run that was cancelled twice in its history was counted twice.",
            hint: "What happens once has an id of its own, made of the kind and the correlation id."
        ) { c in
            let store = try await c.store()
            try await store.runs.create(NewRun("w", id: "r"))
            let once: [EventKind] = [.runCompleted, .runFailed, .runCancelled, .hookDisposed, .waitCompleted]
            for (number, kind) in once.enumerated() {
                let first = NewEvent(kind, correlationID: "a", data: Payload(text: "1"))
                let position = Int64(number * 2 + 1)
                try c.expect(try await store.events.append([first], to: "r"), [position], "\(kind)")
                try c.expect(try await store.events.append([first], to: "r"), [position], "\(kind) again")
                var other = first
                other.data = nil
                let changed = other
                try await c.expect(.idempotencyMismatch, "\(kind) with other content") {
                    try await store.events.append([changed], to: "r")
                }
                let another = NewEvent(kind, correlationID: "b")
                try c.expect(try await store.events.append([another], to: "r"), [position + 1], "\(kind) of another")
            }
            for _ in 0..<2 { try await store.events.append([NewEvent(.hookReceived, correlationID: "a")], to: "r") }
            try c.expect(try await store.events.head(of: "r"), 12, "what is not terminal may come again")
        },
        Check(
            "events.commit.together", .coordinated, .sequential, kills: ["M395"],
            contract: "an event and the entity change it describes commit together or not at all",
            why: "A crash between the two leaves a history that differs from what it is the history of.",
            hint: "The events stand in the batch of the change."
        ) { c in
            let store = try await c.store()
            var lease = try await c.running(store, "r")
            func event(_ id: String) -> [NewEvent] { [NewEvent(EventKind("k"), id: id)] }
            func log() async throws -> [String] { try await store.events.read("r").events.map(\.id) }
            let step = StepRecord(key: "s", position: 1)
            if case .committed(let held) = try await store.steps.commit(step, events: event("step"), lease: lease) {
                lease = held
            }
            try c.expect(try await log(), ["step"], "the log after a step")
            _ = try await store.steps.commit(step, events: event("again"), lease: lease)
            try c.expect(try await log(), ["step"], "the log after a step that had ended")
            let wrong = [NewEvent(EventKind("other"), id: "step")]
            let held = lease
            try await c.expect(.idempotencyMismatch, "a step with an event whose id is taken") {
                _ = try await store.steps.commit(StepRecord(key: "t", position: 2), events: wrong, lease: held)
            }
            try await c.expect(.notFound, "that step") { _ = try await store.steps.get("r", step: "t") }
            var patch = RunPatch()
            patch.metadata = ["m": 1]
            patch.events = event("update")
            let (run, change) = (try await store.runs.get("r"), patch)
            try await c.expect(.revisionConflict, "a change from an old revision") {
                try await store.runs.update("r", revision: run.revision - 1, change)
            }
            try c.expect(try await log(), ["step"], "the log after a change that was refused")
            try await store.runs.update("r", revision: run.revision, change)
            try await store.leases.complete(lease, output: Payload(text: "out"), events: [NewEvent(.runCompleted)])
            try await c.expect(.invalidTransition, "a second end") {
                try await store.leases.complete(held, output: nil, events: event("end"))
            }
            try c.expect(try await log(), ["step", "update", "#3"], "the log at the end")
        },
        Check(
            "events.limit.stalls", .core, .sequential, kills: ["M397"],
            contract: "the event limit makes the run stalled with reason limitExceeded, before the event is written",
            why: "A run that fails because it lived long has lost all that it did.",
            hint: "Stall, and then refuse; the log stays as it is."
        ) { c in
            let store = try await c.store()
            var events = store.events
            try c.expect(events.limit, 50_000, "the limit where nothing is said")
            events.limit = 5
            let (log, few) = (events, Array(repeating: NewEvent(EventKind("k")), count: 3))
            for id in ["r", "s", "t"] as [RunID] {
                let lease = try await c.running(store, id)
                let owned: RunLease? = id == "r" ? lease : nil
                if id == "t" { try await store.leases.park(lease, until: nil) }
                try await log.append(few, to: id)
                try await c.expect(.limitExceeded, "more events than \(id) may have") {
                    if let owned { try await log.append(few, lease: owned) } else { try await log.append(few, to: id) }
                }
                let run = try await store.runs.get(id)
                try c.expect(run.status, .stalled, "\(id) afterwards")
                try c.expect(run.reason, "limitExceeded", "the reason of \(id)")
                try c.expect(try await log.head(of: id), 3, "the log of \(id)")
                try c.expect(try await log.append(Array(few.prefix(2)), to: id), [4, 5], "what there is room for")
            }
        },
    ]
}
