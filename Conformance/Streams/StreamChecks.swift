internal import HoldfastCore

extension Check {
    static let streamChecks = [
        Check(
            "streams.append.order", .complete, .sequential, kills: ["M399"],
            contract: "chunks read back in append order, byte-exact",
            why: "A text whose parts come in another order is another text.",
            hint: "The index is part of the key."
        ) { c in
            let stream = try await stream(c)
            let chunks = (0..<15).map { Payload(bytes: Array(repeating: UInt8($0 * 17), count: $0 * 40) + [0, 255]) }
            try c.expect(try await stream.append(chunks[0]), 0, "the first index")
            try c.expect(try await stream.append(contentsOf: Array(chunks[1..<9])), 1, "the first index of many")
            try c.expect(try await stream.append(contentsOf: []), 9, "where nothing would be appended")
            try c.expect(try await stream.append(contentsOf: Array(chunks[9...])), 9, "the first index of the rest")
            let page = try await stream.read()
            try c.expect(page.chunks.map(\.content), chunks, "the chunks")
            try c.expect(page.chunks.map(\.index), (0..<15).map { Int64($0) }, "their indexes")
            try c.expect([page.next, page.isDone ? 1 : 0], [15, 0], "where to read on, and whether it is done")
            let many = Array(repeating: chunks[0], count: Streams.maximumBatch + 1)
            try await c.expect(.limitExceeded, "more than a commit holds") { try await stream.append(contentsOf: many) }
            try c.expect(try await stream.info().tailIndex, 14, "the tail after that")
        },
        Check(
            "streams.append.closed", .complete, .sequential, kills: ["M401"],
            contract: "append after close throws .closed",
            why: "Who has read to the end does not come back for what follows it.",
            hint: "That the stream is open is a condition of the commit."
        ) { c in
            let store = try await c.store()
            let lease = try await c.running(store, "r")
            let (stream, owned) = (store.streams.named("s", of: "r"), store.streams.named("s", lease: lease))
            try await owned.append(Payload(text: "a"))
            // Another handle closes it between the reading and the commit.
            let late = try await c.store(writingAfter: { try await stream.close() })
            for (name, writer) in [("late", late.streams.named("s", of: "r")), ("any", stream), ("owner", owned)] {
                try await c.expect(.closed, "the \(name) writer") { try await writer.append(Payload(text: "b")) }
            }
            try await stream.close()
            try await owned.close()
            try c.expect(try await stream.info(), try await owned.info(), "the stream")
            try c.expect(try await stream.read().chunks.map(\.content.text), ["a"], "what was written")
            try await store.streams.named("never", of: "r").close()
            let never = try await store.streams.named("never", of: "r").read()
            try c.expect([never.chunks.count, never.isDone ? 1 : 0], [0, 1], "one that was closed before it began")
            c.time.move(by: lease.duration)
            _ = try await c.claim(store, "r", owner: "other")
            try await c.expect(.fenced, "an owner that is gone") { try await owned.append(Payload(text: "c")) }
            try await c.expect(.fenced, "its close") { try await store.streams.named("t", lease: lease).close() }
        },
        Check(
            "streams.append.empty", .complete, .sequential, kills: ["M402"],
            contract: "an empty chunk is a chunk",
            why: "A program that writes a line for each event may have nothing to say.",
            hint: "Empty is not absent."
        ) { c in
            let stream = try await stream(c)
            let chunks = ["", "a", "", ""].map { Payload(text: $0) }
            try await stream.append(chunks[0])
            try await stream.append(contentsOf: Array(chunks[1...]))
            try c.expect(try await stream.read().chunks.map(\.content), chunks, "the chunks")
        },
        Check(
            "streams.read.from", .complete, .sequential, kills: ["M390", "M403"],
            contract: "read(from: n) starts exactly at n and stops at the first gap",
            why: "A reader that goes on where it stopped must neither repeat nor skip.",
            hint: "The index is the first sort column after the name."
        ) { c in
            let store = try await c.store()
            let life = try await store.runs.create(NewRun("w", id: "r")).incarnation
            let stream = store.streams.named("s", of: "r")
            try c.expect(try await stream.read(from: -3).chunks, [], "a stream that has not begun")
            try await stream.append(contentsOf: (0..<12).map { Payload(text: "\($0)") })
            for start in [0, 1, 11, 12, 40, -1, -3, -12, -13, .min] as [Int64] {
                let first = start < 0 ? max(0, 12 &+ start) : start
                let expected = first < 12 ? (first..<12).map { $0 } : []
                let page = try await stream.read(from: start)
                try c.expect(page.chunks.map(\.index), expected, "chunks from \(start)")
                try c.expect(page.next, max(first, expected.isEmpty ? first : 12), "where to go on from \(start)")
            }
            var next: Int64 = 0
            for size in [5, 5, 5] {
                let page = try await stream.read(from: next, limit: size)
                try c.expect(page.chunks.map(\.index), (next..<min(12, next + 5)).map { $0 }, "a page from \(next)")
                next = page.next
            }
            try await stream.close()
            try c.expect(try await stream.read(limit: 11).isDone, false, "before the last chunk")
            try c.expect(try await stream.read(limit: 12).isDone, true, "at the last chunk")
            let beyond = try await stream.read(from: 99)
            try c.expect([beyond.chunks.count, beyond.isDone ? 1 : 0], [0, 1], "beyond the end of a closed stream")
            let hole = Key(ChunkTable.table, .text(c.place.id), .text(life.rawValue), .text("s"), .int(7))
            try c.expect(await store.backend.verdict(.delete(hole)), .done, "whether chunk 7 was taken away")
            let page = try await stream.read(from: 5)
            try c.expect(page.chunks.map(\.index), [5, 6], "up to the gap")
            try c.expect([page.next, page.isDone ? 1 : 0], [7, 0], "where to go on")
            try await c.expect(.invalidArgument, "a page of none") { _ = try await stream.read(limit: 0) }
            let unknown = store.streams.named("s", of: "none")
            try await c.expect(.notFound, "a stream of an unknown run") { _ = try await unknown.read() }
            try await c.expect(.notFound, "writing to it") { try await unknown.append(Payload(text: "x")) }
        },
        Check(
            "streams.names", .complete, .sequential, kills: ["M405"],
            contract: "streams of one run are independent; listing returns each name once",
            why: "The log of one tool must not hold the lines of another.",
            hint: "The name is part of the key of a chunk."
        ) { c in
            let store = try await c.store()
            for id in ["r", "s"] as [RunID] { try await store.runs.create(NewRun("w", id: id)) }
            let names = (awkwardTexts.filter { !$0.isEmpty } + ["s", "s1", "s10"]).sorted(by: KeyOrder.isBefore)
            for (number, name) in names.enumerated() {
                for turn in 0...number % 3 {
                    try await store.streams.named(name, of: "r").append(Payload(text: "\(number) \(turn)"))
                }
            }
            try await store.streams.named("s", of: "s").append(Payload(text: "another run's"))
            for (number, name) in names.enumerated() {
                let found = try await store.streams.named(name, of: "r").read().chunks.map(\.content.text)
                try c.expect(
                    found, (0...number % 3).map { "\(number) \($0)" }, "the chunks of \(name.debugDescription)")
            }
            for limit in [1, 3, 1_000] {
                var found: [StreamInfo] = []
                var cursor: String?
                repeat {
                    let page = try await store.streams.list(of: "r", limit: limit, cursor: cursor)
                    found += page.items
                    cursor = page.next
                } while cursor != nil
                try c.expect(found.map(\.name), names, "names in pages of \(limit)")
                let tails = names.indices.map { Int64($0 % 3) }
                try c.expect(found.map(\.tailIndex), tails, "tails in pages of \(limit)")
            }
            try c.expect(try await store.streams.list(of: "s").items.map(\.name), ["s"], "the other run's streams")
            try await c.expect(.notFound, "streams of an unknown run") { _ = try await store.streams.list(of: "none") }
        },
        Check(
            "streams.boundaries", .complete, .sequential, kills: ["M406"],
            contract: "chunk boundaries are preserved (no merge, no split)",
            why: "A reader that parses chunk by chunk gets half a message.",
            hint: "A row for each chunk."
        ) { c in
            let stream = try await stream(c)
            let sizes = [1, 1, 0, 70_000, 3, 17_000, 65_536, 65_537, 2]
            for size in sizes { try await stream.append(Payload(bytes: Array(repeating: 7, count: size))) }
            try await stream.append(contentsOf: sizes.map { Payload(bytes: Array(repeating: 8, count: $0)) })
            let found = try await stream.read().chunks.map(\.content.count)
            try c.expect(found, sizes + sizes, "the sizes of the chunks")
        },
        Check(
            "streams.reread", .complete, .sequential, kills: ["M407"],
            contract: "a closed stream can be read any number of times",
            why: "A stream is a record, and no pipe.",
            hint: "Reading writes nothing."
        ) { c in
            let stream = try await stream(c)
            try await stream.append(contentsOf: (0..<9).map { Payload(text: "\($0)") })
            try await stream.close()
            let first = try await stream.read()
            try c.expect([first.chunks.count, first.isDone ? 1 : 0], [9, 1], "the first reading")
            for turn in 2...4 {
                try c.expect(try await stream.read(), first, "reading \(turn)")
                let followed = try await stream.follow().reduce(into: []) { $0.append($1) }
                try c.expect(followed, first.chunks, "following, \(turn)")
            }
        },
        Check(
            "streams.big", .complete, .sequential, kills: ["M408"],
            contract: "10,000 chunks and one 1 MiB chunk round-trip",
            why: "What a model says in an hour is a long stream.",
            hint: "Find the end by the stream's row, and not by its chunks."
        ) { c in
            let stream = try await stream(c)
            func chunk(_ number: Int) -> Payload { Payload(text: "chunk \(number)") }
            for start in stride(from: 0, to: 10_000, by: 50) {
                try await stream.append(contentsOf: (start..<start + 50).map { chunk($0) })
            }
            let large = Payload(bytes: (0..<1 << 20).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) })
            try await stream.append(large)
            try await stream.close()
            var found = 0
            var page = try await stream.read(limit: 1_000)
            while !page.chunks.isEmpty {
                for chunk in page.chunks {
                    let isSame = chunk.content == (found < 10_000 ? Payload(text: "chunk \(found)") : large)
                    try c.expect(isSame, true, "whether chunk \(found) is what was appended")
                    found += 1
                }
                page = try await stream.read(from: page.next, limit: 1_000)
            }
            try c.expect(found, 10_001, "chunks")
            try c.expect(try await stream.read(from: -1).chunks.map(\.content.count), [1 << 20], "the last one")
        },
    ]

    /// The stream `s` of a new run.
    static func stream(_ c: CheckContext) async throws -> RunStream {
        let store = try await c.store()
        try await store.runs.create(NewRun("w", id: "r"))
        return store.streams.named("s", of: "r")
    }
}
