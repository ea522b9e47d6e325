internal import HoldfastConformance
internal import HoldfastCore

extension Mutant {
    static let timerMutants = [
        Mutant("M49", "timers fire by scan and unconditional commit", killer: "timers.fire.once") { store, world in
            store.onCommit = { base, batch in
                guard batch.operations.contains(where: { $0.endsTimer(as: "fired") }) else {
                    return try await base.commit(batch)
                }
                await pause()
                let place = world.note { notes -> Int64 in
                    notes.counts["place", default: 1_000] += 1
                    return Int64(notes.counts["place"] ?? 0)
                }
                let blind = batch.map { operation -> Operation in
                    guard var row = operation.inserted else {
                        return operation.key.table == TimerTable.table
                            ? operation.keepingConditions { _ in false } : operation
                    }
                    row[MessageTable.seq] = .int(place)
                    return .insert(row)
                }
                return try await base.commit(blind)
            }
        },
        Mutant("M368", "a timer is due one microsecond early", killer: "timers.schedule.due") { store, _ in
            store.changeDueTimes { $0 - 1 }
        },
        Mutant("M369", "a timer does not wake its run", killer: "timers.schedule.due") { store, _ in
            store.changeNotices { $0.filter { $0.column != RunTable.readyAt } }
        },
        Mutant("M370", "due times are kept in whole minutes", killer: "timers.due.order") { store, _ in
            store.changeDueTimes { $0 - $0 % 60_000_000 }
        },
        Mutant("M371", "who fires some timers ends all that are due", killer: "timers.due.limit") { store, world in
            store.onCommitEach = { base, batches in
                let outcomes = await base.commitEach(batches)
                let range = IndexRange(
                    TimerTable.table, TimerTable.byDue, [.text(world.place.id)], atMost: .int(world.now))
                for row in (try? await base.rows(of: range)) ?? [] {
                    _ = try? await base.commit(WriteBatch([.update(row.key, [.set(TimerTable.dueAt, .null)])]))
                }
                return outcomes
            }
        },
        Mutant("M372", "a cancelled timer stays due", killer: "timers.cancel.prevents") { store, _ in
            store.changeOperations { operation in
                guard operation.endsTimer(as: "cancelled") else { return operation }
                return operation.mapAssignments(TimerTable.table) { $0.filter { $0.column != TimerTable.dueAt } }
            }
        },
        Mutant("M373", "a timer keeps the time that it was first given", killer: "timers.reschedule") { store, _ in
            store.changeOperations { operation in
                guard operation.endsTimer(as: "scheduled") else { return operation }
                return operation.mapAssignments(TimerTable.table) { $0.filter { $0.column != TimerTable.dueAt } }
            }
        },
        Mutant("M374", "a time in the past is taken for a second from now", killer: "timers.past") { store, world in
            store.changeDueTimes { $0 < world.now ? world.now + 1_000_000 : $0 }
        },
        Mutant("M375", "times are kept in 32 bits of seconds", killer: "timers.far") { store, _ in
            store.changeDueTimes { min($0, 4_294_967_295_000_000) }
        },
        Mutant("M376", "what has fired is due again when the clock is set back", killer: "timers.clock-back") {
            store, world in
            store.onCommitEach = { base, batches in
                for key in batches.flatMap(\.operations).filter({ $0.endsTimer(as: "fired") }).map(\.key) {
                    let row = try? await base.row(key)
                    world.note { $0.rows[key] = row }
                }
                return await base.commitEach(batches)
            }
            store.onScan = { base, scan in
                guard scan.range.index == TimerTable.byDue else { return try await base.scan(scan) }
                let now = Int(world.now)
                let fired = world.note { notes -> [Row] in
                    defer { notes.counts["latest"] = now }
                    guard now < notes.counts["latest", default: 0] else { return [] }
                    defer { notes.rows = [:] }
                    return notes.rows.values.compactMap { $0 }
                }
                for row in fired { try await base.put(row.applying([.add(TimerTable.revision, 10)])) }
                return try await base.scan(scan)
            }
        },
        Mutant("M377", "a timer is cancelled without a look at it", killer: "timers.cancel.race") { store, _ in
            store.onCommit = { base, batch in
                guard batch.operations.contains(where: { $0.endsTimer(as: "cancelled") }) else {
                    return try await base.commit(batch)
                }
                await pause()
                return try await base.commit(
                    batch.map { $0.key.table == TimerTable.table ? $0.keepingConditions { _ in false } : $0 })
            }
        },
    ]
}

extension Operation {
    /// Whether it sets this status of a timer.
    fileprivate func endsTimer(as status: String) -> Bool {
        guard case .update(let key, let changes, _) = self, key.table == TimerTable.table else { return false }
        return changes.contains { $0.isSet(TimerTable.status, .text(status)) }
    }
}

extension Decorator {
    /// Changes when timers are due.
    fileprivate mutating func changeDueTimes(_ change: @escaping @Sendable (Int64) -> Int64) {
        changeOperations { operation in
            operation.mapValues { column, value in
                guard column == TimerTable.dueAt, let time = value.int else { return value }
                return .int(change(time))
            }
        }
    }
}
