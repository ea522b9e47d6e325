/// Where an approval stands.
public enum ApprovalStatus: String, Sendable, CaseIterable {
    /// Nobody has decided yet.
    case pending
    case granted
    case rejected
    /// Granted with another value than the one that was shown.
    case edited
    /// Nobody needs to decide any more.
    case cancelled
    /// Nobody decided in time.
    case expired
}

/// What a run asks a person.
public struct NewApproval: Sendable {
    /// The id, unique in the run and at most 255 bytes; made by the store where it is nil. Asking for the same approval
    /// again, as a run does that carries on after a crash, returns the one that is there.
    public var id: String?
    /// The key, by which people know it: unique in the namespace while it is pending.
    public var key: String
    /// What the person is asked.
    public var prompt: String?
    /// What the person may look at.
    public var metadata: [String: JSONValue] = [:]
    /// How long there is time to decide: more than zero, 7 days by default.
    public var expiresAfter: Duration = .days(7)

    /// An approval of this key.
    public init(key: String, id: String? = nil, prompt: String? = nil) {
        self.key = key
        self.id = id
        self.prompt = prompt
    }
}

/// What a person decides.
public enum ApprovalDecision: Sendable {
    case grant
    case reject
    /// Granted, with this value in the place of the one that was shown.
    case edit(Payload)
    /// Nobody needs to decide any more.
    case cancel

    var status: ApprovalStatus {
        switch self {
        case .grant: .granted
        case .reject: .rejected
        case .edit: .edited
        case .cancel: .cancelled
        }
    }

    var content: Payload? { if case .edit(let content) = self { content } else { nil } }
}

/// An approval as it is stored.
public struct ApprovalRecord: Sendable, Equatable {
    /// The id, unique in the run.
    public let id: String
    /// The key.
    public let key: String
    /// The run that waits for it.
    public let runID: RunID
    /// The life of the run.
    public let incarnation: Incarnation
    /// Where it stands; `expired` from its expiry on.
    public let status: ApprovalStatus
    /// What the person is asked.
    public let prompt: String?
    /// What the person may look at.
    public let metadata: [String: JSONValue]
    /// The edited value; nil where it was not edited.
    public let content: Payload?
    /// What the person said.
    public let note: String?
    /// Who decided.
    public let decidedBy: String?
    /// When it was asked for.
    public let createdAt: Timestamp
    /// When it was decided.
    public let decidedAt: Timestamp?
    /// When it is too late to decide.
    public let expiresAt: Timestamp

    init(_ row: Row, at now: Timestamp) throws {
        let id = row[HookTable.hookID].text ?? ""
        guard let status = ApprovalStatus(rawValue: row[HookTable.status].text ?? ""),
            let createdAt = row.time(HookTable.createdAt), let expiresAt = row.time(HookTable.expiresAt)
        else {
            throw StoreError(.corrupted, "the row of approval \"\(id)\" has a status or time that is none", id: id)
        }
        self.id = id
        key = row[HookTable.token].text ?? ""
        runID = RunID(row[HookTable.runID].text ?? "")
        incarnation = Incarnation(row[HookTable.incarnation].text ?? "")
        self.status = status == .pending && expiresAt <= now ? .expired : status
        prompt = row[HookTable.prompt].text
        metadata = try row.object(HookTable.metadata)
        content = row.isPartial ? nil : row.payload(HookTable.content)
        note = row[HookTable.note].text
        decidedBy = row[HookTable.decidedBy].text
        self.createdAt = createdAt
        decidedAt = row.time(HookTable.decidedAt)
        self.expiresAt = expiresAt
    }
}

/// How an approval stands for the run that asked for it.
public enum ApprovalOutcome: Sendable {
    /// It was decided or cancelled, or it is expired: that stands from now on.
    case settled(ApprovalRecord)
    /// Nobody has decided. A run that parks with this revision until this time sleeps through no decision.
    case pending(revision: Int64, until: Timestamp)
}
