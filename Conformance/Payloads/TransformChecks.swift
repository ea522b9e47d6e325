internal import HoldfastCore

extension Check {
    static let transformChecks = [
        Check(
            "payload.transform.every-table", .core, .sequential,
            contract:
                "what passed a transform comes back from every table: by read, scan, take, refusal, batch and group",
            why: "A value that one path forgets to decode reaches the user as noise.",
            hint: "One layer between the store and its backend sees every row."
        ) { c in
            let rows = try await c.backend()
            let layer = c.layer(rows, [Scramble("k1")])
            for table in c.payloadTables {
                for (name, size) in [("small", 100), ("large", 30_000)] {
                    var row = c.row(table, payload: noise(size))
                    for column in table.key.dropFirst() where column.type == .text { row[column] = .text(name) }
                    let groups = await layer.commitEach([WriteBatch([.insert(row)]), WriteBatch([.insert(row)])])
                    guard case .refused(let refusal) = try groups[1].get() else {
                        throw c.violation("a second insert", expected: "refused", actual: "applied")
                    }
                    try c.expect(refusal.current == row, true, "whether a refusal shows the row of \(table.name)")
                    try c.expect(try await layer.row(row.key) == row, true, "whether a read shows \(table.name)")
                    let scanned = try await layer.walk(c.only(row))
                    try c.expect(scanned.contains(row), true, "whether a scan shows \(table.name)")
                    let stored = try c.need(try await rows.row(row.key), "the row")
                    let isHidden = table.payloads.allSatisfy { stored[$0] != row[$0] }
                    try c.expect(isHidden, true, "whether \(table.name) hides its payloads")
                }
            }
            let message = c.message("m", readyAt: 1)
            try c.expect(await layer.verdict(.insert(message)), .done, "a message")
            try await c.settle()
            let taken = try await layer.take(c.lease([c.ready(at: 5)], limit: 1, until: 100))
            try c.expect(taken.map { $0[QueueTable.payload] }, [message[QueueTable.payload]], "what a take shows")
        },
        Check(
            "payload.transform.no-plaintext", .complete, .sequential, kills: ["M508"],
            contract: "with a transform no byte of a payload reaches the backend, in any area of the store",
            why: "The encryption that one path leaves out encrypts nothing.",
            hint: "Search everything that the backend is given."
        ) { c in
            let secret = "the-password-is-swordfish"
            let searched = SearchedBackend(try await c.backend(), for: secret)
            let store = c.store(searched, payloads: PayloadOptions(transforms: [Scramble("k1")]))
            for size in [0, 25_000] {
                let content = Payload(text: String(repeating: secret, count: 1 + size / secret.utf8.count))
                try await c.fill(store, RunID("r\(size)"), content)
            }
            try c.expect(searched.payloads > 20, true, "whether payloads were written at all")
            try c.expect(searched.found.sorted(), [], "where a payload was seen")
        },
        Check(
            "payload.transform.refused", .core, .sequential, kills: ["M513"],
            contract:
                "what was written with a key or transform that is not there, or stands in another place than it was "
                + "written to, is .corrupted; the error shows nothing of it",
            why: "Noise that is handed out as a value is processed as one.",
            hint: "Name the transform and the key with each value; bind its place into it."
        ) { c in
            let rows = try await c.backend()
            let store = c.store(rows, payloads: PayloadOptions(transforms: [Scramble("k1")]))
            for key in ["a", "b"] { try await store.state(of: "life").set(key, Payload(text: "s3cret \(key)")) }
            func reads(_ transforms: [any PayloadTransform], _ subject: String) async throws {
                let other = c.store(rows, payloads: PayloadOptions(transforms: transforms))
                let error = try await c.expect(.corrupted, subject) { _ = try await other.state(of: "life").get("a") }
                try c.expect("\(error)".contains("s3cret"), false, "whether the error shows the payload")
            }
            try await reads([], "a read without the transform")
            try await reads([Scramble("k2")], "a read with another key")
            func key(_ name: String) -> Key { Key(StateTable.table, .text(c.place.id), .text("run/life"), .text(name)) }
            let other = try c.need(try await rows.row(key("b")), "the other row")
            let moved = Assignment.set(StateTable.content, other[StateTable.content])
            try c.expect(await rows.verdict(.update(key("a"), [moved])), .done, "a value moved to another row")
            try await reads([Scramble("k1")], "a read of a moved value")
            let kept = try await store.state(of: "life").get("b")?.content.text
            try c.expect(kept, "s3cret b", "the value where it was written")
        },
        Check(
            "payload.transform.conditions", .core, .sequential, kills: ["M514"],
            contract: "a condition or filter on the content of a payload is .invalidArgument; a test for null works",
            why: "It would compare what the program means with what is stored, and never hold.",
            hint: "Refuse it before the backend."
        ) { c in
            let layer = c.layer(try await c.backend(), [Scramble("k1")])
            let row = c.message("m", readyAt: 1)
            try c.expect(await layer.verdict(.insert(row)), .done, "a message")
            let test = [Condition(QueueTable.payload, .equal(row[QueueTable.payload]))]
            try await c.expect(backend: .invalidArgument, "a condition") {
                _ = try await layer.commit(WriteBatch([.check(row.key, where: test)]))
            }
            let queue = c.range(QueueTable.table, nil, .text("q"))
            try await c.expect(backend: .invalidArgument, "a filter") {
                _ = try await layer.count(queue, filter: test, limit: 9)
            }
            try await c.expect(backend: .invalidArgument, "a filter of a scan") {
                var scan = Scan(queue, limit: 9)
                scan.filter = test
                _ = try await layer.scan(scan)
            }
            try await c.expect(backend: .invalidArgument, "a take that writes a payload") {
                var take = c.lease([c.ready(at: 5)], limit: 1, until: 100)
                take.patch.append(.set(QueueTable.payload, .bytes([1])))
                _ = try await layer.take(take)
            }
            let isThere = [Condition(QueueTable.payload, .isNotNull)]
            try c.expect(await layer.verdict(.check(row.key, where: isThere)), .done, "a test for null")
        },
    ]
}
