@_exported public import HoldfastCore
internal import Synchronization

/// Starts runs of workflows, and works on them.
///
/// Any number of engines, in one process or many, may share a store: each run is worked on by one at a time, and when
/// its worker dies another takes it over once the lease has ended.
public final class Engine: Sendable {
    /// The store that keeps the runs.
    public let store: Store
    /// How the engine works.
    public let options: EngineOptions
    /// The name of this engine's worker.
    public let worker: WorkerID

    let workflows: Mutex<[WorkflowKey: any AnyWorkflow]> = Mutex([:])
    /// Rung when there may be work: a run was started here, or a place became free.
    let wakeUp = WakeUp()
    /// Opened when the worker must take no more work.
    let stopping = Latch<Duration>()

    /// An engine over this store.
    public init(store: Store, options: EngineOptions = EngineOptions()) {
        precondition(options.concurrency > 0 && options.parallelSteps > 0, "an engine has room for at least one")
        precondition(options.lease > .zero && options.pollInterval > .zero, "a lease and an interval are above zero")
        self.store = store
        self.options = options
        worker = options.worker ?? WorkerID("worker-" + store.identifiers.id(at: store.time.now))
    }

    /// Makes workflows known, so that this engine works on their runs. Several versions of one may be known at once.
    public func register(_ workflows: any Workflow...) {
        for workflow in workflows { add(workflow) }
    }

    private func add(_ workflow: some Workflow) {
        let erased = ErasedWorkflow(workflow)
        workflows.withLock { $0[erased.key] = erased }
    }

    /// Asks ``run()`` to end: no more runs are claimed, those in hand stop before their next step and are given back;
    /// what is still at work after the grace time is cancelled and given back too.
    ///
    /// - Parameter grace: Nil takes the one of the options.
    public func stop(grace: Duration? = nil) {
        stopping.open(grace ?? options.grace)
        wakeUp.ring()
    }
}

/// A name and a version.
struct WorkflowKey: Hashable {
    let name: [UInt8]
    let version: Int

    init(_ name: String, _ version: Int) {
        self.name = Array(name.utf8)
        self.version = version
    }
}

/// A workflow whose types are known only to itself.
protocol AnyWorkflow: Sendable {
    var key: WorkflowKey { get }
    var name: String { get }
    func execute(_ run: Run, input: Payload?, codec: any PayloadCodec) async throws -> Payload
}

struct ErasedWorkflow<Definition: Workflow>: AnyWorkflow {
    let definition: Definition

    init(_ definition: Definition) { self.definition = definition }

    var key: WorkflowKey { WorkflowKey(Definition.name, Definition.version) }
    var name: String { Definition.name }

    func execute(_ run: Run, input: Payload?, codec: any PayloadCodec) async throws -> Payload {
        let value: Definition.Input
        do {
            value = try codec.decode(Definition.Input.self, from: input ?? Payload(text: "null"))
        } catch let error as StoreError {
            throw UndecodableInput(reason: error.message)
        }
        return try codec.encode(try await definition.run(run, value))
    }
}

/// The input of a run is none of its workflow's type.
struct UndecodableInput: Error {
    let reason: String
}
