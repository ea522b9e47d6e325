import HoldfastConformance
import HoldfastTestSupport
import Testing

@Suite struct BackendContractTests {
    private static let seeds = TestTier.choose(quick: UInt64(1)...3, default: 1...20, full: 1...1_000)

    @Test(arguments: Contestant.all, Check.verbs)
    func keepsTheContractOfVerbs(_ contestant: Contestant, _ check: Check) async throws {
        try await run(check, on: contestant)
    }

    @Test(arguments: Contestant.all, Check.stores)
    func keepsTheContractOfStores(_ contestant: Contestant, _ check: Check) async throws {
        try await run(check, on: contestant)
    }

    @Test(arguments: Contestant.all, Check.crashes + Check.faults)
    func keepsTheContractOfFaults(_ contestant: Contestant, _ check: Check) async throws {
        try await run(check, on: contestant)
    }

    private func run(_ check: Check, on contestant: Contestant) async throws {
        for seed in check.kind == .generated ? Self.seeds : 1...1 {
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
