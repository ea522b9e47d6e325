public import HoldfastCore

/// The conformance suite of one backend: how its handles are opened, and what the harness around it can do.
///
/// ```swift
/// let suite = Conformance("MyStore") { place in try await MyBackend(path: place.folder + "/store") }
/// ```
public struct Conformance: Sendable {
    /// What the harness can do to the backend. It says nothing about the store; a missing one leaves checks unrun.
    public enum Ability: String, Sendable, CaseIterable {
        /// Requests of the backend fail as the place's ``FaultSeam`` says.
        case faults
        /// Every call runs in the task that makes it or on an executor of that task, so the seeded scheduler applies.
        case inProcess
        /// Other processes can be started on the store, and killed.
        case processes
        /// Writes that were not yet synchronised to the disk can be dropped.
        case unsyncedWrites
    }

    /// The backend's name, for reports.
    public private(set) var name: String
    /// What the harness can do.
    public private(set) var abilities: Set<Ability>
    /// How another process is started on a place; nil where none can be.
    public private(set) var child: Child?
    /// What is worth knowing of how the store is set up, for reports; never a secret.
    public let settings: [String: String]
    /// Whether the backend itself behaves as the place's seed says, so that each check is worth several seeds.
    public let isSeeded: Bool
    let declaration = Declaration()
    let permits: Permits
    let make: @Sendable (Place) async throws -> any StoreBackend
    let destroy: @Sendable (Place) async throws -> Void
    let settle: @Sendable (Place) async throws -> Void
    /// What the ids and cursors of the checks' stores begin with.
    private(set) var nameMark = ""
    /// What the payloads of the checks' stores pass.
    package private(set) var payloads = PayloadOptions()

    /// A suite for one backend.
    ///
    /// - Parameters:
    ///   - name: The backend's name, for reports.
    ///   - abilities: What the harness can do; ``Ability/processes`` is added where there is a `child`.
    ///   - child: How another process is started on a place.
    ///   - settings: What is worth knowing of how the store is set up, for reports; never a secret.
    ///   - isSeeded: Whether the backend itself behaves as the place's seed says; false by default.
    ///   - parallelism: The most checks that run at the same time; 8 by default.
    ///   - destroy: Removes what a place left behind, after all of its handles are closed. Its folder is removed by the
    ///     suite.
    ///   - settle: Returns when indexes show every commit; the default does nothing.
    ///   - make: Opens one more handle. Two calls with one place must reach the same data.
    public init(
        _ name: String,
        abilities: Set<Ability> = [],
        child: Child? = nil,
        settings: [String: String] = [:],
        isSeeded: Bool = false,
        parallelism: Int = 8,
        destroy: @escaping @Sendable (Place) async throws -> Void = { _ in },
        settle: @escaping @Sendable (Place) async throws -> Void = { _ in },
        make: @escaping @Sendable (Place) async throws -> any StoreBackend
    ) {
        self.name = name
        self.abilities = child == nil ? abilities : abilities.union([.processes])
        self.child = child
        self.settings = settings
        self.isSeeded = isSeeded
        permits = Permits(parallelism)
        self.make = make
        self.destroy = destroy
        self.settle = settle
    }

    /// The same suite, whose checks can start this child.
    public func starting(_ child: Child) -> Conformance {
        var suite = self
        suite.child = child
        suite.abilities.insert(.processes)
        return suite
    }

    /// The same suite, with stores whose ids and cursors begin with this text: nobody may rely on their shape.
    package func naming(with mark: String) -> Conformance {
        var suite = self
        suite.nameMark = mark
        return suite
    }

    /// The same suite, with stores whose payloads pass these transforms: no rule may need to see one.
    package func passing(_ transforms: [any PayloadTransform], as name: String) -> Conformance {
        var suite = self
        suite.name = name
        suite.payloads.transforms = transforms
        return suite
    }

    /// Runs a check in a place of its own, closes its handles and removes what it left.
    ///
    /// - Parameter seed: Where generated input comes from; the same seed gives the same input.
    /// - Throws: ``Violation`` where the contract does not hold, ``Inconclusive`` where the check proved nothing,
    ///   ``Unavailable`` where the harness lacks what it uses, and whatever else the backend threw.
    public func run(_ check: Check, seed: UInt64 = 1) async throws {
        for ability in check.uses where !abilities.contains(ability) {
            throw Unavailable(ability: ability, reason: "\(name) does not have it")
        }
        for attempt in 1..<Self.attempts {
            do {
                return try await runOnce(
                    check, seed: seed, perturbed: attempt > 1 || [.concurrent, .handles].contains(check.kind))
            } catch let inconclusive as Inconclusive where inconclusive.isByChance {
                continue
            }
        }
        try await runOnce(check, seed: seed, perturbed: true)
    }

    /// How often a check is run whose calls did not overlap: on a busy machine one thread may be done before the next
    /// one is awake. Handles that let others go first make that rare, so checks of several handles have such from the
    /// start.
    private static let attempts = 4

    private func runOnce(_ check: Check, seed: UInt64, perturbed: Bool) async throws {
        try await withPlace(check.id, seed: seed, mayFail: check.mayFail, perturbed: perturbed) { context in
            if !check.usesFaults.isEmpty { try await expectFaults(check.usesFaults, context) }
            try await check.body(context)
            try context.witness.verify()
        }
    }

    /// Gives the body a place of its own, closes the handles that it opened and removes what it left.
    func withPlace<Outcome>(
        _ check: String, seed: UInt64, mayFail: Bool = false, perturbed: Bool = false,
        _ body: (CheckContext) async throws -> Outcome
    ) async throws -> Outcome {
        let place = Place(check: check, seed: seed, mayFail: mayFail)
        let context = CheckContext(check: check, place, self, perturbed: perturbed)
        let outcome: Result<Outcome, any Error>
        do {
            outcome = .success(try await body(context))
        } catch {
            outcome = .failure(error)
        }
        await context.closeAll()
        defer { place.removeFolder() }
        do {
            try await destroy(place)
        } catch {
            // What the check found matters more than what was left behind.
            _ = try outcome.get()
            throw error
        }
        return try outcome.get()
    }

    /// The transport says what it can do when a handle is made.
    private func expectFaults(_ kinds: Set<FaultSeam.Fault>, _ context: CheckContext) async throws {
        await (try await context.handle()).close()
        let missing = kinds.subtracting(context.place.faults.kinds).map(\.rawValue).sorted()
        guard missing.isEmpty else {
            throw Unavailable(ability: .faults, reason: "\(name) cannot do \(missing.joined(separator: ", "))")
        }
    }
}

extension Check {
    /// Whether requests may fail in it, here or in a child.
    var mayFail: Bool { kind == .crash || kind == .faults || uses.contains(.faults) || uses.contains(.unsyncedWrites) }
}
