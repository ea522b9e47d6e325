import HoldfastConformance
import HoldfastConformanceSubjects
import HoldfastConformanceXCTest
import XCTest

final class XCTestAdapterTests: XCTestCase {
    func testALevelThatIsShownIsQuiet() async throws {
        try await Conformance.memory.runXCTest(level: .core)
    }

    /// What is not durable cannot show that it is, though none of its checks fails.
    func testALevelThatIsNotShownThrows() async {
        do {
            try await Conformance.memory.runXCTest(level: .durable)
            XCTFail("the level was awarded")
        } catch {
            XCTAssert("\(error)".contains("L3 durable is for stores that declare durable"), "\(error)")
        }
    }
}
