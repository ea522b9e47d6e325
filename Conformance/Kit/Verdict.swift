/// What became of a check. Only `pass` is a pass.
public enum Verdict: Sendable {
    /// The contract's sentence held.
    case pass
    /// It did not hold.
    case fail(Violation)
    /// The check failed by an error that is no answer to what it asked.
    case error(String)
    /// It needs what the backend does not declare.
    case notDeclared(Check.Capability)
    /// It needs what the harness cannot do.
    case skipped(Unavailable)
    /// It ran, and proved nothing: too little happened at the same time, or a search ran out of its budget.
    case inconclusive(String)
    /// It fails as the ledger says, for the reason given there.
    case known(String)
    /// The ledger says that it fails, and it does not.
    case unexpectedPass
    /// The process that ran it died.
    case crashed(String)
    /// It did not end in its time.
    case timeout
}

extension Verdict {
    /// The word that stands for it in reports.
    public var name: String {
        switch self {
        case .pass: "pass"
        case .fail: "fail"
        case .error: "error"
        case .notDeclared: "notDeclared"
        case .skipped: "skipped"
        case .inconclusive: "inconclusive"
        case .known: "known"
        case .unexpectedPass: "unexpectedPass"
        case .crashed: "crashed"
        case .timeout: "timeout"
        }
    }

    /// What there is to say beside the word; nil where the word says it all.
    public var detail: String? {
        switch self {
        case .pass, .unexpectedPass: nil
        case .fail(let violation): "\(violation)"
        case .error(let text), .inconclusive(let text), .known(let text), .crashed(let text): text
        case .notDeclared(let capability): "the store does not declare \(capability.rawValue)"
        case .skipped(let missing): "the harness lacks \(missing.ability.rawValue): \(missing.reason)"
        case .timeout: "it did not end in its time"
        }
    }

    /// Whether it says that something is wrong.
    public var isFailure: Bool {
        switch self {
        case .fail, .error, .crashed, .timeout, .unexpectedPass: true
        case .pass, .notDeclared, .skipped, .inconclusive, .known: false
        }
    }

    /// Whether it leaves open what the store would have done.
    public var isOpen: Bool {
        switch self {
        case .skipped, .inconclusive: true
        case .pass, .fail, .error, .notDeclared, .known, .unexpectedPass, .crashed, .timeout: false
        }
    }
}

/// Thrown by a check that can neither say that the contract holds nor that it does not.
public struct Inconclusive: Error, Sendable {
    /// Why.
    public let reason: String
    /// Whether the same check may say more if it is run again.
    let isByChance: Bool

    /// For this reason.
    public init(_ reason: String) { self.init(reason, isByChance: false) }

    init(_ reason: String, isByChance: Bool) {
        self.reason = reason
        self.isByChance = isByChance
    }
}

/// Thrown instead of running a check for which the harness lacks something: it is skipped, never passed.
public struct Unavailable: Error, Sendable {
    /// What the harness would have to do.
    public let ability: Conformance.Ability
    /// What is missing of it, for a person.
    public let reason: String

    package init(ability: Conformance.Ability, reason: String) {
        self.ability = ability
        self.reason = reason
    }
}
