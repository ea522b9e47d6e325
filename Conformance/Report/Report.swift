public import HoldfastCore

/// What a run has found, for people and for programs.
public struct Report: Sendable {
    /// The version of the contract that the checks are written against.
    public static let contractVersion = "1.0"
    /// The version of the JSON form: raised when a member changes its meaning or goes.
    public static let schemaVersion = 1

    /// The store's name.
    public let store: String
    /// What the store declares.
    public let capabilities: BackendCapabilities
    /// What became of each check, in the order of the plan.
    public let outcomes: [Outcome]
    /// The highest level that was shown; nil for none.
    public let level: Check.Level?
    /// What the process is to end with.
    public let exit: RunExit
    /// Why no higher level was shown, and what is out of date: a sentence each.
    public let remarks: [String]
    /// How long the run took.
    public let duration: Duration
    /// The ledger that these outcomes ask for, as its text.
    package let nextLedger: String
    let runner: Runner

    init(
        _ runner: Runner, _ outcomes: [Outcome], _ capabilities: BackendCapabilities, expired: [Ledger.Entry],
        duration: Duration
    ) {
        let award = Award(runner.plan, outcomes, capabilities, hasExpired: !expired.isEmpty)
        self.runner = runner
        self.outcomes = outcomes
        self.capabilities = capabilities
        self.duration = duration
        store = runner.suite.name
        level = award.level
        exit = award.exit
        remarks = award.remarks + expired.map { "the ledger's entry for \($0.id) expired on \($0.expiry)" }
        nextLedger = Ledger.next(after: outcomes, runner.ledger)
    }

    /// How many checks ended with each verdict, by its name.
    public var counts: [String: Int] {
        outcomes.reduce(into: [:]) { $0[$1.verdict.name, default: 0] += 1 }
    }

    /// The text of a badge: the level, and how many of the checks that apply have passed.
    public var badge: String {
        let applying = outcomes.count - (counts["notDeclared"] ?? 0)
        return "\(level.map { "L\($0.rawValue)" } ?? "no level") · \(counts["pass"] ?? 0)/\(applying)"
    }

    /// The command that runs one check again with the seed that its verdict comes from, or the history that failed.
    public func command(repeating outcome: Outcome) -> String {
        if case .fail(let violation) = outcome.verdict, let replay = violation.replay {
            return "\(runner.command) --replay '\(replay)'"
        }
        return "\(runner.command) --check \(outcome.check.id) --seed \(outcome.seed)"
    }

    /// All there is to say about one outcome.
    public func story(_ outcome: Outcome) -> String { outcome.story(repeat: command(repeating: outcome)) }
}
