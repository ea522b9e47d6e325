public import HoldfastConformance

/// A backend with one fault, which a certain check must notice.
public struct Mutant: Sendable {
    /// The mutant's name; stable, never used again for another fault.
    public let id: String
    /// What is wrong, in words.
    public let fault: String
    /// The id of the check that must notice it.
    public let killer: String
    let change: @Sendable (inout Decorator, World) -> Void

    init(
        _ id: String, _ fault: String, killer: String,
        _ change: @escaping @Sendable (inout Decorator, World) -> Void
    ) {
        self.id = id
        self.fault = fault
        self.killer = killer
        self.change = change
    }

    /// The checks that say that they notice it: its killer and others.
    public var killers: [Check] { Check.all.filter { $0.kills.contains(id) } }

    /// The suite of Memory with this fault.
    public var suite: Conformance { .decorated(id, change) }
}

extension Mutant: CustomStringConvertible {
    /// The id and the fault.
    public var description: String { "\(id): \(fault)" }
}
