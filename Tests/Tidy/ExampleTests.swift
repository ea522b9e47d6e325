import Testing

/// What is said of the example of a store is true.
@Suite struct ExampleTests {
    private static let example = SourceTree.holdfast.files.filter { isIn($0.path, "Examples/CustomStore") }

    private static func lines(_ path: String) -> Int {
        example.filter { $0.path.hasPrefix("Examples/CustomStore/" + path) }.reduce(0) { $0 + $1.lines.count - 1 }
    }

    @Test func theStoreHas400LinesAndAdoptsTheKitIn15() {
        #expect(1...400 ~= Self.lines("Sources/"))
        #expect(1...15 ~= Self.lines("Tests/LogStoreTests/ContractTests.swift"))
    }

    /// An article that shows code which is not there teaches what does not work.
    @Test func theArticleShowsCodeOfTheExample() throws {
        let path = "Conformance/Conformance.docc/WritingAStore.md"
        let article = try #require(SourceTree.holdfast.files.first { $0.path == path })
        let there = Set(Self.example.flatMap(\.lines).map { $0.trimmingPrefix { $0 == " " } })
        var isCode = false
        var shown = 0
        for (number, line) in article.lines.enumerated() {
            let text = line.trimmingPrefix { $0 == " " }
            if text.hasPrefix("```") {
                isCode = text == "```swift"
            } else if isCode, !text.isEmpty {
                shown += 1
                #expect(there.contains(text), "\(path):\(number + 1) stands nowhere in the example: \(text)")
            }
        }
        #expect(shown > 40)
    }
}
