/// What a backend declares of itself: never detected, and checked in both directions.
///
/// Workflow features are no capabilities: they are written once over the verbs, so every store has them all. Optional
/// operations are protocols beside ``StoreBackend``, such as ``InspectableBackend``.
public struct BackendCapabilities: Sendable, Equatable {
    /// What was acknowledged is still there when the store is opened again.
    public var durable: Bool
    /// Durable only against the end of the process: a loss of power may take back what was acknowledged last.
    public var relaxedDurability: Bool
    /// Several versions of the schema may be met in stores that exist.
    public var migrations: Bool
    /// Several processes may use one store at once.
    public var multiProcess: Bool
    /// The store is reached over a network, so calls may be lost on the way.
    public var network: Bool
    /// The longest time by which an index may lag behind the rows; zero for none.
    public var indexLag: Duration

    /// What is not given is not declared: a store that lives and ends with its process.
    public init(
        durable: Bool = false, relaxedDurability: Bool = false, migrations: Bool = false, multiProcess: Bool = false,
        network: Bool = false, indexLag: Duration = .zero
    ) {
        self.durable = durable
        self.relaxedDurability = relaxedDurability
        self.migrations = migrations
        self.multiProcess = multiProcess
        self.network = network
        self.indexLag = indexLag
    }
}
