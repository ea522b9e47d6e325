internal import HoldfastCore

extension Check {
    static let anomalyChecks = [
        Check(
            "batch.anomalies", .durable, .handles, kills: ["M55", "M65"],
            contract:
                "Hermitage schedules as get/commit pairs: no G0, G1a, G1b, G1c, lost update; no skew where each row "
                + "read is conditioned",
            why: "A decision from several rows is right only if none of them changed before it was written.",
            hint: "All operations of a commit, checks included, are judged and applied at one moment."
        ) { c in
            let stores = [try await c.backend(), try await c.backend()]
            let pairs = (0..<6).map { Pair(c, "\($0)") }
            for pair in pairs { try await c.insert([pair.row(pair.x, 0), pair.row(pair.y, 0)], into: stores[0]) }
            try await lostUpdate(c, stores, pairs[0])
            try await readSkew(c, stores, pairs[1])
            try await writeSkew(c, stores, pairs[2])
            try await phantom(c, stores, pairs[3])
            try await writeCycles(c, stores, pairs[4])
            try await abortedAndIntermediateReads(c, stores, pairs[5])
        }
    ]

    /// P4: both read x, both write it.
    private static func lostUpdate(_ c: CheckContext, _ stores: [any StoreBackend], _ pair: Pair) async throws {
        try c.expect(await stores[0].verdict(pair.set(pair.x, to: 1, from: 0)), .done, "P4: the first write")
        try c.expect(
            await stores[1].verdict(pair.set(pair.x, to: 2, from: 0)),
            .refused(by: 0, current: pair.row(pair.x, 1)), "P4: the second write, from the same read")
    }

    /// G-single: one reads x, another writes both, the first reads y and writes by what it saw.
    private static func readSkew(_ c: CheckContext, _ stores: [any StoreBackend], _ pair: Pair) async throws {
        try c.expect(try await pair.number(stores[0], pair.x), 0, "G-single: x before")
        let both = await stores[1].verdict(pair.set(pair.x, to: 1, from: 0), pair.set(pair.y, to: 1, from: 0))
        try c.expect(both, .done, "G-single: the write of both")
        try c.expect(try await pair.number(stores[0], pair.y), 1, "G-single: y after")
        let decision = await stores[0].verdict(
            .insert(c.state("single", revision: 1)), pair.check(pair.x, is: 0), pair.check(pair.y, is: 1))
        try c.expect(decision, .refused(by: 1, current: pair.row(pair.x, 1)), "G-single: a write by a skewed read")
        try c.expect(try await stores[1].row(c.stateKey("single")), nil, "G-single: what was refused")
    }

    /// G1c and G2-item: each reads both rows and writes the other one.
    private static func writeSkew(_ c: CheckContext, _ stores: [any StoreBackend], _ pair: Pair) async throws {
        let first = await stores[0].verdict(pair.set(pair.x, to: 1, from: 0), pair.check(pair.y, is: 0))
        try c.expect(first, .done, "G2: the first write")
        let second = await stores[1].verdict(pair.check(pair.x, is: 0), pair.set(pair.y, to: 1, from: 0))
        try c.expect(second, .refused(by: 0, current: pair.row(pair.x, 1)), "G2: the second, whose read is old")
        for turn in Int64(1)...12 {
            // Both at once, in opposite orders: each writes its own row if the other one is as it was.
            let own = [pair.x, pair.y]
            let now = [try await pair.number(stores[0], pair.x), try await pair.number(stores[1], pair.y)]
            let verdicts = await c.atOnce(2) { n in
                await stores[n].verdict(
                    pair.check(own[1 - n], is: now[1 - n]), pair.set(own[n], to: now[n] + turn, from: now[n]))
            }
            try c.expect(verdicts.count { $0 == .done }, 1, "G1c: writes that went through in turn \(turn)")
        }
    }

    /// G2: one decides by a row that is not there, another puts it there.
    private static func phantom(_ c: CheckContext, _ stores: [any StoreBackend], _ pair: Pair) async throws {
        let row = c.state("phantom", revision: 7)
        try c.expect(try await stores[0].row(row.key), nil, "G2: no row")
        try c.expect(await stores[1].verdict(.insert(row)), .done, "G2: the row appears")
        let decision = await stores[0].verdict(.absent(row.key), pair.set(pair.x, to: 1, from: 0))
        try c.expect(decision, .refused(by: 0, current: row), "G2: a write by what was not there")
        try c.expect(try await pair.number(stores[1], pair.x), 0, "G2: what was refused")
    }

    /// G0: many write both rows, in opposite orders; in the end both are of one writer.
    private static func writeCycles(_ c: CheckContext, _ stores: [any StoreBackend], _ pair: Pair) async throws {
        for turn in Int64(0)..<6 {
            let verdicts = await c.atOnce(6) { n in
                let number = turn * 10 + Int64(n)
                let writes = [pair.set(pair.x, to: number), pair.set(pair.y, to: number)]
                return await stores[n % 2].verdict(WriteBatch(n < 3 ? writes : writes.reversed()))
            }
            try c.expect(verdicts.filter { $0 != .done }, [], "G0: writes without a condition")
            let (x, y) = (try await pair.number(stores[0], pair.x), try await pair.number(stores[1], pair.y))
            try c.expect(x, y, "G0: both rows, in turn \(turn)")
        }
    }

    /// G1a and G1b: nobody sees what was refused, nor anything but what a commit left.
    private static func abortedAndIntermediateReads(
        _ c: CheckContext, _ stores: [any StoreBackend], _ pair: Pair
    ) async throws {
        let taken = c.state("taken", revision: 3)
        try await c.insert([taken], into: stores[0])
        let results = await c.race(4) { n -> [Int64] in
            var seen: [Int64] = []
            for turn in Int64(1)...15 {
                switch n {
                case 0: _ = await stores[0].verdict(pair.set(pair.x, to: -turn), .insert(taken))
                case 1: _ = await stores[1].verdict(pair.set(pair.x, to: turn), pair.set(pair.y, to: turn))
                default: seen.append(try await pair.number(stores[n % 2], pair.x))
                }
            }
            return seen
        }
        let seen = try results.flatMap { try $0.get() }
        try c.expect(seen.filter { $0 < 0 }, [], "G1a: numbers of commits that were refused")
        let last = try await pair.number(stores[0], pair.x)
        try c.expect(last, 15, "G1b: the last number that was committed")
    }
}

/// Two rows with a number each.
private struct Pair: Sendable {
    let context: CheckContext
    let x: String
    let y: String

    init(_ context: CheckContext, _ name: String) {
        self.context = context
        x = "x" + name
        y = "y" + name
    }

    func row(_ key: String, _ number: Int64) -> Row { context.state(key, revision: number) }

    func number(_ store: any StoreBackend, _ key: String) async throws -> Int64 {
        try await store.row(context.stateKey(key))?[StateTable.revision].int ?? -1
    }

    func set(_ key: String, to number: Int64, from old: Int64? = nil) -> Operation {
        let conditions = old.map { [Condition(StateTable.revision, .equal(.int($0)))] } ?? []
        return .update(context.stateKey(key), [.set(StateTable.revision, .int(number))], where: conditions)
    }

    func check(_ key: String, is number: Int64) -> Operation {
        .check(context.stateKey(key), where: [Condition(StateTable.revision, .equal(.int(number)))])
    }
}
