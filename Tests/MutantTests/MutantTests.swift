import HoldfastConformance
import HoldfastMutants
import HoldfastTestSupport
import Testing

@Suite struct MutantTests {
    private static let seeds = TestTier.choose(quick: UInt64(1)...1, default: 1...4, full: 1...50)

    /// A crash, a timeout or another error is no kill: the check must say what it expected and what came.
    @Test(arguments: Mutant.all) func isKilledByEachCheckThatSaysSo(_ mutant: Mutant) async {
        for check in mutant.killers {
            for seed in Self.seeds {
                let finding = await MutationScore.run(check, on: mutant, seed: seed)
                #expect(finding == .killed, "\(mutant) on \(check), seed \(seed)")
            }
        }
    }
}
