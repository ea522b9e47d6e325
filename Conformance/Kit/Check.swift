public import HoldfastCore

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
    public enum Kind: String, Sendable, CaseIterable {
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
        /// A process that dies.
        case crash
        /// Two durations compared.
        case ratio
    }

    /// What a backend declares of itself, where a check is only about those that do.
    public enum Capability: String, Sendable, CaseIterable {
        case durable
        case migrations
        case multiProcess
        case network
        /// Its data is outside of the process's memory, so that a request for it can fail: what it is where anything of
        /// the above is declared, and never to be declared by itself.
        case outside
        /// All of it is in the process's memory: what it is where nothing of the above is declared.
        case inside

        /// Whether the backend declares it.
        public func isDeclared(in capabilities: BackendCapabilities) -> Bool {
            switch self {
            case .durable: capabilities.durable
            case .migrations: capabilities.migrations
            case .multiProcess: capabilities.multiProcess
            case .network: capabilities.network
            case .outside: capabilities.durable || capabilities.multiProcess || capabilities.network
            case .inside: !Capability.outside.isDeclared(in: capabilities)
            }
        }
    }

    /// The check's name.
    public let id: String
    /// The level that it belongs to.
    public let level: Level
    /// How it works.
    public let kind: Kind
    /// The capabilities without which it does not apply: all of them must be declared.
    public let needs: [Capability]
    /// What the harness must be able to do for it.
    public let uses: [Conformance.Ability]
    /// What its requests must be able to suffer for it; where there is any, ``Conformance/Ability/faults`` is used.
    public let usesFaults: Set<FaultSeam.Fault>
    /// The known faults that it must notice.
    public let kills: [String]
    /// The sentence that it proves.
    public let contract: String
    /// What goes wrong for a user where the sentence does not hold.
    public let why: String
    /// Where to look first when it fails.
    public let hint: String
    let body: @Sendable (CheckContext) async throws -> Void

    /// A check of this name.
    public init(
        _ id: String, _ level: Level, _ kind: Kind, needs: [Capability] = [], uses: [Conformance.Ability] = [],
        usesFaults: Set<FaultSeam.Fault> = [], kills: [String] = [], contract: String, why: String, hint: String,
        _ body: @escaping @Sendable (CheckContext) async throws -> Void
    ) {
        self.id = id
        self.level = level
        self.kind = kind
        self.uses = usesFaults.isEmpty || uses.contains(.faults) ? uses : uses + [.faults]
        // What is only memory has nothing that can fail.
        self.needs = self.uses.contains(.faults) ? needs + [.outside] : needs
        self.usesFaults = usesFaults
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
