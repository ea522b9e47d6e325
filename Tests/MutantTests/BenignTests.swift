import HoldfastConformance
import HoldfastMutants
import HoldfastTestSupport
import Testing

/// What the contract leaves open, no check may ask for.
// One at a time: hundreds of races at once are slow, and none of them is a race.
@Suite(.serialized) struct BenignTests {
    /// A check runs on one in so many of the variants.
    private static let share = TestTier.choose(
        quick: BenignVariant.all.count, default: BenignVariant.all.count, full: 1)

    @Test(arguments: BenignVariant.all) func noCheckFails(_ variant: BenignVariant) async {
        // Hundreds of schedules on each variant are for the longer tiers.
        let abilities = variant.suite.abilities.subtracting(TestTier.current == .quick ? [.inProcess] : [])
        // No variant declares a capability, and durations say nothing while other tests run.
        let checks = Check.all.filter { check in
            check.needs.isEmpty && check.kind != .ratio && abilities.isSuperset(of: check.uses)
        }
        let turn = BenignVariant.all.firstIndex { $0.id == variant.id } ?? 0
        for (number, check) in checks.enumerated() where number % Self.share == turn % Self.share {
            do {
                try await variant.suite.run(check)
            } catch is Inconclusive {
                // It proved nothing, so it did not fail.
            } catch let missing as Unavailable {
                #expect(!variant.suite.abilities.contains(missing.ability), "\(missing.reason)")
            } catch {
                Issue.record("\(variant)\n\(error)\n\(check.contract)")
            }
        }
    }

    @Test func theVariantsOfThePlanAreAllThere() {
        #expect(BenignVariant.all.map(\.id).sorted() == (1...14).map { $0 < 10 ? "B0\($0)" : "B\($0)" })
    }
}
