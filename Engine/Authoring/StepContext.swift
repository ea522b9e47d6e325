public import HoldfastCore
internal import Synchronization

/// What a step knows about itself while it runs.
public final class StepContext: Sendable {
    /// The run.
    public let runID: RunID
    /// The step's key in the run, with the number of its repetition.
    public let key: String
    /// The number of this attempt, from 1.
    public let attempt: Int
    /// When the attempt is given up.
    public let deadline: Timestamp?
    /// The trace that the run's caller was in, to be handed on to the services that you call.
    public let traceContext: String?
    /// The same for every attempt of this step, also after another worker has taken over; different for every other
    /// step and every other life of the run. Pass it to the services that you call.
    public var idempotencyKey: String { steps.idempotencyKey(incarnation, key) }

    private let incarnation: Incarnation
    private let steps: Steps
    private let codec: any PayloadCodec
    private let collected = Mutex<(writes: [StateWrite], metrics: [String: Double])>(([], [:]))

    init(_ run: RunRecord, key: String, attempt: Int, deadline: Timestamp?, _ environment: RunEnvironment) {
        runID = run.id
        incarnation = run.incarnation
        self.key = key
        self.attempt = attempt
        self.deadline = deadline
        traceContext = run.traceContext
        steps = environment.store.steps
        codec = environment.codec
    }

    /// Changes the run's state in the same commit as this step's result; nothing is changed if the step fails.
    public func setState(_ key: String, _ value: some Encodable) throws {
        let payload = try codec.encode(value)
        add(.set(key, payload))
    }

    /// Removes a key of the run's state in the same commit as this step's result.
    public func removeState(_ key: String) { add(.delete(key)) }

    /// Attaches a number to the step, such as its cost; it must be finite.
    public func setMetric(_ name: String, _ value: Double) { collected.withLock { $0.metrics[name] = value } }

    private func add(_ write: StateWrite) {
        collected.withLock { collected in
            // The last write of a key counts: a commit names each row once.
            collected.writes.removeAll { Self.key(of: $0) == Self.key(of: write) }
            collected.writes.append(write)
        }
    }

    private static func key(of write: StateWrite) -> [UInt8] {
        switch write {
        case .set(let key, _), .delete(let key): Array(key.utf8)
        }
    }

    var writes: [StateWrite] { collected.withLock { $0.writes } }
    var metrics: [String: Double] { collected.withLock { $0.metrics } }
}
