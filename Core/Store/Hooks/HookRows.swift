// What hooks and approvals share: a row that belongs to a run, and a token that leads to it from outside.

/// What a token is for; the tokens of one kind are unique among themselves.
enum HookKind: String {
    case hook
    case approval

    /// The status in which it holds its token.
    var open: Value {
        switch self {
        case .hook: .text(HookStatus.active.rawValue)
        case .approval: .text(ApprovalStatus.pending.rawValue)
        }
    }

    /// The status of one that another takes the token from.
    func closed(atExpiry: Bool) -> Value {
        switch self {
        case .hook: .text(HookStatus.disposed.rawValue)
        case .approval: .text((atExpiry ? ApprovalStatus.expired : .cancelled).rawValue)
        }
    }
}

/// The rows of one kind of hook.
struct HookRows {
    let context: StoreContext
    let kind: HookKind

    func key(_ life: Incarnation, _ id: String) -> Key {
        Key(HookTable.table, context.tenant, life.value, .text(id))
    }

    func tokenKey(_ token: String) -> Key {
        Key(HookTokenTable.table, context.tenant, .text(kind.rawValue), .text(token))
    }

    func runKey(_ id: RunID) -> Key { Key(RunTable.table, context.tenant, id.value) }

    /// The row that a token leads to, whatever has become of it, and its run where it lives.
    ///
    /// - Throws: `.notFound` where the token leads nowhere.
    func find(_ token: String, for operation: String) async throws -> (hook: Row, run: RunRecord?) {
        try Runs.validateName(token, "token")
        guard let found = try await context.get(tokenKey(token), .all, for: operation, token) else {
            throw StoreError.notFound(kind.rawValue, token)
        }
        let life = Incarnation(found[HookTokenTable.incarnation].text ?? "")
        let id = RunID(found[HookTokenTable.runID].text ?? "")
        let keys = [key(life, found[HookTokenTable.hookID].text ?? ""), runKey(id)]
        let rows = try await context.get(keys, .all, for: operation, token)
        guard let hook = rows[0] else { throw StoreError.notFound(kind.rawValue, token) }
        guard let run = try rows[1].map({ try RunRecord($0) }), run.incarnation == life, !run.status.isTerminal else {
            return (hook, nil)
        }
        return (hook, run)
    }

    /// One of the run's own, by its id. Throws `.notFound` where there is no such run or none of this kind.
    func find(_ id: String, of run: RunID, for operation: String) async throws -> Row {
        try Runs.validateName(id, "\(kind.rawValue) id")
        let run = try await Runs(context).get(run, payloads: false)
        guard let row = try await context.get(key(run.incarnation, id), .all, for: operation, id), isMine(row) else {
            throw StoreError.notFound(kind.rawValue, id)
        }
        return row
    }

    func isMine(_ row: Row) -> Bool { row[HookTable.kind] == .text(kind.rawValue) }

    /// What holds only of the row as it was read.
    func seen(_ row: Row) -> [Condition] {
        [
            Condition(HookTable.status, .equal(row[HookTable.status])),
            Condition(HookTable.revision, .equal(row[HookTable.revision])),
        ]
    }

    /// What changes a row's status, and is known by its token where the reply is lost.
    func change(_ row: Row, to status: Value, at now: Timestamp) -> [Assignment] {
        [
            .set(HookTable.kind, .text(kind.rawValue)), .set(HookTable.status, status),
            .set(HookTable.changeToken, context.identifiers.token()), .set(HookTable.decidedAt, .time(now)),
            .set(HookTable.revision, .int((row[HookTable.revision].int ?? 0) + 1)),
        ]
    }
}
