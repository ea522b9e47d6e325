/// What a backend declares of itself: never detected, and checked in both directions.
///
/// Workflow features are no capabilities: they are written once over the verbs, so every store has them all. Optional
/// operations are protocols beside ``StoreBackend``, such as ``InspectableBackend``.
public struct BackendCapabilities: Sendable, Equatable {
    /// What was acknowledged is still there when the store is opened again.
    public var durable = false
    /// Durable only against the end of the process: a loss of power may take back what was acknowledged last.
    public var relaxedDurability = false
    /// Several versions of the schema may be met in stores that exist.
    public var migrations = false
    /// Several processes may use one store at once.
    public var multiProcess = false
    /// The store is reached over a network, so calls may be lost on the way.
    public var network = false
    /// The longest time by which an index may lag behind the rows; zero for none.
    public var indexLag = Duration.zero

    /// A store that lives and ends with its process.
    public init() {}
}
