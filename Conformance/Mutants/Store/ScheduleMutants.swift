internal import HoldfastCore

extension Mutant {
    static let scheduleMutants = [
        Mutant("M460", "a schedule's input is not stored", killer: "schedules.create.roundtrip") { store, _ in
            store.changeValues { column, value in column == ScheduleTable.input ? .null : value }
        },
        Mutant("M461", "a second schedule of a name replaces the first", killer: "schedules.create.duplicate") {
            store, _ in
            store.onCommit = { base, batch in
                guard let row = batch.operations.first?.inserted, row.table == ScheduleTable.table else {
                    return try await base.commit(batch)
                }
                try await base.put(row)
                return .applied(nil)
            }
        },
        Mutant(
            "M462", "the next slot is counted from the present", killer: "schedules.interval.no-drift",
            leavesOut: .slotTime),
        Mutant("M463", "a new schedule is due at once", killer: "schedules.interval.first") { store, _ in
            store.changeOperations { operation in
                guard let row = operation.inserted, row.table == ScheduleTable.table else { return operation }
                let now = row[ScheduleTable.createdAt]
                return .insert(row.applying([.set(ScheduleTable.slotAt, now), .set(ScheduleTable.nextAt, now)]))
            }
        },
        Mutant("M464", "a schedule is due one microsecond before its slot", killer: "schedules.fire.boundary") {
            store, _ in
            store.changeValues { column, value in
                guard column == ScheduleTable.nextAt, let time = value.int else { return value }
                return .int(time - 1)
            }
        },
        Mutant("M93", "a schedule's slot is read, then fired without a condition", killer: "schedules.fire.once") {
            store, world in
            store.onCommit = { base, batch in
                guard batch.startsSlot else { return try await base.commit(batch) }
                await pause()
                let number = world.note { notes in
                    notes.counts["runs", default: 0] += 1
                    return notes.counts["runs", default: 0]
                }
                // Each has an id of its own, as where ids are drawn.
                return try await base.commit(
                    batch.map { operation in
                        guard let row = operation.inserted, row.table == RunTable.table else {
                            return operation.keepingConditions { _ in false }
                        }
                        let id = "\(row[RunTable.runID].text ?? "")-\(number)"
                        return .insert(row.applying([.set(RunTable.runID, .text(id))]))
                    })
            }
        },
        Mutant("M467", "a schedule moves on before its run is started", killer: "schedules.fire.atomic") { store, _ in
            store.onCommit = { base, batch in
                guard batch.startsSlot else { return try await base.commit(batch) }
                let (first, second) = (
                    batch.operations.filter { $0.key.table == ScheduleTable.table },
                    batch.operations.filter { $0.key.table != ScheduleTable.table }
                )
                let outcome = try await base.commit(WriteBatch(first))
                guard case .applied = outcome else { return outcome }
                return try await base.commit(WriteBatch(second))
            }
        },
        Mutant("M465", "a removed schedule is only hidden", killer: "schedules.remove") { store, world in
            store.onCommit = { base, batch in
                for case .delete(let key, _) in batch.operations where key.table == ScheduleTable.table {
                    world.note { $0.rows[key] = .some(nil) }
                    return .applied(nil)
                }
                return try await base.commit(batch)
            }
            store.onGet = { base, input in
                let rows = try await base.get(input.keys, input.columns)
                return zip(input.keys, rows).map { key, row in
                    world.note { $0.rows[key] == nil } ? row : nil
                }
            }
        },
        Mutant("M466", "a paused schedule stays due", killer: "schedules.pause") { store, _ in
            store.changeOperations { operation in
                operation.mapAssignments(ScheduleTable.table) { changes in
                    changes.filter { !$0.isSet(ScheduleTable.nextAt, .null) }
                }
            }
        },
        Mutant(
            "M468", "every slot that was missed is fired", killer: "schedules.missed", leavesOut: .missedSlots),
        Mutant(
            "M469", "a slot does not look at the run before it", killer: "schedules.overlap", leavesOut: .overlap),
        Mutant("M470", "a day must pass both fields of days", killer: "cron.fields", leavesOut: .eitherDay),
        Mutant("M471", "an unknown time zone is taken for UTC", killer: "cron.invalid", leavesOut: .zoneName),
        Mutant("M472", "a rule is read in UTC", killer: "cron.zone", leavesOut: .timeZone),
        Mutant("M473", "a slot in a skipped hour is left out", killer: "cron.dst", leavesOut: .skippedTime),
        Mutant("M474", "a slot in a repeated hour is fired twice", killer: "cron.dst", leavesOut: .repeatedTime),
        Mutant("M475", "a rule that no day matches is accepted", killer: "cron.calendar", leavesOut: .calendar),
    ]
}

extension WriteBatch {
    /// Whether it starts the run of a slot and moves its schedule on.
    fileprivate var startsSlot: Bool {
        operations.contains { $0.inserted?.table == RunTable.table }
            && operations.contains { $0.key.table == ScheduleTable.table }
    }
}
