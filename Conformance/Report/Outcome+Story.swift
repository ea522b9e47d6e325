extension Outcome {
    /// All there is to say about it, on several lines: what was asked, why, where to look, what came, and how to see
    /// it again.
    ///
    /// - Parameter command: What repeats it.
    public func story(repeat command: String) -> String {
        var fields = [("contract", check.contract), ("why", check.why), ("where to look", check.hint)]
        switch verdict {
        case .fail(let violation):
            fields += [
                ("looked at", violation.subject), ("expected", violation.expected), ("actual", violation.actual),
                ("seed", "\(violation.seed)"), ("at", "\(violation.fileID):\(violation.line)"),
            ]
            if let details = violation.details { fields.append(("details", "\n" + details)) }
        case .unexpectedPass: fields.append(("actual", "it passed, and the ledger says that it fails"))
        default: fields += [("actual", verdict.detail ?? verdict.name), ("seed", "\(seed)")]
        }
        fields.append(("repeat", command))
        return
            "\(isWarning ? "warning" : verdict.name): \(check.id) (L\(check.level.rawValue), \(check.kind.rawValue))\n"
            + fields.map { "  \(Layout.padded($0 + ":", 15))\(Layout.line($1))\n" }.joined()
    }
}
