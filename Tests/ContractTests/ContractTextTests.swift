import HoldfastConformance
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct ContractTextTests {
    @Test func theArticleIsMadeFromTheChecks() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let path = root.appending(path: "Conformance/Conformance.docc/Contract.md").path
        let article = FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
        #expect(
            article == ContractText.markdown(.holdfast),
            "run: swift run holdfast conformance --print-contract > Conformance/Conformance.docc/Contract.md")
    }
}
