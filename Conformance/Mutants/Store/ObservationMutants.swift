internal import HoldfastCore

// Faults in what is known about runs: statistics, the audit record, spans and evaluations.
extension Mutant {
    static let observationMutants = statisticsMutants + recordMutants

    private static let statisticsMutants = [
        Mutant("M54", "a counter kept beside the rows is not lowered by a deletion", killer: "stats.delete") {
            store, world in
            store.changeCounts { range, number in
                let name = "\(range.index?.name ?? "") \(range.partition)"
                // Ended runs only become fewer by deletions.
                guard ["completed", "failed", "cancelled"].contains(range.partition.last?.text) else { return number }
                return world.note { notes in
                    notes.counts[name] = max(number, notes.counts[name] ?? 0)
                    return notes.counts[name] ?? number
                }
            }
        },
        Mutant("M476", "a status without runs counts one", killer: "stats.zero") { store, _ in
            store.changeCounts { _, number in max(1, number) }
        },
        Mutant("M477", "every run counts as one that another run started", killer: "stats.matches") { store, _ in
            store.onCount = { base, input in
                try await base.count(input.range, filter: [], limit: input.limit)
            }
        },
        Mutant("M478", "a running run counts as pending too", killer: "stats.transition") { store, _ in
            store.onCount = { base, input in
                let number = try await base.count(input.range, filter: input.filter, limit: input.limit)
                guard input.range.index == RunTable.byStatus, input.range.partition.last == .text("pending") else {
                    return number
                }
                let running = IndexRange(
                    RunTable.table, RunTable.byStatus, [input.range.partition[0], .text("running")])
                return number + (try await base.count(running, filter: input.filter, limit: input.limit))
            }
        },
        Mutant("M479", "a count is the one of the call before", killer: "stats.concurrent") { store, world in
            store.changeCounts { range, number in
                world.note { notes in
                    let name = "\(range.index?.name ?? "") \(range.partition)"
                    defer { notes.counts[name] = number }
                    return notes.counts[name] ?? number
                }
            }
        },
        Mutant("M480", "the first microsecond of a window is left out", killer: "stats.failures") { store, _ in
            store.changeScans { scan in
                guard scan.range.index == RunTable.byCompletion, let start = scan.range.atLeast?.int else {
                    return scan
                }
                var scan = scan
                scan.range.atLeast = .int(start + 1)
                return scan
            }
        },
        Mutant("M481", "a run's time counts from its creation", killer: "stats.durations") { store, _ in
            store.changePages { _, page in
                let rows = page.rows.map { row in
                    row.table == RunTable.table
                        ? row.applying([.set(RunTable.startedAt, row[RunTable.createdAt])]) : row
                }
                return Page(rows: rows, next: page.next)
            }
        },
        Mutant("M482", "the runs of every tenant are counted", killer: "tenant.stats") { store, world in
            store.changeOperations { operation in
                if let row = operation.inserted { world.note { $0.counts[row.values[0].text ?? ""] = 1 } }
                return operation
            }
            store.onCount = { base, input in
                var number = 0
                for namespace in world.note({ $0.counts.keys.sorted() }) {
                    let partition = [.text(namespace)] + input.range.partition.dropFirst()
                    let range = IndexRange(
                        input.range.table, input.range.index, partition, atLeast: input.range.atLeast,
                        atMost: input.range.atMost)
                    number += try await base.count(range, filter: input.filter, limit: input.limit)
                }
                return number
            }
        },
        Mutant("M483", "a run is stale as soon as its lease has ended", killer: "stats.stale") { store, world in
            store.changeScans { scan in
                var scan = scan
                scan.filter = scan.filter.map { condition in
                    condition.column == RunTable.readyAt
                        ? Condition(condition.column, .atMost(.int(world.now))) : condition
                }
                return scan
            }
        },
    ]

