internal import HoldfastCore

// Faults in what operators do with runs, and in what workers make known of themselves.
extension Mutant {
    static let operatorMutants = [
        Mutant("M560", "a paused run stays ready", killer: "runs.pause.idle") { store, _ in
            store.changeRuns(to: "paused") { $0.filter { $0.column != RunTable.readyAt } }
        },
        Mutant("M561", "a run whose pause was asked for is given to the next worker", killer: "runs.pause.running") {
            store, _ in
            store.changeOperations { $0.keepingConditions { $0.column != RunTable.pauseRequestedAt } }
        },
        Mutant("M562", "a request to pause cannot be taken back", killer: "runs.pause.guards") { store, _ in
            store.changeOperations { operation in
                operation.mapAssignments(RunTable.table) { changes in
                    changes.contains { $0.column == RunTable.status }
                        ? changes : changes.filter { !$0.isSet(RunTable.pauseRequestedAt, .null) }
                }
            }
        },
        Mutant("M563", "a reason may be of any length", killer: "runs.reason.limit", leavesOut: .reasonLength),
        Mutant("M564", "the output of a run that has ended is not read", killer: "runs.wait.ends") { store, _ in
            store.onGet = { base, input in
                let rows = try await base.get(input.keys, input.columns)
                return zip(input.keys, rows).map { key, row in
                    key.table == PayloadTable.table && key.values.last == .text("output") ? nil : row
                }
            }
        },
        Mutant("M565", "steps that failed stay so when a run is tried again", killer: "runs.retry.failed") { store, _ in
            store.changeOperations { operation in
                guard case .update(let key, let changes, let conditions) = operation, key.table == StepTable.table,
                    changes.count == 2
                else { return operation }
                return .check(key, where: conditions)
            }
        },
        Mutant("M566", "a run that is tried again keeps its error", killer: "runs.retry.failed") { store, _ in
            store.changeBatches { batch in
                WriteBatch(
                    batch.operations.filter { operation in
                        guard case .delete(let key, _) = operation else { return true }
                        return key.table != PayloadTable.table
                    })
            }
        },
        Mutant("M567", "a run that is tried again is still asked to end", killer: "runs.retry.others") { store, _ in
            store.changeRuns(to: "pending") { $0.filter { $0.column != RunTable.cancelRequestedAt } }
        },
        Mutant("M568", "the run's context is written once", killer: "runs.context.step") { store, _ in
            store.changeOperations { operation in
                guard case .update(let key, _, _) = operation, key.table == PayloadTable.table,
                    key.values.last == .text("context")
                else { return operation }
                return .check(key)
            }
        },
        Mutant("M569", "the metrics of attempts that failed are not kept", killer: "runs.totals.sum") { store, _ in
            store.changeValues { column, value in column == AttemptTable.metrics ? .null : value }
        },
        Mutant("M570", "a bulk operation stops at the first error", killer: "runs.bulk.ids", leavesOut: .bulkErrors),
        Mutant("M571", "a dry run is none", killer: "runs.bulk.dry-run", leavesOut: .dryRun),
        Mutant("M572", "all runs of a bulk operation end at one time", killer: "runs.bulk.rate") { store, world in
            store.changeValues { column, value in
                guard column == RunTable.completedAt, let time = value.int else { return value }
                return .int(
                    world.note { notes in
                        notes.counts["end"] = notes.counts["end"] ?? Int(time)
                        return Int64(notes.counts["end"] ?? 0)
                    })
            }
        },
        Mutant("M573", "a beat is not kept", killer: "workers.register.roundtrip") { store, _ in
            store.changeOperations { operation in
                operation.mapAssignments(WorkerTable.table) { $0.count == 1 ? [.set(WorkerTable.host, .null)] : $0 }
            }
        },
        Mutant("M574", "a run that is given back uncharged is charged", killer: "workers.surrender.released") {
            store, _ in
            store.changeOperations { operation in
                operation.mapAssignments(RunTable.table) { changes in
                    changes.filter { change in
                        if case .add(RunTable.claimsSinceProgress, _) = change { false } else { true }
                    }
                }
            }
        },
        Mutant("M575", "workers are taken for alive for ever", killer: "workers.surrender.stalled") { store, world in
            store.changePages { scan, page in
                guard scan.range.table == WorkerTable.table else { return page }
                return Page(
                    rows: page.rows.map { $0.applying([.set(WorkerTable.seenAt, .int(world.now))]) },
                    next: page.next)
            }
        },
        Mutant("M576", "workers are taken to serve all queues", killer: "workers.surrender.stalled") { store, _ in
            store.changePages { scan, page in
                guard scan.range.table == WorkerTable.table else { return page }
                let all = Value.text("[\"default\",\"other\"]")
                return Page(
                    rows: page.rows.map { row in
                        // One that died long ago stays dead.
                        row.applying([.set(WorkerTable.queues, all), .set(WorkerTable.workflows, .text("[[\"w\",1]]"))])
                    }, next: page.next)
            }
        },
        Mutant("M577", "a run stalls whoever registers meanwhile", killer: "workers.surrender.race") { store, _ in
            store.changeBatches { batch in
                WriteBatch(
                    batch.operations.filter { operation in
                        switch operation {
                        case .check(let key, _), .absent(let key): key.table != WorkerTable.table
                        default: true
                        }
                    })
            }
        },
        Mutant("M578", "a run that is pinned to a build stands in the queue of all", killer: "workers.pinned") {
            store, _ in
            store.changeOperations { operation in
                guard case .insert(let row) = operation, row.table == RunTable.table else { return operation }
                return .insert(row.applying([.set(RunTable.route, row[RunTable.queue])]))
            }
        },
        Mutant("M579", "a clock that is off claims all the same", killer: "workers.clock", leavesOut: .clockOffset),
        Mutant(
            "M62", "undeclared optional call silently does nothing", killer: "boot.capabilities.undeclared-refuse",
            leavesOut: .unsupported),
    ]
}

extension Decorator {
    /// Changes what moves a run to this status.
    fileprivate mutating func changeRuns(
        to status: String, _ change: @escaping @Sendable ([Assignment]) -> [Assignment]
    ) {
        changeOperations { operation in
            operation.mapAssignments(RunTable.table) { changes in
                changes.contains { $0.isSet(RunTable.status, .text(status)) } ? change(changes) : changes
            }
        }
    }
}
