public import HoldfastCore

/// Several reports side by side, as Markdown.
public enum Matrix {
    private static let marks = [
        "pass": "✓", "fail": "✗", "error": "✗", "crashed": "✗", "timeout": "✗", "unexpectedPass": "✗", "known": "known",
        "skipped": "skipped", "inconclusive": "?", "notDeclared": "–", "waiting": "·", "notRun": "·",
    ]

    /// The matrix of reports in their JSON form: a column for each store, a row for each check.
    public static func markdown(_ reports: [JSONValue]) -> String {
        let columns = reports.map(Column.init)
        var ids: [String] = []
        var seen: Set<String> = []
        for column in columns { for id in column.ids where seen.insert(id).inserted { ids.append(id) } }
        let isShown = { (id: String) in columns.contains { !["waiting", "notRun", nil].contains($0.verdicts[id]) } }
        var lines = ["# Conformance", ""]
        lines.append(row([""] + columns.map(\.store)))
        lines.append(row([String](repeating: "---", count: columns.count + 1)))
        lines.append(row(["level"] + columns.map(\.level)))
        lines.append(row(["badge"] + columns.map(\.badge)))
        lines += ids.filter(isShown).map { id in
            row(["`\(id)`"] + columns.map { marks[$0.verdicts[id] ?? "notRun"] ?? "" })
        }
        let waiting = ids.filter { id in columns.contains { $0.verdicts[id] == "waiting" } }
        lines += [
            "",
            "✓ passed, ✗ failed, ? inconclusive, – not declared by the store, · not run, "
                + "skipped: the harness cannot do it, known: in the store's ledger.",
        ]
        if !waiting.isEmpty { lines += ["", "\(waiting.count) checks have no code yet and are not listed."] }
        lines += ["", "## Reproduce", ""]
        lines += columns.map { "- \(escaped($0.store)): `\($0.command)` (\(escaped($0.circumstances)))" }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func row(_ cells: [String]) -> String { "| " + cells.map(escaped).joined(separator: " | ") + " |" }

    private static func escaped(_ text: String) -> String {
        TerminalText.line(text).replacing("|", with: "\\|").replacing("<", with: "&lt;")
    }
}

/// What the matrix takes from one report.
private struct Column {
    let store: String
    let level: String
    let badge: String
    let command: String
    /// What the run depended on.
    let circumstances: String
    let ids: [String]
    let verdicts: [String: String]

    init(_ report: JSONValue) {
        store = report.text("store")
        level = report.text("level")
        badge = report.text("badge")
        command = report.text("command") + " --seed \(report.text("seed")) --tier \(report.text("tier"))"
        let platform = report.member("platform")
        circumstances =
            "contract \(report.text("contract_version")), manifest \(report.text("manifest")), "
            + "\(platform.text("system")) \(platform.text("architecture")), \(platform.member("cores").text) cores"
        var ids: [String] = []
        var verdicts: [String: String] = [:]
        if case .array(let checks) = report.member("checks") {
            for check in checks {
                ids.append(check.text("id"))
                verdicts[check.text("id")] = check.text("verdict")
            }
        }
        self.ids = ids
        self.verdicts = verdicts
    }
}

extension JSONValue {
    /// The member of an object, or null.
    fileprivate func member(_ name: String) -> JSONValue {
        if case .object(let members) = self { members[name] ?? .null } else { .null }
    }

    /// The member's text, or a dash.
    fileprivate func text(_ name: String) -> String {
        if case .string(let text) = member(name) { text } else { "–" }
    }
}