    private static let recordMutants = [
        Mutant("M484", "actions leave no record", killer: "audit.actions") { store, _ in
            store.changeBatches { batch in
                let kept = batch.operations.filter { $0.key.table != AuditTable.table }
                return kept.isEmpty ? batch : WriteBatch(kept)
            }
        },
        Mutant("M485", "records list oldest first", killer: "audit.list") { store, _ in
            store.changeScans { $0.inOrder(AuditTable.table) }
        },
        Mutant("M486", "the events of a span are dropped", killer: "traces.save.roundtrip") { store, _ in
            store.changeValues { column, value in column == TraceTable.events ? .null : value }
        },
        Mutant("M487", "a span that is saved again is another one", killer: "traces.save.twice") { store, world in
            store.changeOperations { operation in
                guard let row = operation.inserted, row.table == TraceTable.table else { return operation }
                let number = world.note { notes in
                    notes.counts["spans", default: 0] += 1
                    return notes.counts["spans", default: 0]
                }
                let id =
                    number == 1 ? row[TraceTable.spanID].text ?? "" : "\(row[TraceTable.spanID].text ?? "")-\(number)"
                return .insert(row.applying([.set(TraceTable.spanID, .text(id))]))
            }
        },
        Mutant("M488", "spans come in the order of their ids", killer: "traces.list.filter") { store, _ in
            store.changePages { scan, page in
                guard scan.range.table == TraceTable.table else { return page }
                let rows = page.rows.sorted { $0[TraceTable.spanID].isBefore($1[TraceTable.spanID]) == true }
                return Page(rows: rows, next: page.next)
            }
        },
        Mutant("M489", "a span that runs has ended as it began", killer: "traces.stats") { store, _ in
            store.changePages { scan, page in
                guard scan.range.table == TraceTable.table else { return page }
                let rows = page.rows.map { row in
                    row[TraceTable.completedAt].isNull
                        ? row.applying([.set(TraceTable.completedAt, row[TraceTable.startedAt])]) : row
                }
                return Page(rows: rows, next: page.next)
            }
        },
        Mutant("M490", "spans may lie at any depth", killer: "traces.depth", leavesOut: .spanDepth),
        Mutant("M491", "the caller's trace is not stored", killer: "traces.context") { store, _ in
            store.changeValues { column, value in column == RunTable.traceContext ? .null : value }
        },
        Mutant("M492", "nobody looks whether the run is still there", killer: "traces.unknown-run") { store, _ in
            store.changeBatches { batch in
                let tables = [TraceTable.table, EvaluationTable.table]
                guard let first = batch.operations.first, tables.contains(first.key.table) else { return batch }
                return WriteBatch([first])
            }
        },
        Mutant("M493", "a score is rounded", killer: "evaluations.save.roundtrip") { store, _ in
            store.changeValues { column, value in
                guard column == EvaluationTable.score, case .double(let score) = value else { return value }
                return .double((score * 100).rounded() / 100)
            }
        },
        Mutant("M494", "evaluations list oldest first", killer: "evaluations.list") { store, _ in
            store.changeScans { $0.inOrder(EvaluationTable.table) }
        },
        Mutant("M495", "a purge passes evaluations over", killer: "evaluations.cascade") { store, _ in
            store.onErase = { base, input in
                guard input.range.table != EvaluationTable.table else { return 0 }
                return try await base.erase(input.range, limit: input.limit)
            }
        },
    ]
}

extension Scan {
    /// The scan, in the order of the index where it is of this table.
    fileprivate func inOrder(_ table: Table) -> Scan {
        guard range.table == table else { return self }
        var scan = self
        scan.descending = false
        return scan
    }
}

extension Decorator {
    /// Changes every number that is counted.
    fileprivate mutating func changeCounts(_ change: @escaping @Sendable (IndexRange, Int) -> Int) {
        onCount = { base, input in
            change(input.range, try await base.count(input.range, filter: input.filter, limit: input.limit))
        }
    }
}
