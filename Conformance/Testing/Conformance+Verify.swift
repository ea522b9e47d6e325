public import HoldfastConformance
internal import Testing

// Both record issues and are of no use outside of a test.
extension Conformance {
    /// Every check, as the arguments of a test.
    ///
    /// ```swift
    /// @Test(arguments: suite.checks) func conforms(_ check: Check) async { await suite.verify(check) }
    /// @Test func planIsComplete() async { await suite.verifyPlan(level: .durable) }
    /// ```
    public var checks: [Check] { Check.all }

    /// Runs a check with its seeds, and records what is not a pass.
    ///
    /// A failure, an error, a check that took too long and one that proved nothing are issues. What does not apply to
    /// the store, or cannot be shown by this harness, is a known issue: it is printed and counted apart, so that it
    /// looks like no pass; ``verifyPlan(level:)`` says whether the level allows it.
    ///
    /// - Parameters:
    ///   - seed: The first seed; 1 by default.
    ///   - tier: How many seeds; quick by default, nil for the first seed only.
    public func verify(_ check: Check, seed: UInt64 = 1, tier: Tier? = .quick) async {
        let outcome = await outcome(of: check, seed: seed, tier: tier)
        let story = outcome.story(repeat: "await suite.verify(check, seed: \(outcome.seed)), of \"\(check.id)\"")
        switch outcome.verdict {
        case .pass: return
        case .notDeclared, .skipped:
            withKnownIssue { _ = Issue.record("\(check.id) was not run: \(outcome.verdict.detail ?? "")") }
        case .fail(let violation) where !outcome.isWarning:
            let place = SourceLocation(
                fileID: violation.fileID, filePath: violation.filePath, line: violation.line, column: 1)
            Issue.record("\(story)", sourceLocation: place)
        case .fail: withKnownIssue { _ = Issue.record("\(story)") }
        case .error, .inconclusive, .known, .unexpectedPass, .crashed, .timeout: Issue.record("\(story)")
        }
    }

    /// Records an issue for whatever keeps the level from being shown at all: a level without checks, a capability or
    /// an ability of the harness that is missing.
    public func verifyPlan(level: Check.Level) async {
        for obstacle in await Plan(level: level).obstacles(for: self) { Issue.record("\(obstacle)") }
    }
}
