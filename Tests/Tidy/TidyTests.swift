import Testing

@Suite struct TidyTests {
    @Test func theTreeIsReadWhole() {
        let paths = Set(SourceTree.holdfast.files.map(\.path))
        #expect(paths.isSuperset(of: ["Package.swift", "Tests/run", "Core/Backend/StoreBackend.swift"]))
        #expect(paths.count > 50)
    }

    @Test(arguments: Rule.all) func theTreeHolds(_ rule: Rule) {
        let covered = SourceTree.holdfast.files.filter { rule.covers($0.path) }
        #expect(!covered.isEmpty, "the rule covers no file")
        let findings = covered.flatMap { rule.findings(in: $0) }
        #expect(findings.isEmpty, "\(rule.name)\n\(findings.joined(separator: "\n"))")
    }

    @Test(arguments: Rule.all) func theRuleCatches(_ rule: Rule) {
        #expect(!rule.caught.isEmpty, "no sample shows that the rule can fail")
        for sample in rule.caught {
            #expect(!rule.findings(in: sample).isEmpty, "not found in \(sample.path):\n\(sample.text)")
        }
    }

    @Test(arguments: Rule.all) func theRuleAllows(_ rule: Rule) {
        for sample in rule.allowed {
            #expect(rule.findings(in: sample) == [], "found in \(sample.path):\n\(sample.text)")
        }
    }

    @Test func theTopLevelIsFixed() {
        #expect(SourceTree.strays(among: SourceTree.holdfast.topLevel) == [])
        #expect(SourceTree.strays(among: ["Core", ".ci", "Makefile", "a.db"]) == ["Makefile"])
    }
}
