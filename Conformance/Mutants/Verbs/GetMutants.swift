internal import HoldfastCore
internal import Synchronization

extension Mutant {
    static let getMutants = [
        Mutant("M75", "get leaves out absent rows, shifting positions", killer: "verbs.get.positions") { store, _ in
            store.onGet = { base, input in
                let rows = try await base.get(input.keys, input.columns).filter { $0 != nil }
                // At least one place, for callers that ask for one.
                return rows.isEmpty ? input.keys.map { _ in nil } : rows
            }
        },
        Mutant("M115", "get answers in the order of the keys", killer: "verbs.get.positions") { store, _ in
            store.onGet = { base, input in
                let keys = input.keys.sorted {
                    OrderedKey.encode($0.values).lexicographicallyPrecedes(OrderedKey.encode($1.values))
                }
                return try await base.get(keys, input.columns)
            }
        },
        Mutant("M116", "get ignores its projection", killer: "verbs.get.positions") { store, _ in
            store.onGet = { base, input in try await base.get(input.keys, .all) }
        },
        Mutant("M09", "a handle's own read cache survives its writes", killer: "runs.get.read-your-write") {
            store, _ in
            let cache = Mutex<[Key: Row]>([:])
            store.onGet = { base, input in
                let read = try await base.get(input.keys, .all)
                return cache.withLock { cache in
                    zip(input.keys, read).map { key, row in
                        if cache[key] == nil { cache[key] = row }
                        return cache[key]?.projected(input.columns)
                    }
                }
            }
        },
        Mutant(
            "M61", "reads come from a per-handle cache (stale on the second handle)", killer: "boot.open.twice"
        ) {
            store, _ in
            let cache = Mutex<[Key: Row]>([:])
            store.onGet = { base, input in
                let read = try await base.get(input.keys, .all)
                return cache.withLock { cache in
                    zip(input.keys, read).map { key, row in
                        if cache[key] == nil { cache[key] = row }
                        return cache[key]?.projected(input.columns)
                    }
                }
            }
            store.onCommit = { base, batch in
                cache.withLock { cache in
                    for operation in batch.operations { cache[operation.key] = nil }
                }
                return try await base.commit(batch)
            }
        },
        Mutant("M87", "get is served from a replica that lags", killer: "verbs.get.strong") { store, world in
            // The replica shows a commit once the next one has come.
            store.onGet = { base, input in
                let rows = try await base.get(input.keys, input.columns)
                return world.note { notes in
                    zip(input.keys, rows).map { key, row in
                        guard let old = notes.rows[key] else { return row }
                        return old?.projected(input.columns)
                    }
                }
            }
            store.onCommit = { base, batch in
                let before = try await base.get(batch.operations.map(\.key), .all)
                let outcome = try await base.commit(batch)
                if case .applied = outcome {
                    world.note { notes in
                        notes.rows = [:]
                        for (operation, row) in zip(batch.operations, before) where row != nil {
                            notes.rows[operation.key] = row
                        }
                    }
                }
                return outcome
            }
        },
    ]
}
