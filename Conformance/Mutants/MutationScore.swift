public import HoldfastConformance

/// How well the checks tell broken backends from whole ones.
public struct MutationScore: Sendable {
    /// What came of one check on one mutant.
    public enum Finding: Sendable, Equatable {
        /// A violation of the check itself, with both sides: the mutant is killed.
        case killed
        /// The check passed.
        case survived
        /// It ended by an error that says nothing about the contract; that is no kill.
        case error(String)

        /// Whether the mutant is killed.
        public var isKill: Bool { self == .killed }
    }

    /// Runs one check on one mutant.
    public static func run(_ check: Check, on mutant: Mutant, seed: UInt64 = 1) async -> Finding {
        do {
            try await mutant.run(check, seed: seed)
            return .survived
        } catch let violation as Violation {
            let isWhole = violation.id == check.id && violation.expected != violation.actual
            return isWhole ? .killed : .error("\(violation)")
        } catch {
            return .error("\(error)")
        }
    }

    /// The checks that no mutant of the catalogue names, in the order of the registry.
    public static var unproven: [Check] {
        let mutants = Set(Mutant.all.map(\.id))
        return Check.all.filter { mutants.isDisjoint(with: $0.kills) }
    }
}
