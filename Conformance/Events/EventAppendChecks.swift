internal import HoldfastCore

extension Check {
    static let eventAppendChecks = [
        Check(
            "events.append.order", .core, .sequential, kills: ["M419"],
            contract: "events read back in append order",
            why: "A history in another order tells another story.",
            hint: "The position is the order; a batch keeps that of its events."
        ) { c in
            let store = try await c.store()
            try await store.runs.create(NewRun("w", id: "r"))
            try await store.events.append([NewEvent(.hookCreated, id: "a", correlationID: "h")], to: "r")
            let more = [
                NewEvent(.hookReceived, id: "c", data: Payload(bytes: [0, 255])), NewEvent(EventKind("own"), id: "b"),
                NewEvent(.attributesSet, data: Payload(bytes: [])),
            ]
            c.time.move(by: .seconds(-5))
            try await store.events.append(more, to: "r")
            let events = try await store.events.read("r").events
            try c.expect(events.map(\.id), ["a", "c", "b", "#4"], "the ids")
            try c.expect(events.map(\.runID), Array(repeating: "r", count: 4), "the runs")
            let kinds = [.hookCreated, .hookReceived, EventKind("own"), .attributesSet]
            try c.expect(events.map(\.kind), kinds, "the kinds")
            try c.expect(events.map(\.correlationID), ["h", nil, nil, nil], "what they are about")
            try c.expect(events.map { $0.data?.bytes }, [nil, [0, 255], nil, []], "the data")
            let times = events.map(\.createdAt)
            try c.expect(times, times.sorted(), "the times, by a clock that was set back")
        },
        Check(
            "events.append.dense", .core, .sequential, kills: ["M382"],
            contract: "sequence numbers are 1, 2, 3... per run with no gap",
            why: "A reader who knows where it stopped must know where to go on.",
            hint: "Insert behind the end that was read."
        ) { c in
            let store = try await c.store()
            for id in ["r", "s"] as [RunID] { try await store.runs.create(NewRun("w", id: id)) }
            var expected: [Int64] = []
            for (turn, size) in [1, 3, 1, 7, 2].enumerated() {
                let events = (0..<size).map { NewEvent(EventKind("k"), id: "\(turn)-\($0)") }
                let positions = try await store.events.append(events, to: "r")
                try c.expect(positions, (0..<size).map { Int64(expected.count + $0 + 1) }, "positions of batch \(turn)")
                try await store.events.append([NewEvent(EventKind("k"))], to: "s")
                expected += positions
            }
            let page = try await c.answer("the log") { try await store.events.read("r") }
            try c.expect(page.events.map(\.position), expected, "the positions")
            try c.expect(page.next, nil, "what follows")
            try c.expect(try await store.events.head(of: "r"), 14, "the head")
            try c.expect(try await store.events.append([], to: "r"), [], "appending nothing")
            let other = try await store.events.read("s").events.map(\.position)
            try c.expect(other, [1, 2, 3, 4, 5], "another run's positions")
        },
        Check(
            "events.append.batch-atomic", .core, .faults, kills: ["M383"],
            contract: "a batch appears whole or not at all, with contiguous numbers",
            why: "Half of what belongs together is a history that never was.",
            hint: "One commit for the whole batch."
        ) { c in
            let store = try await c.store()
            let (me, old) = (try await c.running(store, "r"), NewEvent(EventKind("k"), id: "old"))
            try await store.events.append([old], lease: me)
            var changed = old
            changed.data = Payload(text: "other")
            for place in 0...3 {
                var batch = (0..<3).map { NewEvent(EventKind("k"), id: "new-\($0)") }
                batch.insert(changed, at: place)
                let whole = batch
                try await c.expect(.idempotencyMismatch, "a batch with a wrong event at \(place)") {
                    try await store.events.append(whole, lease: me)
                }
                try c.expect(try await store.events.read("r").events.map(\.id), ["old"], "the log after it")
            }
            // Refused by what stands behind the events: the run goes to another between the reading and the commit.
            let late = try await c.store(writingAfter: { [store] in
                try await store.runs.cancel("r")
            })
            try await c.expect(.cancelRequested, "a batch of an owner that was asked to stop") {
                try await late.events.append([NewEvent(.waitCreated, id: "x"), NewEvent(.waitCreated)], lease: me)
            }
            try c.expect(try await store.events.read("r").events.map(\.id), ["old"], "the log after that")
            let many = Array(repeating: NewEvent(EventKind("k")), count: Events.maximumBatch + 1)
            try await c.expect(.limitExceeded, "a batch that no commit holds") {
                try await store.events.append(many, to: "r")
            }
            let positions = try await store.events.append(Array(many.dropLast()), to: "r")
            try c.expect(positions, (2...Int64(Events.maximumBatch + 1)).map { $0 }, "the largest batch")
        },
        Check(
            "events.append.expected-seq", .core, .sequential, kills: ["M385"],
            contract: "append(expected: n) succeeds only when the head is n; else .sequenceConflict",
            why: "Who decides by what it read must hear that there is more.",
            hint: "Compare the head, and let the insert behind it decide."
        ) { c in
            let store = try await c.store()
            try await store.runs.create(NewRun("w", id: "r"))
            let event = NewEvent(EventKind("k"))
            for head in 0..<4 as Range<Int64> {
                for wrong in [head - 1, head + 1, head + 100] {
                    let error = try await c.expect(.sequenceConflict, "expecting \(wrong) where the head is \(head)") {
                        try await store.events.append([event], to: "r", expectedHead: wrong)
                    }
                    try c.expect([error.expected, error.actual], ["\(wrong)", "\(head)"], "what the error says")
                }
                try c.expect(try await store.events.head(of: "r"), head, "the head after refusals")
                let positions = try await store.events.append([event], to: "r", expectedHead: head)
                try c.expect(positions, [head + 1], "the position")
            }
            try await store.events.append([NewEvent(EventKind("k"), id: "x")], to: "r", expectedHead: 4)
            let again = try await store.events.append([NewEvent(EventKind("k"), id: "x")], to: "r", expectedHead: 4)
            try c.expect(again, [5], "the same event again, expecting what it expected before")
        },
        Check(
            "events.append.unknown-run", .core, .sequential, kills: ["M387"],
            contract: "append to an unknown run throws .notFound",
            why: "An event without a run is found by nobody and deleted by nobody.",
            hint: "A check of the run's row in the same commit."
        ) { c in
            let store = try await c.store()
            let event = NewEvent(EventKind("k"), id: "x")
            try await c.expect(.notFound, "an unknown run") { try await store.events.append([event], to: "none") }
            try await c.expect(.notFound, "reading it") { _ = try await store.events.read("none") }
            try await store.runs.create(NewRun("w", id: "r"))
            let late = try await c.store(writingAfter: { [store] in
                _ = try await store.runs.delete("r", force: true)
                try await store.runs.create(NewRun("w", id: "r"))
            })
            try await c.expect(.notFound, "a run that begins anew between the reading and the commit") {
                try await late.events.append([event], to: "r")
            }
            try c.expect(try await store.events.head(of: "r"), 0, "events of the new life")
        },
        Check(
            "events.fence", .coordinated, .handles, kills: ["M418"],
            contract: "an append by a superseded owner is refused before anything is allocated",
            why: "Two owners that both write the history write two histories into one.",
            hint: "The lease is a condition of the commit, and answered before everything else."
        ) { c in
            let stores = [try await c.store(), try await c.store()]
            let old = try await c.running(stores[0], "r")
            try await stores[0].events.append([NewEvent(EventKind("k"), id: "x")], lease: old)
            c.time.move(by: old.duration)
            let new = try await c.claim(stores[1], "r", owner: "other")
            let attempts: [(String, [NewEvent], Int64?)] = [
                ("a new event", [NewEvent(EventKind("k"))], nil), ("the head", [NewEvent(EventKind("k"))], 1),
                ("a wrong head", [NewEvent(EventKind("k"))], 7),
                ("a known event", [NewEvent(EventKind("k"), id: "x")], nil),
                ("other content", [NewEvent(EventKind("other"), id: "x")], nil),
            ]
            for (name, events, head) in attempts {
                try await c.expect(.fenced, "an owner that is gone, with \(name)") {
                    try await stores[0].events.append(events, lease: old, expectedHead: head)
                }
            }
            try c.expect(try await stores[1].events.head(of: "r"), 1, "the head after refusals")
            let positions = try await stores[1].events.append([NewEvent(EventKind("k"))], lease: new)
            try c.expect(positions, [2], "the new owner's position")
        },
    ]
}
