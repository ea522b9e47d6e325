import HoldfastConformance
import HoldfastCore
import HoldfastMemory
import Synchronization

/// Memory whose commits a test may change on the way: a planted fault.
struct FaultyStore: StoreBackend {
    let base: MemoryBackend
    let change: @Sendable (WriteBatch) -> WriteBatch

    /// The suite of such a store.
    static func suite(_ change: @escaping @Sendable (WriteBatch) -> WriteBatch) -> Conformance {
        let firsts = Mutex<[String: MemoryBackend]>([:])
        return Conformance("Faulty") { place in
            firsts.withLock { $0[place.id] = nil }
        } make: { place in
            let base = firsts.withLock { firsts in
                if let first = firsts[place.id] { return MemoryBackend(sharing: first) }
                let first = MemoryBackend()
                firsts[place.id] = first
                return first
            }
            return FaultyStore(base: base, change: change)
        }
    }

    var limits: BackendLimits { base.limits }
    var capabilities: BackendCapabilities { base.capabilities }

    func schemaVersion() async throws(BackendError) -> Int { try await base.schemaVersion() }

    func migrate(_ migrations: [Migration], dryRun: Bool) async throws(BackendError) -> [String] {
        try await base.migrate(migrations, dryRun: dryRun)
    }

    func get(_ keys: [Key], _ columns: Projection) async throws(BackendError) -> [Row?] {
        try await base.get(keys, columns)
    }

    func scan(_ scan: Scan) async throws(BackendError) -> Page { try await base.scan(scan) }

    func commit(_ batch: WriteBatch) async throws(BackendError) -> CommitOutcome {
        try await base.commit(change(batch))
    }

    func commitEach(_ batches: [WriteBatch]) async -> [Result<CommitOutcome, BackendError>] {
        await base.commitEach(batches.map(change))
    }

    func take(_ take: Take) async throws(BackendError) -> [Row] { try await base.take(take) }

    func count(_ range: IndexRange, filter: [Condition], limit: Int) async throws(BackendError) -> Int {
        try await base.count(range, filter: filter, limit: limit)
    }

    func erase(_ range: IndexRange, limit: Int) async throws(BackendError) -> Int {
        try await base.erase(range, limit: limit)
    }

    func close() async { await base.close() }
}
