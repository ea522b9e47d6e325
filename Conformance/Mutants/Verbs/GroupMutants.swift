internal import HoldfastCore
internal import Synchronization

extension Mutant {
    static let groupMutants = [
        Mutant(
            "M84", "one failed condition rolls back the whole commit group", killer: "verbs.commit.isolated-failure"
        ) { store, world in
            store.onCommit = { base, batch in
                let group = world.note { notes in
                    notes.counts["waiting", default: 0] += 1
                    return notes.counts["group", default: 0]
                }
                let refusal = try await base.judge(batch)
                if refusal != nil { world.note { $0.refusals[group] = refusal } }
                // Those that come meanwhile belong to the group.
                await pause()
                let failure = world.note { notes in
                    notes.counts["waiting", default: 0] -= 1
                    if notes.counts["waiting"] == 0 { notes.counts["group", default: 0] += 1 }
                    return notes.refusals[group]
                }
                if let failure { return .refused(failure) }
                return try await base.commit(batch)
            }
        },
        Mutant(
            "M91", "commitEach stops at the first batch that is refused", killer: "verbs.commit-each.independent"
        ) { store, _ in
            store.onCommitEach = { base, batches in
                var outcomes: [Result<CommitOutcome, BackendError>] = []
                for batch in batches {
                    if case .success(.refused)? = outcomes.last {
                        outcomes.append(outcomes[outcomes.count - 1])
                    } else {
                        outcomes += await base.commitEach([batch])
                    }
                }
                return outcomes
            }
        },
        Mutant(
            "M100", "commitEach is one commit: all batches or none", killer: "verbs.commit-each.order-free"
        ) { store, _ in
            store.onCommitEach = { base, batches in
                do {
                    for batch in batches {
                        if let refusal = try await base.judge(batch) {
                            return batches.map { _ in .success(.refused(refusal)) }
                        }
                    }
                } catch { return await base.commitEach(batches) }
                return await base.commitEach(batches)
            }
        },
        Mutant(
            "M101", "commitEach answers in the order of the keys", killer: "verbs.commit-each.independent"
        ) { store, _ in
            store.onCommitEach = { base, batches in
                let places = batches.indices.sorted { left, right in
                    let keys = [left, right].map {
                        batches[$0].operations.first.map { OrderedKey.encode($0.key.values) } ?? []
                    }
                    return keys[0].lexicographicallyPrecedes(keys[1])
                }
                let outcomes = await base.commitEach(batches)
                return places.map { outcomes[$0] }
            }
        },
        Mutant("M102", "commitEach leaves out what failed by an error", killer: "verbs.commit-each.independent") {
            store, _ in
            store.onCommitEach = { base, batches in
                await base.commitEach(batches).filter { if case .success = $0 { true } else { false } }
            }
        },
    ]
}
