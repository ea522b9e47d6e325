import HoldfastCore
import HoldfastMemory

/// A strict store whose indexes catch up before each call and after it: for what a test prepares and looks at.
struct SettledBackend: StoreBackend {
    let strict: StrictMemoryBackend

    var limits: BackendLimits { strict.limits }
    var capabilities: BackendCapabilities { strict.capabilities }

    private func settled<Answer>(
        _ call: () async throws(BackendError) -> Answer
    ) async throws(BackendError) -> Answer {
        strict.settle()
        defer { strict.settle() }
        return try await call()
    }

    func schemaVersion() async throws(BackendError) -> Int { try await strict.schemaVersion() }

    func migrate(_ migrations: [Migration], dryRun: Bool) async throws(BackendError) -> [String] {
        try await strict.migrate(migrations, dryRun: dryRun)
    }

    func get(_ keys: [Key], _ columns: Projection) async throws(BackendError) -> [Row?] {
        try await strict.get(keys, columns)
    }

    func scan(_ scan: Scan) async throws(BackendError) -> Page {
        try await settled { () throws(BackendError) in try await strict.scan(scan) }
    }

    func commit(_ batch: WriteBatch) async throws(BackendError) -> CommitOutcome {
        try await settled { () throws(BackendError) in try await strict.commit(batch) }
    }

    func take(_ take: Take) async throws(BackendError) -> [Row] {
        try await settled { () throws(BackendError) in try await strict.take(take) }
    }

    func close() async { await strict.close() }
}
