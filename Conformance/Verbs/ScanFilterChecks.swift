internal import HoldfastCore

extension Check {
    static let scanFilterChecks = [
        Check(
            "verbs.scan.filter", .core, .generated, kills: ["M69", "M12"],
            contract:
                "a filtered scan returns exactly the rows of its range that pass, for every test and column type, "
                + "nulls included",
            why: "A filter that drops or keeps a row too much hides a failed run, or shows another tenant's.",
            hint: "A null passes isNull only; filter before the limit; never NOT IN with nulls."
        ) { c in
            let store = try await c.backend()
            let rows = filterRows(c)
            try await c.insert(rows, into: store)
            try await c.settle()
            for (column, test) in filterTests {
                let expected = rows.filter { FilterOracle.passes($0.values[column.ordinal], test) }
                    .texts(RunTable.runID)
                let condition = Condition(column, test)
                let found = try await store.walk(c.range(RunTable.table), page: 2, filter: [condition])
                try c.expect(found.texts(RunTable.runID), expected, "the primary key where \(column.name) \(test)")
                let indexed = try await store.walk(
                    c.range(RunTable.table, RunTable.byCreation), page: 2, filter: [condition])
                try c.expect(indexed.texts(RunTable.runID), expected, "an index where \(column.name) \(test)")
            }
            let both = [
                Condition(RunTable.compensates, .equal(.bool(true))), Condition(RunTable.reason, .isNotNull),
            ]
            let expected = rows.filter { row in
                both.allSatisfy { FilterOracle.passes(row.values[$0.column.ordinal], $0.test) }
            }
            let found = try await store.walk(c.range(RunTable.table), filter: both)
            try c.expect(found.texts(RunTable.runID), expected.texts(RunTable.runID), "two tests, both must pass")
        }
    ]

    private static func filterRows(_ c: CheckContext) -> [Row] {
        let texts: [Value] = [.null, .text(""), .text("a"), .text("a%"), .text("é"), .text("e\u{301}"), .text("😀")]
        let ints: [Value] = [.int(.min), .int(-1), .int(0), .int(1), .int((1 << 53) + 1), .int(.max), .int(7)]
        let times: [Value] = [.null, .int(.min), .int(-1), .int(0), .int(1), .int(.max), .int(5)]
        let doubles: [Value] = [
            .double(-1.5), .double(0), .double(0.1), .double(1e300), .double(.leastNonzeroMagnitude), .double(2),
            .double(3),
        ]
        let bytes: [Value] = [
            .bytes([]), .bytes([0]), .bytes([0, 0]), .bytes([1]), .bytes([255]), .bytes([1, 0]), .bytes([7]),
        ]
        return texts.indices.map { n in
            c.row(
                RunTable.table,
                [
                    RunTable.runID: .text("r\(n)"), RunTable.createdAt: .int(Int64(n)), RunTable.reason: texts[n],
                    RunTable.fence: ints[n], RunTable.readyAt: times[n], RunTable.progress: doubles[n],
                    RunTable.inputDigest: bytes[n], RunTable.compensates: .bool(n % 2 == 0),
                    RunTable.attributes: n % 3 == 0 ? .null : .text("{\"n\":\(n)}"),
                ])
        }
    }

    private static let filterTests: [(Column, Condition.Test)] = {
        var tests: [(Column, Condition.Test)] = []
        let columns: [(Column, [Value])] = [
            (RunTable.reason, [.text(""), .text("a"), .text("a%"), .text("é"), .text("e\u{301}"), .text("zz")]),
            (RunTable.fence, [.int(.min), .int(0), .int(1 << 53), .int((1 << 53) + 1), .int(.max)]),
            (RunTable.readyAt, [.int(.min), .int(-1), .int(0), .int(.max)]),
            (RunTable.progress, [.double(0), .double(0.1), .double(-1.5), .double(.leastNonzeroMagnitude)]),
            (RunTable.inputDigest, [.bytes([]), .bytes([0]), .bytes([1]), .bytes([255])]),
            (RunTable.attributes, [.text("{\"n\":1}"), .text("{\"n\": 1}")]),
        ]
        for (column, values) in columns {
            for value in values {
                tests += [
                    (column, .equal(value)), (column, .notEqual(value)), (column, .less(value)),
                    (column, .atMost(value)),
                    (column, .greater(value)), (column, .atLeast(value)),
                ]
            }
            tests += [(column, .among(values)), (column, .among([])), (column, .isNull), (column, .isNotNull)]
        }
        for flag in [true, false] {
            tests += [(RunTable.compensates, .equal(.bool(flag))), (RunTable.compensates, .notEqual(.bool(flag)))]
        }
        return tests
    }()
}

/// What a condition means, written a second time.
enum FilterOracle {
    static func passes(_ value: Value, _ test: Condition.Test) -> Bool {
        if case .null = value {
            if case .isNull = test { return true }
            return false
        }
        switch test {
        case .isNull: return false
        case .isNotNull: return true
        case .equal(let other): return KeyOrder.compare(value, other) == 0
        case .notEqual(let other): return KeyOrder.compare(value, other) != 0
        case .less(let other): return KeyOrder.compare(value, other) < 0
        case .atMost(let other): return KeyOrder.compare(value, other) <= 0
        case .greater(let other): return KeyOrder.compare(value, other) > 0
        case .atLeast(let other): return KeyOrder.compare(value, other) >= 0
        case .among(let others): return others.contains { KeyOrder.compare(value, $0) == 0 }
        }
    }
}
