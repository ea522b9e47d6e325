public import HoldfastCore
internal import Synchronization

/// What a check works with: its namespace, its seed, and handles of the backend under test.
public struct CheckContext: Sendable {
    /// The check's id.
    public let check: String
    /// Where the check's data is.
    public internal(set) var place: Place
    /// The suite that the check belongs to.
    public let suite: Conformance
    /// What its races showed.
    let witness = Witness()
    private let handles = Handles()

    private let isPerturbed: Bool

    init(check: String, _ place: Place, _ suite: Conformance, perturbed: Bool = false) {
        isPerturbed = perturbed
        self.check = check
        self.place = place
        self.suite = suite
    }

    /// The time of every store of this check.
    public var time: VirtualTime { place.time }

    /// The seed of all generated input.
    public var seed: UInt64 { place.seed }

    /// One more handle on the check's data, not yet migrated; closed when the check ends.
    public func handle() async throws -> any StoreBackend {
        let backend = try await suite.make(place)
        handles.opened.withLock { $0.append(backend) }
        return isPerturbed ? PerturbedBackend(base: backend) : backend
    }

    /// One more handle on the check's data, with the tables of Holdfast.
    public func backend() async throws -> any StoreBackend {
        let backend = try await handle()
        try await backend.migrate(Migration.holdfast, dryRun: false)
        return backend
    }

    /// Waits until indexes show every commit.
    public func settle() async throws { try await suite.settle(place) }

    func closeAll() async {
        for handle in handles.opened.withLock({ $0 }) { await handle.close() }
    }
}

private final class Handles: Sendable {
    let opened = Mutex<[any StoreBackend]>([])
}

extension CheckContext {
    /// Fails the check unless both sides are equal.
    public func expect<Subject: Equatable>(
        _ actual: Subject, _ expected: Subject, _ subject: String,
        fileID: StaticString = #fileID, filePath: StaticString = #filePath, line: Int = #line
    ) throws {
        guard actual != expected else { return }
        let shown = Excerpts(expected: "\(expected)", actual: "\(actual)")
        throw violation(
            subject, expected: shown.expected, actual: shown.actual, fileID: fileID, filePath: filePath, line: line)
    }

    /// Fails the check unless the call throws a ``BackendError`` of this code.
    public func expect(
        backend code: BackendError.Code, _ subject: String,
        fileID: StaticString = #fileID, filePath: StaticString = #filePath, line: Int = #line,
        from call: () async throws -> Void
    ) async throws {
        let actual: String
        do {
            try await call()
            actual = "no error"
        } catch let error as BackendError {
            guard error.code != code else { return }
            actual = "\(error)"
        } catch {
            actual = "\(error)"
        }
        throw violation(
            subject, expected: "error \(code.name)", actual: actual, fileID: fileID, filePath: filePath, line: line)
    }

    /// The violation of this check at that place in the code.
    public func violation(
        _ subject: String, expected: String, actual: String,
        fileID: StaticString = #fileID, filePath: StaticString = #filePath, line: Int = #line
    ) -> Violation {
        Violation(
            id: check, subject: subject, expected: expected, actual: actual, seed: seed, fileID: "\(fileID)",
            filePath: "\(filePath)", line: line, history: witness.history)
    }
}
