import Holdfast
import HoldfastConformance
import HoldfastTestSupport
import Testing

@Suite struct ReplayTests {
    static let items = [1, 2, 3]
    static let steps = ["a", "a#2", "each[1]", "each[2]", "each[3]", "end", "nap"]

    /// Steps in sequence, a repeated key, steps side by side, a wait.
    static func workflow(_ counter: Counter) -> Adhoc {
        Adhoc { run, input in
            var sum = input
            for _ in 0..<2 {
                sum += try await run.step("a") { step in
                    counter.count(step.key)
                    return step.key == "a" ? 1 : 10
                }
            }
            let many = try await run.forEach("each", items, id: { "\($0)" }) { step, item in
                counter.count(step.key)
                return item * 100
            }
            try await run.sleep("nap", for: .seconds(1))
            let before = sum
            return try await run.step("end") { step in
                counter.count(step.key)
                return before + many.reduce(0, +)
            }
        }
    }

    /// Kills a worker at its n-th commit, before or after the commit is applied; another one carries on.
    static func crash(
        atCommit number: Int, applied: Bool, seed: UInt64, isStrict: Bool = false
    ) throws -> Bool {
        try Simulation.run(seed: seed) { time in
            let harness = try await EngineHarness(time, seed: seed, isStrict: isStrict)
            let counter = Counter()
            let dead = Gate()
            let line = harness.line { verb, call in
                if dead.isOpen { return .unavailable }
                guard verb == .commit, call == number else { return nil }
                dead.open()
                return applied ? .dropReply : .unavailable
            }
            let victim = harness.engine(over: line)
            victim.register(workflow(counter))
            let heir = harness.engine()
            heir.register(workflow(counter))
            let handle = try await heir.start(workflow(counter), 0, id: "r")
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await victim.run() }
                try await harness.until {
                    let status = try await harness.status("r")
                    return dead.isOpen || status.isTerminal
                }
                group.cancelAll()
                try await group.waitForAll()
            }
            time.simulation.move(by: .seconds(61))
            #expect(try await harness.working(heir) { try await handle.value } == 611, "seed \(seed)")
            harness.settle()
            let stored = try await harness.store.steps.list("r").items
            #expect(stored.map(\.key).sorted() == steps)
            #expect(stored.allSatisfy { $0.status == .completed && $0.attempts == 1 })
            // Only what was at work when the worker died may have run twice.
            let repeated = steps.filter { counter[$0] > 1 }
            #expect(repeated.count <= items.count && steps.allSatisfy { counter[$0] <= 2 })
            return dead.isOpen
        }
    }

    @Test(arguments: [true, false], [false, true])
    func aWorkerMayDieAtEveryCommit(_ applied: Bool, _ isStrict: Bool) throws {
        var number = 1
        for seed: UInt64 in 1...40
        where try Self.crash(atCommit: number, applied: applied, seed: seed, isStrict: isStrict) {
            number += 1
        }
        // One commit a step, one more for the beginning of the wait, one for the end of the run.
        #expect(number > Self.steps.count + 2)
    }

    @Test func stepsSideBySideAreFoundByTheirKeysInAnyOrder() throws {
        for seed: UInt64 in 1...200 {
            _ = try Self.crash(atCommit: 3 + Int(seed % 4), applied: seed % 2 == 0, seed: seed)
        }
    }

    @Test func aKeyThatIsAtWorkCannotBeUsedAgain() throws {
        try Simulation.run { time in
            let failure = try await Self.failure(time) { run, _ in
                async let one = run.step("same") { _ in try await time.sleep(for: .seconds(1)) }
                async let two = run.step("same") { _ in try await time.sleep(for: .seconds(1)) }
                _ = try await (one, two)
                return 0
            }
            #expect(failure?.code == Failure.Codes.misuse)
            #expect(failure?.message.contains("\"same\" is at work already") == true)
            #expect(failure?.message.contains("ReplayTests.swift:") == true)
        }
    }

    @Test func aKeyOfAnotherKindNamesBothPlaces() throws {
        try Simulation.run { time in
            let harness = try await EngineHarness(time)
            let old = harness.engine()
            old.register(
                Adhoc { run, _ in
                    try await run.step("x") { _ in }
                    try await run.sleep("park", for: .hours(1))
                    return 0
                })
            try await old.start(Adhoc.idle, 0, id: "r")
            try await old.tick()
            time.simulation.move(by: .hours(1))
            let new = harness.engine()
            new.register(
                Adhoc { run, _ in
                    try await run.sleep("x", for: .hours(1))
                    return 0
                })
            try await new.tick()
            let failure = try await harness.store.runs.get("r").failure
            #expect(failure?.code == Failure.Codes.misuse)
            #expect(failure?.message.components(of: "ReplayTests.swift:") == 2)
        }
    }

    @Test func aKeyThatLooksLikeARepetitionIsRefused() throws {
        try Simulation.run { time in
            let failure = try await Self.failure(time) { run, _ in
                _ = try await run.step("a") { _ in 1 }
                _ = try await run.step("a") { _ in 2 }
                return try await run.step("a#2") { _ in 3 }
            }
            #expect(failure?.code == Failure.Codes.misuse)
        }
    }

    @Test func keysAreToldApartByTheirBytes() throws {
        try Simulation.run { time in
            let harness = try await EngineHarness(time)
            let engine = harness.engine()
            let workflow = Adhoc { run, _ in
                let results = try await run.forEach("k", ["\u{E9}", "e\u{301}"], id: { $0 }) { _, item in
                    item.utf8.count
                }
                return results[0] * 10 + results[1]
            }
            engine.register(workflow)
            let handle = try await engine.start(workflow, 0, id: "r")
            #expect(try await harness.working(engine) { try await handle.value } == 23)
        }
    }

    @Test func stepsThatAReplayDoesNotComeByAreReported() throws {
        try Simulation.run { time in
            let harness = try await EngineHarness(time)
            let old = harness.engine()
            old.register(
                Adhoc { run, _ in
                    try await run.step("gone") { _ in }
                    try await run.sleep("park", for: .hours(1))
                    return 0
                })
            try await old.start(Adhoc.idle, 0, id: "r")
            try await old.tick()
            time.simulation.move(by: .hours(1))
            let new = harness.engine()
            new.register(
                Adhoc { run, _ in
                    try await run.sleep("park", for: .hours(1))
                    return 0
                })
            try await new.tick()
            #expect(harness.events.of(.stepOrphaned).map(\.step) == ["gone"])
            #expect(try await harness.status("r") == .completed)
        }
    }

    /// How a run of this body fails.
    static func failure(
        _ time: SimulatedTime, _ body: @escaping @Sendable (isolated Run, Int) async throws -> Int
    ) async throws -> Failure? {
        let harness = try await EngineHarness(time)
        let engine = harness.engine()
        engine.register(Adhoc(body))
        try await engine.start(Adhoc.idle, 0, id: "r")
        try await engine.tick()
        return try await harness.store.runs.get("r").failure
    }
}

extension String {
    /// How often the other text occurs.
    func components(of other: String) -> Int { split(separator: other, omittingEmptySubsequences: false).count - 1 }
}
