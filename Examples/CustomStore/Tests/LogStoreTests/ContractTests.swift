import HoldfastConformance
import HoldfastConformanceTesting
import LogStoreSuite
import Testing

@Suite struct ContractTests {
    static let suite = Conformance.log(child: .runner(programs + "/LogStoreConformance"))

    @Test(arguments: suite.checks) func conforms(_ check: Check) async { await Self.suite.verify(check) }
    @Test func planIsComplete() async { await Self.suite.verifyPlan(level: .coordinated) }
}
