internal import HoldfastConformance
internal import HoldfastCore

// What a client makes of requests that fail.
extension Mutant {
    static let lineMutants = [
        Mutant(
            "M58", "a lost reply is retried with a new insert token, and our own write comes back as a conflict",
            killer: "errors.ambiguous"
        ) { store, _ in
            store.onCommit = { base, batch in
                do {
                    return try await base.commit(batch)
                } catch let error as BackendError where error.code == .unknownOutcome {
                    return try await base.commit(
                        batch.map { operation in
                            guard let row = operation.inserted, let token = row.table.column(named: "insert_token")
                            else { return operation }
                            return .insert(row.applying([.set(token, .bytes([1, 2, 3]))]))
                        })
                }
            }
        },
        Mutant("M59", "what a partial answer left out is dropped", killer: "fault.partial-batch") { store, _ in
            store.line { fault, verb in fault == .partial && verb == .get ? .halve : nil }
        },
        Mutant("M60", "a request that failed is sent with the next one", killer: "fault.connection-drop") {
            store, world in
            store.onCommit = { base, batch in
                let left = world.note { notes in
                    defer { notes.batches = [] }
                    return notes.batches
                }
                for batch in left { _ = try? await base.commit(batch) }
                do {
                    return try await base.commit(batch)
                } catch let error as BackendError where error.code == .unavailable {
                    world.note { $0.batches.append(batch) }
                    throw error
                }
            }
        },
        Mutant("M198", "a lost reply is reported as a request that was not sent", killer: "verbs.commit.lost-ack") {
            store, _ in
            store.line { fault, verb in fault == .dropAfter && verb.isWrite ? .loseReply(.unavailable) : nil }
        },
        Mutant("M199", "a request that never left is reported as unknown", killer: "fault.before-send") { store, _ in
            store.line { fault, _ in fault == .dropBefore ? .fail(.unknownOutcome) : nil }
        },
        Mutant("M200", "a store that is busy is not asked again", killer: "fault.throttle") { store, _ in
            store.line { fault, _ in fault == .throttle ? .fail(.unavailable) : nil }
        },
        Mutant("M201", "the victim of a deadlock has applied its work", killer: "fault.deadlock") { store, _ in
            store.line { fault, verb in fault == .throttle && verb == .commit ? .loseReply(.unavailable) : nil }
        },
        Mutant("M202", "a late reply is taken for none", killer: "fault.latency") { store, _ in
            store.line { fault, verb in fault == .delay && verb.isWrite ? .fail(.unavailable) : nil }
        },
        Mutant("M203", "half of an answer is taken for all of it", killer: "fault.truncated") { store, _ in
            store.line { fault, verb in fault == .truncate && verb == .get ? .halve : nil }
        },
        Mutant("M204", "a full disk is reported once the commit stands", killer: "fault.disk-full") { store, _ in
            store.line { fault, verb in fault == .diskFull && verb.isWrite ? .loseReply(.unavailable) : nil }
        },
        Mutant("M205", "a store that is read-only says that it is unavailable", killer: "fault.readonly") { store, _ in
            store.line { fault, verb in fault == .readOnly && verb.isWrite ? .fail(.unavailable) : nil }
        },
        Mutant("M206", "a take whose reply was lost is sent again", killer: "verbs.take.lost-ack") { store, _ in
            store.line { fault, verb in fault == .dropAfter && verb == .take ? .sendTwice : nil }
        },
        Mutant("M94", "the purge marker goes before the last children", killer: "runs.delete.interrupted") { store, _ in
            store.onCommit = { base, batch in
                let outcome = try await base.commit(batch)
                for row in batch.operations.compactMap(\.inserted) where row.table == PurgeTable.table {
                    if case .applied = outcome { _ = try await base.commit(WriteBatch([.delete(row.key)])) }
                }
                return outcome
            }
        },
        Mutant("M31", "a commit can be half applied when I/O fails in between", killer: "fault.sweep") { store, _ in
            store.onCommit = { base, batch in
                do {
                    return try await base.commit(batch)
                } catch let error as BackendError where error.code == .unavailable {
                    let half = Array(batch.operations.prefix((batch.operations.count + 1) / 2))
                    _ = try await base.commit(WriteBatch(half))
                    throw error
                }
            }
        },
    ]
}

extension Decorator {
    /// Reacts to a failure in another way than a sound client; nil is as one does.
    fileprivate mutating func line(_ react: @escaping @Sendable (FaultSeam.Fault, Verb) -> Line.Reaction?) {
        line.react = { fault, verb in react(fault, verb) ?? Line.sound(fault, verb) }
    }
}
