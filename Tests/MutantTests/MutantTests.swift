import HoldfastConformance
import HoldfastMutants
import Testing

@Suite struct MutantTests {
    @Test(arguments: Mutant.all) func isNoticedByItsCheck(_ mutant: Mutant) async throws {
        let killer = try #require(Check.all.first { $0.id == mutant.killer })
        await #expect(throws: Violation.self) { try await mutant.suite.run(killer) }
    }
}
