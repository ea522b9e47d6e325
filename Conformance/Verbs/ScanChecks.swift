internal import HoldfastCore

extension Check {
    static let scanChecks = [scanOrder, scanBounds, scanCursor, scanSparse, scanLag]

    /// Texts whose order by bytes differs from other orders: by UTF-16, by language, by canonical form, by LIKE.
    static let awkwardTexts = [
        "", " ", "%", "A", "B", "_", "a", "a b", "ab", "b", "e\u{301}", "z", "\u{7F}", "ß", "é", "ÿ", "\u{FFFD}",
        "\u{FFFF}",
        "😀", "\u{10FFFF}",
    ]

    private static let scanOrder = Check(
        "verbs.scan.order", .core, .generated, kills: ["M67"],
        contract: "rows come in byte order of the index key, then of the primary key; descending is the exact reverse",
        why: "Two backends with different orders give different pages, and prefix scans lose rows.",
        hint: "Compare text by its UTF-8 bytes (BINARY, COLLATE \"C\"), and end every ORDER BY with the primary key."
    ) { c in
        let store = try await c.backend()
        var random = SeededRandom(seed: c.seed)
        let rows = awkwardTexts.shuffled(using: &random).map {
            c.state($0, updatedAt: Int64(random.number(below: 3)) - 1)
        }
        try await c.insert(rows, into: store)
        try await c.settle()
        let byKey = rows.sorted { KeyOrder.isBefore($0, $1, [StateTable.key]) }.texts(StateTable.key)
        let byTime = rows.sorted { KeyOrder.isBefore($0, $1, [StateTable.updatedAt, StateTable.key]) }
            .texts(StateTable.key)
        let updates = c.range(StateTable.table, StateTable.byUpdate, .text("s"))
        for page in [1, 3, 100] {
            let keyed = try await store.walk(c.states, page: page).texts(StateTable.key)
            try c.expect(keyed, byKey, "the primary key in pages of \(page)")
            let timed = try await store.walk(updates, page: page).texts(StateTable.key)
            try c.expect(timed, byTime, "an index with ties in pages of \(page)")
            let back = try await store.walk(c.states, page: page, descending: true).texts(StateTable.key)
            try c.expect(back, byKey.reversed(), "the primary key backwards in pages of \(page)")
            let backByTime = try await store.walk(updates, page: page, descending: true).texts(StateTable.key)
            try c.expect(backByTime, byTime.reversed(), "the index backwards in pages of \(page)")
        }
    }

    private static let scanBounds = Check(
        "verbs.scan.bounds", .core, .generated, kills: ["M82"],
        contract:
            "atLeast, atMost and below (exclusive), open, empty and inverted bounds give exactly the rows between",
        why: "A bound that is one off shows a row twice, hides one, or claims work that is not due.",
        hint: "atLeast is >=, atMost is <=, below is <; all three may be given at once."
    ) { c in
        let store = try await c.backend()
        let times: [Int64] = [.min, -2, -1, 0, 1, 2, .max]
        let rows = times.enumerated().map { c.state("k\($0.offset)", updatedAt: $0.element) }
        try await c.insert(rows, into: store)
        try await c.settle()
        let bounds: [Value?] = [nil] + times.map { .int($0) } + [.int(7)]
        for atLeast in bounds {
            for atMost in bounds {
                for below in [nil, .int(-1), .int(2), .int(.min)] as [Value?] {
                    let range = c.range(
                        StateTable.table, StateTable.byUpdate, .text("s"), atLeast: atLeast, atMost: atMost,
                        below: below)
                    let expected = times.filter { time in
                        (atLeast?.int).map { time >= $0 } ?? true && (atMost?.int).map { time <= $0 } ?? true
                            && (below?.int).map { time < $0 } ?? true
                    }
                    let found = try await store.walk(range).map { $0[StateTable.updatedAt] }
                    try c.expect(
                        found, expected.map { .int($0) },
                        "atLeast \(atLeast as Any), atMost \(atMost as Any), below \(below as Any)")
                }
            }
        }
        try await c.insert(awkwardTexts.map { c.state("p" + $0) }, into: store)
        for text in awkwardTexts {
            let bound = "p" + text
            let range = c.range(StateTable.table, nil, .text("s"), atLeast: .text(bound), below: .text("q"))
            let expected = awkwardTexts.map { "p" + $0 }.filter { !KeyOrder.isBefore($0, bound) }
                .sorted(by: KeyOrder.isBefore)
            try c.expect(try await store.walk(range).texts(StateTable.key), expected, "from \(bound.debugDescription)")
        }
    }

