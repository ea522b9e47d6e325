import HoldfastConformance
import HoldfastConformanceTesting
import HoldfastTestSupport
import Testing

// One at a time: hundreds of races at once are slow, and none of them is a race.
@Suite(.serialized) struct BackendContractTests {
    @Test(arguments: Trial.all) func conforms(_ trial: Trial) async {
        let some = trial.contestant.hasHabitsOnly ? nil : Tier.quick
        let tier = TestTier.choose(quick: nil, default: some, full: .full)
        await trial.contestant.suite.verify(trial.check, tier: tier)
    }

    @Test(arguments: Contestant.all) func theLevelCanBeShown(_ contestant: Contestant) async {
        await contestant.suite.verifyPlan(level: contestant.level)
    }

    @Test(arguments: Contestant.all) func declaresWhatItIsTestedFor(_ contestant: Contestant) async throws {
        let capabilities = try await contestant.suite.capabilities()
        #expect(contestant.declares == Set(Check.Capability.allCases.filter { $0.isDeclared(in: capabilities) }))
    }
}
