/// The settings that every target is built with.
let manifestRules: [Rule] = [settings, assertions]

private let features = [
    "ExistentialAny", "InternalImportsByDefault", "MemberImportVisibility", "NonisolatedNonsendingByDefault",
    "InferIsolatedConformances", "ImmutableWeakCaptures",
]

private let loop = "for target in package . targets where target . type ! = . system {"
private let goodManifest =
    loop + "\n target.swiftSettings = (target.swiftSettings ?? []) + [\n"
    + features.map { ".enableUpcomingFeature(\"\($0)\")," }.joined() + " .strictMemorySafety(),\n]\n}"

/// One loop gives every target the same settings, and nothing else touches them.
private let settings = Rule(
    name: "every target has the same strict settings",
    covers: { $0 == "Package.swift" || $0.hasSuffix("/Package.swift") },
    check: { file in
        var findings: [String] = []
        let words = loop.split(separator: " ").map(String.init)
        let starts = file.tokens.indices.filter { file.tokens.matches(words, at: $0) }
        if starts.count != 1 { findings.append(file.finding(1, "the loop over all targets is not there once")) }
        let body = file.tokens[(starts.first ?? file.tokens.endIndex)...]
        for feature in features where !body.contains(where: { $0.kind == .string && $0.text == feature }) {
            findings.append(file.finding(1, "\(feature) is not enabled for every target"))
        }
        if !body.contains(where: { $0.isWord("strictMemorySafety") }) {
            findings.append(file.finding(1, "strict memory safety is not on for every target"))
        }
        let uses = file.tokens.lines(of: ["swiftSettings"])
        if uses.count != 2 { findings.append(file.finding(uses.last ?? 1, "settings outside the loop")) }
        return findings + file.tokens.lines(of: ["unsafeFlags"]).map { file.finding($0, "no unsafe flags") }
    },
    caught: features.map { .init("Package.swift", goodManifest.replacing($0, with: "Other")) } + [
        .init("Package.swift", goodManifest.replacing("strictMemorySafety", with: "other")),
        .init("Package.swift", goodManifest.replacing("!", with: "=")),
        .init("Package.swift", goodManifest + "package.targets[0].swiftSettings = []"),
        .init("Package.swift", goodManifest + "x.unsafeFlags([])"),
    ],
    allowed: [.init("Package.swift", goodManifest)])

/// A feature's name that the compiler does not know is ignored silently, so each one is asserted in code.
private let assertions = Rule(
    name: "every feature is asserted",
    covers: { $0 == "Tests/Tidy/FeatureAssertions.swift" },
    check: { file in
        (features + ["StrictMemorySafety"]).filter { file.tokens.lines(of: ["hasFeature", "(", $0, ")"]).isEmpty }
            .map { file.finding(1, "\($0) is not asserted") }
    },
    caught: [.init("Tests/Tidy/FeatureAssertions.swift", "#if !hasFeature(ExistentialAny)\n#error(\"\")\n#endif")],
    allowed: [])
