extension Approvals {
    /// A page of the pending approvals whose key begins with this text, in byte order of the keys.
    ///
    /// Those that are decided, cancelled or expired, and those of runs that have ended, are left out. One that was made
    /// within the last moments may be missing where the backend's indexes lag.
    public func pending(
        prefix: String = "", limit: Int = 100, cursor: String? = nil
    ) async throws -> Listing<ApprovalRecord> {
        try context.begin()
        let size = try ListCursor.pageSize(limit)
        let token = ListCursor(context, "approvals", prefix)
        let partition: [Value] = [context.tenant, .text(rows.kind.rawValue), rows.kind.open]
        var range = IndexRange(HookTable.table, HookTable.byStatus, partition)
        if !prefix.isEmpty {
            range.atLeast = .text(prefix)
            range.below = ByteOrder.successor(ofPrefix: prefix).map { .text($0) }
        }
        let now = context.now
        var scan = Scan(range, limit: size + 1)
        scan.filter = [Condition(HookTable.expiresAt, .greater(.time(now)))]
        scan.after = try token.position(cursor)
        var walk = RowWalk(context, scan, for: "list approvals")
        var found: [Row] = []
        while true {
            var entries: [Row] = []
            while entries.count <= size - found.count, let entry = try await walk.next() { entries.append(entry) }
            guard !entries.isEmpty else { break }
            found += try await live(entries)
            if found.count > size { break }
        }
        let items = try found.prefix(size).map { try ApprovalRecord($0, at: now) }
        return Listing(items: items, next: found.count > size ? token.text(walk.position(of: found[size - 1])) : nil)
    }

    /// The rows behind index entries, which may be stale, where they are pending still and their runs live.
    private func live(_ entries: [Row]) async throws -> [Row] {
        let runs = entries.map { rows.runKey(RunID($0[HookTable.runID].text ?? "")) }
        let found = try await context.getAll(entries.map(\.key) + runs, .all, for: "list approvals")
        return try entries.indices.compactMap { index in
            guard let row = found[index], row[HookTable.status] == rows.kind.open,
                let run = try found[entries.count + index].map({ try RunRecord($0) }), !run.status.isTerminal,
                run.incarnation.value == row[HookTable.incarnation]
            else { return nil }
            return row
        }
    }
}
