import HoldfastConformance
import HoldfastMutants
import HoldfastTestSupport
import Synchronization
import Testing

/// The kit judges backends; broken backends judge the kit. One at a time: hundreds of races at once are slow.
@Suite(.serialized) struct MutantTests {
    private static let seeds = TestTier.choose(quick: UInt64(1)...1, default: 1...3, full: 1...50)
    private static let tally = Tally()
    /// The quick tier looks at every fourth.
    private static let mutants = Mutant.all.enumerated().filter { TestTier.current != .quick || $0.offset % 4 == 0 }
        .map(\.element)

    /// A crash, a timeout or another error is no kill: the check must say what it expected and what came.
    @Test(arguments: mutants) func isKilledByItsCheck(_ mutant: Mutant) async throws {
        let killer = try #require(Check.all.first { $0.id == mutant.killer })
        var isKilled = true
        for seed in Self.seeds {
            let finding = await MutationScore.run(killer, on: mutant, seed: seed)
            isKilled = isKilled && finding.isKill
            #expect(finding == .killed, "\(mutant) on \(killer), seed \(seed)")
        }
        Self.tally.note(mutant, isKilled, of: Self.mutants.count)
    }

    /// What is drawn at random need not meet the fault each time.
    @Test(arguments: Mutant.all) func isNoticedByOtherChecksThatSaySo(_ mutant: Mutant) async {
        let others = mutant.killers.filter { $0.id != mutant.killer && mutant.canRun($0) }
        for check in others.prefix(TestTier.choose(quick: 0, default: 1, full: .max)) {
            var seed: UInt64 = 1
            while seed < 16, await !MutationScore.run(check, on: mutant, seed: seed).isKill { seed += 1 }
            #expect(seed < 16, "\(mutant) on \(check)")
        }
    }

    @Test func tagsOfChecksNameMutants() {
        let ids = Mutant.all.map(\.id)
        #expect(Set(ids).count == ids.count)
        #expect(Set(ids).isDisjoint(with: Mutant.waiting.keys))
        for mutant in Mutant.all {
            #expect(mutant.killers.contains { $0.id == mutant.killer }, "\(mutant.killer) must name \(mutant)")
        }
        let known = Set(ids).union(Mutant.waiting.keys)
        for check in Check.all { #expect(known.isSuperset(of: check.kills), "\(check) names \(check.kills)") }
    }

    @Test func everyUnprovenCheckHasItsReason() {
        #expect(Set(MutationScore.unproven.map(\.id)) == Set(MutationScore.reasons.keys))
    }

    @Test func anAnswerThatIsTooShortIsAnErrorAndNoCrash() async throws {
        let check = try #require(Check.all.first { $0.id == "runs.create.roundtrip" })
        let mutant = try #require(Mutant.all.first { $0.id == "M75" })
        guard case .error(let text) = await MutationScore.run(check, on: mutant) else {
            Issue.record("a read that was answered by too few rows went through")
            return
        }
        #expect(text.contains("protocol"))
    }
}

/// Prints the score once every mutant has been run.
private final class Tally: Sendable {
    private let findings = Mutex<[String: Bool]>([:])

    func note(_ mutant: Mutant, _ isKilled: Bool, of count: Int) {
        let (run, killed) = findings.withLock { findings in
            findings[mutant.id] = isKilled
            return (findings.count, findings.values.count { $0 })
        }
        guard run == count else { return }
        let isWhole = count == Mutant.all.count
        print("Mutation score: \(killed)/\(run)\(isWhole ? "" : ", a sample of \(Mutant.all.count)")")
        let unproven = MutationScore.unproven
        print("Unproven checks: \(unproven.count) of \(Check.all.count)")
        for check in unproven { print("  \(check): \(MutationScore.reasons[check.id] ?? "no reason is given")") }
    }
}
