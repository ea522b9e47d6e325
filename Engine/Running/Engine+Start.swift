public import HoldfastCore

/// How a run is started; what is not said is drawn or left out.
public struct StartOptions: Sendable {
    /// The run's id: nil draws one. The same id starts the same run once.
    public var id: RunID?
    /// What to do where the id is taken; to throw `.alreadyExists` by default.
    public var onConflict = StartConflict.fail
    /// The queue.
    public var queue = QueueName.default
    /// How soon it is claimed among those that are due.
    public var priority = Priority.normal
    /// When it may first be claimed; nil means at once.
    public var startAt: Timestamp?
    /// How long it may take from its start, or from `startAt` where that is later; nil means for ever.
    public var timeLimit: Duration?
    /// The build that alone may work on it.
    public var build: String?
    /// An id by which the run can be found.
    public var resourceID: String?
    /// Tags by which the run can be found; at most 16.
    public var tags: [String: String] = [:]
    /// Typed attributes by which the run can be found.
    public var attributes: [String: JSONValue] = [:]
    /// The trace that the caller is in, such as a W3C `traceparent`; steps and child runs get it.
    public var traceContext: String?

    /// The defaults.
    public init() {}
    /// The defaults for a run of this id.
    public init(id: RunID?, onConflict: StartConflict = .fail) {
        self.id = id
        self.onConflict = onConflict
    }
}

extension Engine {
    /// Starts a run. When this returns it is durable, and some worker will bring it to its end.
    ///
    /// The workflow need not be registered here.
    /// - Throws: ``StoreError``: `.alreadyExists` where the id is taken (see ``StartConflict``), `.idempotencyMismatch`
    ///   where it is taken by another workflow or input, `.limitExceeded` where the input is too large.
    @discardableResult
    public func start<Definition: Workflow>(
        _ workflow: Definition, _ input: Definition.Input, id: RunID? = nil, onConflict: StartConflict = .fail
    ) async throws -> RunHandle<Definition.Output> {
        try await start(workflow, input, StartOptions(id: id, onConflict: onConflict))
    }

    /// Starts a run; see ``start(_:_:id:onConflict:)``.
    @discardableResult
    public func start<Definition: Workflow>(
        _ workflow: Definition, _ input: Definition.Input, _ start: StartOptions
    ) async throws -> RunHandle<Definition.Output> {
        var new = NewRun(Definition.name, id: start.id, input: try options.codec.encode(input))
        new.version = Definition.version
        new.queue = start.queue
        new.priority = start.priority
        new.startAt = start.startAt
        let now = store.time.now
        new.deadlineAt = start.timeLimit.map { max(now, start.startAt ?? now).advanced(by: $0) }
        new.build = start.build
        new.resourceID = start.resourceID
        new.tags = start.tags
        new.attributes = start.attributes
        new.traceContext = start.traceContext
        let started = try await store.runs.start(new, onConflict: start.onConflict)
        wakeUp.ring()
        return RunHandle(id: started.run.id, store: store, codec: options.codec, isNew: started.isNew)
    }

    /// A handle on a run that was started before, anywhere.
    public func handle<Definition: Workflow>(_ workflow: Definition, _ id: RunID) -> RunHandle<Definition.Output> {
        RunHandle(id: id, store: store, codec: options.codec, isNew: false)
    }
}
