import HoldfastConformance
import LogStore
import Testing

@Suite struct ContractTests {
    static let suite = Conformance("LogStore") { place in LogBackend(directory: try place.folder) }

    @Test(arguments: Check.all) func keeps(_ check: Check) async throws { try await Self.suite.run(check) }
}
