internal import HoldfastCore

extension Check {
    static let getChecks = [
        Check(
            "verbs.get.positions", .core, .sequential, kills: ["M75", "M115", "M116"],
            contract: "get of several keys answers in request order, nil for absent, repeats allowed",
            why: "Core pairs answers with keys by position: a shifted answer gives one run another run's state.",
            hint: "Look the rows up by key and fill an array that is as long as the request."
        ) { c in
            let store = try await c.backend()
            try await c.insert([c.state("a"), c.state("b", revision: 2)], into: store)
            let run = c.row(RunTable.table, [RunTable.runID: .text("r")])
            try await c.insert([run], into: store)
            let keys = ["b", "missing", "a", "b"].map { c.stateKey($0) } + [run.key]
            let rows = try await store.get(keys, .all)
            let expected = [c.state("b", revision: 2), nil, c.state("a"), c.state("b", revision: 2), run]
            try c.expect(rows, expected, "five keys of two tables, one absent and one twice")
            try c.expect(try await store.get([], .all), [], "no keys")
            let bare = try await store.get([c.stateKey("a")], .withoutPayloads)
            try c.expect(bare, [c.state("a").withoutPayloads()], "a row without its payloads")
        },
        Check(
            "verbs.get.strong", .coordinated, .handles, kills: ["M87"],
            contract: "a get sees every commit acknowledged before it began, through any handle",
            why: "A worker that reads an old row after its own commit repeats a step that is already recorded.",
            hint: "Read from the primary with the strongest consistency; never from a cache or a replica."
        ) { c in
            let stores = [try await c.backend(), try await c.backend(), try await c.backend()]
            try await c.insert([c.state("a", revision: 0)], into: stores[0])
            for revision in Int64(1)...60 {
                let writer = stores[Int(revision) % 3]
                let change = Operation.update(c.stateKey("a"), [.set(StateTable.revision, .int(revision))])
                try c.expect(await writer.verdict(change), .done, "commit \(revision)")
                for (position, reader) in stores.enumerated() {
                    let seen = try await reader.row(c.stateKey("a"))?[StateTable.revision]
                    try c.expect(seen, .int(revision), "handle \(position) after commit \(revision)")
                }
            }
            try c.expect(await stores[0].verdict(.delete(c.stateKey("a"))), .done, "the deletion")
            try c.expect(try await stores[1].row(c.stateKey("a")), nil, "another handle after the deletion")
        },
    ]
}
