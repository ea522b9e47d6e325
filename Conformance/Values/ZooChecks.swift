internal import HoldfastCore

extension Check {
    static let zooChecks = [
        Check(
            "zoo.empty", .core, .sequential, kills: ["M20"],
            contract: "empty bytes and empty text as values; an empty key is .invalidArgument",
            why: "Empty and absent are two answers.",
            hint: "Bind empty blobs as blobs."
        ) { c in
            let store = try await c.store()
            try await keep(c, store, "empty", Payload(bytes: []))
            var new = NewRun("w", id: "texts")
            new.attributes = ["a": .string("")]
            new.metadata = ["m": .array([]), "o": .object([:])]
            try await store.runs.create(new)
            let run = try await store.runs.get("texts")
            try c.expect(run.attributes, new.attributes, "attributes")
            try c.expect(run.metadata, new.metadata, "metadata")
            try await c.expect(.invalidArgument, "an empty run id") { try await store.runs.create(NewRun("w", id: "")) }
            try await c.expect(.invalidArgument, "an empty workflow") { try await store.runs.create(NewRun("")) }
            let state = try await state(c)
            try await c.expect(.invalidArgument, "an empty key") { try await state.set("", Payload(bytes: [])) }
        },
        Check(
            "zoo.binary", .core, .sequential, kills: ["M19", "M124"],
            contract: "all 256 byte values, and invalid UTF-8",
            why: "Users store images.",
            hint: "No step on the way takes bytes for text."
        ) { c in
            let store = try await c.store()
            let payloads: [[UInt8]] = [
                Array(0...255), (0...255).reversed(), [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80],
                [0xF8, 0x88, 0x80, 0x80, 0x80],
            ]
            for (n, bytes) in payloads.enumerated() { try await keep(c, store, "b\(n)", Payload(bytes: bytes)) }
        },
        Check(
            "zoo.int-extremes", .core, .sequential, kills: ["M18"],
            contract: "Int64.min/max, 2^53+-1 (no trip through Double)",
            why: "An id that is rounded is another id.",
            hint: "Parse integers as integers."
        ) { c in
            let ints: [Int64] = [
                .min, .min + 1, -(1 << 53) - 1, -(1 << 53), 0, (1 << 53) - 1, 1 << 53, (1 << 53) + 1, .max - 1, .max,
            ]
            try await members(c, ints.map { .int($0) })
        },
        Check(
            "zoo.doubles", .core, .sequential, kills: ["M120"],
            contract: "smallest subnormal, max, 0.1 survive; NaN and Inf are refused before any write",
            why: "A metric that is no number breaks every sum.",
            hint: "Write the shortest text that reads back the same."
        ) { c in
            let store = try await c.store()
            let doubles: [Double] = [.leastNonzeroMagnitude, .greatestFiniteMagnitude, 0.1, 1 / 3, -1e-300, 1e22, 0.5]
            try await members(c, doubles.map { .double($0) })
            for bad in [Double.nan, .infinity, -.infinity] {
                try await c.expect(.invalidArgument, "\(bad)") {
                    var new = NewRun("w", id: "bad")
                    new.attributes = ["a": .array([.double(bad)])]
                    try await store.runs.create(new)
                }
                try await c.expect(.notFound, "the run of \(bad)") { _ = try await store.runs.get("bad") }
            }
        },
        Check(
            "zoo.dates", .core, .sequential, kills: ["M17", "M122"],
            contract: "epoch, negative, year 9999, leap second neighbour: exact",
            why: "A date before 1970 is a birthday.",
            hint: "Int64 microseconds, signed."
        ) { c in
            let store = try await c.store()
            let moments: [Int64] = [
                0, -1, 1, -62_135_596_800_000_000, 253_402_300_799_999_999, 1_483_228_799_999_999,
                1_483_228_800_000_000, .min, .max,
            ]
            for (n, moment) in moments.enumerated() {
                var new = NewRun("w", id: RunID("r\(n)"))
                new.deadlineAt = Timestamp(microseconds: moment)
                try await store.runs.create(new)
                try c.expect(try await store.runs.get(RunID("r\(n)")).deadlineAt, new.deadlineAt, "\(moment)")
            }
        },
        Check(
            "zoo.date-precision", .core, .time, kills: ["M17"],
            contract: "times differing by 1 us stay different and ordered",
            why: "Runs of one millisecond would have no order.",
            hint: "Int64 microseconds."
        ) { c in
            let store = try await c.store()
            // The ids run the other way, so that only the times can give the order.
            let ids = (10..<22).reversed().map { RunID("r\($0)") }
            for id in ids {
                c.time.move(by: .microseconds(1))
                try await store.runs.create(NewRun("w", id: id))
            }
            try await c.settle()
            let listed = try await store.runs.list().items
            try c.expect(Set(listed.map(\.createdAt)).count, 12, "different times")
            try c.expect(listed.map(\.id), ids.reversed(), "their order")
        },
        Check(
            "zoo.json-order", .core, .sequential, kills: ["M125"],
            contract: "JSON object with 1,000 keys, nesting 100, look-alike keys",
            why: "Metadata is what users make it.",
            hint: "Keys are bytes; nesting is bounded by memory only."
        ) { c in
            var deep = JSONValue.int(1)
            for _ in 0..<100 { deep = .array([deep]) }
            var wide: [String: JSONValue] = [:]
            for n in 0..<1_000 { wide["k\(n)"] = .int(Int64(n)) }
            try await members(
                c, [deep, .object(wide), .object(["a": .int(1), "A": .int(2), " a": .int(3), "a ": .null])])
        },
        Check(
            "zoo.json-text", .core, .sequential, kills: ["M126"],
            contract: "a string that looks like JSON, a number, \"null\", \"true\", a date",
            why: "What is parsed twice changes its type.",
            hint: "Encode once, decode once."
        ) { c in
            let texts = [
                "{}", "[1]", "1", "1e3", "null", "true", "2026-01-01", "2026-01-01T00:00:00Z", "\"quoted\"", "\\u0041",
                "\u{2028}", "\u{1}\u{1F}",
            ]
            try await members(c, texts.map { .string($0) })
        },
    ]

    /// Stores the values as attributes and as metadata, alone and within others.
    private static func members(_ c: CheckContext, _ values: [JSONValue]) async throws {
        let store = try await c.store()
        for (n, value) in values.enumerated() {
            var new = NewRun("w", id: RunID("v\(n)"))
            new.attributes = ["a": value]
            new.metadata = ["m": .object(["list": .array([value, .null, value])])]
            try await store.runs.create(new)
            let run = try await store.runs.get(RunID("v\(n)"))
            try c.expect(run.attributes, new.attributes, "value \(n) as an attribute")
            try c.expect(run.metadata, new.metadata, "value \(n) within metadata")
        }
        try await c.settle()
        for (n, value) in values.enumerated() {
            var query = RunQuery()
            query.filter.attributes = ["a": value]
            let found = try await store.runs.list(query).items.map(\.id)
            try c.expect(found, [RunID("v\(n)")], "the run found by value \(n)")
        }
    }
}
