internal import HoldfastCore

extension Check {
    static let metaChecks = [
        meta(
            "meta.equals", kills: ["M553"], contract: "equality on a top-level key selects exactly",
            why: "A filter that shows other people's orders is a leak.",
            stored: [["a": 1], ["a": 2], ["b": 1], [:], ["a": 1, "b": 2]],
            cases: [(["a": 1], [0, 4]), (["a": 2], [1]), (["b": 1], [2]), (["c": 1], []), ([:], [0, 1, 2, 3, 4])]),
        meta(
            "meta.nested", kills: ["M548"], contract: "nested containment selects exactly",
            why: "Metadata is a document, not a list of words.",
            stored: [
                ["a": ["b": 1, "c": ["d": 2]]], ["a": ["b": 1]], ["a": 1], ["b": 1], ["a": ["c": ["d": 3]]],
            ],
            cases: [
                (["a": ["b": 1]], [0, 1]), (["a": ["c": ["d": 2]]], [0]), (["a": ["c": [:]]], [0, 4]),
                (["a": [:]], [0, 1, 4]), (["b": 1], [3]), (["a": 1], [2]),
            ]),
        meta(
            "meta.types", kills: ["M53"], contract: "1, \"1\", true, 1.0 and null are distinct",
            why: "The text \"1\" is an order number, and the number 1 a quantity.",
            stored: [["k": 1], ["k": "1"], ["k": true], ["k": 1.0], ["k": .null], ["k": "true"], ["k": "null"]],
            cases: [
                (["k": 1], [0]), (["k": "1"], [1]), (["k": true], [2]), (["k": 1.0], [3]), (["k": .null], [4]),
                (["k": "true"], [5]), (["k": "null"], [6]), (["k": false], []), (["k": 0], []),
            ]),
        meta(
            "meta.missing-vs-null", kills: ["M550"], contract: "a missing key is not null",
            why: "Not known and known to be none are two answers.",
            stored: [["k": .null], [:], ["k": ["n": .null]], ["k": [:]]],
            cases: [(["k": .null], [0]), (["k": ["n": .null]], [2]), (["k": [:]], [2, 3])]),
        meta(
            "meta.arrays", kills: ["M549"],
            contract: "an array condition matches if each wanted element occurs, in any order",
            why: "A list of labels has no order.",
            stored: [
                ["a": [1, 2, 3]], ["a": [3]], ["a": []], ["a": 1], ["a": [["x": 1, "y": 2], "1"]], ["a": [1, 1]],
            ],
            cases: [
                (["a": [3, 1]], [0]), (["a": [3]], [0, 1]), (["a": []], [0, 1, 2, 4, 5]), (["a": 1], [3]),
                (["a": [["x": 1]]], [4]), (["a": ["1"]], [4]), (["a": [1, 1]], [0, 5]), (["a": [4]], []),
            ]),
        meta(
            "meta.keys-literal", kills: ["M548"],
            contract: "keys with dots, quotes, brackets, `$` are literal, not paths",
            why: "Keys come from other people's systems.",
            stored: [
                ["a.b": 1], ["a": ["b": 1]], ["a[0]": 1], ["a": [1]], ["q\"'": 1], ["a": ["$b": 1]], ["x$": 1],
                ["\u{e9}": 1], ["e\u{301}": 1], ["A": 1],
            ],
            cases: [
                (["a.b": 1], [0]), (["a": ["b": 1]], [1]), (["a[0]": 1], [2]), (["a": [1]], [3]), (["q\"'": 1], [4]),
                (["a": ["$b": 1]], [5]), (["x$": 1], [6]), (["\u{e9}": 1], [7]), (["e\u{301}": 1], [8]), (["a": 1], []),
            ]),
        meta(
            "meta.injection", kills: ["M553"], contract: "hostile keys and values cannot alter the query",
            why: "Filters are typed in by strangers.",
            stored: [
                ["' OR 1=1 --": 1], ["k": "' OR '1'='1"], ["k": "%"], ["k": "\\"], ["k\"}": "{"], ["k": "_"],
                ["k": "x"],
            ],
            cases: [
                (["' OR 1=1 --": 1], [0]), (["k": "' OR '1'='1"], [1]), (["k": "%"], [2]), (["k": "\\"], [3]),
                (["k\"}": "{"], [4]), (["k": "_"], [5]), (["k": "' OR 1=1 --"], []),
            ]),
        Check(
            "meta.and", .complete, .generated,
            contract: "several conditions combine with AND",
            why: "Who asks for open orders of one customer wants neither all open ones nor all of hers.",
            hint: "Every key of the filter must be there."
        ) { c in
            var random = SeededRandom(seed: c.seed)
            let store = try await c.store()
            func some() -> [String: JSONValue] {
                var content: [String: JSONValue] = [:]
                for key in ["a", "b", "c"] where random.once(in: 2) {
                    content[key] = .int(Int64(random.number(below: 2)))
                }
                return content
            }
            let stored = (0..<30).map { _ in some() }
            try await create(c, store, stored)
            for _ in 0..<20 {
                var filter = RunFilter()
                filter.metadata = some()
                let isPending = random.once(in: 2)
                if isPending { filter.statuses = [.pending] }
                let expected = stored.indices.filter { n in
                    filter.metadata.allSatisfy { stored[n][$0.key] == $0.value }
                }
                try c.expect(try await found(c, store, filter), expected, "runs with \(filter.metadata)")
                try c.expect(try await store.runs.count(filter).value, expected.count, "their count")
            }
        },
        Check(
            "meta.updated", .complete, .sequential, kills: ["M551"],
            contract: "filters see updated metadata at once",
            why: "What was marked as done must not come up again.",
            hint: "Filter the row, not a copy."
        ) { c in
            let store = try await c.store()
            try await create(c, store, [["k": 1, "l": ["m": 1]], ["k": 1]])
            var patch = RunPatch()
            patch.metadata = ["k": .int(2), "n": JSONValue.null]
            patch.metadata["l"] = .some(nil)
            try await store.runs.update("r10", revision: 1, patch)
            try await c.settle()
            let cases: [([String: JSONValue], [Int])] = [
                (["k": 1], [1]), (["k": 2], [0]), (["l": [:]], []), (["n": .null], [0]),
            ]
            for (metadata, expected) in cases {
                var filter = RunFilter()
                filter.metadata = metadata
                try c.expect(try await found(c, store, filter), expected, "runs with \(metadata)")
            }
        },
        Check(
            "meta.walk", .complete, .generated, kills: ["M15"],
            contract: "filtered pagination is exact",
            why: "Who pages through a filtered list trusts that it is all.",
            hint: "Filter first, then cut the page."
        ) { c in
            let store = try await c.store()
            let rows = (0..<1_200).map { n in
                var row = c.row(RunTable.table, [RunTable.runID: .text("r\(n + 10_000)")])
                row[RunTable.format] = .int(1)
                row[RunTable.status] = .text("completed")
                row[RunTable.createdAt] = .int(Int64(n / 7))
                row[RunTable.metadata] = .text(n % 3 == 0 ? "{\"k\":1}" : "{\"k\":2}")
                return row
            }
            try await c.insert(rows, into: store.backend)
            try await c.settle()
            for limit in [7, 100, 399, 400, 1_000] {
                var query = RunQuery()
                query.filter.metadata = ["k": 1]
                query.limit = limit
                let ids = try await c.walk(store, query)
                try c.expect(ids.count, 400, "runs in pages of \(limit)")
                try c.expect(Set(ids).count, 400, "different ones")
            }
        },
    ]

