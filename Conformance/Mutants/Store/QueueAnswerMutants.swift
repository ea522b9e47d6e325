internal import HoldfastCore

// Faults in what answers for a message, and in what becomes of dead letters.
extension Mutant {
    static let queueAnswerMutants = [
        Mutant("M44", "ack accepts a stale receipt", killer: "queue.ack.stale-receipt") { store, _ in
            store.changeEnds("done") { $0.keepingConditions { $0.column != QueueTable.fence } }
        },
        Mutant(
            "M46", "nack does not count the attempt (poison message loops for ever)", killer: "queue.attempts.max"
        ) { store, _ in
            store.changeMessageUpdates(to: "ready") { changes in
                changes.map { change in
                    // One that died has all its attempts; one that is given back had at least one.
                    guard case .set(QueueTable.attempts, .int(let attempts)) = change else { return change }
                    return .set(QueueTable.attempts, .int(max(0, attempts - 1)))
                }
            }
        },
        Mutant("M304", "an acknowledged message keeps its ready time", killer: "queue.ack.removes") { store, _ in
            store.changeMessageUpdates(to: "done") { $0.filter { $0.column != QueueTable.readyAt } }
        },
        Mutant("M305", "a message that is given back waits for the end of its visibility", killer: "queue.nack.now") {
            store, _ in
            store.changeMessageUpdates(to: "ready") { $0.filter { $0.column != QueueTable.readyAt } }
        },
        Mutant("M306", "a finished message is ready at the beginning of time", killer: "queue.claim.empty") {
            store, _ in
            store.changeMessageUpdates(to: "done") { changes in
                changes.map { $0.column == QueueTable.readyAt ? .set(QueueTable.readyAt, .int(0)) : $0 }
            }
        },
        Mutant("M308", "a finished message is deleted at once", killer: "queue.ack.twice") { store, _ in
            store.changeEnds("done") { .delete($0.key, where: $0.conditions) }
        },
        Mutant("M309", "an answer for no message is accepted", killer: "queue.ack.unknown") { store, _ in
            store.onCommit = { base, batch in
                guard case .update(let key, _, _)? = batch.operations.first, key.table == QueueTable.table,
                    try await base.row(key) == nil
                else { return try await base.commit(batch) }
                return .applied(nil)
            }
        },
        Mutant("M310", "a message that is given back was delivered all the same", killer: "queue.release.uncounted") {
            store, _ in
            store.changeMessageUpdates(to: "ready") { $0.filter { $0.column != QueueTable.attempts } }
        },
        Mutant("M314", "an extension is accepted and forgotten", killer: "queue.visibility.extend") { store, _ in
            store.changeExtensions { .check($0.key, where: $0.conditions) }
        },
        Mutant("M315", "an extension revives what has run out", killer: "queue.visibility.extend") { store, _ in
            store.changeExtensions { $0.keepingConditions { $0.column != QueueTable.readyAt } }
        },
        Mutant("M316", "every delay after a failure is a second", killer: "queue.backoff.schedule") { store, world in
            store.changeMessageUpdates(to: "ready") { changes in
                changes.map {
                    $0.column == QueueTable.readyAt ? .set(QueueTable.readyAt, .int(world.now + 1_000_000)) : $0
                }
            }
        },
        Mutant("M320", "a dead letter keeps no payload", killer: "queue.dlq.contents") { store, _ in
            store.changeMessageUpdates(to: "dead") { $0 + [.set(QueueTable.payload, .null)] }
        },
        Mutant("M321", "a message that is redriven has no attempts left", killer: "queue.dlq.redrive") { store, _ in
            store.changeRedrives { $0.filter { $0.column != QueueTable.attempts } }
        },
        Mutant("M322", "a message that is redriven is a dead letter too", killer: "queue.dlq.redrive") { store, _ in
            store.changeRedrives { changes in
                changes.filter { ![QueueTable.status, QueueTable.expiresAt].contains($0.column) }
            }
        },
        Mutant("M323", "purging dead letters takes what is done as well", killer: "queue.dlq.purge") { store, _ in
            store.onScan = { base, scan in
                let page = try await base.scan(scan)
                guard scan.range.index == QueueTable.byStatus, scan.range.partition[2] == .text("dead") else {
                    return page
                }
                let done = IndexRange(
                    QueueTable.table, QueueTable.byStatus, scan.range.partition.dropLast() + [.text("done")])
                return Page(rows: page.rows + (try await base.rows(of: done)), next: page.next)
            }
            store.changeOperations { operation in
                guard case .delete(let key, _) = operation, key.table == QueueTable.table else { return operation }
                return .delete(key)
            }
        },
        Mutant("M620", "a message whose attempts are used up is deleted", killer: "queue.total") { store, _ in
            store.changeEnds("dead") { .delete($0.key, where: $0.conditions) }
        },
        Mutant("M621", "a purge takes all queues whose names begin so", killer: "queue.purge") { store, world in
            store.changeOperations { operation in
                if let row = operation.inserted, row.table == QueueTable.table {
                    world.note { $0.counts[row[QueueTable.queue].text ?? ""] = 1 }
                }
                return operation
            }
            store.onErase = { base, input in
                guard input.range.table == QueueTable.table, let name = input.range.partition[1].text else {
                    return try await base.erase(input.range, limit: input.limit)
                }
                var erased = 0
                for queue in world.note({ $0.counts.keys.sorted() }) where queue.hasPrefix(name) {
                    let range = IndexRange(QueueTable.table, nil, [input.range.partition[0], .text(queue)])
                    erased += try await base.erase(range, limit: input.limit)
                }
                return erased
            }
        },
        Mutant("M622", "dead letters expire like finished messages", killer: "queue.finished.expires") { store, world in
            store.changeMessageUpdates(to: "dead") { changes in
                changes.map {
                    guard $0.column == QueueTable.expiresAt else { return $0 }
                    return .set(QueueTable.expiresAt, .int(world.now + 7 * 86_400_000_000))
                }
            }
        },
    ]
}

extension Decorator {
    /// Changes what is assigned where a message gets this status.
    fileprivate mutating func changeMessageUpdates(
        to status: String, _ change: @escaping @Sendable ([Assignment]) -> [Assignment]
    ) {
        changeEnds(status) { $0.mapAssignments(QueueTable.table, change) }
    }

    /// Changes what is assigned where a dead letter is redriven.
    fileprivate mutating func changeRedrives(_ change: @escaping @Sendable ([Assignment]) -> [Assignment]) {
        changeMessageUpdates(to: "ready") { changes in
            changes.contains { $0.isSet(QueueTable.completedAt, .null) } ? change(changes) : changes
        }
    }

    /// Changes each operation that gives a message this status.
    fileprivate mutating func changeEnds(_ status: String, _ change: @escaping @Sendable (Operation) -> Operation) {
        changeOperations { operation in
            guard case .update(let key, let changes, _) = operation, key.table == QueueTable.table,
                changes.contains(where: { $0.isSet(QueueTable.status, .text(status)) })
            else { return operation }
            return change(operation)
        }
    }

    /// Changes each operation that extends a visibility: it assigns nothing but the ready time.
    fileprivate mutating func changeExtensions(_ change: @escaping @Sendable (Operation) -> Operation) {
        changeOperations { operation in
            guard case .update(let key, let changes, _) = operation, key.table == QueueTable.table,
                changes.map(\.column) == [QueueTable.readyAt]
            else { return operation }
            return change(operation)
        }
    }
}
