internal import HoldfastCore

extension Check {
    static let textChecks = [
        Check(
            "zoo.nul", .core, .sequential, kills: ["M19"],
            contract: "bytes with U+0000 survive; ids, names and keys holding it are refused with .invalidArgument",
            why: "A text that is cut at a zero byte is another text.",
            hint: "Bind lengths; refuse U+0000 in what is a key."
        ) { c in
            let store = try await c.store()
            let bytes: [UInt8] = [0, 65, 0, 0, 66, 0]
            try await keep(c, store, "nul", Payload(bytes: bytes))
            let bad = "a\u{0}b"
            try await c.expect(.invalidArgument, "a run id") {
                try await store.runs.create(NewRun("w", id: RunID(bad)))
            }
            try await c.expect(.invalidArgument, "a workflow") { try await store.runs.create(NewRun(bad)) }
            try await c.expect(.invalidArgument, "a queue") {
                var new = NewRun("w")
                new.queue = QueueName(bad)
                try await store.runs.create(new)
            }
            try await c.expect(.invalidArgument, "a tag") {
                var new = NewRun("w")
                new.tags = [bad: "1"]
                try await store.runs.create(new)
            }
            let state = try await state(c)
            try await c.expect(.invalidArgument, "a state key") { try await state.set(bad, Payload(bytes: [])) }
            try await c.expect(.invalidArgument, "a state key to read") { _ = try await state.get(bad) }
        },
        Check(
            "zoo.unicode", .core, .sequential, kills: ["M129"],
            contract: "emoji ZWJ sequences, RTL, combining marks, astral planes survive as keys and values",
            why: "Names of people are keys.",
            hint: "UTF-8 all the way."
        ) { c in
            try await keys(
                c,
                ["👩‍👩‍👧‍👦", "🇩🇪", "שלום", "مرحبا", "a\u{0300}\u{0301}", "𝔘𝔫𝔦", "\u{10FFFF}", "\u{10FFFE}", "漢字", "\u{200B}"])
        },
        Check(
            "zoo.normal-form", .core, .sequential, kills: ["M22"],
            contract: "NFC and NFD of one string are two different keys and both round-trip",
            why: "Backends disagree on whether they are equal, so they must not be.",
            hint: "Compare bytes; a Swift String as a dictionary key does not."
        ) { c in try await keys(c, ["é", "e\u{301}", "Å", "A\u{30A}", "\u{212B}", "ﬁ", "fi"]) },
        Check(
            "zoo.case", .core, .sequential, kills: ["M21"],
            contract: "keys differing only in case are different",
            why: "A collation that folds case merges two runs.",
            hint: "Binary collation."
        ) { c in try await keys(c, ["key", "KEY", "Key", "straße", "STRASSE", "ı", "i", "I", "İ"]) },
        Check(
            "zoo.whitespace", .core, .sequential, kills: ["M118"],
            contract: "leading/trailing spaces, tabs and newlines survive in keys and values",
            why: "Some databases pad or trim, and so make two keys one.",
            hint: "No fixed-width text types."
        ) { c in try await keys(c, ["a", " a", "a ", "a  ", "\ta", "a\n", "\r\n", " ", "  ", "\u{A0}"]) },
        Check(
            "zoo.sql", .core, .sequential, kills: ["M130"],
            contract: "quotes, comments, semicolons and LIKE wildcards survive as data",
            why: "What is read as a statement is executed.",
            hint: "Bind every value."
        ) { c in
            try await keys(
                c,
                [
                    "'", "''", "\"", "`", "--", "/*", ";", "%", "_", "\\", "\\'", "a$1", "?1", ":a", "@p",
                    "'; DROP TABLE workflow_runs; --",
                ])
        },
        Check(
            "zoo.weird-keys", .core, .sequential, kills: ["M127", "M128"],
            contract: "slashes, .., `#`, `?`, percent signs, keys of the declared maximum (512 bytes)",
            why: "Keys become paths and addresses in some stores.",
            hint: "Encode for the place, decode on the way back."
        ) { c in
            let longest = String(repeating: "k", count: 512)
            try await keys(
                c,
                [
                    "/", "a/b", "..", "../..", ".", "#", "?", "%2F", "%", "&=", "a:b", "{}", "[0]", "null", "0", "-1",
                    "NaN", longest,
                    String(repeating: "k", count: 511) + "x", String(repeating: "é", count: 256),
                ])
            let store = try await c.store()
            try await c.expect(.limitExceeded, "a run id of 513 bytes") {
                try await store.runs.create(NewRun("w", id: RunID(longest + "k")))
            }
            let state = try await state(c)
            try await c.expect(.limitExceeded, "a state key of 513 bytes") {
                try await state.set(longest + "k", Payload(bytes: []))
            }
        },
    ]

