package import HoldfastCore
internal import Synchronization

/// A backend whose calls fail when a test says so, and which counts them.
package final class FaultyBackend: StoreBackend {
    /// A verb of the backend.
    package enum Verb: String, Sendable { case get, scan, commit, commitEach, take, count, erase }

    /// What happens to a call.
    package enum Fault: Sendable {
        /// Nothing is applied.
        case unavailable
        /// Nothing is applied, and the caller cannot know.
        case dropRequest
        /// It is applied, and the caller cannot know.
        case dropReply
    }

    /// Decides by the verb and the number of its call, from 1, what happens to it; nil is nothing.
    package typealias Plan = @Sendable (Verb, Int) -> Fault?

    private struct State {
        var counts: [Verb: Int] = [:]
        var plan: Plan
        var faults = 0
        var shortPages = 0
    }

    private let base: any StoreBackend
    private let state: Mutex<State>

    package init(_ base: any StoreBackend, plan: @escaping Plan = { _, _ in nil }) {
        self.base = base
        state = Mutex(State(plan: plan))
    }

    /// Changes what happens from now on.
    package func plan(_ plan: @escaping Plan) { state.withLock { $0.plan = plan } }

    /// How many calls of this verb there were.
    package func count(of verb: Verb) -> Int { state.withLock { $0.counts[verb] ?? 0 } }
    /// How many calls there were.
    package var calls: Int { state.withLock { $0.counts.values.reduce(0, +) } }
    /// How many scans returned fewer rows than asked for, and not the end.
    package var shortPages: Int { state.withLock { $0.shortPages } }
    /// How many of them failed as planned.
    package var faults: Int { state.withLock { $0.faults } }

    private func enter(_ verb: Verb) -> Fault? {
        let (plan, number) = state.withLock { state in
            state.counts[verb, default: 0] += 1
            return (state.plan, state.counts[verb] ?? 0)
        }
        // Outside of the lock, so that a plan may look at the counts.
        let fault = plan(verb, number)
        if fault != nil { state.withLock { $0.faults += 1 } }
        return fault
    }

    private static func error(_ fault: Fault) -> BackendError {
        switch fault {
        case .unavailable: BackendError(.unavailable, "the test cut the line")
        case .dropRequest, .dropReply: BackendError(.unknownOutcome, "the test lost the answer")
        }
    }

    private func perform<Answer: Sendable>(
        _ verb: Verb, _ call: () async throws(BackendError) -> Answer
    ) async throws(BackendError) -> Answer {
        guard let fault = enter(verb) else { return try await call() }
        if case .dropReply = fault { _ = try await call() }
        throw Self.error(fault)
    }

    package var limits: BackendLimits { base.limits }
    package var capabilities: BackendCapabilities { base.capabilities }

    package func schemaVersion() async throws(BackendError) -> Int { try await base.schemaVersion() }

    package func migrate(_ migrations: [Migration], dryRun: Bool) async throws(BackendError) -> [String] {
        try await base.migrate(migrations, dryRun: dryRun)
    }

    package func get(_ keys: [Key], _ columns: Projection) async throws(BackendError) -> [Row?] {
        try await perform(.get) { () throws(BackendError) in try await base.get(keys, columns) }
    }

    package func scan(_ scan: Scan) async throws(BackendError) -> Page {
        let page = try await perform(.scan) { () throws(BackendError) in try await base.scan(scan) }
        if page.rows.count < scan.limit, page.next != nil { state.withLock { $0.shortPages += 1 } }
        return page
    }

    package func commit(_ batch: WriteBatch) async throws(BackendError) -> CommitOutcome {
        try await perform(.commit) { () throws(BackendError) in try await base.commit(batch) }
    }

    package func commitEach(_ batches: [WriteBatch]) async -> [Result<CommitOutcome, BackendError>] {
        guard let fault = enter(.commitEach) else { return await base.commitEach(batches) }
        if case .dropReply = fault { _ = await base.commitEach(batches) }
        return batches.map { _ in .failure(Self.error(fault)) }
    }

    package func take(_ take: Take) async throws(BackendError) -> [Row] {
        try await perform(.take) { () throws(BackendError) in try await base.take(take) }
    }

    package func count(_ range: IndexRange, filter: [Condition], limit: Int) async throws(BackendError) -> Int {
        try await perform(.count) { () throws(BackendError) in
            try await base.count(range, filter: filter, limit: limit)
        }
    }

    package func erase(_ range: IndexRange, limit: Int) async throws(BackendError) -> Int {
        try await perform(.erase) { () throws(BackendError) in try await base.erase(range, limit: limit) }
    }

    package func close() async { await base.close() }
}
