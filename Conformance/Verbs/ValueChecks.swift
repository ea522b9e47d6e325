internal import HoldfastCore

extension Check {
    static let valueChecks = [
        Check(
            "verbs.types", .core, .generated, kills: ["M18", "M20", "M117", "M119", "M121"],
            contract: "every column type round-trips at its extremes; nil, empty and zero are distinct",
            why: "A store that changes what it is given corrupts results without an error.",
            hint: "Bind exactly: integers as 64 bits, doubles as their bits, text as UTF-8, no trimming, no folding."
        ) { c in
            let store = try await c.backend()
            let texts =
                awkwardTexts + ["'; DROP TABLE workflow_runs; --", "\u{FEFF}a", "a\r\n", "\u{1}\u{1F}", "\\0", "null"]
            let json = [
                "{}", "[]", "null", " { \"b\" : 1,\"a\":1.0, \"a\":2 }\n", "\"\\u0000\"", "1e400", "{\"é\":\"😀\"}",
            ]
            let ints: [Int64] = [.min, .min + 1, -(1 << 53) - 1, -1, 0, 1, (1 << 53) + 1, .max - 1, .max]
            let doubles: [Double] = [
                0, -0.0, 0.1, 1 / 3, .leastNonzeroMagnitude, .leastNormalMagnitude, .greatestFiniteMagnitude,
                -.greatestFiniteMagnitude,
                9_007_199_254_740_992, 1e22, 123_456_789.123_456_78,
            ]
            let bytes: [[UInt8]] = [
                [], [0], [0, 0], [255], Array(0...255), Array("text".utf8), Array(repeating: 0, count: 70_000),
            ]
            var rows: [Row] = []
            for n in 0..<26 {
                var row = c.row(
                    RunTable.table,
                    [
                        RunTable.runID: .text("r\(n + 10)"), RunTable.workflow: .text(texts[n % texts.count]),
                        RunTable.reason: n % 5 == 4 ? .null : .text(texts[(n * 3) % texts.count]),
                        RunTable.tags: n % 9 == 8 ? .null : .text(json[n % json.count]),
                        RunTable.fence: .int(ints[n % ints.count]),
                        RunTable.createdAt: .int(ints[(n + 4) % ints.count]),
                        RunTable.deadlineAt: n % 3 == 2 ? .null : .int(ints[(n + 2) % ints.count]),
                        RunTable.progress: .double(doubles[n % doubles.count]), RunTable.compensates: .bool(n % 2 == 1),
                    ])
                row[RunTable.inputDigest] = .bytes(bytes[n % bytes.count])
                rows.append(row)
            }
            try await c.insert(rows, into: store)
            let read = try await store.get(rows.map(\.key), .all)
            let scanned = try await store.walk(c.range(RunTable.table))
            for (n, row) in rows.enumerated() {
                for column in RunTable.table.columns {
                    let value = row.values[column.ordinal]
                    try c.expect(read[n].map { bits($0.values[column.ordinal]) }, bits(value), "\(column.name) by get")
                    try c.expect(bits(scanned[n].values[column.ordinal]), bits(value), "\(column.name) by scan")
                }
            }
            for (n, text) in texts.enumerated() {
                try c.expect(
                    await store.verdict(.insert(c.state(text, revision: Int64(n)))), .done,
                    "the key \(text.debugDescription)")
            }
            for (n, text) in texts.enumerated() {
                let found = try await store.row(c.stateKey(text))?[StateTable.revision]
                try c.expect(found, .int(Int64(n)), "the row of the key \(text.debugDescription)")
            }
            try await expectNullsApart(c, store)
            try await expectRefused(c, store)
        }
    ]

    /// No bytes and no value are two answers.
    private static func expectNullsApart(_ c: CheckContext, _ store: any StoreBackend) async throws {
        let outputs: [Value] = [.null, .bytes([]), .bytes([0])]
        let rows = outputs.enumerated().map { n, output in
            c.row(StepTable.table, [StepTable.stepKey: .text("s\(n)"), StepTable.output: output])
        }
        try await c.insert(rows, into: store)
        for (row, output) in zip(rows, outputs) {
            try c.expect(try await store.row(row.key)?[StepTable.output], output, "an output of \(output)")
        }
    }

    private static func expectRefused(_ c: CheckContext, _ store: any StoreBackend) async throws {
        let wrong: [(Column, Value)] = [
            (RunTable.progress, .double(.nan)), (RunTable.progress, .double(.infinity)), (RunTable.workflow, .null),
            (RunTable.workflow, .text("a\u{0}b")), (RunTable.fence, .text("1")), (RunTable.fence, .double(1)),
        ]
        for (column, value) in wrong {
            let row = c.row(RunTable.table, [RunTable.runID: .text("wrong"), column: value])
            try c.expect(await store.verdict(.insert(row)), .failed("invalidArgument"), "\(column.name) \(value)")
            try c.expect(try await store.row(row.key), nil, "the row of \(column.name) \(value)")
        }
    }

    /// A value with doubles told apart by their bits, so that a negative zero keeps its sign.
    private static func bits(_ value: Value) -> [Value] {
        if case .double(let number) = value { [value, .int(Int64(bitPattern: number.bitPattern))] } else { [value] }
    }
}
