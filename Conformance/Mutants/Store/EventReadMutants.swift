internal import HoldfastCore

extension Mutant {
    static let eventReadMutants = [
        Mutant("M384", "every event id leads to the first event", killer: "events.read.single") { store, _ in
            store.changeGets { row in
                row?.table == EventIDTable.table ? row?.applying([.set(EventIDTable.seq, .int(1))]) : row
            }
        },
        Mutant("M391", "a full page of events lacks its last one", killer: "events.read.limit") { store, _ in
            store.changePages { scan, page in
                guard scan.range.table == EventTable.table, scan.limit > 1, page.next != nil else { return page }
                return Page(rows: page.rows.dropLast(), next: page.next)
            }
        },
        Mutant("M392", "a read behind the end of a log fails", killer: "events.read.past-end") { store, _ in
            store.onScan = { base, scan in
                let page = try await base.scan(scan)
                guard scan.range.table == EventTable.table, scan.range.atLeast != nil, page.rows.isEmpty,
                    page.next == nil
                else { return page }
                throw BackendError(.corrupted, "there is no such event")
            }
        },
        Mutant("M393", "the newest events are read oldest first", killer: "events.read.reverse") { store, _ in
            store.changeScans { scan in
                guard scan.range.table == EventTable.table, scan.limit > 1 else { return scan }
                var scan = scan
                scan.descending = false
                return scan
            }
        },
        Mutant("M394", "only the first page of what is about the same is found", killer: "events.read.correlation") {
            store, _ in
            store.changePages { scan, page in
                scan.range.index == EventTable.byCorrelation && scan.after != nil ? Page(rows: [], next: nil) : page
            }
        },
        Mutant("M395", "the events of a change are committed before it", killer: "events.commit.together") { store, _ in
            store.onCommit = { base, batch in
                let isEvent = { @Sendable (operation: Operation) in
                    [EventTable.table, EventIDTable.table].contains(operation.key.table)
                }
                let events = batch.operations.filter(isEvent)
                guard !events.isEmpty, events.count + 1 < batch.operations.count || !batch.endsWithCheck else {
                    return try await base.commit(batch)
                }
                if case .refused(let refusal) = try await base.commit(WriteBatch(events)) {
                    let place = batch.operations.firstIndex { $0.key == events[refusal.operation].key }
                    return .refused(Refusal(operation: place ?? 0, current: refusal.current))
                }
                return try await base.commit(WriteBatch(batch.operations.filter { !isEvent($0) }))
            }
        },
        Mutant("M396", "what happens once may happen again", killer: "events.terminal.once") { store, world in
            store.changeOperations { operation in
                guard let row = operation.inserted, row.table == EventIDTable.table,
                    let name = row[EventIDTable.eventID].text, name.hasPrefix("$")
                else { return operation }
                let place = row[EventIDTable.seq].int ?? 0
                return .insert(row.applying([.set(EventIDTable.eventID, .text("\(name) \(place)"))]))
            }
        },
        Mutant("M397", "a run whose log is full fails", killer: "events.limit.stalls") { store, _ in
            store.changeValues { column, value in
                column == RunTable.status && value == .text("stalled") ? .text("failed") : value
            }
        },
        Mutant("M398", "the attempts of a step leave no history", killer: "events.history.derived") { store, _ in
            store.changePages { scan, page in
                scan.range.table == AttemptTable.table ? Page(rows: [], next: nil) : page
            }
        },
    ]
}

extension WriteBatch {
    /// Whether its last operation writes nothing: that of an append to a log alone.
    fileprivate var endsWithCheck: Bool { if case .check? = operations.last { true } else { false } }
}
