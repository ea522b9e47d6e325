internal import HoldfastCore

// Faults in what enqueues and claims messages.
extension Mutant {
    static let queueMutants = [
        Mutant("M43", "claimed messages are never reclaimed after a crash", killer: "queue.visibility.dead-worker") {
            store, _ in
            store.changeMessageClaims { $0 + [.set(QueueTable.readyAt, .null)] }
        },
        Mutant("M47", "a delayed message is visible 1 us early, or by local time", killer: "queue.delay.not-before") {
            store, _ in
            store.changeOperations { operation in
                guard operation.key.table == QueueTable.table else { return operation }
                return operation.mapValues { column, value in
                    guard column == QueueTable.readyAt, let time = value.int else { return value }
                    return .int(time - 1)
                }
            }
        },
        Mutant("M48", "the four priorities are taken in the order of their names", killer: "queue.priority.order") {
            store, _ in
            store.changeTakes { take in
                let names: [Int64: Int] = [2: 0, 0: 1, 1: 2, 3: 3]
                let places = take.ranges.map { names[$0.partition.last?.int ?? 0] ?? 0 }
                take.ranges = (0..<4).flatMap { place in zip(take.ranges, places).filter { $1 == place }.map(\.0) }
            }
        },
        Mutant("M300", "a message loses the last byte of its payload", killer: "queue.enqueue.claim") { store, _ in
            store.changeMessages { row in
                let cut = row[QueueTable.payload].bytes.map { Value.bytes(Array($0.dropLast())) }
                return row.applying([.set(QueueTable.payload, cut ?? .null)])
            }
        },
        Mutant("M301", "a claim leaves the message in the range of ready ones", killer: "queue.claim.exclusive") {
            store, _ in
            store.changeMessageClaims { $0 }
        },
        Mutant("M302", "of the messages of one claim the last comes first", killer: "queue.claim.fifo-ties") {
            store, _ in
            store.onTake = { base, take in try await base.take(take).reversed() }
        },
        Mutant("M303", "names of queues are compared without case", killer: "queue.claim.by-name") { store, _ in
            store.changeMessages { row in
                row.applying([.set(QueueTable.route, .text(row[QueueTable.route].text?.lowercased() ?? ""))])
            }
            store.changeTakes { take in
                take.ranges = take.ranges.map { range in
                    var partition = range.partition
                    partition[1] = .text(partition[1].text?.lowercased() ?? "")
                    return IndexRange(range.table, range.index, partition, atMost: range.atMost)
                }
            }
        },
        Mutant("M307", "a claim takes all there is", killer: "queue.claim.batch") { store, _ in
            store.changeTakes { $0.limit = 1_000 }
        },
        Mutant("M311", "a visibility ends one microsecond early", killer: "queue.visibility.boundary") { store, _ in
            store.changeTakes { take in
                take.patch = take.patch.map { change in
                    guard case .set(QueueTable.readyAt, .int(let time)) = change else { return change }
                    return .set(QueueTable.readyAt, .int(time - 1))
                }
            }
        },
        Mutant("M312", "each claim of a message has the same receipt", killer: "queue.visibility.redeliver") {
            store, _ in
            store.changeTakes { take in take.patch.removeAll { $0.column == QueueTable.fence } }
        },
        Mutant("M313", "a delivery counts only when it is answered", killer: "queue.attempts.counts-crash") {
            store, _ in
            store.changeTakes { take in take.patch.removeAll { $0.column == QueueTable.attempts } }
        },
        Mutant("M317", "messages come by the time of their making", killer: "queue.delay.order") { store, _ in
            var slow = SlowTake()
            slow.candidates = { base, range, limit in
                let rows = try await base.rows(of: range)
                let byAge = rows.sorted { $0[QueueTable.messageID].isBefore($1[QueueTable.messageID]) == true }
                return Array(byAge.prefix(limit))
            }
            store.use(slow)
        },
        Mutant("M318", "times of messages are kept in milliseconds", killer: "queue.delay.precision") { store, _ in
            store.changeMessages { row in
                let time = row[QueueTable.readyAt].int ?? 0
                return row.applying([.set(QueueTable.readyAt, .int(time / 1_000 * 1_000))])
            }
        },
        Mutant("M319", "a message has one attempt more than it was given", killer: "queue.attempts.max") { store, _ in
            store.changeMessages { row in
                row.applying([.set(QueueTable.maxAttempts, .int((row[QueueTable.maxAttempts].int ?? 0) + 1))])
            }
        },
        Mutant("M333", "claims begin at the same place each time", killer: "queue.claim.starvation") { store, _ in
            store.changeTakes { take in
                take.ranges.sort { left, right in
                    let keys = [left, right].map { OrderedKey.encode($0.partition) }
                    return keys[1].lexicographicallyPrecedes(keys[0])
                }
            }
        },
        Mutant("M334", "only the first bucket is looked at", killer: "queue.fairness.buckets") { store, _ in
            store.changeTakes { take in take.ranges.removeAll { $0.partition[2] != .int(0) } }
        },
        Mutant("M335", "the fairness key is ignored", killer: "queue.fairness.buckets") { store, _ in
            store.changeMessages { $0.applying([.set(QueueTable.bucket, .int(0))]) }
        },
        Mutant("M336", "a pause is noted and ignored", killer: "queue.pause") { store, _ in
            store.changeQueueSettings([.set(QueueSettingsTable.isPaused, .bool(false))])
        },
        Mutant("M337", "a maximum length is noted and ignored", killer: "queue.length.maximum") { store, _ in
            store.changeQueueSettings([.set(QueueSettingsTable.maximumLength, .null)])
        },
        Mutant("M338", "a message is delivered however late", killer: "queue.wait.maximum") { store, _ in
            store.changeMessages { $0.applying([.set(QueueTable.startBy, .null)]) }
        },
        Mutant("M339", "the depth is counted by status alone", killer: "queue.depth") { store, _ in
            store.onCount = { base, input in
                try await base.count(input.range, filter: [], limit: input.limit)
            }
        },
        Mutant("M623", "a claim looks at the queues of all tenants", killer: "tenant.queue") { store, world in
            store.changeMessages { row in
                world.note { $0.counts[row[QueueTable.namespace].text ?? ""] = 1 }
                return row
            }
            store.changeTakes { take in
                let tenants = world.note { $0.counts.keys.sorted() }
                take.ranges = take.ranges.flatMap { range in
                    tenants.map { tenant in
                        let partition = [.text(tenant)] + range.partition.dropFirst()
                        return IndexRange(range.table, range.index, partition, atMost: range.atMost)
                    }
                }
            }
        },
    ]
}

extension Decorator {
    /// Changes the row of each message that is enqueued.
    fileprivate mutating func changeMessages(_ change: @escaping @Sendable (Row) -> Row) {
        changeOperations { operation in
            guard let row = operation.inserted, row.table == QueueTable.table else { return operation }
            return .insert(change(row))
        }
    }

    /// Changes what a claim of messages writes, but for the ready time, which it leaves out.
    fileprivate mutating func changeMessageClaims(_ change: @escaping @Sendable ([Assignment]) -> [Assignment]) {
        changeTakes { take in
            guard take.ranges.first?.table == QueueTable.table else { return }
            take.patch = change(take.patch.filter { $0.column != QueueTable.readyAt })
        }
    }

    /// Changes what is read of a queue's settings.
    fileprivate mutating func changeQueueSettings(_ changes: [Assignment]) {
        changeGets { row in row.map { $0.table == QueueSettingsTable.table ? $0.applying(changes) : $0 } }
    }
}
