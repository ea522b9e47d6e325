import HoldfastConformance
import HoldfastMutants
import HoldfastTestSupport
import Testing

/// What the contract leaves open, no check may ask for.
@Suite struct BenignTests {
    private static let seeds = TestTier.choose(quick: UInt64(1)...1, default: 1...3, full: 1...30)

    @Test(arguments: BenignVariant.all) func noCheckFails(_ variant: BenignVariant) async {
        // No variant declares a capability, and durations say nothing while other tests run.
        let checks = Check.all.filter { check in
            check.needs.isEmpty && check.kind != .ratio && variant.suite.abilities.isSuperset(of: check.uses)
        }
        for check in checks {
            for seed in Self.seeds {
                do {
                    try await variant.suite.run(check, seed: seed)
                } catch is Inconclusive {
                    // It proved nothing, so it did not fail.
                } catch let missing as Unavailable {
                    #expect(!variant.suite.abilities.contains(missing.ability), "\(missing.reason)")
                } catch {
                    Issue.record("\(variant)\n\(error)\n\(check.contract)")
                }
            }
        }
    }

    @Test func theVariantsOfThePlanAreAllThere() {
        #expect(BenignVariant.all.map(\.id).sorted() == (1...14).map { $0 < 10 ? "B0\($0)" : "B\($0)" })
    }
}
