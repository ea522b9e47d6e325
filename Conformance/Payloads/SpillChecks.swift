internal import HoldfastCore

extension Check {
    static let spillChecks = [
        Check(
            "payload.spill.every-table", .core, .sequential, kills: ["M500"],
            contract:
                "bytes around 20,000 and 256 KiB come back from every column that holds payloads, by read, by scan and "
                + "after an update, while rows stay small",
            why: "A result that fits one area of the store and not another is lost where nobody tried.",
            hint: "Follow the chunks of a payload: all of them, in order, each whole."
        ) { c in
            let rows = try await c.backend()
            let layer = c.layer(rows)
            let sizes = [19_999, 20_000, 20_001, (256 << 10) - 1, 256 << 10, (256 << 10) + 1, 1]
            let contents = sizes.map { Value.bytes(noise($0)) }
            for table in c.payloadTables {
                var row = c.row(table, payload: [])
                try c.expect(await layer.verdict(.insert(row)), .done, "a row of \(table.name)")
                for (size, content) in zip(sizes, contents) {
                    for column in table.payloads { row[column] = content }
                    let changes = table.payloads.map { Assignment.set($0, content) }
                    try c.expect(await layer.verdict(.update(row.key, changes)), .done, "an update of \(table.name)")
                    let subject = "\(size) bytes in \(table.name)"
                    let read = try await c.answer("a read of \(subject)") { try await layer.row(row.key) }
                    try c.expect(read == row, true, "whether a read shows \(subject)")
                    let scanned = try await c.answer("a scan of \(subject)") { try await layer.walk(c.only(row)) }
                    try c.expect(scanned == [row], true, "whether a scan shows \(subject)")
                    let stored = try c.need(try await rows.row(row.key), subject)
                    let largest = table.payloads.map { stored[$0].size }.max() ?? 0
                    try c.expect(largest <= 20_000, true, "whether the row stays small with \(subject)")
                }
            }
        },
        Check(
            "payload.five-megabytes", .core, .sequential, kills: ["M521"],
            contract: "5 MB pass through every table that holds payloads and come back byte for byte",
            why: "Documents, images and models' answers are that large.",
            hint: "Write and read the chunks in calls of bounded size."
        ) { c in
            let layer = c.layer(try await c.backend())
            let content = Value.bytes(noise(5_000_000))
            for table in c.payloadTables {
                var row = c.row(table, payload: [])
                row[table.payloads[0]] = content
                try c.expect(await layer.verdict(.insert(row)), .done, "5 MB in \(table.name)")
                let read = try await c.answer("a read of 5 MB") { try await layer.row(row.key) }
                try c.expect(read == row, true, "whether 5 MB come back from \(table.name)")
            }
        },
        Check(
            "payload.bytes.stay", .core, .sequential, kills: ["M504"],
            contract:
                "without transforms a payload of up to 20,000 bytes stands in its column byte for byte; bytes that "
                + "look like the store's own marks come back too",
            why: "People read their data with SQL; and no bytes of theirs may be taken for something else.",
            hint: "Wrap only what begins with the mark."
        ) { c in
            let rows = try await c.backend()
            let layer = c.layer(rows)
            for (n, content) in [[], Array("{\"a\":1}".utf8), noise(20_000), [0xC1], [0xC1, 0x48]].enumerated() {
                let row = c.state("plain\(n)", content: content)
                try c.expect(await layer.verdict(.insert(row)), .done, "a plain value")
                try c.expect(try await rows.row(row.key), row, "the row as it is stored")
            }
            // What stands in a row for a payload in chunks, and what is cut from it, are a user's bytes as well.
            try c.expect(await layer.verdict(.insert(c.state("l", content: noise(30_000)))), .done, "a large value")
            let stored = try c.need(try await rows.row(c.stateKey("l"))?[StateTable.content].bytes, "what names chunks")
            for (n, content) in [stored, Array(stored.prefix(3)), Array(stored.prefix(9)), stored + stored].enumerated()
            {
                let row = c.state("marked\(n)", content: content)
                try c.expect(await layer.verdict(.insert(row)), .done, "a value that looks like the store's own")
                try c.expect(try await layer.row(row.key), row, "the value that looks like the store's own")
            }
        },
        Check(
            "payload.limit.before-write", .core, .sequential, kills: ["M503"],
            contract:
                "a payload above the store's limit is .limitExceeded in every table before anything is written; one of "
                + "exactly the limit is kept",
            why: "What is refused halfway leaves half of it behind.",
            hint: "Look at all sizes before the first chunk."
        ) { c in
            let line = FaultyBackend(try await c.backend())
            let most = 50_000
            let layer = PayloadBackend(
                line, options: PayloadOptions(maximumBytes: most), time: c.time, identifiers: IdentifierSource())
            for table in c.payloadTables {
                for column in table.payloads {
                    var row = c.row(table, payload: noise(30_000))
                    row[column] = .bytes(noise(most + 1))
                    try await c.expect(backend: .limitExceeded, "too much in \(table.name).\(column.name)") {
                        _ = try await layer.commit(WriteBatch([.insert(row)]))
                    }
                }
            }
            try c.expect(line.count(of: .commit), 0, "commits that reached the backend")
            let row = c.state("most", content: noise(most))
            try c.expect(await layer.verdict(.insert(row)), .done, "as much as the limit allows")
            try c.expect(try await layer.row(row.key) == row, true, "whether as much as the limit allows comes back")
        },
        Check(
            "payload.spill.damaged", .core, .sequential, kills: ["M502"],
            contract:
                "a payload of which a chunk was changed, cut or lost is .corrupted, never shown; other reads go on",
            why: "A wrong answer that looks right is worse than none.",
            hint: "Compare the digest that the row holds with what was read."
        ) { c in
            let store = try await c.store()
            let state = store.state(of: "life")
            let damages: [(Row) -> Operation] = [
                { row in
                    var bytes = row[BlobTable.content].bytes ?? []
                    bytes[100] ^= 1
                    return .update(row.key, [.set(BlobTable.content, .bytes(bytes))])
                },
                { row in
                    .update(row.key, [.set(BlobTable.content, .bytes((row[BlobTable.content].bytes ?? []).dropLast()))])
                },
                { row in .delete(row.key) },
            ]
            for (n, damage) in damages.enumerated() {
                try await state.set("k\(n)", Payload(bytes: noise(300_000)))
                // Ids are ordered by time, so the last payload has the greatest.
                let chunk = try await c.chunks(store.backend).filter { $0[BlobTable.chunk] == .int(1) }
                    .max { KeyOrder.isBefore($0.text(BlobTable.blobID), $1.text(BlobTable.blobID)) }
                let whole = try c.need(try await store.backend.row(try c.need(chunk, "a chunk").key), "a chunk")
                try c.expect(await store.backend.verdict(WriteBatch([damage(whole)])), .done, "the damage")
                let error = try await c.expect(.corrupted, "a read of damaged chunks") {
                    _ = try await state.get("k\(n)")
                }
                try c.expect(error.isRetryable, false, "whether the read may be repeated")
            }
        },
    ]
}

extension CheckContext {
    /// The range of a row's partition.
    func only(_ row: Row) -> IndexRange {
        IndexRange(row.table, nil, row.table.partition.map { row[$0] })
    }
}
