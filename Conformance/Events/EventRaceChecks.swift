internal import HoldfastCore

extension Check {
    static let eventRaceChecks = [
        Check(
            "events.append.concurrent-dense", .coordinated, .concurrent, kills: ["M30"],
            contract: "N appenders on one run: a dense sequence with every event exactly once",
            why: "An event that another one overwrites has never happened.",
            hint: "Insert behind the end that was read, and try again where another came first."
        ) { c in
            let stores = [try await c.store(), try await c.store()]
            try await stores[0].runs.create(NewRun("w", id: "r"))
            let results = await c.race(8) { n in
                var placed: [String: Int64] = [:]
                for turn in 0..<5 {
                    let events = (0...turn % 3).map { NewEvent(EventKind("k"), id: "\(n)-\(turn)-\($0)") }
                    let positions = try await stores[n % 2].events.append(events, to: "r")
                    for (event, position) in zip(events, positions) { placed[event.id ?? ""] = position }
                }
                return placed
            }
            var placed: [String: Int64] = [:]
            for result in results { placed.merge(try result.get()) { first, _ in first } }
            var query = EventQuery()
            query.limit = 1_000
            let events = try await stores[1].events.read("r", query).events
            try c.expect(events.map(\.position), (1...Int64(placed.count)).map { $0 }, "the positions")
            for event in events { try c.expect(placed[event.id], event.position, "the place of \(event.id)") }
            try c.expect(Set(events.map(\.id)).count, placed.count, "different events")
        },
        Check(
            "events.append.per-writer-order", .coordinated, .handles, kills: ["M419"],
            contract: "each writer's events keep their own order",
            why: "The cause would stand behind its effect.",
            hint: "An append that has returned stands before every later one."
        ) { c in
            let stores = [try await c.store(), try await c.store(), try await c.store()]
            try await stores[0].runs.create(NewRun("w", id: "r"))
            let results = await c.race(6) { n in
                for turn in 0..<6 {
                    let events = [0, 1].map { NewEvent(EventKind("by \(n)"), id: "\(n)-\(turn * 2 + $0 + 10)") }
                    try await stores[n % 3].events.append(events, to: "r")
                }
            }
            for result in results { try result.get() }
            let events = try await stores[0].events.read("r").events
            for n in 0..<6 {
                let own = events.filter { $0.kind == EventKind("by \(n)") }.map(\.id)
                try c.expect(own, (10..<22).map { "\(n)-\($0)" }, "the events of writer \(n)")
            }
        },
        Check(
            "events.append.expected-race", .coordinated, .concurrent, kills: ["M30", "M385"],
            contract: "of N appends with one expected head exactly one wins",
            why: "It is how writers that decide by what they read take turns.",
            hint: "The insert behind the expected head decides."
        ) { c in
            let stores = [try await c.store(), try await c.store()]
            try await stores[0].runs.create(NewRun("w", id: "r"))
            for round in 0..<8 as Range<Int64> {
                let results = await c.race(6) { n in
                    let event = NewEvent(EventKind("k"), id: "\(round)-\(n)")
                    return try await stores[n % 2].events.append([event], to: "r", expectedHead: round)
                }
                let winners = results.indices.filter { (try? results[$0].get()) == [round + 1] }
                try c.expect(winners.count, 1, "winners of round \(round)")
                try c.expect(results.count { $0.storeCode == .sequenceConflict }, 5, "who heard of the other")
                let last = try await stores[1].events.read("r", EventQuery(after: round)).events
                try c.expect(last.map(\.id), ["\(round)-\(winners[0])"], "the winner's event")
            }
        },
        Check(
            "events.read.prefix-stable", .coordinated, .handles, kills: ["M30"],
            contract: "a prefix once read never changes (no late-visible lower number)",
            why: "A follower that stands at event 9 never looks at event 8 again.",
            hint: "A position is visible only when all before it are."
        ) { c in
            let stores = [try await c.store(), try await c.store(), try await c.store()]
            try await stores[0].runs.create(NewRun("w", id: "r"))
            let results = await c.race(7) { n -> [String] in
                let events = stores[n % 3].events
                guard n >= 4 else {
                    for turn in 0..<10 {
                        try await events.append([NewEvent(EventKind("k"), id: "\(n)-\(turn)")], to: "r")
                    }
                    return []
                }
                var seen: [String] = []
                var faults: [String] = []
                for _ in 0..<30 {
                    let now = try await events.read("r").events.map(\.id)
                    if Array(now.prefix(seen.count)) != seen { faults.append("\(seen) became \(now)") }
                    seen = now
                }
                let end = try await events.read("r").events.map(\.id)
                return end.starts(with: seen) ? faults : faults + ["\(seen) became \(end)"]
            }
            try c.expect(try results.flatMap { try $0.get() }, [], "prefixes that changed")
            try c.expect(try await stores[0].events.head(of: "r"), 40, "the head")
        },
    ]
}
