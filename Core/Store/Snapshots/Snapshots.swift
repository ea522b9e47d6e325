/// What is stored of a snapshot, but for its content.
public struct SnapshotInfo: Sendable, Equatable {
    /// The name, unique in the namespace.
    public let name: String
    /// Counts the times that it was saved, from 1.
    public let revision: Int64
    /// The version of the content's format.
    public let format: Int
    /// When it was last saved.
    public let savedAt: Timestamp
}

/// The whole state of something, as it was last saved.
public struct Snapshot: Sendable, Equatable {
    /// Its name, revision, format and time.
    public let info: SnapshotInfo
    /// The state.
    public let content: Payload
}

/// Whole states by name, each replaced as a whole by who knows its revision.
public struct Snapshots: Sendable {
    private let values: StateValues
    private var context: StoreContext { values.context }

    init(_ context: StoreContext) { values = StateValues(context, scope: "snapshots") }

    /// Stores a snapshot over the one of this revision.
    ///
    /// - Parameters:
    ///   - format: The version of the content's format; at least 1.
    ///   - revision: The revision that it replaces; nil where there must be none yet.
    /// - Returns: What is stored from now on.
    /// - Throws: `.revisionConflict` where another revision is stored, which stays as it is.
    @discardableResult
    public func save(
        _ name: String, _ content: Payload, format: Int = 1, replacing revision: Int64? = nil
    ) async throws -> SnapshotInfo {
        try context.begin()
        guard format > 0 else {
            throw StoreError(.invalidArgument, "a snapshot's format is at least 1, not \(format)", kind: "snapshot")
        }
        var row = try values.newRow(name, content, nil)
        row[StateTable.format] = .int(Int64(format))
        var stored: Row?
        if revision != nil {
            stored = try await context.get(values.rowKey(name), .withoutPayloads, for: "save snapshot", name)
            guard let stored, stored[StateTable.revision].int == revision || CoreFault.leavesOut(.snapshotRevision)
            else { throw Self.conflict(name, revision, stored) }
        }
        let write = stored.map { values.replacement(of: $0, by: row) } ?? .insert(row)
        if let refusal = try await values.commit(write, nil, for: "save snapshot", name) {
            throw Self.conflict(name, revision, refusal.current)
        }
        guard case .update(_, let changes, _) = write, let stored else { return SnapshotInfo(row) }
        return SnapshotInfo(stored.changed(by: changes))
    }

    /// The snapshot of this name, whatever its format; nil where there is none.
    public func load(_ name: String) async throws -> Snapshot? {
        try context.begin()
        try Runs.validateName(name, "snapshot")
        guard let row = try await context.get(values.rowKey(name), .all, for: "load snapshot", name) else { return nil }
        return Snapshot(info: SnapshotInfo(row), content: row.payload(StateTable.content) ?? Payload(bytes: []))
    }

    /// Whether there is a snapshot of this name.
    public func exists(_ name: String) async throws -> Bool {
        try context.begin()
        try Runs.validateName(name, "snapshot")
        return try await context.get(values.rowKey(name), .withoutPayloads, for: "find snapshot", name) != nil
    }

    /// Removes a snapshot. Returns whether there was one.
    @discardableResult
    public func delete(_ name: String) async throws -> Bool { try await values.delete(name) }

    /// A page of the snapshots whose name begins with this text, saved last first; newer ones may be missing for a
    /// moment.
    public func list(
        prefix: String = "", limit: Int = 100, cursor: String? = nil
    ) async throws -> Listing<SnapshotInfo> {
        try context.begin()
        let size = try ListCursor.pageSize(limit)
        let token = ListCursor(context, "snapshots", prefix)
        let range = IndexRange(StateTable.table, StateTable.byUpdate, [context.tenant, .text(values.scope)])
        var scan = Scan(range, limit: size + 1)
        scan.descending = true
        scan.after = try token.position(cursor)
        if !prefix.isEmpty { scan.filter.append(Condition(StateTable.key, .atLeast(.text(prefix)))) }
        if let end = ByteOrder.successor(ofPrefix: prefix) {
            scan.filter.append(Condition(StateTable.key, .less(.text(end))))
        }
        var walk = RowWalk(context, scan, for: "list snapshots")
        var snapshots: [SnapshotInfo] = []
        var last: Row?
        while let row = try await walk.next() {
            guard snapshots.count < size else {
                return Listing(items: snapshots, next: last.map { token.text(walk.position(of: $0)) })
            }
            snapshots.append(SnapshotInfo(row))
            last = row
        }
        return Listing(items: snapshots, next: nil)
    }

    private static func conflict(_ name: String, _ expected: Int64?, _ row: Row?) -> StoreError {
        let actual = row?[StateTable.revision].int
        func words(_ revision: Int64?) -> String { revision.map { "at revision \($0)" } ?? "not stored" }
        return StoreError(
            .revisionConflict, "the snapshot \"\(name)\" is \(words(actual)), not \(words(expected)); load it again",
            kind: "snapshot", id: name, expected: expected.map { "\($0)" }, actual: actual.map { "\($0)" })
    }
}

extension SnapshotInfo {
    fileprivate init(_ row: Row) {
        name = row[StateTable.key].text ?? ""
        revision = row[StateTable.revision].int ?? 0
        format = Int(row[StateTable.format].int ?? 0)
        savedAt = row.time(StateTable.updatedAt) ?? Timestamp(microseconds: 0)
    }
}

extension Store {
    /// Snapshots: whole states by name.
    public var snapshots: Snapshots { Snapshots(context) }
}
