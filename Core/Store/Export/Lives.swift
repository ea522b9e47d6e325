// Which rows belong to a run. Every table is asked by the names of its columns, so that new ones come along by
// themselves.

extension Key {
    /// The life of a run that the row belongs to and is deleted with, where its key tells; nil otherwise.
    var life: String? {
        guard values.count > 1, let owner = values[1].text else { return nil }
        switch table.key[1].name {
        case "incarnation": return owner
        // What waits for a run that is not there yet is kept under the run's id.
        case "recipient": return owner.hasPrefix("run/") ? nil : owner
        case "owner": return owner.hasPrefix(BlobName.ownerOfNoRun) ? nil : owner
        case "scope": return owner.hasPrefix("run/") ? String(owner.dropFirst(4)) : nil
        default: return nil
        }
    }
}

extension Table {
    /// Whether every row's key tells the life that it belongs to.
    var isOfLives: Bool { partition.count > 1 && partition[1].name == "incarnation" }

    /// The columns by which rows name a run and its life beside their key.
    var reference: (run: Column, life: Column)? {
        guard !isOfLives, let run = column(named: "run_id"), let life = column(named: "incarnation") else { return nil }
        return (run, life)
    }
}

extension StoreContext {
    /// The ranges in which the rows of a life lie whose key tells it, in the order of the tables.
    func ranges(ofLife life: Incarnation, for operation: String) async throws -> [IndexRange] {
        var ranges: [IndexRange] = []
        for table in Schema.holdfast.tables {
            guard table.partition.count > 1 else { continue }
            switch table.partition[1].name {
            case "scope" where table == StateTable.table:
                ranges.append(IndexRange(table, nil, [tenant, .text("run/" + life.rawValue)]))
            case "incarnation", "recipient", "owner":
                guard table.partition.count > 2 else {
                    ranges.append(IndexRange(table, nil, [tenant, life.value]))
                    continue
                }
                // The chunks of each stream lie together.
                let streams = IndexRange(StreamTable.table, nil, [tenant, life.value])
                var walk = RowWalk(self, Scan(streams, limit: 1_000), for: operation, life.rawValue)
                while let stream = try await walk.next() {
                    ranges.append(IndexRange(table, nil, [tenant, life.value, stream[StreamTable.name]]))
                }
            default: continue
            }
        }
        return ranges
    }
}