    /// Stores each text as a run id, a tag, a step key and a state key, and finds each again under its own.
    private static func keys(_ c: CheckContext, _ texts: [String]) async throws {
        let store = try await c.store()
        var lease = try await c.running(store, "host for the steps")
        let state = store.state(of: lease.incarnation)
        for (n, text) in texts.enumerated() {
            var new = NewRun("w", id: RunID(text), input: Payload(text: text))
            new.tags = [text: "tag \(n)"]
            new.attributes = [text: .string(text)]
            let name = text.debugDescription
            try await c.answer("the run \(name) beside others") { [new] in try await store.runs.create(new) }
            try await state.set(text, Payload(text: text))
            lease = try await c.commit(store, StepRecord(key: text, position: n, output: Payload(text: text)), lease)
        }
        try await c.settle()
        for (n, text) in texts.enumerated() {
            let name = text.debugDescription
            let run = try await store.runs.get(RunID(text))
            try c.expect(Array(run.id.rawValue.utf8), Array(text.utf8), "the run id \(name)")
            try c.expect(run.input, Payload(text: text), "the input of \(name)")
            try c.expect(run.attributes.first.map { Array($0.key.utf8) }, Array(text.utf8), "the attribute \(name)")
            var query = RunQuery()
            query.filter.tags = [text: "tag \(n)"]
            try c.expect(try await store.runs.list(query).items.map(\.id), [RunID(text)], "the tag \(name)")
            try c.expect(try await state.get(text)?.content, Payload(text: text), "the state \(name)")
            try c.expect(
                try await store.steps.output("host for the steps", step: text), Payload(text: text), "the step \(name)")
        }
        try c.expect(try await state.all().count, texts.count, "different state keys")
    }

    /// Stores the payload in every place that takes one, and reads it again.
    static func keep(_ c: CheckContext, _ store: Store, _ name: String, _ payload: Payload) async throws {
        var new = NewRun("w", id: RunID(name), input: payload)
        new.context = payload
        let life = try await store.runs.create(new).incarnation
        var lease = try await c.claim(store, RunID(name))
        var step = StepRecord(key: "s", position: 1, output: payload)
        lease = try await c.commit(store, step, lease)
        step = StepRecord(key: "t", position: 2)
        step.status = .failed
        step.failure = Failure(code: "c", message: "m", details: payload)
        lease = try await c.commit(store, step, lease)
        try await store.state(of: life).set("k", payload)
        try await store.leases.complete(lease, output: payload)
        let run = try await store.runs.get(RunID(name))
        try c.expect(
            [run.input, run.output, run.workflowContext].map { $0 == payload }, [true, true, true],
            "run payloads, \(name)")
        try c.expect(try await store.steps.output(RunID(name), step: "s") == payload, true, "a step's output, \(name)")
        let details = try await store.steps.get(RunID(name), step: "t").failure?.details
        try c.expect(details == payload, true, "a failure's details, \(name)")
        try c.expect(try await store.state(of: life).get("k")?.content == payload, true, "state, \(name)")
    }
}
