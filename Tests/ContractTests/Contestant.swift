import Foundation
import HoldfastConformance
import HoldfastConformanceDisk
import HoldfastConformanceSubjects
import HoldfastConformanceTesting
import HoldfastTestSupport

/// A backend under test, named in the test's output.
struct Contestant: Sendable, CustomStringConvertible {
    let suite: Conformance
    /// What the backend declares: a test compares it with what it says.
    let declares: Set<Check.Capability>
    /// The level that it is to show.
    let level: Check.Level
    /// What its requests cannot suffer.
    var lacks: Set<FaultSeam.Fault> = []
    /// Whether it differs from another in its habits only, so that fewer seeds and tiers do.
    var hasHabitsOnly = false
    /// Below the full tier it runs only those checks whose number leaves this rest by three: others run the rest.
    var turn: Int?
    /// Checks that look at rows as they are stored, where that is not as they were given.
    var leavesOut: Set<String> = []

    var description: String { suite.name }

    /// The checks that apply to it, but for comparisons of durations, which say nothing while other tests run.
    var checks: [Check] {
        let mine = suite.checks.enumerated().filter {
            TestTier.current == .full || turn ?? $0.offset % 3 == $0.offset % 3
        }
        return mine.map(\.element).filter {
            declares.isSuperset(of: $0.needs) && suite.abilities.isSuperset(of: $0.uses) && $0.kind != .ratio
                && lacks.isDisjoint(with: $0.usesFaults) && !leavesOut.contains($0.id)
        }
    }

    /// The quick tier leaves out those that differ from another only in their habits.
    static let all =
        [memory]
        + (TestTier.current == .quick
            ? [] : [memoryWithShortPages, strictMemory, strictMemoryOverALine, scrambledMemory])
        + sqlite

    static let memory = Contestant(suite: .memory, declares: [.inside], level: .coordinated)
    static let memoryWithShortPages = Contestant(
        suite: .memoryWithShortPages, declares: [.inside], level: .coordinated, hasHabitsOnly: true, turn: 0)

    /// No rule of the store may need to see a payload as it is stored, or as it is.
    static let scrambledMemory = Contestant(
        suite: Conformance.memory.passing([Scramble("k1")], as: "Memory through a transform"), declares: [.inside],
        level: .coordinated, hasHabitsOnly: true, turn: 1, leavesOut: ["outputs.codec", "model.final-dump"])

    static let strictMemory = Contestant(
        suite: .strictMemory, declares: [.inside], level: .coordinated, hasHabitsOnly: true)
    /// What stores over a network will have to stand; it has no disk.
    static let strictMemoryOverALine = Contestant(
        suite: .strictMemoryOverALine, declares: [.network, .outside], level: .coordinated,
        lacks: [.reset, .truncate, .diskFull, .readOnly, .ioError, .powerLoss], hasHabitsOnly: true, turn: 2)

    #if SQLite
        private static let sqlite = [
            Contestant(
                suite: .sqlite(child: child("SQLite")), declares: [.durable, .migrations, .multiProcess, .outside],
                level: .durable, lacks: [.duplicate, .partial, .truncate, .garbage])
        ]

        /// The program of this package that does what children do, beside the test bundle.
        static func child(_ suite: String) -> Child {
            let bundle = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
            let folder = URL(fileURLWithPath: bundle).deletingLastPathComponent().path
            return Child(program: folder + "/ConformanceChild", arguments: [suite])
        }
    #else
        private static let sqlite: [Contestant] = []
    #endif
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
