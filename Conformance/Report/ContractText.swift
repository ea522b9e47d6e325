/// The contract, as it is read: made from the checks that prove it.
public enum ContractText {
    /// An article of all sentences, area by area.
    public static func markdown(_ manifest: Manifest) -> String {
        var lines = [
            "# The contract", "",
            "What every store promises, sentence by sentence. Each has the id of the check that proves it, the level "
                + "that it belongs to, what goes wrong without it, and where to look when it fails.", "",
            "This article is made from the checks by `holdfast conformance --print-contract`; "
                + "contract version \(Report.contractVersion), \(manifest.checks.count) sentences.",
        ]
        var areas: [String] = []
        for check in manifest.checks where !areas.contains(check.area) { areas.append(check.area) }
        for area in areas {
            lines += ["", "## \(area)"]
            for check in manifest.checks where check.area == area { lines += ["", entry(check)] }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func entry(_ check: Check) -> String {
        let conditions =
            check.needs.map { "stores that declare \($0.rawValue)" }
            + check.uses.map { "a harness with \($0.rawValue)" }
        let scope = conditions.isEmpty ? "" : "; for \(conditions.joined(separator: " and "))"
        let sentence = check.contract.prefix(1).uppercased() + check.contract.dropFirst()
        return """
            **\(check.id)** (\(check.level.title)\(scope))

            \(plain(sentence)).

            - Why: \(plain(check.why))
            - Where to look: \(plain(check.hint))
            """
    }

    /// Text whose marks are only marks.
    private static func plain(_ text: String) -> String {
        var plain = ""
        for letter in text {
            if "*_`<[|\\".contains(letter) { plain.append("\\") }
            plain.append(letter)
        }
        return plain
    }
}
