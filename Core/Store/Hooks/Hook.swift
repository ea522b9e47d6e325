/// Where a hook stands.
public enum HookStatus: String, Sendable, CaseIterable {
    /// What is delivered under its token reaches the run.
    case active
    /// Its run has let go of it, or another run took its token by force.
    case disposed
}

/// What a run asks for that wants to be resumed from outside.
public struct NewHook: Sendable {
    /// The id, unique in the run and at most 255 bytes; made by the store where it is nil. Creating the same hook
    /// again, as a run does that carries on after a crash, returns the one that is there.
    public var id: String?
    /// The token, by which the outside knows the hook: unique in the namespace while the hook is active.
    public var token: String
    /// What whoever has the token may see.
    public var metadata: [String: JSONValue] = [:]
    /// How long the token is kept from others at least, though the hook or its run may end before; nil by default.
    public var keptFor: Duration?
    /// Whether the token is taken from the hook that has it, which is disposed of then.
    public var takesToken = false

    /// A hook of this token.
    public init(token: String, id: String? = nil) {
        self.token = token
        self.id = id
    }
}

/// A hook as it is stored.
public struct HookRecord: Sendable, Equatable {
    /// The id, unique in the run.
    public let id: String
    /// The token.
    public let token: String
    /// The run that it resumes.
    public let runID: RunID
    /// The life of the run.
    public let incarnation: Incarnation
    /// Where the hook stands.
    public let status: HookStatus
    /// What the run gave for whoever has the token.
    public let metadata: [String: JSONValue]
    /// When it was created.
    public let createdAt: Timestamp

    init(_ row: Row) throws {
        let id = row[HookTable.hookID].text ?? ""
        guard let status = HookStatus(rawValue: row[HookTable.status].text ?? ""),
            let createdAt = row.time(HookTable.createdAt)
        else {
            throw StoreError(.corrupted, "the row of hook \"\(id)\" has a status or time that is none", id: id)
        }
        self.id = id
        token = row[HookTable.token].text ?? ""
        runID = RunID(row[HookTable.runID].text ?? "")
        incarnation = Incarnation(row[HookTable.incarnation].text ?? "")
        self.status = status
        metadata = try row.object(HookTable.metadata)
        self.createdAt = createdAt
    }
}
