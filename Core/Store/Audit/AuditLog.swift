/// What was deleted, and what operators did.
public struct AuditRecord: Sendable, Equatable {
    /// Drawn in the order of time.
    public let id: String
    /// What was done, such as `run.delete`.
    public let action: String
    /// The id or name of the thing that it was done to.
    public let subject: String?
    /// Who did it, where that was said: see ``Store/acting(as:)``.
    public let actor: String?
    /// More about it.
    public let details: [String: JSONValue]
    /// When it was done.
    public let createdAt: Timestamp
}

/// The record of deletions and of what operators did.
///
/// Runs that are deleted or cancelled, and schedules that are changed or removed, write theirs in the same commit, so
/// that none is missing and none is wrong. A record is kept for a year.
public struct AuditLog: Sendable {
    let context: StoreContext

    init(_ context: StoreContext) { self.context = context }

    /// Records what a program of the user's did.
    ///
    /// - Parameter action: At most 512 bytes, such as `order.refund`.
    @discardableResult
    public func record(
        _ action: String, subject: String? = nil, details: [String: JSONValue] = [:]
    ) async throws -> AuditRecord {
        try context.begin()
        try Runs.validateName(action, "action")
        if let subject { try Runs.validateName(subject, "subject") }
        try Runs.validate(members: details, "detail")
        let row = context.auditRow(action, subject, details: details)
        // An insert of a fresh id is refused only by its own token, and then it is there.
        _ = try await context.commit(WriteBatch([.insert(row)]), for: "record", action)
        return try AuditRecord(row)
    }

    /// A page of the records, newest first.
    ///
    /// - Parameters:
    ///   - subject: Only what was done to this thing.
    ///   - limit: At least 1, and 1,000 where it is more.
    public func list(
        subject: String? = nil, limit: Int = 100, cursor: String? = nil
    ) async throws -> Listing<AuditRecord> {
        try context.begin()
        if let subject { try Runs.validateName(subject, "subject") }
        let size = try ListCursor.pageSize(limit)
        let token = ListCursor(context, "audit", subject == nil ? "all" : "subject", subject ?? "")
        let range =
            subject.map { IndexRange(AuditTable.table, AuditTable.bySubject, [context.tenant, .text($0)]) }
            ?? IndexRange(AuditTable.table, AuditTable.byCreation, [context.tenant])
        var scan = Scan(range, limit: size + 1)
        scan.descending = true
        scan.after = try token.position(cursor)
        var walk = RowWalk(context, scan, for: "list audit records")
        return try await walk.listing(size, token) { try AuditRecord($0) }
    }
}

extension Store {
    /// What was deleted, and what operators did.
    public var audit: AuditLog { AuditLog(context) }

    /// The same store, in whose audit records this person or program stands; at most 512 bytes.
    public func acting(as actor: String) throws -> Store {
        try Runs.validateName(actor, "actor")
        var context = context
        context.actor = actor
        return Store(context: context)
    }
}

extension AuditRecord {
    init(_ row: Row) throws {
        guard let created = row.time(AuditTable.createdAt) else {
            throw StoreError(.corrupted, "an audit record has no time", kind: "audit record")
        }
        id = row[AuditTable.auditID].text ?? ""
        action = row[AuditTable.action].text ?? ""
        subject = row[AuditTable.subject].text
        actor = row[AuditTable.actor].text
        details = try row.object(AuditTable.details)
        createdAt = created
    }
}

extension StoreContext {
    /// How long an audit record is kept.
    static let auditLife = Duration.days(365)

    /// The record of an action, for the commit that does it.
    func auditRow(_ action: String, _ subject: String?, details: [String: JSONValue] = [:]) -> Row {
        let now = now
        var row = Row(AuditTable.table)
        row[AuditTable.namespace] = tenant
        // The date, without the time of day.
        row[AuditTable.day] = .text(String("\(now)".prefix { $0 != "T" }))
        row[AuditTable.auditID] = .text(identifiers.id(at: now))
        row[AuditTable.insertToken] = identifiers.token()
        row[AuditTable.action] = .text(action)
        row[AuditTable.subject] = .text(subject)
        row[AuditTable.actor] = .text(actor)
        row[AuditTable.details] = .json(details)
        row[AuditTable.createdAt] = .time(now)
        row[AuditTable.expiresAt] = .time(now.advanced(by: Self.auditLife))
        return row
    }
}
