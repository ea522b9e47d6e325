extension Report {
    /// The report as JUnit XML, with a real `<skipped>` for what did not apply and `<error>` for what was not shown.
    public var junit: String {
        var failures = 0
        var errors = 0
        var skipped = 0
        var cases = ""
        for outcome in outcomes {
            let (tag, text) = element(outcome)
            switch tag {
            case "failure": failures += 1
            case "error": errors += 1
            case "skipped": skipped += 1
            default: break
            }
            cases += """
                    <testcase classname="\(Self.escaped(outcome.check.area))" \
                name="\(Self.escaped(outcome.check.id))" time="\(Layout.seconds(outcome.duration))"
                """
            cases += tag.isEmpty ? "/>\n" : ">\(text)</testcase>\n"
        }
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuites>
              <testsuite name="\(Self.escaped(store))" tests="\(outcomes.count)" failures="\(failures)" \
            errors="\(errors)" skipped="\(skipped)" time="\(Layout.seconds(duration))">
            \(cases)  </testsuite>
            </testsuites>

            """
    }

    /// The tag that stands for the verdict, empty for a pass, and the whole element.
    private func element(_ outcome: Outcome) -> (tag: String, text: String) {
        let tag =
            switch outcome.verdict {
            case .pass: ""
            case .fail where outcome.isWarning: ""
            case .fail, .unexpectedPass: "failure"
            case .error, .crashed, .timeout, .inconclusive: "error"
            case .notDeclared, .skipped, .known: "skipped"
            }
        let message = "\(outcome.verdict.name): \(outcome.verdict.detail ?? outcome.check.contract)"
        let body = outcome.verdict.isFailure ? Self.escaped(story(outcome)) : ""
        return (tag, "<\(tag) message=\"\(Self.escaped(message))\">\(body)</\(tag)>")
    }

    /// Text for XML 1.0, which has no place for most control characters, escaped or not.
    private static func escaped(_ text: String) -> String {
        var safe = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": safe += "&amp;"
            case "<": safe += "&lt;"
            case ">": safe += "&gt;"
            case "\"": safe += "&quot;"
            case "\n", "\t": safe += "&#\(scalar.value);"
            case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: safe += "\u{FFFD}"
            default: safe.unicodeScalars.append(scalar)
            }
        }
        return safe
    }
}
