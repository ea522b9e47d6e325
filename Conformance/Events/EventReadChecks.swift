internal import HoldfastCore

extension Check {
    static let eventReadChecks = [
        Check(
            "events.read.from", .core, .sequential, kills: ["M389", "M390"],
            contract: "read(after: n) returns exactly n+1... and stops at the first gap",
            why: "A reader that passes a gap never reads what fills it.",
            hint: "Compare each position with the one before."
        ) { c in
            let (store, life) = try await log(c, of: 5)
            for after in 0...5 as ClosedRange<Int64> {
                let events = try await store.events.read("r", EventQuery(after: after)).events
                try c.expect(events.map(\.position), (after..<5).map { $0 + 1 }, "events after \(after)")
            }
            let beyond = [7, 8].map { position in
                c.row(
                    EventTable.table,
                    [
                        EventTable.incarnation: life.value(), EventTable.seq: .int(position),
                        EventTable.eventID: .text("e\(position)"), EventTable.runID: .text("r"),
                    ])
            }
            try await c.insert(beyond, into: store.backend)
            try c.expect(try await store.events.read("r").events.map(\.position), [1, 2, 3, 4, 5], "up to the gap")
            try c.expect(try await store.events.read("r", EventQuery(after: 5)).events, [], "at the gap")
            try await c.expect(.invalidArgument, "a negative position") {
                _ = try await store.events.read("r", EventQuery(after: -1))
            }
            var none = EventQuery()
            none.limit = 0
            let empty = none
            try await c.expect(.invalidArgument, "a page of none") { _ = try await store.events.read("r", empty) }
        },
        Check(
            "events.read.limit", .core, .generated, kills: ["M391"],
            contract: "limits and paging walk the log exactly once",
            why: "A page that skips an event makes a history with a hole.",
            hint: "The last position of a page is where the next one begins."
        ) { c in
            let (store, _) = try await log(c, of: 23)
            for newestFirst in [false, true] {
                for limit in [1, 2, 7, 22, 23, 24] {
                    var query = EventQuery()
                    query.limit = limit
                    query.newestFirst = newestFirst
                    var found: [Int64] = []
                    repeat {
                        let page = try await store.events.read("r", query)
                        try c.expect(page.events.count <= limit, true, "whether a page of \(limit) is one")
                        found += page.events.map(\.position)
                        query.after = page.next
                        try c.expect(found.count <= 23, true, "whether the walk ends")
                    } while query.after != nil
                    let all = (1...23).map { Int64($0) }
                    try c.expect(found, newestFirst ? all.reversed() : all, "pages of \(limit)")
                }
            }
        },
        Check(
            "events.read.past-end", .core, .sequential, kills: ["M392"],
            contract: "reading past the head gives an empty page",
            why: "Who has read everything asks again, and there is nothing wrong with that.",
            hint: "No rows is an answer."
        ) { c in
            let (store, _) = try await log(c, of: 3)
            for after in [3, 4, 1_000_000] as [Int64] {
                let page = try await c.answer("events after \(after)") {
                    try await store.events.read("r", EventQuery(after: after))
                }
                try c.expect(page.events, [], "events after \(after)")
                try c.expect(page.next, nil, "what follows")
            }
            try await store.runs.create(NewRun("w", id: "s"))
            let empty = try await c.answer("an empty log") { try await store.events.read("s") }
            try c.expect(empty.events, [], "an empty log")
        },
        Check(
            "events.read.reverse", .core, .sequential, kills: ["M393"],
            contract: "newest-first is the exact reverse",
            why: "What happened last is what an operator looks for first.",
            hint: "The same range, descending."
        ) { c in
            let (store, _) = try await log(c, of: 12)
            var query = EventQuery()
            let forward = try await store.events.read("r", query).events
            query.newestFirst = true
            try c.expect(try await store.events.read("r", query).events, forward.reversed(), "the reverse")
            query.after = 5
            let below = try await store.events.read("r", query).events.map(\.position)
            try c.expect(below, [4, 3, 2, 1], "before 5")
            query.payloads = false
            let bare = try await store.events.read("r", query).events
            try c.expect(bare.map(\.data), [nil, nil, nil, nil], "without payloads")
        },
        Check(
            "events.read.wide-sort", .core, .sequential, kills: ["M27"],
            contract: "order is correct past 9, 99, 999 and 10,000 events (no text sort of numbers)",
            why: "In a log that is sorted as text, event 10 comes before event 9.",
            hint: "Integers in keys keep their order as integers."
        ) { c in
            let store = try await c.store()
            let lease = try await c.running(store, "r")
            let batch = Array(repeating: NewEvent(EventKind("k")), count: Events.maximumBatch)
            let count = 10_040 / batch.count * batch.count
            for turn in 0..<count / batch.count {
                let positions = try await c.answer("batch \(turn)") {
                    try await store.events.append(batch, lease: lease)
                }
                try c.expect(positions.first, Int64(turn * batch.count + 1), "the first position of batch \(turn)")
            }
            var query = EventQuery()
            query.limit = 1_000
            var found: [Int64] = []
            repeat {
                let page = try await store.events.read("r", query)
                found += page.events.map(\.position)
                query.after = page.next
            } while query.after != nil
            try c.expect(found == (1...count).map { Int64($0) }, true, "whether all are there in their order")
            try c.expect(found.count, count, "how many there are")
        },
        Check(
            "events.read.single", .core, .sequential, kills: ["M384"],
            contract: "a single event is found by its id, or by # and its position",
            why: "An error that names an event is of use only if the event can be looked up.",
            hint: "The row of the id holds the position."
        ) { c in
            let (store, _) = try await log(c, of: 3)
            try await store.events.append([NewEvent(EventKind("plain"))], to: "r")
            let all = try await store.events.read("r").events
            for event in all {
                let found = try await c.answer("event \(event.id)") {
                    try await store.events.get("r", event: event.id)
                }
                try c.expect(found, event, "event \(event.id)")
            }
            for id in ["none", "#9", "#1", "#x"] {
                try await c.expect(.notFound, "event \(id)") { _ = try await store.events.get("r", event: id) }
            }
            try await c.expect(.notFound, "an event of an unknown run") {
                _ = try await store.events.get("none", event: "e1")
            }
        },
        Check(
            "events.read.correlation", .core, .sequential, kills: ["M394"],
            contract: "events are listed by correlation id over all runs, with a cursor of their own",
            why: "What is about one hook is found without knowing the run.",
            hint: "An index of the correlation id, by time."
        ) { c in
            let store = try await c.store()
            for id in ["a", "b", "gone"] as [RunID] { try await store.runs.create(NewRun("w", id: id)) }
            var expected: [String] = []
            for number in 0..<9 {
                let id: RunID = number % 2 == 0 ? "a" : "b"
                c.time.move(by: .seconds(1))
                try await store.events.append([NewEvent(EventKind("k"), id: "e\(number)", correlationID: "h")], to: id)
                try await store.events.append([NewEvent(EventKind("k"), correlationID: "other")], to: id)
                expected.append("\(id) e\(number)")
            }
            try await store.events.append([NewEvent(EventKind("k"), correlationID: "h")], to: "gone")
            try await store.runs.delete("gone", force: true)
            try await c.settle()
            for newestFirst in [false, true] {
                for limit in [1, 4, 9, 100] {
                    var found: [String] = []
                    var cursor: String?
                    repeat {
                        let page = try await store.events.list(
                            correlationID: "h", limit: limit, newestFirst: newestFirst, cursor: cursor)
                        found += page.items.map { "\($0.runID) \($0.id)" }
                        cursor = page.next
                    } while cursor != nil
                    try c.expect(found, newestFirst ? expected.reversed() : expected, "pages of \(limit)")
                }
            }
            let page = try await store.events.list(correlationID: "h", limit: 1)
            try await c.expect(.invalidCursor, "the cursor of another list") {
                _ = try await store.events.list(correlationID: "other", cursor: page.next)
            }
        },
        Check(
            "events.history.derived", .core, .sequential, kills: ["M398"],
            contract: "step events are derived from the step rows when history is read, and never stored",
            why: "What is stored twice can differ.",
            hint: "The step row tells its last attempt, the attempts' rows those before."
        ) { c in
            let store = try await c.store()
            var lease = try await c.running(store, "r")
            func later() -> Timestamp {
                c.time.move(by: .seconds(1))
                return c.time.now
            }
            var first = StepRecord(key: "s", position: 1)
            (first.status, first.failure) = (.retrying, Failure(code: "c", message: "m"))
            (first.startedAt, first.completedAt) = (later(), later())
            lease = try await c.commit(store, first, lease)
            try await store.events.append([NewEvent(.hookCreated, correlationID: "h")], lease: lease)
            var second = StepRecord(key: "s", position: 1)
            (second.attempts, second.startedAt, second.completedAt) = (2, later(), later())
            if case .committed(let held) = try await store.steps.commit(second, replacing: first, lease: lease) {
                lease = held
            }
            _ = later()
            try await store.leases.complete(lease, output: nil)
            let history = try await store.events.history("r").map { entry in
                "\(entry.kind)\(entry.correlationID.map { " \($0)" } ?? "")\(entry.attempt.map { " \($0)" } ?? "")"
            }
            let expected = [
                "run_created", "run_started", "step_created s", "step_started s 1", "hook_created h",
                "step_retrying s 1", "step_started s 2", "step_completed s 2", "run_completed",
            ]
            // The hook's event and the end of the first attempt have one time.
            try c.expect(history.sorted(), expected.sorted(), "what happened")
            try c.expect(
                history.filter { !$0.hasPrefix("hook") }, expected.filter { !$0.hasPrefix("hook") }, "in order")
            try c.expect(try await store.events.head(of: "r"), 1, "events that are stored")
            try await c.expect(.invalidArgument, "a step's event") {
                try await store.events.append([NewEvent(.stepStarted, correlationID: "s")], to: "r")
            }
        },
    ]

    /// A run `r` with so many events, whose ids are `e1`, `e2`, ….
    private static func log(_ c: CheckContext, of count: Int) async throws -> (Store, Incarnation) {
        let store = try await c.store()
        let life = try await store.runs.create(NewRun("w", id: "r")).incarnation
        for number in 1...count {
            let event = NewEvent(EventKind("k"), id: "e\(number)", data: Payload(text: "\(number)"))
            try await store.events.append([event], to: "r")
        }
        return (store, life)
    }
}

extension Incarnation {
    fileprivate func value() -> Value { .text(rawValue) }
}
