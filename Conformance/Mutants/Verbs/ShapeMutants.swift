internal import HoldfastCore
internal import Synchronization

// What is cut, promised, or shown before it is whole.
extension Mutant {
    static let shapeMutants = [
        Mutant("M215", "declares one byte more than a row may hold", killer: "boot.limits.honest") { store, _ in
            store.limits.bytesPerRow += 1
        },
        Mutant("M216", "a commit beside close is acknowledged and lost", killer: "boot.close.inflight") { store, _ in
            let isClosed = Atomic(false)
            store.onClose = { base in
                isClosed.store(true, ordering: .relaxed)
                await base.close()
            }
            store.onCommit = { base, batch in
                isClosed.load(ordering: .relaxed) ? .applied(nil) : try await base.commit(batch)
            }
        },
        Mutant("M217", "a commit whose caller was cancelled is half applied", killer: "boot.cancel.mid") { store, _ in
            store.onCommit = { base, batch in
                await pause()
                guard Task.isCancelled, batch.operations.count > 1 else { return try await base.commit(batch) }
                _ = try await base.commit(WriteBatch(Array(batch.operations.prefix(1))))
                throw BackendError(.unavailable, "the task was cancelled")
            }
        },
        Mutant("M218", "payloads are cut at 512 KiB", killer: "outputs.big") { store, _ in
            store.changeOperations { operation in
                guard let row = operation.inserted, row.table == BlobTable.table, row[BlobTable.chunk].int ?? 0 > 1
                else { return operation }
                return .insert(row.applying([.set(BlobTable.content, .bytes([]))]))
            }
        },
        Mutant("M219", "bytes that are JSON are parsed and written again", killer: "outputs.codec") { store, _ in
            store.changeValues { column, value in
                guard column == StepTable.output, case .bytes(let bytes) = value,
                    let text = String(validating: bytes, as: UTF8.self), text.first == "{",
                    let json = JSONValue(text: text)
                else { return value }
                return .bytes(Array((json.text + "\n").utf8))
            }
        },
        Mutant("M220", "when a step began is not stored", killer: "steps.start.roundtrip") { store, _ in
            store.changeValues { column, value in column == StepTable.startedAt ? .null : value }
        },
        Mutant("M221", "an empty batch is an error", killer: "batch.empty") { store, _ in
            store.onCommit = { base, batch in
                guard batch.operations.isEmpty else { return try await base.commit(batch) }
                throw BackendError(.invalidArgument, "a batch holds at least one operation")
            }
        },
        Mutant("M56", "a transition is committed in two parts", killer: "batch.isolation") { store, _ in
            store.onCommit = { base, batch in
                guard batch.operations.count > 1, try await base.judge(batch) == nil else {
                    return try await base.commit(batch)
                }
                let written = try await base.get(batch.operations.map(\.key), .all)
                for (operation, row) in zip(batch.operations, written) {
                    var part = operation.keepingConditions { _ in false }
                    if case .update(let key, let changes, _) = part, let row {
                        let new = row.applying(changes)
                        part = .update(key, changes.map { .set($0.column, new[$0.column]) })
                    }
                    _ = try await base.commit(WriteBatch([part]))
                    await pause()
                }
                return .applied(nil)
            }
        },
        Mutant("M222", "of commits that meet on a row all are refused", killer: "lin.progress") { store, world in
            store.onCommit = { base, batch in
                let keys = batch.operations.map(\.key)
                let isMet = world.note { notes in
                    for key in keys { notes.locked[key, default: 0] += 1 }
                    return keys.contains { notes.locked[$0, default: 0] > 1 }
                }
                await pause()
                let isStillMet = world.note { notes in
                    defer { for key in keys { notes.locked[key, default: 0] -= 1 } }
                    return keys.contains { notes.locked[$0, default: 0] > 1 }
                }
                guard isMet || isStillMet, let key = keys.first else { return try await base.commit(batch) }
                return .refused(Refusal(operation: 0, current: try await base.row(key)))
            }
        },
        Mutant("M223", "a cursor is known to the handle that gave it only", killer: "runs.list.cursor-survives-reopen")
        {
            store, _ in
            let given = Mutex<Set<Cursor>>([])
            store.capabilities.durable = true
            store.onScan = { base, scan in
                var scan = scan
                if let after = scan.after, !given.withLock({ $0.contains(after) }) { scan.after = nil }
                let page = try await base.scan(scan)
                given.withLock { known in
                    known.formUnion(page.rows.map { Cursor($0, in: scan.range.order) })
                }
                return page
            }
        },
        Mutant("M224", "runs of dead workers are claimed a minute after their leases", killer: "lease.takeover.bound") {
            store, world in
            store.onTake = { base, take in
                guard take.ranges.first?.table == RunTable.table else { return try await base.take(take) }
                let late = Value.int(world.now - 60_000_000)
                for range in take.ranges {
                    var recent = range
                    recent.atLeast = late
                    let dead = try await base.rows(of: recent).first { $0[RunTable.status] == .text("running") }
                    if dead != nil { return [] }
                }
                return try await base.take(take)
            }
        },
        Mutant("M225", "a step is stored under a lease that another worker has taken", killer: "fault.clock-skew") {
            store, _ in
            store.changeBatches { batch in
                guard batch.operations.contains(where: { $0.key.table == StepTable.table }) else { return batch }
                return batch.map {
                    $0.keepingConditions { $0.column != RunTable.fence && $0.column != RunTable.status }
                }
            }
        },
    ]
}
