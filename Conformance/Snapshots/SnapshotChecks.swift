internal import HoldfastCore

extension Check {
    static let snapshotChecks = [
        Check(
            "snapshots.save.roundtrip", .core, .sequential, kills: ["M410"],
            contract: "a saved snapshot loads byte for byte, with its revision and format version",
            why: "What is carried on with must be what was left.",
            hint: "Bytes are bytes; the format has a column of its own."
        ) { c in
            let snapshots = try await c.store().snapshots
            var revision: Int64?
            for (number, bytes) in [Array(0...255) as [UInt8], [], [9]].enumerated() {
                c.time.move(by: .seconds(1))
                let saved = try await snapshots.save(
                    "s", Payload(bytes: bytes), format: number + 3, replacing: revision)
                let stored = try c.need(try await snapshots.load("s"), "the snapshot")
                try c.expect(stored.content.bytes, bytes, "the bytes")
                try c.expect(stored.info, saved, "what the call said")
                try c.expect(saved.revision, Int64(number + 1), "the revision")
                try c.expect(saved.format, number + 3, "the format")
                try c.expect(saved.savedAt, c.time.now, "the time")
                revision = saved.revision
            }
            try c.expect(try await snapshots.exists("s"), true, "whether it is there")
            try await c.expect(.invalidArgument, "a format of none") {
                try await snapshots.save("t", Payload(bytes: []), format: 0)
            }
        },
        Check(
            "snapshots.load.missing", .core, .sequential, kills: ["M155"],
            contract: "an unknown snapshot is nil; exists is false; delete returns false",
            why: "A first start is no fault.",
            hint: "No error, no empty snapshot."
        ) { c in
            let snapshots = try await c.store().snapshots
            try c.expect(try await snapshots.load("none"), nil, "a missing snapshot")
            try c.expect(try await snapshots.load(Int.self, "none"), nil, "a missing value")
            try c.expect(try await snapshots.exists("none"), false, "whether it is there")
            try c.expect(try await snapshots.delete("none"), false, "deleting it")
        },
        Check(
            "snapshots.save.revision", .core, .sequential, kills: ["M411"],
            contract: "a save that names a stale revision throws .revisionConflict and keeps the stored snapshot",
            why: "Who carries on from an old state writes over what came since.",
            hint: "The revision is a condition of the write."
        ) { c in
            let snapshots = try await c.store().snapshots
            func text(_ text: String) -> Payload { Payload(text: text) }
            try await c.expect(.revisionConflict, "over what is not there") {
                try await snapshots.save("s", text("x"), replacing: 1)
            }
            try await snapshots.save("s", text("1"))
            try await snapshots.save("s", text("2"), format: 2, replacing: 1)
            let before = try await snapshots.load("s")
            for stale in [nil, 0, 1, 3] as [Int64?] {
                let error = try await c.expect(.revisionConflict, "over revision \(stale ?? 0)") {
                    try await snapshots.save("s", text("stale"), replacing: stale)
                }
                try c.expect(error.actual, "2", "the revision that the error tells")
                try c.expect(try await snapshots.load("s"), before, "what is stored")
            }
        },
        Check(
            "snapshots.save.race", .coordinated, .concurrent, kills: ["M412"],
            contract: "of N saves over one revision exactly one wins",
            why: "Two workers that both carry on must not both be told that they did.",
            hint: "Nothing may come between the test of the revision and the write."
        ) { c in
            let stores = [try await c.store(), try await c.store()]
            var revision: Int64?
            for round in 0..<10 {
                let expected = revision
                let results = await c.race(6) { n in
                    try await stores[n % 2].snapshots.save("s", Payload(text: "\(n)"), replacing: expected).revision
                }
                let winners = results.indices.filter { (try? results[$0].get()) != nil }
                try c.expect(winners.count, 1, "winners of round \(round)")
                try c.expect(results.count { $0.storeCode == .revisionConflict }, 5, "who heard of the other")
                let stored = try await stores[1].snapshots.load("s")
                try c.expect(stored?.content.text, "\(winners[0])", "the winner's content")
                revision = try results[winners[0]].get()
                try c.expect(revision, Int64(round + 1), "the revision")
            }
        },
        Check(
            "snapshots.delete", .core, .sequential, kills: ["M156"],
            contract: "a deleted snapshot is gone from load, exists and list; others stay",
            why: "What was deleted must not be carried on with.",
            hint: "Delete the row."
        ) { c in
            let store = try await c.store()
            let snapshots = store.snapshots
            for name in ["a", "b", "c"] { try await snapshots.save(name, Payload(text: name)) }
            try await store.values.set("b", Payload(text: "a value of the same name"))
            try c.expect(try await snapshots.delete("b"), true, "deleting")
            try c.expect(try await snapshots.load("b"), nil, "load")
            try c.expect(try await snapshots.exists("b"), false, "exists")
            try await c.settle()
            try c.expect(Set(try await snapshots.list().items.map(\.name)), ["a", "c"], "list")
            try c.expect(try await snapshots.load("a")?.content.text, "a", "another one")
            try c.expect(try await store.values.has("b"), true, "the value")
            try c.expect(try await snapshots.save("b", Payload(text: "new")).revision, 1, "the revision of a new one")
        },
        Check(
            "snapshots.list", .core, .generated, kills: ["M413"],
            contract: "list by literal prefix, newest first, 100 a page, visits each once",
            why: "What was saved last is what an operator looks for.",
            hint: "The index by time of change, from behind; the prefix by bytes."
        ) { c in
            let snapshots = try await c.store().snapshots
            let names = (0..<130).map { "a\($0 % 2)/\($0 + 100)" } + ["a%", "a_", "A0/1", "b"]
            for name in names {
                c.time.move(by: .milliseconds(1))
                try await snapshots.save(name, Payload(text: name))
            }
            c.time.move(by: .milliseconds(1))
            try await snapshots.save("a0/100", Payload(text: "again"), replacing: 1)
            try await c.settle()
            let newest = ["a0/100"] + names.dropFirst().reversed()
            try c.expect(try await snapshots.list().items.count, 100, "a page where nothing is said")
            for prefix in ["", "a", "a0/", "a%", "a_", "none"] {
                for limit in [7, 100, 200] {
                    var found: [String] = []
                    var cursor: String?
                    repeat {
                        let page = try await snapshots.list(prefix: prefix, limit: limit, cursor: cursor)
                        found += page.items.map(\.name)
                        cursor = page.next
                        try c.expect(found.count <= names.count, true, "whether the walk ends")
                    } while cursor != nil
                    try c.expect(found, newest.filter { $0.hasPrefix(prefix) }, "\(prefix) in pages of \(limit)")
                }
            }
        },
    ]
}
