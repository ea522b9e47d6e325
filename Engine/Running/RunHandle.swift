public import HoldfastCore

/// A run that was started, here or elsewhere.
public struct RunHandle<Output: Codable & Sendable>: Sendable {
    /// The run's id.
    public let id: RunID
    /// Whether the call that returned this handle made the run.
    public let isNew: Bool
    let store: Store
    let codec: any PayloadCodec

    init(id: RunID, store: Store, codec: any PayloadCodec, isNew: Bool) {
        self.id = id
        self.isNew = isNew
        self.store = store
        self.codec = codec
    }

    /// The run's result; waits until it has ended. Cancelling the wait does not cancel the run.
    ///
    /// - Throws: The run's ``Failure``; ``RunCancelled``.
    public var value: Output {
        get async throws {
            while true {
                if let run = try await wait(for: .days(1)) { return try result(of: run) }
            }
        }
    }

    /// The run as it is now. Throws `.notFound` where it was deleted.
    public func record() async throws -> RunRecord { try await store.runs.get(id) }

    /// Asks for the run to be cancelled; see ``Runs/cancel(_:reason:)``.
    public func cancel(reason: String? = nil) async throws { try await store.runs.cancel(id, reason: reason) }

    /// Waits until the run has ended; nil where it has not within this time. See ``Runs/wait(_:for:)``.
    public func wait(for limit: Duration) async throws -> RunRecord? { try await store.runs.wait(id, for: limit) }

    private func result(of run: RunRecord) throws -> Output {
        switch run.status {
        case .completed:
            guard let output = run.output else {
                throw StoreError(.corrupted, "the completed run \"\(id)\" has no output", kind: "run", id: id.rawValue)
            }
            return try codec.decode(Output.self, from: output)
        case .failed:
            throw run.failure ?? Failure(code: "unknown", message: "the run failed without saying why")
        default: throw RunCancelled(id: id, reason: run.cancelReason)
        }
    }
}

/// The run was cancelled before it had a result.
public struct RunCancelled: Error, Sendable, CustomStringConvertible {
    /// The run.
    public let id: RunID
    /// Why, where whoever asked for it said so.
    public let reason: String?
    /// What happened, for a person.
    public var description: String { "run \"\(id)\" was cancelled" + (reason.map { ": \($0)" } ?? "") }
}
