internal import HoldfastCore

extension Table {
    /// The same table with columns of the backend's own, behind those that it has and one that it may get.
    fileprivate var widened: Table {
        let own = columns.count + 1
        let spare = [Column(columns.count, "_spare", .text, nullable: true)]
        return Table(
            id, name, partition: partition, sort: sort,
            columns: columns + spare + [Column(own, "_origin", .text), Column(own + 1, "_payload", .bytes)],
            indexes: indexes)
    }
}

extension Row {
    /// The row as it is kept.
    fileprivate var widened: Row {
        Row(table.widened, values + [.null, .text("n1"), .bytes([1, 2])], isPartial: isPartial)
    }

    /// The row as the caller knows it.
    fileprivate func narrowed(to table: Table) -> Row {
        Row(table, Array(values.prefix(table.columns.count)), isPartial: isPartial)
    }
}

extension Operation {
    fileprivate var widened: Operation { if case .insert(let row) = self { .insert(row.widened) } else { self } }
}

extension Migration {
    fileprivate var widened: Migration {
        Migration(
            version: version, summary: summary,
            changes: changes.map { change in
                switch change {
                case .addTable(let table): .addTable(table.widened)
                case .addColumn(let table, let column): .addColumn(table.widened, column)
                case .addIndex(let table, let index): .addIndex(table.widened, index)
                }
            })
    }
}

extension Decorator {
    /// Keeps rows with columns of its own, and shows them without.
    mutating func widenRows() {
        // What is added counts too.
        limits.bytesPerRow -= 8
        limits.bytesPerCommit -= 8 * limits.operationsPerCommit
        let limits = limits
        onMigrate = { base, input in
            try await base.migrate(input.migrations.map(\.widened), dryRun: input.dryRun)
        }
        onGet = { base, input in
            let rows = try await base.get(input.keys, input.columns)
            return zip(input.keys, rows).map { key, row in row?.narrowed(to: key.table) }
        }
        onScan = { base, scan in
            let page = try await base.scan(scan)
            return Page(rows: page.rows.map { $0.narrowed(to: scan.range.table) }, next: page.next)
        }
        onCommit = { base, batch in
            // What is malformed is refused for what the caller sent.
            try batch.validate(against: limits)
            var wide = WriteBatch(batch.operations.map(\.widened))
            wide.returnsRow = batch.returnsRow
            switch try await base.commit(wide) {
            case .applied(let row):
                return .applied(batch.operations.first.flatMap { row?.narrowed(to: $0.key.table) })
            case .refused(let refusal):
                let table = batch.operations[refusal.operation].key.table
                return .refused(
                    Refusal(operation: refusal.operation, current: refusal.current?.narrowed(to: table)))
            }
        }
        onTake = { base, take in
            let tables = Dictionary(take.ranges.map { ($0.table.id, $0.table) }) { first, _ in first }
            return try await base.take(take).map { row in row.narrowed(to: tables[row.table.id] ?? row.table) }
        }
    }
}
