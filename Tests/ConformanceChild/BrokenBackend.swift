package import HoldfastCore
import Synchronization

/// A backend that breaks the contract in one way, which shows only where something dies or fails.
package final class BrokenBackend: StoreBackend {
    /// What is wrong with it.
    package enum Flaw: String, CaseIterable, Sendable {
        /// It acknowledges a commit, and writes it with the next but one.
        case forgetful
        /// It commits each operation by itself.
        case piecemeal
        /// It says that a loss of power takes nothing back.
        case boastful
        /// It takes a lost reply for a request that never left.
        case sure
        /// It takes whatever it cannot reach for a commit that may have been applied.
        case unsure
        /// It says that a failed commit was applied.
        case glossing
    }

    private let base: any StoreBackend
    private let flaw: Flaw
    private let waiting = Mutex<[WriteBatch]>([])

    package init(_ base: any StoreBackend, _ flaw: Flaw) {
        self.base = base
        self.flaw = flaw
    }

    package var limits: BackendLimits { base.limits }

    package var capabilities: BackendCapabilities {
        var capabilities = base.capabilities
        if flaw == .boastful { capabilities.relaxedDurability = false }
        return capabilities
    }

    package func schemaVersion() async throws(BackendError) -> Int { try await base.schemaVersion() }

    package func migrate(_ migrations: [Migration], dryRun: Bool) async throws(BackendError) -> [String] {
        try await base.migrate(migrations, dryRun: dryRun)
    }

    package func get(_ keys: [Key], _ columns: Projection) async throws(BackendError) -> [Row?] {
        try await base.get(keys, columns)
    }

    package func scan(_ scan: Scan) async throws(BackendError) -> Page { try await base.scan(scan) }

    package func commit(_ batch: WriteBatch) async throws(BackendError) -> CommitOutcome {
        do throws(BackendError) {
            switch flaw {
            case .forgetful: return try await commitLater(batch)
            case .piecemeal: return try await commitInPieces(batch)
            case .boastful, .sure, .unsure, .glossing: return try await base.commit(batch)
            }
        } catch {
            switch flaw {
            case .sure where error.code == .unknownOutcome: throw BackendError(.unavailable, error.message)
            case .unsure where error.code == .unavailable: throw BackendError(.unknownOutcome, error.message)
            case .glossing: return .applied(nil)
            default: throw error
            }
        }
    }

    package func take(_ take: Take) async throws(BackendError) -> [Row] {
        do throws(BackendError) {
            return try await base.take(take)
        } catch {
            guard flaw == .sure, error.code == .unknownOutcome else { throw error }
            throw BackendError(.unavailable, error.message)
        }
    }

    package func count(_ range: IndexRange, filter: [Condition], limit: Int) async throws(BackendError) -> Int {
        try await base.count(range, filter: filter, limit: limit)
    }

    package func erase(_ range: IndexRange, limit: Int) async throws(BackendError) -> Int {
        try await base.erase(range, limit: limit)
    }

    package func close() async { await base.close() }

    private func commitLater(_ batch: WriteBatch) async throws(BackendError) -> CommitOutcome {
        let due: WriteBatch? = waiting.withLock { waiting in
            waiting.append(batch)
            return waiting.count > 2 ? waiting.removeFirst() : nil
        }
        if let due { _ = try await base.commit(due) }
        return .applied(nil)
    }

    private func commitInPieces(_ batch: WriteBatch) async throws(BackendError) -> CommitOutcome {
        for operation in batch.operations {
            guard !Task.isCancelled else { throw BackendError(.unavailable, "the task was cancelled") }
            let outcome = try await base.commit(WriteBatch([operation]))
            if case .refused = outcome { return outcome }
        }
        return .applied(nil)
    }
}
