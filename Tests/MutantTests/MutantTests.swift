import HoldfastConformance
import HoldfastMutants
import HoldfastTestSupport
import Testing

// One at a time: hundreds of races at once are slow, and none of them is a race.
@Suite(.serialized) struct MutantTests {
    private static let seeds = TestTier.choose(quick: UInt64(1)...1, default: 1...4, full: 1...50)

    /// A crash, a timeout or another error is no kill: the check must say what it expected and what came.
    @Test(arguments: Mutant.all) func isKilledByEachCheckThatSaysSo(_ mutant: Mutant) async {
        // The quick tier asks only the check that names it first.
        let killers = TestTier.current == .quick ? Array(mutant.killers.prefix(1)) : mutant.killers
        for check in killers {
            for seed in Self.seeds {
                let finding = await MutationScore.run(check, on: mutant, seed: seed)
                #expect(finding == .killed, "\(mutant) on \(check), seed \(seed)")
            }
        }
    }
}
