public import HoldfastConformance
internal import HoldfastCore

/// A backend with one fault, which a certain check must notice.
public struct Mutant: Sendable {
    /// The mutant's name; stable, never used again for another fault.
    public let id: String
    /// What is wrong, in words.
    public let fault: String
    /// The id of the check that must notice it.
    public let killer: String
    /// The rule of Core that is left out, where the fault is none of the backend.
    let leftOut: CoreFault?
    let change: @Sendable (inout Decorator, World) -> Void

    init(
        _ id: String, _ fault: String, killer: String,
        _ change: @escaping @Sendable (inout Decorator, World) -> Void
    ) {
        self.id = id
        self.fault = fault
        self.killer = killer
        self.change = change
        leftOut = nil
    }

    init(_ id: String, _ fault: String, killer: String, leavesOut rule: CoreFault) {
        self.id = id
        self.fault = fault
        self.killer = killer
        leftOut = rule
        change = { _, _ in }
    }

    /// The checks that say that they notice it, and can run on Memory: its killer and others.
    public var killers: [Check] {
        Check.all.filter { $0.kills.contains(id) && suite.abilities.isSuperset(of: $0.uses) }
    }

    /// Whether the harness around this mutant can do what the check uses.
    public func canRun(_ check: Check) -> Bool { suite.abilities.isSuperset(of: check.uses) }

    /// The suite of Memory with this fault.
    var suite: Conformance {
        .decorated(id, abilities: [.inProcess, .faults]) { handle, world in
            change(&handle, world)
            handle.connect(world)
        }
    }

    /// Runs a check on this mutant, as ``Conformance/run(_:seed:)`` does.
    public func run(_ check: Check, seed: UInt64) async throws {
        #if DEBUG
            try await CoreFault.$leftOut.withValue(leftOut) { try await suite.run(check, seed: seed) }
        #else
            try await suite.run(check, seed: seed)
        #endif
    }
}

extension Mutant: CustomStringConvertible {
    /// The id and the fault.
    public var description: String { "\(id): \(fault)" }
}
