internal import HoldfastConformance
internal import HoldfastCore

extension Mutant {
    static let limitMutants = [
        Mutant("M92", "limit slots are a counter that only release lowers", killer: "limits.expired.reclaimed") {
            store, _ in
            store.changeSlots { rows in
                rows.map { $0.isSlot ? $0.applying([.set(SlotTable.expiresAt, .int(.max))]) : $0 }
            }
        },
        Mutant("M600", "one slot too many is handed out", killer: "limits.concurrency.per-key") { store, _ in
            store.changeSlots { Array($0.dropFirst()) }
        },
        Mutant("M601", "all limits share their slots", killer: "limits.key.isolation") { store, _ in
            store.moveRows(of: [LimitTable.table, SlotTable.table, WaiterTable.table]) { $0[1] = .text("all") }
        },
        Mutant("M602", "a limit is looked at, then written", killer: "limits.acquire.one-winner") { store, world in
            store.onCommit = { base, batch in
                guard let first = batch.operations.first, first.key.table == LimitTable.table else {
                    return try await base.commit(batch)
                }
                await pause()
                let number = world.note { notes in
                    notes.counts["commits", default: 0] += 1
                    return Int64(notes.counts["commits", default: 0])
                }
                if let row = first.inserted { try await base.put(row) }
                // The other rows at numbers of their own, since those of the same revision would meet.
                let rest = batch.operations.dropFirst().map { operation -> Operation in
                    guard let row = operation.inserted, let place = row.key.values[2].int else { return operation }
                    return operation.on(
                        Key(row.table, Array(row.key.values.prefix(2)) + [.int(place + number * 1_000)]))
                }
                let kept = first.inserted == nil ? [first.keepingConditions { _ in false }] : []
                return try await base.commit(WriteBatch(kept + rest))
            }
        },
        Mutant("M603", "a released slot takes its start along", killer: "limits.rate.stays-used") { store, _ in
            store.changeSlots { rows in
                let holders = Set(rows.filter(\.isSlot).map { $0[SlotTable.holder] })
                return rows.filter { $0.isSlot || holders.contains($0[SlotTable.holder]) }
            }
        },
        Mutant("M604", "starts are not looked at while a slot is held", killer: "limits.blocked.combined") {
            store, _ in
            store.changeSlots { rows in rows.contains(where: \.isSlot) ? rows.filter(\.isSlot) : rows }
        },
        Mutant(
            "M605", "a limit in use takes another definition", killer: "limits.definition.conflict",
            leavesOut: .limitDefinition),
        Mutant("M606", "the first definition of a limit stands for ever", killer: "limits.definition.after-drain") {
            store, world in
            store.changeOperations { operation in
                guard operation.key.table == LimitTable.table else { return operation }
                let key = operation.key
                if let row = operation.inserted {
                    world.note { notes in if notes.rows[key] == nil { notes.rows[key] = row } }
                }
                guard let first = world.note({ $0.rows[key] }) ?? nil else { return operation }
                return operation.mapValues { column, value in
                    [LimitTable.concurrency, LimitTable.rateCount, LimitTable.ratePeriod].contains(column)
                        ? first[column] : value
                }
            }
        },
        Mutant("M607", "the ends of slots are kept in milliseconds", killer: "limits.waiter.head-retry") { store, _ in
            store.changeOperations { operation in
                guard operation.key.table == SlotTable.table else { return operation }
                return operation.mapValues { column, value in
                    guard column == SlotTable.expiresAt, let time = value.int else { return value }
                    return .int(time / 1_000 * 1_000)
                }
            }
        },
        Mutant("M608", "who asks gets what is free, whoever waits", killer: "limits.waiter.backlog") { store, _ in
            store.changePages { scan, page in
                scan.range.table == WaiterTable.table ? Page(rows: [], next: nil) : page
            }
        },
        Mutant("M609", "the last who came is the first", killer: "limits.waiter.fifo") { store, _ in
            store.changePages { scan, page in
                scan.range.table == WaiterTable.table ? Page(rows: page.rows.reversed(), next: nil) : page
            }
        },
        Mutant("M610", "heartbeats of slots are lost, and answered", killer: "limits.heartbeat.extends") { store, _ in
            store.onCommit = { base, batch in
                guard let operation = batch.operations.first, operation.isHeartbeat else {
                    return try await base.commit(batch)
                }
                return try await base.judge(batch).map { .refused($0) } ?? .applied(nil)
            }
        },
        Mutant("M611", "a heartbeat revives a slot that has expired", killer: "limits.expired.not-revived") {
            store, _ in
            store.changeOperations { operation in
                operation.isHeartbeat ? operation.keepingConditions { $0.column != SlotTable.expiresAt } : operation
            }
        },
        Mutant("M612", "a heartbeat makes the slot that is missing", killer: "limits.heartbeat.missing") { store, _ in
            store.onCommit = { base, batch in
                guard let operation = batch.operations.first, operation.isHeartbeat,
                    case .update(let key, let changes, _) = operation, try await base.row(key) == nil
                else { return try await base.commit(batch) }
                return try await base.commit(WriteBatch([.insert(Row.plain(key).applying(changes))]))
            }
        },
        Mutant("M613", "a holder is not known again", killer: "limits.acquire.same-holder") { store, _ in
            store.changeSlots { rows in rows.map { $0.applying([.set(SlotTable.holder, .text("somebody"))]) } }
        },
        Mutant("M614", "who leaves the line keeps its place", killer: "limits.waiter.cancelled") { store, _ in
            store.changeBatches { batch in
                let promotes = batch.operations.contains { $0.inserted?.table == SlotTable.table }
                let kept = batch.operations.filter {
                    guard case .delete(let key, _) = $0 else { return true }
                    return promotes || key.table != WaiterTable.table
                }
                return kept.count == batch.operations.count ? batch : WriteBatch(kept)
            }
        },
        Mutant("M615", "the runs that hold slots are taken for living", killer: "limits.holder.terminal") { store, _ in
            store.changeGets { row in
                guard let row, row.table == RunTable.table else { return row }
                return row.applying([.set(RunTable.status, .text("running"))])
            }
        },
        Mutant("M616", "release leaves what has expired", killer: "limits.release.pruned") { store, world in
            store.changeBatches { batch in
                // Only where a batch has room for all of it: otherwise nobody would ever come to an end.
                guard batch.operations.count < 15 else { return batch }
                let kept = batch.operations.filter { operation in
                    guard case .delete(let key, let conditions) = operation, key.table == SlotTable.table else {
                        return true
                    }
                    return !conditions.contains { condition in
                        guard case .equal(.int(let end)) = condition.test else { return false }
                        return end <= world.now
                    }
                }
                return kept.count == batch.operations.count ? batch : WriteBatch(kept)
            }
        },
        Mutant("M617", "a release promotes one waiter", killer: "limits.release.several") { store, _ in
            store.changeBatches { batch in
                let slots = batch.operations.indices.filter { batch.operations[$0].inserted?.isSlot ?? false }
                guard let first = slots.first, slots.count > 1 else { return batch }
                return WriteBatch(Array(batch.operations[...first]))
            }
        },
        Mutant("M618", "a release cleans up other keys as well", killer: "limits.release.own-key") { store, world in
            store.onCommit = { base, batch in
                let outcome = try await base.commit(batch)
                guard batch.operations.contains(where: \.removesSlot) else { return outcome }
                let range = IndexRange(
                    SlotTable.table, SlotTable.byExpiry, [.text(world.place.id)], atMost: .int(world.now))
                let expired = try await base.rows(of: range)
                if !expired.isEmpty { _ = try await base.commit(WriteBatch(expired.map { .delete($0.key) })) }
                return outcome
            }
        },
        Mutant("M619", "a pause is not kept", killer: "limits.pause") { store, _ in
            store.changeOperations { operation in
                guard operation.key.table == LimitTable.table else { return operation }
                return operation.mapValues { column, value in column == LimitTable.isPaused ? .bool(false) : value }
            }
        },
    ]
}

extension Decorator {
    /// Changes what is read of a key's slots.
    fileprivate mutating func changeSlots(_ change: @escaping @Sendable ([Row]) -> [Row]) {
        changePages { scan, page in
            guard scan.range.table == SlotTable.table, scan.range.index == nil else { return page }
            return Page(rows: change(page.rows), next: page.next)
        }
    }
}

extension Row {
    /// Whether it is a slot, not a start.
    fileprivate var isSlot: Bool { table == SlotTable.table && self[SlotTable.kind] == .text("slot") }
}

extension Operation {
    /// Whether it extends a slot.
    fileprivate var isHeartbeat: Bool {
        if case .update(let key, _, _) = self { key.table == SlotTable.table } else { false }
    }

    /// Whether it takes a slot or a start away.
    fileprivate var removesSlot: Bool {
        if case .delete(let key, _) = self { key.table == SlotTable.table } else { false }
    }
}
