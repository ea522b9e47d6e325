/// A value as it is stored.
public struct StateValue: Sendable, Equatable {
    /// The key.
    public let key: String
    /// The bytes.
    public let content: Payload
    /// Counts the writes of the key, from 1.
    public let revision: Int64
    /// When it was last written.
    public let updatedAt: Timestamp
    /// When the value is gone; nil means never.
    public let expiresAt: Timestamp?
}

/// A change of one value, to be committed with a step.
public enum StateWrite: Sendable {
    case set(String, Payload)
    case delete(String)

    var key: String {
        switch self {
        case .set(let key, _), .delete(let key): key
        }
    }
}

/// Values by key in one scope, such as a run's own.
///
/// A value whose time has come is absent from every call at once, whether or not it was swept yet.
public struct StateValues: Sendable {
    let context: StoreContext
    let scope: String
    /// The lock that must be held for each write.
    var lock: LockLease?

    init(_ context: StoreContext, scope: String) {
        self.context = context
        self.scope = scope
    }

    func rowKey(_ key: String) -> Key { Key(StateTable.table, context.tenant, .text(scope), .text(key)) }

    /// The value of a key, or nil where there is none.
    public func get(_ key: String) async throws -> StateValue? {
        try context.begin()
        try Runs.validateName(key, "state key")
        return try await read(key).flatMap { live($0, at: context.now) }
    }

    /// Whether the key has a value.
    public func has(_ key: String) async throws -> Bool { try await get(key) != nil }

    /// Stores a value, over any that is there; its time to live replaces the old one.
    ///
    /// - Parameters:
    ///   - timeToLive: More than zero; nil means for ever.
    ///   - lease: The lease of the run that the value belongs to, where the write is its owner's.
    public func set(
        _ key: String, _ content: Payload, timeToLive: Duration? = nil, lease: RunLease? = nil
    ) async throws {
        try context.begin()
        let row = try newRow(key, content, timeToLive)
        var previous: Row?
        // Each turn lost another writer's change in between; that many in a row is a fault of the caller's.
        for _ in 0..<16 {
            let write = previous.map { replacement(of: $0, by: row) } ?? .insert(row)
            let refusal = try await commit(write, lease, for: "set state", key) { [previous] current in
                guard let previous else { return nil }
                return isReplacement(current, of: previous, by: row) ? true : nil
            }
            guard let refusal else { return }
            previous = refusal.current
        }
        throw StoreError(.revisionConflict, "the state \"\(key)\" keeps changing; try again", kind: "state", id: key)
    }

    /// Stores a value if what is there now is as expected.
    ///
    /// - Parameter expected: The bytes that must be there; nil means that there must be none.
    /// - Returns: Whether the value was stored; nothing is changed otherwise.
    public func compareAndSet(
        _ key: String, expected: Payload?, _ content: Payload, timeToLive: Duration? = nil
    ) async throws -> Bool {
        try context.begin()
        let row = try newRow(key, content, timeToLive)
        let stored = try await read(key)
        let current = stored.flatMap { live($0, at: context.now) }
        guard current?.content == expected || CoreFault.leavesOut(.expectedValue) else { return false }
        let write = stored.map { replacement(of: $0, by: row) } ?? .insert(row)
        return try await commit(write, nil, for: "compare and set state", key) == nil
    }

    /// Removes a value. Returns whether there was one.
    @discardableResult
    public func delete(_ key: String, lease: RunLease? = nil) async throws -> Bool {
        try context.begin()
        try Runs.validateName(key, "state key")
        // Each turn lost another writer's change in between; that many in a row is a fault of the caller's.
        for _ in 0..<16 {
            guard let row = try await read(key) else {
                // A stale owner must hear that, though there is nothing to write.
                if let lease { try await context.confirm(lease, for: "delete state", key) }
                if let lock { try await confirm(lock, for: "delete state", key) }
                return false
            }
            let isLive = live(row, at: context.now) != nil
            let write = Operation.delete(rowKey(key), where: seen(row))
            // Gone is what was asked for, whoever did it.
            let refusal = try await commit(write, lease, for: "delete state", key)
            if refusal == nil { return isLive }
        }
        throw StoreError(.revisionConflict, "the state \"\(key)\" keeps changing; try again", kind: "state", id: key)
    }

    /// A page of the values whose key begins with this text, in byte order of the keys.
    public func list(prefix: String = "", limit: Int = 100, cursor: String? = nil) async throws -> Listing<StateValue> {
        try await page(ListCursor(context, "state", scope, prefix), prefix, limit, cursor) { _ in true }
    }

    /// A page of the values whose key matches a pattern in which `*` stands for any text, in byte order of the keys.
    public func list(
        matching pattern: String, limit: Int = 100, cursor: String? = nil
    ) async throws -> Listing<StateValue> {
        let glob = Glob(pattern)
        let token = ListCursor(context, "state", scope, glob.prefix, pattern)
        return try await page(token, glob.prefix, limit, cursor, where: glob.matches)
    }

    /// How many values there are whose key begins with this text, counted up to a bound.
    public func count(prefix: String = "", upTo limit: Int = 10_000) async throws -> BoundedCount {
        try context.begin()
        guard limit > 0 else { throw StoreError(.invalidArgument, "a count goes up to at least 1, not \(limit)") }
        var walk = RowWalk(context, Scan(range(prefix), limit: 1_000), for: "count state", scope)
        let now = context.now
        var counted = 0
        while let row = try await walk.next() {
            guard !isExpired(row, at: now) else { continue }
            guard counted < limit else { return BoundedCount(value: limit, isExact: false) }
            counted += 1
        }
        return BoundedCount(value: counted, isExact: true)
    }

    private func range(_ prefix: String) -> IndexRange {
        var range = IndexRange(StateTable.table, nil, [context.tenant, .text(scope)])
        if !prefix.isEmpty {
            range.atLeast = .text(prefix)
            range.below = ByteOrder.successor(ofPrefix: prefix).map { .text($0) }
        }
        return range
    }

    private func page(
        _ token: ListCursor, _ prefix: String, _ limit: Int, _ cursor: String?, where isWanted: (String) -> Bool
    ) async throws -> Listing<StateValue> {
        try context.begin()
        let size = try ListCursor.pageSize(limit)
        var scan = Scan(range(prefix), limit: size + 1)
        scan.columns = .all
        scan.after = try token.position(cursor)
        let now = context.now
        var walk = RowWalk(context, scan, for: "list state", scope)
        var values: [StateValue] = []
        var last: Row?
        while let row = try await walk.next() {
            guard isWanted(row[StateTable.key].text ?? ""), let value = live(row, at: now) else { continue }
            guard values.count < size else {
                return Listing(items: values, next: last.map { token.text(walk.position(of: $0)) })
            }
            values.append(value)
            last = row
        }
        return Listing(items: values, next: nil)
    }

    /// All values, in byte order of the keys.
    public func all() async throws -> [StateValue] {
        var values: [StateValue] = []
        var cursor: String?
        repeat {
            let page = try await list(limit: 1_000, cursor: cursor)
            values += page.items
            cursor = page.next
        } while cursor != nil
        return values
    }

    private func read(_ key: String) async throws -> Row? {
        try await context.get(rowKey(key), .all, for: "get state", key)
    }
}
