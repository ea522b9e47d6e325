public import HoldfastConformance

/// A backend that differs from the others in what the contract leaves open: no check may fail on it.
///
/// They keep the checks from asking for more than the contract does.
public struct BenignVariant: Sendable {
    /// The variant's name; stable, never used again for another.
    public let id: String
    /// What is different, in words.
    public let what: String
    /// The suite of Memory with this difference.
    public let suite: Conformance

    init(_ id: String, _ what: String, _ suite: Conformance) {
        self.id = id
        self.what = what
        self.suite = suite
    }

    init(
        _ id: String, _ what: String, abilities: Set<Conformance.Ability> = [.inProcess],
        _ change: @escaping @Sendable (inout Decorator, World) -> Void
    ) {
        self.init(id, what, .decorated(id, abilities: abilities, change))
    }
}

extension BenignVariant: CustomStringConvertible {
    /// The id and what is different.
    public var description: String { "\(id): \(what)" }
}

// A plain list, as that of the mutants.
extension BenignVariant {
    /// Every variant.
    public static let all: [BenignVariant] =
        timingVariants + faultVariants + contentVariants + takeVariants + wholeBackends
}