    /// A check of filters over runs with this metadata, by their numbers.
    private static func meta(
        _ id: String, kills: [String], contract: String, why: String, stored: [[String: JSONValue]],
        cases: [([String: JSONValue], [Int])]
    ) -> Check {
        Check(
            id, .complete, .sequential, kills: kills, contract: contract, why: why,
            hint: "One function of Core decides, over the stored JSON."
        ) { c in
            let store = try await c.store()
            try await create(c, store, stored)
            for (metadata, expected) in cases {
                var filter = RunFilter()
                filter.metadata = metadata
                try c.expect(
                    try await found(c, store, filter), expected, "runs with \(JSONValue.object(metadata).text)")
            }
        }
    }

    private static func create(_ c: CheckContext, _ store: Store, _ stored: [[String: JSONValue]]) async throws {
        for (n, metadata) in stored.enumerated() {
            var new = NewRun("w", id: RunID("r\(n + 10)"))
            new.metadata = metadata
            try await store.runs.create(new)
        }
        try await c.settle()
    }

    /// The numbers of the runs that pass.
    private static func found(_ c: CheckContext, _ store: Store, _ filter: RunFilter) async throws -> [Int] {
        var query = RunQuery(filter)
        query.oldestFirst = true
        return try await c.walk(store, query).map { (Int($0.rawValue.dropFirst()) ?? 0) - 10 }
    }
}
