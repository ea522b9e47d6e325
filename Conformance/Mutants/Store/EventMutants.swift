internal import HoldfastCore

extension Mutant {
    static let eventMutants = [
        Mutant("M30", "event append takes head+1 without a condition", killer: "events.append.concurrent-dense") {
            store, _ in
            store.onCommit = { base, batch in
                guard batch.holds(EventTable.table) else { return try await base.commit(batch) }
                // What was free when it looked is taken by now, and written over.
                await pause()
                var batch = batch
                for (place, operation) in batch.operations.enumerated() {
                    guard let row = operation.inserted, row.table == EventTable.table,
                        try await base.row(row.key) != nil
                    else { continue }
                    batch = batch.replacing(place, with: .update(row.key, row.assignments))
                }
                return try await base.commit(batch)
            }
        },
        Mutant("M32", "idempotent event id ignored", killer: "events.append.idempotent") { store, world in
            store.changeOperations { operation in
                guard let row = operation.inserted, row.table == EventIDTable.table else { return operation }
                let number = world.note { notes in
                    notes.counts["ids", default: 0] += 1
                    return notes.counts["ids", default: 0]
                }
                return .insert(row.applying([.set(EventIDTable.eventID, .text("\(number)"))]))
            }
        },
        Mutant("M418", "a stale fence is accepted on event writes", killer: "events.fence") { store, _ in
            store.changeBatches { batch in
                guard batch.holds(EventTable.table) else { return batch }
                return batch.map { $0.keepingConditions { $0.column != RunTable.fence } }
            }
        },
        Mutant("M419", "the events of a batch are stored from behind", killer: "events.append.order") { store, _ in
            store.changeBatches { batch in
                let rows = batch.operations.compactMap(\.inserted).filter { $0.table == EventTable.table }
                guard let (first, last) = rows.ends else { return batch }
                return batch.map { operation in
                    guard let row = operation.inserted, row.table == EventTable.table,
                        let place = row[EventTable.seq].int
                    else { return operation }
                    return .insert(row.applying([.set(EventTable.seq, .int(first + last - place))]))
                }
            }
        },
        Mutant("M382", "every second position is left out", killer: "events.append.dense") { store, _ in
            store.changeOperations { operation in
                guard let row = operation.inserted, row.table == EventTable.table,
                    let place = row[EventTable.seq].int, place > 1
                else { return operation }
                return .insert(row.applying([.set(EventTable.seq, .int(place * 2 - 1))]))
            }
        },
        Mutant("M383", "the events of a batch are committed one by one", killer: "events.append.batch-atomic") {
            store, _ in
            store.onCommit = { base, batch in
                guard batch.holds(EventTable.table) else { return try await base.commit(batch) }
                for (place, operation) in batch.operations.enumerated() {
                    guard case .refused(let refusal) = try await base.commit(WriteBatch([operation])) else { continue }
                    return .refused(Refusal(operation: place, current: refusal.current))
                }
                return .applied(nil)
            }
        },
        Mutant(
            "M385", "the expected head is not compared", killer: "events.append.expected-seq",
            leavesOut: .expectedHead),
        Mutant(
            "M386", "one id stands for any content", killer: "events.append.idempotent-other-payload",
            leavesOut: .eventDigest),
        Mutant("M387", "an event of a run that was just deleted is stored", killer: "events.append.unknown-run") {
            store, _ in
            store.changeBatches { batch in
                guard batch.holds(EventTable.table) else { return batch }
                return WriteBatch(batch.operations.filter { $0.key.table != RunTable.table })
            }
        },
        Mutant("M388", "what is appended under a known id replaces the data", killer: "events.append.immutable") {
            store, _ in
            store.onCommit = { base, batch in
                for row in batch.operations.compactMap(\.inserted) where row.table == EventTable.table {
                    let name = Key(
                        EventIDTable.table, row[EventTable.namespace], row[EventTable.incarnation],
                        row[EventTable.eventID])
                    guard let place = try await base.row(name)?[EventIDTable.seq] else { continue }
                    let key = Key(EventTable.table, row[EventTable.namespace], row[EventTable.incarnation], place)
                    let data = Assignment.set(EventTable.data, row[EventTable.data])
                    _ = try await base.commit(WriteBatch([.update(key, [data])]))
                }
                return try await base.commit(batch)
            }
        },
        Mutant("M389", "a read begins with the event that it should follow", killer: "events.read.from") { store, _ in
            store.changeScans { scan in
                guard scan.range.table == EventTable.table, let first = scan.range.atLeast?.int else { return scan }
                var scan = scan
                scan.range.atLeast = .int(max(1, first - 1))
                return scan
            }
        },
        Mutant("M390", "a reader passes gaps", killer: "events.read.from", leavesOut: .gap),
    ]
}

extension WriteBatch {
    /// Whether it inserts into the table.
    func holds(_ table: Table) -> Bool { operations.contains { $0.inserted?.table == table } }
}

extension [Row] {
    /// The first and last position of the events.
    fileprivate var ends: (Int64, Int64)? {
        guard let first = first?[EventTable.seq].int, let last = last?[EventTable.seq].int else { return nil }
        return (first, last)
    }
}
