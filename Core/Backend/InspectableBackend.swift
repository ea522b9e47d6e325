/// A backend that can tell an operator about what it keeps, beyond the verbs.
///
/// It is for tools that look at a store, such as `holdfast doctor`; a backend need not be one.
public protocol InspectableBackend: StoreBackend {
    /// Looks at the store, which may take as long as reading all of it; must never write.
    func inspect() async throws(BackendError) -> Inspection
}

/// What a backend tells about what it keeps.
public struct Inspection: Sendable, Equatable {
    /// What kind of store it is, with the version of its engine, such as `SQLite 3.40.1`.
    public var kind: String
    /// How much it takes on disk, in bytes; nil where that cannot be told.
    public var bytes: Int64?
    /// What is damaged, a sentence each; empty where nothing was found.
    public var problems: [String]

    /// What was found.
    public init(kind: String, bytes: Int64? = nil, problems: [String] = []) {
        self.kind = kind
        self.bytes = bytes
        self.problems = problems
    }
}
