/// How far a rewriting of payloads has come.
public struct RekeyProgress: Sendable, Equatable {
    /// How many rows were looked at.
    public let examined: Int
    /// How many of them were written anew.
    public let changed: Int
    /// Where to go on; nil at the end.
    public let next: String?
}

extension Store {
    /// Writes anew the payloads that were written with another key than the present one of the store's transforms, or
    /// before they were there.
    ///
    /// Call it until `next` is nil; then no payload of the namespace needs an older key, and it may be forgotten.
    /// Before it begins, every program must write with the new key. It may be interrupted and begun again, and run
    /// while others work: a row that changes meanwhile is looked at again.
    /// - Parameters:
    ///   - cursor: The `next` of the call before; nil begins.
    ///   - limit: The most rows that one call looks at.
    public func rekey(after cursor: String? = nil, limit: Int = 1_000) async throws -> RekeyProgress {
        try context.begin()
        let size = try ListCursor.pageSize(limit)
        let list = ListCursor(context, "rekey")
        let tables = Schema.holdfast.tables.filter { !$0.payloads.isEmpty && $0 != BlobTable.table }
        var place = try Self.place(try list.position(cursor), in: tables)
        var examined = 0
        var changed = 0
        while place.table < tables.count, examined < size {
            var scan = Scan(IndexRange(tables[place.table], nil, [context.tenant]), limit: size - examined)
            scan.columns = .all
            scan.after = place.row
            let page = try await context.beneath.scan(scan, for: "rekey")
            for row in page.rows where try await rekey(row) { changed += 1 }
            examined += page.rows.count
            place = page.next.map { (place.table, $0) } ?? (place.table + 1, nil)
            if CoreFault.leavesOut(.rekeyedTables), page.next == nil { place.table = tables.count }
        }
        guard place.table < tables.count else { return RekeyProgress(examined: examined, changed: changed, next: nil) }
        let position = OrderedKey.encode([.int(Int64(tables[place.table].id)), .bytes(place.row?.bytes ?? [])])
        return RekeyProgress(examined: examined, changed: changed, next: list.text(Cursor(bytes: position)))
    }

    private static func place(_ cursor: Cursor?, in tables: [Table]) throws -> (table: Int, row: Cursor?) {
        guard let cursor else { return (0, nil) }
        let columns = [Column(0, "table", .int), Column(1, "row", .bytes)]
        guard let values = OrderedKey.decode(cursor.bytes, as: columns), let row = values[1].bytes,
            let table = tables.firstIndex(where: { Int64($0.id) == values[0].int })
        else { throw StoreError(.invalidCursor, "the cursor is no position in a rekeying; begin again without one") }
        return (table, row.isEmpty ? nil : Cursor(bytes: row))
    }

    /// Whether the row had to be written anew, and was.
    private func rekey(_ row: Row) async throws -> Bool {
        var row = row
        // Each turn lost another writer's change in between; that many in a row is a fault of theirs.
        for _ in 0..<16 {
            guard context.backend.isOutdated(row) else { return false }
            guard let plain = try await context.get(row.key, .all, for: "rekey") else { return false }
            let payloads = row.table.payloads.filter { !plain[$0].isNull }
            let changes = payloads.map { Assignment.set($0, plain[$0]) }
            // A payload never changes without another column, so these tell whether the row is still the one read.
            let others = row.table.columns.filter { !$0.isPayload && !row.table.key.contains($0) }
            let seen = others.map { Condition($0, plain[$0].isNull ? .isNull : .equal(plain[$0])) }
            let batch = WriteBatch([.update(row.key, changes, where: seen)])
            // Written twice is written once.
            let outcome = try await context.commit(batch, for: "rekey") { _ in false }
            if case .applied = outcome { return true }
            guard let current = try await context.beneath.get(row.key, .all, for: "rekey") else { return false }
            row = current
        }
        throw StoreError(.revisionConflict, "a row of \(row.table.name) keeps changing; try again")
    }
}

extension PayloadBackend {
    /// Whether a payload of the row, which is as it is stored, was written with other keys than those of today.
    func isOutdated(_ row: Row) -> Bool {
        let current = options.transforms.compactMap(\.keyID)
        return row.table.payloads.contains { column in
            guard case .bytes(let bytes) = row[column] else { return false }
            // What cannot be read is not current; reading it will say why.
            guard PayloadEnvelope.isMarked(bytes) else { return !current.isEmpty }
            return (try? PayloadEnvelope(bytes))?.steps.compactMap(\.keyID) != current
        }
    }
}
