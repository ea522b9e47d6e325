internal import HoldfastCore

extension Mutant {
    static let rangeMutants = [
        Mutant("M74", "count stops at the first internal page", killer: "verbs.count.exact") { store, _ in
            store.onCount = { base, input in
                try await base.count(input.range, filter: input.filter, limit: min(input.limit, 20))
            }
        },
        Mutant("M110", "count ignores its filter", killer: "verbs.count.exact") { store, _ in
            store.onCount = { base, input in try await base.count(input.range, filter: [], limit: input.limit) }
        },
        Mutant("M111", "count goes on beyond its limit", killer: "verbs.count.exact") { store, _ in
            store.onCount = { base, input in
                let most = input.limit > 0 ? Int.max : input.limit
                return try await base.count(input.range, filter: input.filter, limit: most)
            }
        },
        Mutant("M72", "erase removes rows beyond its range", killer: "verbs.erase.range") { store, _ in
            store.onErase = { base, input in
                var range = input.range
                range.below = nil
                return try await base.erase(range, limit: input.limit)
            }
        },
        Mutant("M112", "erase ignores its limit", killer: "verbs.erase.range") { store, _ in
            store.onErase = { base, input in
                try await base.erase(input.range, limit: max(input.limit, min(1_000, input.limit * 1_000)))
            }
        },
        Mutant("M113", "erase leaves the last row of a range", killer: "verbs.erase.range") { store, _ in
            store.onErase = { base, input in
                let left = try await base.count(input.range, filter: [], limit: input.limit + 1)
                guard left > 1 else { return 0 }
                return try await base.erase(input.range, limit: min(input.limit, left - 1))
            }
        },
        Mutant("M24", "delete uses a prefix match", killer: "runs.delete.others-untouched") { store, _ in
            store.onCommit = { base, batch in
                let outcome = try await base.commit(batch)
                guard case .applied = outcome else { return outcome }
                for case .delete(let key, _) in batch.operations where key.table == RunTable.table {
                    let begin = key.values[1]
                    let range = IndexRange(
                        key.table, nil, [key.values[0]], atLeast: begin, below: .text((begin.text ?? "") + "\u{10FFFF}")
                    )
                    _ = try await base.erase(range, limit: 1_000)
                }
                return outcome
            }
        },
        Mutant("M23", "the cascade leaves step outputs and attempts behind", killer: "runs.delete.cascade-complete") {
            store, _ in
            store.onErase = { base, input in
                let left = [StepTable.table, AttemptTable.table].contains(input.range.table)
                return left ? 0 : try await base.erase(input.range, limit: input.limit)
            }
        },
        Mutant("M114", "the cascade leaves state behind", killer: "runs.delete.cascade") { store, _ in
            store.onErase = { base, input in
                input.range.table == StateTable.table ? 0 : try await base.erase(input.range, limit: input.limit)
            }
        },
    ]
}
