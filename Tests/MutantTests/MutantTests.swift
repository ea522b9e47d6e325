import HoldfastConformance
import HoldfastMutants
import HoldfastTestSupport
import Synchronization
import Testing

// One at a time: hundreds of races at once are slow, and none of them is a race.
@Suite(.serialized) struct MutantTests {
    private static let seeds = TestTier.choose(quick: UInt64(1)...1, default: 1...4, full: 1...50)
    private static let tally = Mutex((killed: 0, of: 0))

    /// A crash, a timeout or another error is no kill: the check must say what it expected and what came.
    @Test(arguments: Mutant.all) func isKilledByEachCheckThatSaysSo(_ mutant: Mutant) async {
        // The quick tier asks only the check that must notice it.
        let killers = TestTier.current == .quick ? mutant.killers.filter { $0.id == mutant.killer } : mutant.killers
        var isKilled = !killers.isEmpty
        for check in killers {
            for seed in Self.seeds {
                let finding = await MutationScore.run(check, on: mutant, seed: seed)
                #expect(finding == .killed, "\(mutant) on \(check), seed \(seed)")
                isKilled = isKilled && finding == .killed
            }
        }
        Self.note(isKilled)
    }

    /// Says the score when the last mutant is done: `Tests/run` shows that line.
    private static func note(_ isKilled: Bool) {
        let (killed, of) = tally.withLock { tally in
            tally.killed += isKilled ? 1 : 0
            tally.of += 1
            return tally
        }
        guard of == Mutant.all.count else { return }
        let unproven = MutationScore.unproven.map(\.id)
        print("Mutation score: \(killed) of \(of) mutants are killed, with \(seeds.count) seeds each")
        print("Mutation score: \(unproven.count) checks without a mutant: \(unproven.joined(separator: " "))")
    }
}
