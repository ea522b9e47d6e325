public import HoldfastConformance
internal import XCTest

/// A level was to be shown, and was not.
public struct LevelNotAwarded: Error, CustomStringConvertible {
    public let description: String
}

extension Conformance {
    /// Runs all checks up to a level, several at a time, and fails the test for each that fails.
    ///
    /// ```swift
    /// func testConformance() async throws { try await suite.runXCTest(level: .durable) }
    /// ```
    ///
    /// - Parameters:
    ///   - seed: The first seed; 1 by default.
    ///   - tier: How many seeds; quick by default.
    /// - Throws: ``LevelNotAwarded``, with the reasons, unless the level is awarded: what did not run is no pass.
    public func runXCTest(
        level: Check.Level, seed: UInt64 = 1, tier: Tier = .quick,
        file: StaticString = #filePath, line: UInt = #line
    ) async throws {
        var runner = Runner(self, Plan(level: level))
        runner.seed = seed
        runner.tier = tier
        let report = await runner.run()
        for outcome in report.outcomes where outcome.verdict.isFailure && !outcome.isWarning {
            XCTFail(
                outcome.story(repeat: "await suite.verdict(of: check, seed: \(outcome.seed))"), file: file, line: line)
        }
        guard report.exit == .awarded else { throw LevelNotAwarded(description: report.table) }
    }
}
