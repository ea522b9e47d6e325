public import HoldfastCore

/// How an engine works.
public struct EngineOptions: Sendable {
    /// The name of the worker; nil draws one that no other has.
    public var worker: WorkerID?
    /// The queues that the worker serves, in the order in which they are drained.
    public var queues: [QueueName] = [.default]
    /// The build of this program; runs that are pinned to it are served too.
    public var build: String?
    /// The most runs in hand at once; 20 by default.
    public var concurrency = 20
    /// The most steps that `forEach` runs side by side in one run; 10 by default.
    public var parallelSteps = 10
    /// How long a lease lasts unless it is renewed; 60 s by default.
    public var lease = Duration.seconds(60)
    /// How often a worker that found work looks for more; 100 ms by default, doubling to 2 s while there is none.
    public var pollInterval = Duration.milliseconds(100)
    /// A wait of at least this long gives the run's place to another; 5 s by default.
    public var parkAfter = Duration.seconds(5)
    /// How often a run may be claimed without committing a step before it is stalled; 5 by default.
    public var claimsWithoutProgress = 5
    /// How long ``Engine/stop(grace:)`` waits for steps at work; 30 s by default.
    public var grace = Duration.seconds(30)
    /// How values become payloads; JSON by default.
    public var codec: any PayloadCodec = JSONPayloadCodec()
    /// Hears what the engine does.
    public var observer: any Observer = SilentObserver()

    /// The defaults.
    public init() {}

    /// The defaults, with what a configuration says.
    public init(_ configuration: Configuration) {
        concurrency = configuration.concurrency
        lease = configuration.lease
        pollInterval = configuration.pollInterval
    }
}
