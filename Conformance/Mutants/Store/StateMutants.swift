internal import HoldfastCore

extension Mutant {
    static let stateMutants = [
        Mutant("M28", "TTL enforced only by the sweeper", killer: "kv.ttl.hidden-everywhere") { store, _ in
            let forEver = { @Sendable (row: Row) in row.applying([.set(StateTable.expiresAt, .null)]) }
            store.changeGets { row in row.map { $0.table == StateTable.table ? forEver($0) : $0 } }
            store.changePages { scan, page in
                guard scan.range.table == StateTable.table, scan.range.index == nil else { return page }
                return Page(rows: page.rows.map(forEver), next: page.next)
            }
        },
        Mutant("M29", "overwrite keeps the old TTL", killer: "kv.ttl.cleared") { store, _ in
            store.changeState { changes in changes.filter { $0.column != StateTable.expiresAt } }
        },
        Mutant("M153", "overwrite without TTL keeps the old one, with TTL it is replaced", killer: "kv.ttl.cleared") {
            store, _ in
            store.changeState { changes in changes.filter { !$0.isSet(StateTable.expiresAt, .null) } }
        },
        Mutant("M154", "overwrite adds to the value", killer: "kv.set.overwrite") { store, _ in
            store.onCommit = { base, batch in
                guard case .update(let key, let changes, let conditions)? = batch.operations.first,
                    key.table == StateTable.table, let old = try await base.row(key)?[StateTable.content].bytes
                else { return try await base.commit(batch) }
                let longer = changes.map { change -> Assignment in
                    guard case .set(StateTable.content, .bytes(let new)) = change else { return change }
                    return .set(StateTable.content, .bytes(old + new))
                }
                return try await base.commit(batch.replacing(0, with: .update(key, longer, where: conditions)))
            }
        },
        Mutant("M155", "a missing value is an empty one", killer: "kv.get.missing") { store, _ in
            store.onGet = { base, input in
                let rows = try await base.get(input.keys, input.columns)
                return zip(input.keys, rows).map { key, row in
                    row ?? (key.table == StateTable.table ? Row.plain(key).projected(input.columns) : nil)
                }
            }
        },
        Mutant("M156", "delete writes an empty value", killer: "kv.delete.then-get") { store, _ in
            store.changeOperations { operation in
                guard case .delete(let key, let conditions) = operation, key.table == StateTable.table else {
                    return operation
                }
                return .update(key, [.set(StateTable.content, .bytes([]))], where: conditions)
            }
        },
        Mutant("M157", "state of all runs stands in one scope", killer: "kv.isolation.runs") { store, _ in
            store.changeOperations { $0.on($0.key.inOneScope()) }
            store.onGet = { base, input in try await base.get(input.keys.map { $0.inOneScope() }, input.columns) }
            store.changeScans { scan in
                guard scan.range.table == StateTable.table, scan.range.index == nil else { return scan }
                var scan = scan
                scan.range = IndexRange(
                    scan.range.table, nil, [scan.range.partition[0], .text("all")], atLeast: scan.range.atLeast,
                    below: scan.range.below)
                return scan
            }
        },
        Mutant("M158", "compare-and-set compares, then writes in a second step", killer: "kv.cas.insert") { store, _ in
            store.onCommit = { base, batch in
                guard let row = batch.operations.first?.inserted, row.table == StateTable.table,
                    try await base.row(row.key) == nil
                else { return try await base.commit(batch) }
                await pause()
                try await base.put(row)
                return .applied(nil)
            }
        },
        Mutant("M159", "the sweep removes what was given a longer life", killer: "kv.ttl.sweep") { store, _ in
            store.changeScans { scan in
                guard scan.range.index == StateTable.byExpiry else { return scan }
                var scan = scan
                scan.range.atMost = nil
                return scan
            }
            store.changeOperations { $0.keepingConditions { $0.column != StateTable.expiresAt } }
        },
        Mutant("M160", "a value is gone one microsecond before its time", killer: "kv.ttl.visible-until") { store, _ in
            store.changeValues { column, value in
                guard column == StateTable.expiresAt, let time = value.int else { return value }
                return .int(time - 1)
            }
        },
        Mutant("M161", "an expired value holds its key until it is swept", killer: "kv.ttl.reinsert") { store, world in
            store.onCommit = { base, batch in
                guard case .update(let key, _, _)? = batch.operations.first, key.table == StateTable.table,
                    let row = try await base.row(key), let expiry = row[StateTable.expiresAt].int,
                    expiry <= world.now
                else { return try await base.commit(batch) }
                return .refused(Refusal(operation: 0, current: row))
            }
        },
        Mutant("M162", "the first value of a key is cut at 200 bytes", killer: "kv.set.roundtrip") { store, _ in
            store.changeOperations { operation in
                guard case .insert(let row) = operation, row.table == StateTable.table else { return operation }
                let short = Array((row[StateTable.content].bytes ?? []).prefix(200))
                return .insert(row.applying([.set(StateTable.content, .bytes(short))]))
            }
        },
        Mutant("M163", "a prefix is read as a pattern", killer: "kv.list.prefix") { store, _ in
            store.onScan = { base, scan in
                guard scan.range.table == StateTable.table, scan.range.index == nil,
                    case .text(let prefix)? = scan.range.atLeast, let end = prefix.firstIndex(of: "%")
                else { return try await base.scan(scan) }
                var wide = scan
                wide.range.atLeast = .text(String(prefix[..<end]))
                wide.range.below = nil
                return try await base.scan(wide)
            }
        },
    ]
}

extension Decorator {
    /// Changes what overwrites a value of state.
    fileprivate mutating func changeState(_ change: @escaping @Sendable ([Assignment]) -> [Assignment]) {
        changeOperations { operation in operation.mapAssignments(StateTable.table, change) }
    }
}

extension Key {
    /// The key of a value, whatever run it belongs to.
    fileprivate func inOneScope() -> Key {
        table == StateTable.table ? Key(table, [values[0], .text("all"), values[2]]) : self
    }
}
