internal import HoldfastCore
internal import Synchronization

/// A backend that passes every verb on to another, but for those that were replaced.
///
/// A replacement gets the backend beneath and the verb's argument, so a fault takes a line or two.
struct Decorator: StoreBackend {
    /// Does a verb's work in its place; it throws what the backend beneath throws, and ``BackendError`` of its own.
    typealias Replacement<Input, Answer> = @Sendable (_ base: any StoreBackend, _ input: Input) async throws -> Answer

    var base: any StoreBackend
    /// How requests fail that go to the store.
    var line = Line()
    var limits: BackendLimits
    var capabilities: BackendCapabilities

    var onSchemaVersion: Replacement<Void, Int>?
    var onMigrate: Replacement<(migrations: [Migration], dryRun: Bool), [String]>?
    var onGet: Replacement<(keys: [Key], columns: Projection), [Row?]>?
    var onScan: Replacement<Scan, Page>?
    /// Also replaces each commit of a ``StoreBackend/commitEach(_:)`` that was not replaced itself.
    var onCommit: Replacement<WriteBatch, CommitOutcome>?
    var onCommitEach: (@Sendable (any StoreBackend, [WriteBatch]) async -> [Result<CommitOutcome, BackendError>])?
    var onTake: Replacement<Take, [Row]>?
    var onCount: Replacement<(range: IndexRange, filter: [Condition], limit: Int), Int>?
    var onErase: Replacement<(range: IndexRange, limit: Int), Int>?
    var onClose: (@Sendable (any StoreBackend) async -> Void)?

    private let budget: Budget

    init(_ base: any StoreBackend, _ budget: Budget) {
        self.base = base
        self.budget = budget
        limits = base.limits
        capabilities = base.capabilities
    }

    func schemaVersion() async throws(BackendError) -> Int {
        try budget.spend()
        guard let onSchemaVersion else { return try await base.schemaVersion() }
        return try await answer(onSchemaVersion, ())
    }

    func migrate(_ migrations: [Migration], dryRun: Bool) async throws(BackendError) -> [String] {
        try budget.spend()
        guard let onMigrate else { return try await base.migrate(migrations, dryRun: dryRun) }
        return try await answer(onMigrate, (migrations, dryRun))
    }

    func get(_ keys: [Key], _ columns: Projection) async throws(BackendError) -> [Row?] {
        try budget.spend()
        guard let onGet else { return try await base.get(keys, columns) }
        return try await answer(onGet, (keys, columns))
    }

    func scan(_ scan: Scan) async throws(BackendError) -> Page {
        try budget.spend()
        guard let onScan else { return try await base.scan(scan) }
        return try await answer(onScan, scan)
    }

    func commit(_ batch: WriteBatch) async throws(BackendError) -> CommitOutcome {
        try budget.spend()
        guard let onCommit else { return try await base.commit(batch) }
        return try await answer(onCommit, batch)
    }

    func commitEach(_ batches: [WriteBatch]) async -> [Result<CommitOutcome, BackendError>] {
        if let onCommitEach { return await onCommitEach(base, batches) }
        guard onCommit != nil else { return await base.commitEach(batches) }
        var outcomes: [Result<CommitOutcome, BackendError>] = []
        for batch in batches {
            do throws(BackendError) {
                outcomes.append(.success(try await commit(batch)))
            } catch {
                outcomes.append(.failure(error))
            }
        }
        return outcomes
    }

    func take(_ take: Take) async throws(BackendError) -> [Row] {
        try budget.spend()
        guard let onTake else { return try await base.take(take) }
        return try await answer(onTake, take)
    }

    func count(_ range: IndexRange, filter: [Condition], limit: Int) async throws(BackendError) -> Int {
        try budget.spend()
        guard let onCount else { return try await base.count(range, filter: filter, limit: limit) }
        return try await answer(onCount, (range, filter, limit))
    }

    func erase(_ range: IndexRange, limit: Int) async throws(BackendError) -> Int {
        try budget.spend()
        guard let onErase else { return try await base.erase(range, limit: limit) }
        return try await answer(onErase, (range, limit))
    }

    func close() async {
        guard let onClose else { return await base.close() }
        await onClose(base)
    }

    /// Closures are not inferred to throw one type, so that replacements can be written plainly.
    private func answer<Input, Answer>(
        _ replacement: Replacement<Input, Answer>, _ input: Input
    ) async throws(BackendError) -> Answer {
        do {
            return try await replacement(base, input)
        } catch let error as BackendError {
            throw error
        } catch {
            throw BackendError(.init("unexpected"), "\(error)")
        }
    }
}

/// How many calls a check may make of a broken backend, so that a loop that waits for what never comes ends.
final class Budget: Sendable {
    private let spent = Atomic(0)

    func spend() throws(BackendError) {
        guard spent.add(1, ordering: .relaxed).newValue <= 10_000 else {
            throw BackendError(.init("endless"), "a check made 10,000 calls of a broken backend")
        }
    }
}
