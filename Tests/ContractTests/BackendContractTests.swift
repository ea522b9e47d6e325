import HoldfastConformance
import HoldfastTestSupport
import Testing

@Suite struct BackendContractTests {
    private static let seeds = TestTier.choose(quick: UInt64(1)...3, default: 1...20, full: 1...1_000)
    private static let seedsOfBackends = TestTier.choose(quick: UInt64(1)...1, default: 1...5, full: 1...100)

    @Test(arguments: Contestant.all, Check.verbs)
    func keepsTheContractOfVerbs(_ contestant: Contestant, _ check: Check) async throws {
        try await run(check, on: contestant)
    }

    @Test(arguments: Contestant.all, Check.stores)
    func keepsTheContractOfStores(_ contestant: Contestant, _ check: Check) async throws {
        try await run(check, on: contestant)
    }

    @Test(
        arguments: Contestant.all,
        Check.boot + Check.migrations + Check.crashes + Check.faults + Check.performance)
    func keepsTheOtherContracts(_ contestant: Contestant, _ check: Check) async throws {
        try await run(check, on: contestant)
    }

    private func run(_ check: Check, on contestant: Contestant) async throws {
        // Only the file outlives its handles; and durations say nothing while other tests run.
        guard check.needs.isEmpty || contestant.suite.name == "SQLite", check.kind != .ratio else { return }
        // A seed is also where a child is killed and the power fails.
        let others = contestant.isSeeded || check.kind == .crash ? Self.seedsOfBackends : 1...1
        for seed in check.kind == .generated ? Self.seeds : others {
            do {
                try await contestant.suite.run(check, seed: seed)
            } catch let violation as Violation {
                let place = SourceLocation(
                    fileID: violation.fileID, filePath: violation.filePath, line: violation.line, column: 1)
                Issue.record("\(violation)\n\(check.why)\n\(check.hint)", sourceLocation: place)
                return
            } catch let missing as Unavailable {
                // Only what this contestant's harness does not say it has.
                let lacks = contestant.lacks.intersection(check.usesFaults)
                #expect(!contestant.suite.abilities.contains(missing.ability) || !lacks.isEmpty, "\(missing.reason)")
                return
            }
        }
    }
}
