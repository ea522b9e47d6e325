import HoldfastConformance
import HoldfastConformanceSubjects
import HoldfastConformanceTesting
import HoldfastStores
import HoldfastTestSupport

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A backend under test, named in the test's output.
struct Contestant: Sendable, CustomStringConvertible {
    let suite: Conformance
    /// What the backend declares: a test compares it with what it says.
    let declares: Set<Check.Capability>
    /// The level that it is to show.
    let level: Check.Level

    var description: String { suite.name }

    /// The checks that apply to it, but for comparisons of durations, which say nothing while other tests run.
    var checks: [Check] {
        suite.checks.filter {
            declares.isSuperset(of: $0.needs) && suite.abilities.isSuperset(of: $0.uses) && $0.kind != .ratio
        }
    }

    /// The quick tier leaves out the one that differs least from another.
    static let all = (TestTier.current == .quick ? [memory] : [memory, memoryWithShortPages]) + [strictMemory] + sqlite

    static let memory = Contestant(suite: .memory, declares: [], level: .coordinated)
    static let memoryWithShortPages = Contestant(suite: .memoryWithShortPages, declares: [], level: .coordinated)

    static let strictMemory = Contestant(suite: .strictMemory, declares: [], level: .coordinated)

    #if SQLite
        private static let sqlite = [
            Contestant(
                suite: suite(in: "sqlite:///\(FileManager.default.temporaryDirectory.path)/holdfast-contract"),
                declares: [.durable, .migrations, .multiProcess], level: .durable)
        ]
    #else
        private static let sqlite: [Contestant] = []
    #endif

    private static func suite(in url: String) -> Conformance {
        do {
            return try Conformance.subject(url: url, plugins: .builtIn)
        } catch {
            preconditionFailure("\(error)")
        }
    }
}

/// One check on one backend.
struct Trial: Sendable, CustomStringConvertible {
    let contestant: Contestant
    let check: Check

    var description: String { "\(contestant): \(check)" }

    static let all = Contestant.all.flatMap { contestant in
        contestant.checks.map { Trial(contestant: contestant, check: $0) }
    }
}
