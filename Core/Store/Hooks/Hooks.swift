/// Hooks: tokens under which the outside resumes a run, such as the path of a callback.
///
/// A hook ends with its run. What is delivered under its token waits on ``Channel/hook(_:)`` until the run receives it,
/// and wakes the run where it waits.
public struct Hooks: Sendable {
    let rows: HookRows

    init(_ context: StoreContext) { rows = HookRows(context: context, kind: .hook) }

    private var context: StoreContext { rows.context }

    /// Creates a hook of the run.
    ///
    /// - Returns: The hook; the one that is there, where the run created it before under the same id.
    /// - Throws: `.tokenConflict`, which names the run, where an active hook has the token; `.alreadyExists` where the
    ///   run has a hook of that id with another token.
    @discardableResult
    public func create(_ new: NewHook, lease: RunLease) async throws -> HookRecord {
        try context.begin()
        if let time = new.keptFor, time <= .zero {
            throw StoreError(.invalidArgument, "a token is kept longer than zero, not \(time)")
        }
        let now = context.now
        let draft = HookDraft(
            id: new.id ?? context.identifiers.id(at: now), token: new.token, metadata: new.metadata,
            keptUntil: new.keptFor.map { now.advanced(by: $0) }, takesToken: new.takesToken)
        return try HookRecord(try await rows.create(draft, lease))
    }

    /// The active hook of a token. Throws `.notFound` where there is none, or its run has ended.
    public func get(token: String) async throws -> HookRecord {
        try context.begin()
        let found = try await rows.find(token, for: "get hook")
        guard found.run != nil, found.hook[HookTable.status] == rows.kind.open else {
            throw StoreError.notFound("hook", token)
        }
        return try HookRecord(found.hook)
    }

    /// A hook of a run by its id, also one that was disposed of. Throws `.notFound` for an unknown run or hook.
    public func get(_ id: String, of run: RunID) async throws -> HookRecord {
        try context.begin()
        return try HookRecord(try await rows.find(id, of: run, for: "get hook"))
    }

    /// Delivers a message to the run that has the token.
    ///
    /// - Parameters:
    ///   - content: Nil is a delivery without content, and is received like any other.
    ///   - deliveryKey: The same key delivered to the same hook again is no second delivery.
    /// - Returns: False where it was delivered before.
    /// - Throws: `.notFound` where no active hook of a run that lives has the token; nothing is stored then.
    @discardableResult
    public func deliver(_ content: Payload?, token: String, deliveryKey: String? = nil) async throws -> Bool {
        try context.begin()
        let hook = try await get(token: token)
        let letter = try Letter(.hook(hook.id), content, deliveryKey: deliveryKey)
        let active = Operation.check(
            rows.key(hook.incarnation, hook.id), where: [Condition(HookTable.status, .equal(rows.kind.open))])
        let posting = try await context.post(
            letter, to: hook.runID, life: hook.incarnation, guarding: active, for: "deliver to hook")
        switch posting {
        case .stored: return true
        case .repeated: return false
        case .noRecipient, .refused: throw StoreError.notFound("hook", token)
        }
    }

    /// Lets go of a hook of the run: its token may be taken, and nothing is delivered any more; may be repeated.
    ///
    /// - Throws: `.notFound` where the run never had such a hook.
    public func dispose(_ id: String, lease: RunLease) async throws {
        try context.begin()
        try Channel.hook(id).validate()
        // Each turn lost another writer's change in between; that many in a row is a fault of the caller's.
        for _ in 0..<16 {
            let keys = [rows.runKey(lease.runID), rows.key(lease.incarnation, id)]
            let found = try await context.get(keys, .all, for: "dispose hook", id)
            guard let run = found[0], lease.conditions.hold(for: run) else { throw lease.refusal(by: found[0]) }
            guard let hook = found[1], rows.isMine(hook) else { throw StoreError.notFound("hook", id) }
            guard hook[HookTable.status] == rows.kind.open else { return }
            let changes = rows.change(hook, to: rows.kind.closed(atExpiry: false), at: context.now)
            let batch = WriteBatch([
                .update(hook.key, changes, where: rows.seen(hook)), .check(keys[0], where: lease.conditions),
            ])
            let outcome = try await context.commit(batch, for: "dispose hook", id) { refusal in
                // Disposed of is what was asked for, whoever did it.
                refusal.operation == 0
            }
            guard case .refused = outcome else { return }
        }
        throw StoreError(.revisionConflict, "hook \"\(id)\" keeps changing; try again", kind: "hook", id: id)
    }

    /// A page of the hooks of a run, also those that were disposed of, by id. Throws `.notFound` for an unknown run.
    public func list(of id: RunID, limit: Int = 100, cursor: String? = nil) async throws -> Listing<HookRecord> {
        try context.begin()
        let run = try await Runs(context).get(id, payloads: false)
        var scan = Scan(IndexRange(HookTable.table, nil, [context.tenant, run.incarnation.value]), limit: 100)
        scan.filter = [Condition(HookTable.kind, .equal(.text(rows.kind.rawValue)))]
        let token = ListCursor(context, "hooks", run.incarnation.rawValue)
        return try await context.listing(scan, limit: limit, token, cursor, for: "list hooks") { try HookRecord($0) }
    }
}

extension Store {
    /// Hooks: tokens under which the outside resumes runs.
    public var hooks: Hooks { Hooks(context) }
}