    private static let scanCursor = Check(
        "verbs.scan.cursor", .core, .generated, kills: ["M10", "M11", "M68"],
        contract: "a cursor is exclusive and survives deletion of its row; only a nil cursor ends",
        why: "A listing that loses its place shows rows twice or never, just when other workers delete rows.",
        hint: "Seek past all sort columns of the cursor, the primary key included: (a, b) > (?, ?)."
    ) { c in
        let store = try await c.backend()
        let rows = (0..<24).map { c.state("k\(10 + $0)", updatedAt: Int64($0 / 9)) }
        try await c.insert(rows, into: store)
        try await c.settle()
        for descending in [false, true] {
            for index in [nil, StateTable.byUpdate] {
                var scan = Scan(c.range(StateTable.table, index, .text("s")), limit: 5)
                scan.descending = descending
                scan.columns = .all
                var seen: [Row] = []
                repeat {
                    let page = try await store.scan(scan)
                    try c.expect(page.rows.count <= 5, true, "a page holds at most its limit")
                    seen += page.rows
                    scan.after = page.next
                    // The row that the cursor stands on goes away, and comes back once it has been used.
                    if let last = seen.last {
                        try c.expect(await store.verdict(.delete(last.key)), .done, "deleting the last row")
                        try await c.settle()
                        let next = try await store.scan(scan).rows
                        try c.expect(next.contains(last), false, "the page after a deleted row repeats it")
                        try c.expect(await store.verdict(.insert(last)), .done, "inserting it again")
                        try await c.settle()
                    }
                } while scan.after != nil
                let expected = descending ? rows.reversed() : rows
                try c.expect(seen, expected, "pages of 5, \(index?.name ?? "primary key"), descending \(descending)")
            }
        }
        var wrong = Scan(c.states, limit: 5)
        wrong.after = Cursor(bytes: [9, 9])
        let scan = wrong
        try await c.expect(backend: .invalidArgument, "a cursor that is no position") { _ = try await store.scan(scan) }
    }

    private static let scanSparse = Check(
        "verbs.scan.sparse", .core, .sequential, kills: ["M86", "M07", "M103"],
        contract:
            "a row without the index column is not in that index; setting or clearing the column moves it at once",
        why: "A finished run that stays in the index of ready ones is claimed for ever.",
        hint: "A null in any partition or sort column leaves the row out; a change removes the old entry."
    ) { c in
        let store = try await c.backend()
        try await c.insert([c.message("idle", readyAt: nil), c.message("due", readyAt: 5)], into: store)
        func due() async throws -> [String] {
            try await c.settle()
            return try await store.walk(c.ready(at: 100)).texts(QueueTable.messageID)
        }
        func move(_ id: String, to time: Value) async throws {
            let change = Operation.update(c.messageKey(id), [.set(QueueTable.readyAt, time)])
            try c.expect(await store.verdict(change), .done, "moving \(id) to \(time)")
        }
        try c.expect(try await due(), ["due"], "a row with a null is not there")
        try await move("idle", to: .int(3))
        try c.expect(try await due(), ["idle", "due"], "set: it is there, at its place")
        try await move("idle", to: .int(7))
        try c.expect(try await due(), ["due", "idle"], "moved: only the new place")
        try await move("due", to: .null)
        try c.expect(try await due(), ["idle"], "cleared: it is gone")
        try c.expect(await store.verdict(.delete(c.messageKey("idle"))), .done, "deleting")
        try c.expect(try await due(), [], "deleted: it is gone")
        let all = try await store.walk(c.range(QueueTable.table, nil, .text("q"))).texts(QueueTable.messageID)
        try c.expect(all, ["due"], "the primary key holds the row without the index column")
    }

    private static let scanLag = Check(
        "verbs.scan.lag", .coordinated, .handles, kills: ["M07"],
        contract: "after settle each index equals the base rows",
        why: "An index entry that is missing is a run that nobody ever finds again.",
        hint: "Write the index in the same transaction as the row."
    ) { c in
        let stores = [try await c.backend(), try await c.backend()]
        var random = SeededRandom(seed: c.seed)
        for round in 0..<120 {
            let id = "m\(random.number(below: 12))"
            let due: Value = random.once(in: 4) ? .null : .int(Int64(random.number(below: 5)))
            let operation: Operation =
                switch random.number(below: 4) {
                case 0: .delete(c.messageKey(id))
                case 1: .insert(c.message(id, readyAt: due.int, priority: Int64(random.number(below: 2))))
                default:
                    .update(
                        c.messageKey(id),
                        [
                            .set(QueueTable.readyAt, due), .set(QueueTable.route, .text("q")),
                            .set(QueueTable.bucket, .int(0)),
                            .set(QueueTable.priority, .int(Int64(random.number(below: 2)))),
                        ])
                }
            _ = await stores[round % 2].verdict(operation)
        }
        try await c.settle()
        let base = try await stores[0].walk(c.range(QueueTable.table, nil, .text("q")))
        for priority in Int64(0)...1 {
            let expected = base.filter { !$0[QueueTable.readyAt].isNull && $0[QueueTable.priority] == .int(priority) }
                .sorted { KeyOrder.isBefore($0, $1, [QueueTable.readyAt, QueueTable.messageID]) }
            let range = c.range(
                QueueTable.table, QueueTable.byReadiness, .text("q"), .int(0), .int(priority))
            try c.expect(try await stores[1].walk(range), expected, "by_readiness, priority \(priority)")
        }
    }
}
