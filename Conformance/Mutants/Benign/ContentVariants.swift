internal import HoldfastConformance
internal import HoldfastCore
internal import HoldfastMemory

extension BenignVariant {
    /// What stands in rows and ids beyond what the contract asks for.
    static let contentVariants = [
        BenignVariant("B04", "fences jump by random steps: they grow, and leave gaps") { handle, world in
            handle.onTake = { base, take in
                let step = world.note { notes in
                    notes.counts["fence", default: 0] += 1
                    return Int64(1 + notes.counts["fence", default: 0] * 7 % 11)
                }
                var take = take
                take.patch = take.patch.map {
                    $0.column == RunTable.fence && $0.isAddition ? .add($0.column, step) : $0
                }
                return try await base.take(take)
            }
        },
        BenignVariant(
            "B05", "ids and cursors have another shape and length",
            Conformance.decorated("B05") { _, _ in }.naming(with: "ÿ~opaque/")),
        BenignVariant("B06", "expired values are removed as soon as anything is called") { handle, world in
            handle.surround(by: EagerExpiry(world: world))
        },
        BenignVariant("B14", "rows carry internal columns of the backend's own") { handle, _ in handle.widenRows() },
    ]
}

extension Assignment {
    fileprivate var isAddition: Bool { if case .add = self { true } else { false } }
}

/// Removes a run's values when their time has come, as a store with an expiry of its own does.
private struct EagerExpiry: Surroundings {
    let world: World

    func call<Answer>(_ verb: Verb, _ body: () async throws -> Answer) async throws -> Answer {
        // Before the migration there is nothing that could expire.
        if verb != .migrate, verb != .schemaVersion { try? await sweep() }
        return try await body()
    }

    private func sweep() async throws {
        let now = Value.int(world.now)
        let expired = IndexRange(StateTable.table, StateTable.byExpiry, [.text(world.place.id)], atMost: now)
        for row in try await world.rows.rows(of: expired) {
            // Only what Core keeps by that clock: the checks of the bare verbs have times of their own.
            guard row[StateTable.scope].text?.hasPrefix("run/") == true else { continue }
            let due = Condition(StateTable.expiresAt, .atMost(now))
            _ = try await world.rows.commit(WriteBatch([.delete(row.key, where: [due])]))
        }
    }
}
