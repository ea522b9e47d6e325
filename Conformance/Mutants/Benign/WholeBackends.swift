internal import HoldfastConformance
internal import HoldfastCore
internal import HoldfastMemory
internal import Synchronization

extension BenignVariant {
    /// Backends of another kind than a decorated Memory.
    static let wholeBackends = [
        BenignVariant(
            "B01", "scans return short and empty pages with a cursor",
            .keeping("B01") { (first: MemoryBackend?, seed) in
                first.map { MemoryBackend(sharing: $0, shortPages: seed) } ?? MemoryBackend(shortPages: seed)
            }),
        BenignVariant("B10", "no optional verb and no capability at all", Conformance.bare),
        BenignVariant(
            "B12", "index entries lag up to the declared bound",
            .keeping("B12") { (first: StrictMemoryBackend?, seed) in
                first.map { StrictMemoryBackend(sharing: $0) } ?? StrictMemoryBackend(seed: seed)
            } settle: { (first: StrictMemoryBackend) in
                first.settle()
            }),
    ]
}

extension Conformance {
    /// A suite whose handles share the data of the first one of their place.
    fileprivate static func keeping<Backend: StoreBackend>(
        _ name: String, make: @escaping @Sendable (Backend?, UInt64) -> Backend,
        settle: @escaping @Sendable (Backend) -> Void = { _ in }
    ) -> Conformance {
        let firsts = Mutex<[String: Backend]>([:])
        return Conformance(name, abilities: [.inProcess]) { place in
            firsts.withLock { $0[place.id] = nil }
        } settle: { place in
            firsts.withLock { $0[place.id] }.map(settle)
        } make: { place in
            firsts.withLock { firsts in
                let handle = make(firsts[place.id], place.seed)
                firsts[place.id] = firsts[place.id] ?? handle
                return handle
            }
        }
    }

    fileprivate static var bare: Conformance {
        .keeping("B10") { (first: BareBackend?, _) in
            BareBackend(base: first.map { MemoryBackend(sharing: $0.base) } ?? MemoryBackend())
        }
    }
}

/// A backend that has only the verbs that have no default.
private struct BareBackend: StoreBackend {
    let base: MemoryBackend

    var limits: BackendLimits { BackendLimits() }
    var capabilities: BackendCapabilities { BackendCapabilities() }

    func schemaVersion() async throws(BackendError) -> Int { try await base.schemaVersion() }

    func migrate(_ migrations: [Migration], dryRun: Bool) async throws(BackendError) -> [String] {
        try await base.migrate(migrations, dryRun: dryRun)
    }

    func get(_ keys: [Key], _ columns: Projection) async throws(BackendError) -> [Row?] {
        try await base.get(keys, columns)
    }

    func scan(_ scan: Scan) async throws(BackendError) -> Page { try await base.scan(scan) }

    func commit(_ batch: WriteBatch) async throws(BackendError) -> CommitOutcome {
        try batch.validate(against: limits)
        return try await base.commit(batch)
    }

    func close() async { await base.close() }
}
