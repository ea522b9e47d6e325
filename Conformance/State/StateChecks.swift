internal import HoldfastCore

extension Check {
    static let stateChecks = [
        Check(
            "kv.set.roundtrip", .core, .sequential, kills: ["M162"],
            contract: "set/get returns the bytes",
            why: "State is what a run remembers.",
            hint: "Bytes are bytes."
        ) { c in
            let state = try await state(c)
            try await state.set("k", Payload(bytes: Array(0...255)))
            let value = try c.need(try await state.get("k"), "the value")
            try c.expect(value.content.bytes, Array(0...255), "the bytes")
            try c.expect(value.revision, 1, "the revision")
            try c.expect([value.updatedAt, value.expiresAt], [c.time.now, nil], "times")
            try c.expect(try await state.has("k"), true, "whether it is there")
        },
        Check(
            "kv.set.overwrite", .core, .sequential, kills: ["M154"],
            contract: "set replaces value and TTL together",
            why: "A new value under an old time to live is gone too early.",
            hint: "One write for both."
        ) { c in
            let state = try await state(c)
            try await state.set("k", Payload(text: "1"), timeToLive: .seconds(1))
            try await state.set("k", Payload(text: "2"), timeToLive: .seconds(9))
            let value = try c.need(try await state.get("k"), "the value")
            try c.expect(value.content, Payload(text: "2"), "the content")
            try c.expect(value.revision, 2, "the revision")
            try c.expect(value.expiresAt, c.time.now.advanced(by: .seconds(9)), "the end")
        },
        Check(
            "kv.get.missing", .core, .sequential, kills: ["M155"],
            contract: "a missing key is nil",
            why: "Asking for what is not there is no fault.",
            hint: "No error, no empty value."
        ) { c in
            let state = try await state(c)
            try c.expect(try await state.get("k"), nil, "a missing key")
            try c.expect(try await state.has("k"), false, "whether it is there")
        },
        Check(
            "kv.delete.missing", .core, .sequential, kills: ["M28"],
            contract: "deleting a missing or expired key returns false and changes nothing",
            why: "Deleting twice is what a repeated request does.",
            hint: "What is expired is absent."
        ) { c in
            let state = try await state(c)
            try c.expect(try await state.delete("k"), false, "a missing key")
            try await state.set("k", Payload(text: "1"), timeToLive: .seconds(1))
            c.time.move(by: .seconds(1))
            try c.expect(try await state.delete("k"), false, "an expired key")
        },
        Check(
            "kv.delete.then-get", .core, .sequential, kills: ["M156"],
            contract: "a deleted key is gone from get, list and count",
            why: "What was deleted must not be seen again.",
            hint: "Delete the row."
        ) { c in
            let state = try await state(c)
            for key in ["a", "b", "c"] { try await state.set(key, Payload(text: key)) }
            try c.expect(try await state.delete("b"), true, "deleting")
            try c.expect(try await state.get("b"), nil, "get")
            try c.expect(try await state.all().map(\.key), ["a", "c"], "list")
            try c.expect(try await state.count(), BoundedCount(value: 2, isExact: true), "count")
            try await state.set("b", Payload(text: "again"))
            try c.expect(try await state.get("b")?.revision, 1, "the revision of a new value")
        },
        Check(
            "kv.list.prefix", .core, .sequential, kills: ["M67", "M163"],
            contract: "prefix listing is literal and ordered by UTF-8 bytes",
            why: "A prefix that is read as a pattern lists what belongs to others.",
            hint: "Bounds by bytes: from the prefix to its successor."
        ) { c in
            let state = try await state(c)
            let keys = awkwardTexts.filter { !$0.isEmpty }.flatMap { [$0, $0 + "/x", "p" + $0] }
            for key in keys { try await state.set(key, Payload(bytes: [])) }
            for prefix in [""] + keys {
                let expected = keys.filter { Array($0.utf8).starts(with: Array(prefix.utf8)) }.sorted(
                    by: KeyOrder.isBefore)
                let found = try await state.list(prefix: prefix, limit: 1_000).items.map(\.key)
                try c.expect(found, expected, "keys that begin with \(prefix.debugDescription)")
                let counted = try await state.count(prefix: prefix)
                try c.expect(counted, BoundedCount(value: expected.count, isExact: true), "how many there are")
            }
            // Only `*` means anything else than itself.
            for ending in ["/x", "%", "_"] {
                let expected = keys.filter { Array($0.utf8.suffix(ending.utf8.count)) == Array(ending.utf8) }
                let found = try await state.list(matching: "*" + ending, limit: 1_000).items.map(\.key)
                try c.expect(found, expected.sorted(by: KeyOrder.isBefore), "keys that match *\(ending)")
            }
        },
        Check(
            "kv.list.walk", .core, .generated, kills: ["M68"],
            contract: "paged listing yields each key once",
            why: "A copy that skips a key is not a copy.",
            hint: "Seek past the last key."
        ) { c in
            let state = try await state(c)
            let keys = (0..<25).map { "k\($0 + 10)" }
            for key in keys { try await state.set(key, Payload(text: key)) }
            for limit in [1, 2, 5, 24, 25, 26] {
                var found: [String] = []
                var cursor: String?
                repeat {
                    let page = try await state.list(prefix: "k", limit: limit, cursor: cursor)
                    found += page.items.map(\.key)
                    cursor = page.next
                    try c.expect(found.count <= keys.count, true, "whether the walk ends")
                } while cursor != nil
                try c.expect(found, keys, "pages of \(limit)")
            }
            try await c.expect(.invalidArgument, "a page of none") { _ = try await state.list(limit: 0) }
        },
        Check(
            "kv.isolation.runs", .core, .sequential, kills: ["M157"],
            contract: "the same key in two runs is two values",
            why: "Every run counts its own attempts under the same name.",
            hint: "The life of the run is part of the key."
        ) { c in
            let store = try await c.store()
            let runs = [try await store.runs.create(NewRun("w")), try await store.runs.create(NewRun("w"))]
            for run in runs { try await store.state(of: run.incarnation).set("k", Payload(text: run.id.rawValue)) }
            for run in runs {
                let values = try await store.state(of: run.incarnation).all().map(\.content.text)
                try c.expect(values, [run.id.rawValue], "the state of \(run.id)")
            }
            let shared = [store.values, try store.values(in: "a"), try store.values(in: "b")]
            for (number, values) in shared.enumerated() { try await values.set("k", Payload(text: "\(number)")) }
            for (number, values) in shared.enumerated() {
                try c.expect(try await values.all().map(\.content.text), ["\(number)"], "values of the namespace")
            }
        },
        Check(
            "kv.cas.insert", .coordinated, .concurrent, kills: ["M158"],
            contract: "compare-and-set from absent succeeds once",
            why: "It is how two workers agree on one value.",
            hint: "Insert, and let the key decide."
        ) { c in
            let stores = [try await c.store(), try await c.store()]
            let life = try await stores[0].runs.create(NewRun("w")).incarnation
            for round in 0..<10 {
                let results = await c.race(8) { n in
                    try await stores[n % 2].state(of: life).compareAndSet(
                        "k\(round)", expected: nil, Payload(text: "\(n)"))
                }
                let won = try results.map { try $0.get() }
                try c.expect(won.count { $0 }, 1, "winners of round \(round)")
                let stored = try await stores[1].state(of: life).get("k\(round)")?.content.text
                try c.expect(stored, won.firstIndex(of: true).map { "\($0)" }, "the winner's value")
            }
        },
        Check(
            "kv.cas.mismatch", .core, .sequential, kills: ["M180"],
            contract: "CAS with wrong expected bytes changes nothing",
            why: "A change that was decided on an old value must not happen.",
            hint: "Compare the bytes, then write under the revision that was read."
        ) { c in
            let state = try await state(c)
            try await state.set("k", Payload(text: "1"))
            for expected in [nil, Payload(text: "2"), Payload(bytes: []), Payload(text: "1 ")] {
                let won = try await state.compareAndSet("k", expected: expected, Payload(text: "x"))
                try c.expect(won, false, "expecting \(expected?.text ?? "nothing")")
            }
            try c.expect(
                try await state.compareAndSet("none", expected: Payload(bytes: []), Payload(text: "x")), false,
                "absent is not empty")
            try c.expect(try await state.all().map(\.content.text), ["1"], "the values")
            try c.expect(
                try await state.compareAndSet("k", expected: Payload(text: "1"), Payload(text: "2")), true,
                "as expected")
            try c.expect(try await state.get("k")?.content.text, "2", "the value")
        },
    ]

    /// The state of a new run.
    static func state(_ c: CheckContext) async throws -> StateValues {
        let store = try await c.store()
        return store.state(of: try await store.runs.create(NewRun("w")).incarnation)
    }
}
