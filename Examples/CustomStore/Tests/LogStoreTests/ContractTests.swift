import HoldfastConformance
import LogStoreSuite
import Testing

@Suite struct ContractTests {
    static let suite = Conformance.log(child: Child(program: programs + "/LogStoreChild", arguments: []))

    @Test(arguments: Check.all.filter { $0.kind != .ratio && !$0.needs.contains(.multiProcess) }) func conforms(
        _ check: Check
    ) async throws {
        do { try await Self.suite.run(check) } catch is Unavailable {}
    }
}
