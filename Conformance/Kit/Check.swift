/// One sentence of the contract, with the code that finds out whether a backend keeps it.
///
/// Ids are `area.topic.case`; they are stable and never used again for something else.
public struct Check: Sendable {
    /// How much of a store must work for a check to apply; each level includes those before.
    public enum Level: Int, Sendable, Comparable, CaseIterable {
        /// Correct on one handle.
        case core = 1
        /// Several handles, leases, queues, races.
        case coordinated
        /// Restart, crash, faults, migrations.
        case durable
        /// Everything else that the store offers.
        case complete

        /// Whether the level demands less.
        public static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }
    }

    /// How a check works.
    public enum Kind: Sendable {
        /// One call after the other.
        case sequential
        /// Several handles, one call after the other.
        case handles
        /// Calls at the same time.
        case concurrent
        /// Input drawn from the seed.
        case generated
        /// Time moved by hand.
        case time
        /// Failures put in on purpose.
        case faults
    }

    /// The check's name.
    public let id: String
    /// The level that it belongs to.
    public let level: Level
    /// How it works.
    public let kind: Kind
    /// The sentence that it proves.
    public let contract: String
    /// What goes wrong for a user where the sentence does not hold.
    public let why: String
    /// Where to look first when it fails.
    public let hint: String
    /// The known faults that it must notice.
    public let kills: [String]
    let body: @Sendable (CheckContext) async throws -> Void

    /// A check of this name.
    public init(
        _ id: String, _ level: Level, _ kind: Kind, kills: [String] = [], contract: String, why: String, hint: String,
        _ body: @escaping @Sendable (CheckContext) async throws -> Void
    ) {
        self.id = id
        self.level = level
        self.kind = kind
        self.kills = kills
        self.contract = contract
        self.why = why
        self.hint = hint
        self.body = body
    }
}

extension Check: CustomStringConvertible {
    /// The id, which names the test case.
    public var description: String { id }
}

extension Check {
    /// Every check, in the order in which faults are found fastest.
    public static let all: [Check] = boot + verbs + stores

    /// The checks of opening a store, and of what a backend declares of itself.
    public static let boot: [Check] = capabilityChecks

    /// The checks of the whole store: Core over the backend.
    public static let stores: [Check] =
        runCreateChecks + runUpdateChecks + runRaceChecks + runCancelChecks + runListChecks + runFilterChecks
        + runWalkChecks + runDeleteChecks + stepChecks + outputChecks + stateChecks + stateExpiryChecks + leaseChecks
        + leaseTimeChecks + textChecks + zooChecks

    /// The checks of the bare backend.
    public static let verbs: [Check] =
        getChecks + scanChecks + scanFilterChecks + commitChecks + commitJudgementChecks + commitPatchChecks
        + commitRepeatChecks + commitRaceChecks + commitEachChecks + takeChecks + takeRaceChecks + linearChecks
        + rangeChecks + lifecycleChecks + valueChecks + migrationChecks + modelChecks
}
