internal import HoldfastCore

/// A handle that does something of the check's own before each call, such as a write in between.
struct Interposed: StoreBackend {
    /// A verb that reads or writes rows.
    enum Verb: Sendable { case get, scan, commit, commitEach, take, count, erase }

    let base: any StoreBackend
    let before: @Sendable (Verb) async -> Void

    init(_ base: any StoreBackend, before: @escaping @Sendable (Verb) async -> Void) {
        self.base = base
        self.before = before
    }

    var limits: BackendLimits { base.limits }
    var capabilities: BackendCapabilities { base.capabilities }

    func schemaVersion() async throws(BackendError) -> Int { try await base.schemaVersion() }

    func migrate(_ migrations: [Migration], dryRun: Bool) async throws(BackendError) -> [String] {
        try await base.migrate(migrations, dryRun: dryRun)
    }

    func get(_ keys: [Key], _ columns: Projection) async throws(BackendError) -> [Row?] {
        await before(.get)
        return try await base.get(keys, columns)
    }

    func scan(_ scan: Scan) async throws(BackendError) -> Page {
        await before(.scan)
        return try await base.scan(scan)
    }

    func commit(_ batch: WriteBatch) async throws(BackendError) -> CommitOutcome {
        await before(.commit)
        return try await base.commit(batch)
    }

    func commitEach(_ batches: [WriteBatch]) async -> [Result<CommitOutcome, BackendError>] {
        await before(.commitEach)
        return await base.commitEach(batches)
    }

    func take(_ take: Take) async throws(BackendError) -> [Row] {
        await before(.take)
        return try await base.take(take)
    }

    func count(_ range: IndexRange, filter: [Condition], limit: Int) async throws(BackendError) -> Int {
        await before(.count)
        return try await base.count(range, filter: filter, limit: limit)
    }

    func erase(_ range: IndexRange, limit: Int) async throws(BackendError) -> Int {
        await before(.erase)
        return try await base.erase(range, limit: limit)
    }

    func close() async { await base.close() }
}
