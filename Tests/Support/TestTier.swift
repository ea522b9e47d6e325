#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// How much a test does: tests choose figures by it, and never skip.
package enum TestTier: String, Sendable {
    /// Seconds; also what a plain `swift test` runs.
    case quick
    /// What continuous integration runs.
    case `default`
    /// What may take an hour.
    case full

    /// What `Tests/run` asks for.
    package static let current: TestTier = {
        guard let name = ProcessInfo.processInfo.environment["HOLDFAST_TEST_TIER"] else { return .quick }
        guard let tier = TestTier(rawValue: name) else {
            preconditionFailure("HOLDFAST_TEST_TIER is '\(name)'; it must be quick, default or full")
        }
        return tier
    }()

    /// The figure for this tier: a number of seeds, of rounds, of crashes.
    package static func choose<Figure>(quick: Figure, default: Figure, full: Figure) -> Figure {
        switch current {
        case .quick: quick
        case .default: `default`
        case .full: full
        }
    }
}
