internal import HoldfastCore

/// A backend whose calls let others go first, before and after each of them: as if it were at the end of a line.
///
/// Calls of a backend that never suspends would otherwise each be over before the next one begins.
struct PerturbedBackend: StoreBackend {
    let base: any StoreBackend

    private func perturbed<Answer: Sendable>(
        _ call: () async throws(BackendError) -> Answer
    ) async throws(BackendError) -> Answer {
        await Task.yield()
        let answer = try await call()
        await Task.yield()
        return answer
    }

    var limits: BackendLimits { base.limits }
    var capabilities: BackendCapabilities { base.capabilities }

    func schemaVersion() async throws(BackendError) -> Int {
        try await perturbed { () throws(BackendError) in try await base.schemaVersion() }
    }

    func migrate(_ migrations: [Migration], dryRun: Bool) async throws(BackendError) -> [String] {
        try await perturbed { () throws(BackendError) in try await base.migrate(migrations, dryRun: dryRun) }
    }

    func get(_ keys: [Key], _ columns: Projection) async throws(BackendError) -> [Row?] {
        try await perturbed { () throws(BackendError) in try await base.get(keys, columns) }
    }

    func scan(_ scan: Scan) async throws(BackendError) -> Page {
        try await perturbed { () throws(BackendError) in try await base.scan(scan) }
    }

    func commit(_ batch: WriteBatch) async throws(BackendError) -> CommitOutcome {
        try await perturbed { () throws(BackendError) in try await base.commit(batch) }
    }

    func commitEach(_ batches: [WriteBatch]) async -> [Result<CommitOutcome, BackendError>] {
        await Task.yield()
        let outcomes = await base.commitEach(batches)
        await Task.yield()
        return outcomes
    }

    func take(_ take: Take) async throws(BackendError) -> [Row] {
        try await perturbed { () throws(BackendError) in try await base.take(take) }
    }

    func count(_ range: IndexRange, filter: [Condition], limit: Int) async throws(BackendError) -> Int {
        try await perturbed { () throws(BackendError) in try await base.count(range, filter: filter, limit: limit) }
    }

    func erase(_ range: IndexRange, limit: Int) async throws(BackendError) -> Int {
        try await perturbed { () throws(BackendError) in try await base.erase(range, limit: limit) }
    }

    func close() async { await base.close() }
}
