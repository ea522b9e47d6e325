/// The runs of a namespace.
public struct Runs: Sendable {
    let context: StoreContext

    init(_ context: StoreContext) { self.context = context }

    func key(_ id: RunID) -> Key { Key(RunTable.table, context.tenant, id.value) }

    /// Stores a run in status `pending` with revision 1.
    ///
    /// - Throws: `.alreadyExists` where the id is taken; the stored run is left untouched.
    @discardableResult
    public func create(_ new: NewRun) async throws -> RunRecord {
        try context.begin()
        let draft = try draft(new)
        switch try await context.commit(draft.batch, for: "create run", draft.id.rawValue) {
        case .applied: return draft.record
        case .refused(let refusal):
            guard let current = refusal.current, current.table == RunTable.table else {
                throw StoreError(.corrupted, "rows of a run that is not there are in the way of \"\(draft.id)\"")
            }
            throw StoreError(
                .alreadyExists, "there is a run \"\(draft.id)\" already", kind: "run", id: draft.id.rawValue)
        }
    }

    /// The run of this id.
    ///
    /// - Parameter payloads: Whether input, output, context and error are read too.
    /// - Throws: `.notFound` where there is none; `.runNotSupported` where it was written by newer code.
    public func get(_ id: RunID, payloads: Bool = true) async throws -> RunRecord {
        guard let run = try await getMany([id], payloads: payloads).first ?? nil else {
            throw StoreError.notFound("run", id)
        }
        return run
    }

    /// The runs of these ids in their order, nil in the place of those that are not there.
    public func getMany(_ ids: [RunID], payloads: Bool = true) async throws -> [RunRecord?] {
        try context.begin()
        for id in ids { try id.validate() }
        let id = ids.count == 1 ? ids[0].rawValue : nil
        let rows = try await context.getAll(ids.map { key($0) }, .all, for: "get runs", id)
        let runs = try rows.map { try $0.map { try RunRecord($0) } }
        guard payloads else { return runs }
        var found = try await context.withPayloads(runs.compactMap { $0 }, for: "get runs")[...]
        return runs.map { $0 == nil ? nil : found.popFirst() }
    }

    /// The row of this run as it is now. Throws `.notFound` where there is none.
    func row(_ id: RunID, for operation: String) async throws -> Row {
        try id.validate()
        guard let row = try await context.get(key(id), .all, for: operation, id.rawValue) else {
            throw StoreError.notFound("run", id)
        }
        return row
    }
}

extension Runs {
    /// A run that is about to be stored.
    struct Draft {
        let id: RunID
        let incarnation: Incarnation
        let row: Row
        let record: RunRecord
        /// What belongs to the run: its payloads and its tags.
        let children: [Operation]

        var batch: WriteBatch { WriteBatch([.insert(row)] + children) }
    }

    /// The most tags that a run may have: each is a row of the commit that creates it.
    static let maximumTags = 16

    func draft(_ new: NewRun, fence: Int64 = 0) throws -> Draft {
        let now = context.now
        try validate(new)
        let id = new.id ?? RunID(context.identifiers.id(at: now))
        let incarnation = Incarnation(context.identifiers.id(at: now))
        let row = new.row(context, id: id, incarnation: incarnation, fence: fence, at: now)
        var record = try RunRecord(row)
        record.input = new.input
        record.workflowContext = new.context
        var children: [Operation] = []
        if let input = new.input { children.append(.insert(PayloadPart.input.row(context, incarnation, input))) }
        if let start = new.context { children.append(.insert(PayloadPart.context.row(context, incarnation, start))) }
        for (tag, value) in new.tags.inOrder { children.append(.insert(tagRow(tag, value, id, incarnation, now))) }
        return Draft(id: id, incarnation: incarnation, row: row, record: record, children: children)
    }

    func tagRow(_ tag: String, _ value: String, _ id: RunID, _ incarnation: Incarnation, _ created: Timestamp) -> Row {
        var row = Row(TagTable.table)
        row[TagTable.namespace] = context.tenant
        row[TagTable.tag] = .text(tag)
        row[TagTable.value] = .text(value)
        row[TagTable.runID] = id.value
        row[TagTable.insertToken] = context.identifiers.token()
        row[TagTable.incarnation] = incarnation.value
        row[TagTable.createdAt] = .time(created)
        return row
    }

    /// The longest reason of a pause, a stall or a cancellation, in characters.
    package static let maximumReasonCharacters = 512

    static func validate(reason: String?) throws {
        guard let reason, reason.count > maximumReasonCharacters, !CoreFault.leavesOut(.reasonLength) else { return }
        throw StoreError(
            .limitExceeded, "a reason has at most \(maximumReasonCharacters) characters, not \(reason.count)")
    }

    private func validate(_ new: NewRun) throws {
        try new.id?.validate()
        try Self.validateName(new.workflow, "workflow name")
        try new.queue.validate()
        try new.parent?.validate()
        try new.root?.validate()
        for (text, kind) in [(new.build, "build"), (new.resourceID, "resource id"), (new.parentStep, "step key")] {
            if let text { try Self.validateName(text, kind) }
        }
        guard new.version > 0 else {
            throw StoreError(.invalidArgument, "a workflow's version is at least 1, not \(new.version)")
        }
        guard (0..<16).contains(new.bucket) else {
            throw StoreError(.invalidArgument, "a fairness bucket is 0 to 15, not \(new.bucket)")
        }
        guard new.trigger?.isFinite ?? true else {
            throw StoreError(.invalidArgument, "the trigger holds a number that JSON cannot hold")
        }
        try new.retention.validate()
        try Self.validate(tags: new.tags)
        try Self.validate(members: new.attributes, "attribute")
        try Self.validate(members: new.metadata, "metadata key")
    }

    static func validateName(_ text: String, _ kind: String) throws {
        try RunID.validate(text, kind, maximumBytes: RunID.maximumBytes)
    }

    static func validate(tags: [String: String]) throws {
        guard tags.count <= maximumTags else {
            throw StoreError(.limitExceeded, "a run has at most \(maximumTags) tags, not \(tags.count)")
        }
        for (tag, value) in tags {
            try validateName(tag, "tag")
            try validateName(value, "value of tag \"\(tag)\"")
            try refuseReserved(tag, "tag")
        }
    }

    static func validate(members: [String: JSONValue], _ kind: String) throws {
        for (key, value) in members {
            try validateName(key, kind)
            try refuseReserved(key, kind)
            guard value.isFinite else {
                throw StoreError(.invalidArgument, "the \(kind) \"\(key)\" holds a number that JSON cannot hold")
            }
        }
    }

    private static func refuseReserved(_ name: String, _ kind: String) throws {
        guard !name.hasPrefix("$") else {
            throw StoreError(.invalidArgument, "the \(kind) \"\(name)\" begins with $, which is reserved")
        }
    }
}

extension JSONValue {
    /// Whether it holds no NaN and no infinity.
    var isFinite: Bool {
        switch self {
        case .double(let number): number.isFinite
        case .array(let elements): elements.allSatisfy { $0.isFinite }
        case .object(let members): members.values.allSatisfy { $0.isFinite }
        default: true
        }
    }
}
