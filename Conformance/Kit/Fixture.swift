public import HoldfastCore

/// Makes the backends that checks run against.
public struct Fixture: Sendable {
    /// A place that no other check uses.
    public struct Namespace: Sendable {
        /// Letters, digits and hyphens: fit for a file name, a schema or a key prefix.
        public let id: String
        /// The seed of the check.
        public let seed: UInt64
    }

    /// The backend's name, for reports.
    public let name: String
    let make: @Sendable (Namespace) async throws -> any StoreBackend
    let destroy: @Sendable (Namespace) async throws -> Void
    let settle: @Sendable (Namespace) async throws -> Void

    /// A fixture for one backend.
    ///
    /// - Parameters:
    ///   - name: The backend's name, for reports.
    ///   - destroy: Removes what a namespace left behind, after all of its handles are closed.
    ///   - settle: Returns when indexes show every commit; the default does nothing.
    ///   - make: Opens one more handle. Two calls with one namespace must reach the same data.
    public init(
        _ name: String,
        destroy: @escaping @Sendable (Namespace) async throws -> Void = { _ in },
        settle: @escaping @Sendable (Namespace) async throws -> Void = { _ in },
        make: @escaping @Sendable (Namespace) async throws -> any StoreBackend
    ) {
        self.name = name
        self.make = make
        self.destroy = destroy
        self.settle = settle
    }

    /// Runs a check in a namespace of its own, closes its handles and removes what it left.
    ///
    /// - Parameter seed: Where generated input comes from; the same seed gives the same input.
    /// - Throws: ``Violation`` where the contract does not hold, and whatever else the backend threw.
    public func run(_ check: Check, seed: UInt64 = 1) async throws {
        let id = "\(check.id.replacing(".", with: "-"))-\(String(seed, radix: 36))"
        let context = CheckContext(check: check.id, Namespace(id: id, seed: seed), self)
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await check.body(context))
        } catch {
            outcome = .failure(error)
        }
        await context.closeAll()
        try await destroy(context.place)
        try outcome.get()
    }
}
