internal import HoldfastCore

/// A durable program: ordinary Swift code whose steps are committed one by one, so that after a crash another worker
/// carries on behind the last committed step.
///
/// `run` may be executed many times for one run. Whatever has an effect or may give another result the next time must
/// stand in a step; all else must be the same each time.
public protocol Workflow: Sendable {
    /// What a run is started with.
    associatedtype Input: Codable & Sendable
    /// What a run ends with.
    associatedtype Output: Codable & Sendable

    /// The name under which runs are stored; it must never change while runs exist.
    static var name: String { get }
    /// Raised when the steps change in a way that runs in flight cannot follow; 1 by default.
    static var version: Int { get }
    /// Does the work. It is isolated to the run, so its local variables are safe from steps that run side by side.
    func run(_ run: isolated Run, _ input: Input) async throws -> Output
}

extension Workflow {
    /// The first version.
    public static var version: Int { 1 }
}
