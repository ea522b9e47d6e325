extension Report {
    /// The report for a terminal: a line for each area, each failure in full, what was not shown, and the level.
    public var table: String {
        var text = "Conformance of \(Layout.line(store)), contract \(Self.contractVersion)\n\n"
        text += areaTable + "\n"
        for outcome in outcomes where outcome.verdict.isFailure { text += story(outcome) + "\n" }
        text += section("Not shown", outcomes.filter { $0.verdict.isOpen })
        text += section("Known failures", outcomes.filter { if case .known = $0.verdict { true } else { false } })
        text += notApplying
        if waitingCount > 0 {
            text += "Waiting for code: \(waitingCount) checks, which no level counts; the report lists them.\n"
        }
        text += remarks.map { "Remark: \($0)\n" }.joined()
        return text + summary
    }

    /// One line: the level, the counts and the time.
    public var summary: String {
        let order = [
            "pass", "fail", "error", "timeout", "crashed", "unexpectedPass", "known", "inconclusive", "skipped",
            "notDeclared",
        ]
        let numbers = order.compactMap { name in counts[name].map { "\($0) \(name)" } }
        return "\(Layout.line(store)): \(level?.title ?? "no level"); "
            + (numbers.isEmpty ? "nothing was checked" : numbers.joined(separator: ", "))
            + (waitingCount > 0 ? "; \(waitingCount) wait for code" : "") + "; \(Layout.seconds(duration)) s\n"
    }

    private var waitingCount: Int { runner.plan.manifest.waiting.map(\.ids.count).reduce(0, +) }

    private func section(_ title: String, _ outcomes: [Outcome]) -> String {
        guard !outcomes.isEmpty else { return "" }
        let lines = outcomes.map { "  \($0.check.id): \(Layout.line($0.verdict.detail ?? ""))\n" }
        return "\(title):\n\(lines.joined())\n"
    }

    /// How many checks are about what the store does not declare; the report lists them.
    private var notApplying: String {
        let counts = Check.Capability.allCases.compactMap { capability -> String? in
            let count = outcomes.count { if case .notDeclared(capability) = $0.verdict { true } else { false } }
            return count == 0 ? nil : "\(capability.rawValue) (\(count))"
        }
        return counts.isEmpty ? "" : "Not declared by the store: \(counts.joined(separator: ", "))\n"
    }

    private var areaTable: String {
        var areas: [String] = []
        for outcome in outcomes where !areas.contains(outcome.check.area) { areas.append(outcome.check.area) }
        let header = ["AREA", "PASSED", "OF", "SECONDS"]
        let rows = areas.map { area in
            let members = outcomes.filter { $0.check.area == area }
            let passed = members.filter { if case .pass = $0.verdict { true } else { false } }.count
            let time = members.map(\.duration).reduce(.zero, +)
            return [area, "\(passed)", "\(members.count)", Layout.seconds(time)]
        }
        return ([header] + rows).map { row in
            Layout.padded(row[0], 14) + Layout.padded(row[1], 8) + Layout.padded(row[2], 5) + row[3] + "\n"
        }.joined()
    }
}

extension Check {
    /// The part of its id before the first point.
    public var area: String { String(id.prefix { $0 != "." }) }
}
