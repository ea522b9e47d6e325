import HoldfastConformance
import HoldfastCore
import HoldfastMemory
import Testing

/// The kit's own machinery for calls at the same time.
@Suite struct SchedulerTests {
    @Test func aSeedRunTwiceGivesTheSameHistory() async throws {
        for seed in UInt64(1)...10 {
            let first = try await PerturbedHistory.ofLeases(MemoryBackend(), seed: seed)
            let second = try await PerturbedHistory.ofLeases(MemoryBackend(), seed: seed)
            #expect(first.timeline == second.timeline)
        }
    }

    @Test func otherSeedsGiveOtherHistories() async throws {
        var histories: Set<String> = []
        for seed in UInt64(1)...10 {
            histories.insert(try await PerturbedHistory.ofRuns(MemoryBackend(), seed: seed).timeline)
        }
        #expect(histories.count == 10)
    }

    @Test func aCheckFollowedByAnActIsCaughtUnderNearlyEverySeed() async throws {
        var caught = 0
        for seed in UInt64(1)...100 {
            let faulty = try await PerturbedHistory.ofRuns(CheckThenAct(), seed: seed)
            if faulty.finding != nil { caught += 1 }
            #expect(try await PerturbedHistory.ofRuns(MemoryBackend(), seed: seed).finding == nil)
        }
        #expect(caught >= 95)
    }
}

/// Judges a commit, lets others go on, and then applies it without a condition.
private struct CheckThenAct: StoreBackend {
    let base = MemoryBackend()
    var limits: BackendLimits { base.limits }
    var capabilities: BackendCapabilities { base.capabilities }

    func commit(_ batch: WriteBatch) async throws(BackendError) -> CommitOutcome {
        var careless = WriteBatch()
        for (position, operation) in batch.operations.enumerated() {
            let row = try await base.get([operation.key], .all)[0]
            guard operation.isAccepted(by: row) else {
                return .refused(Refusal(operation: position, current: row))
            }
            if case .update(let key, let changes, _) = operation {
                careless.append(.update(key, changes))
            } else {
                careless.append(operation)
            }
        }
        await Task.yield()
        return try await base.commit(careless)
    }

    func schemaVersion() async throws(BackendError) -> Int { try await base.schemaVersion() }

    func migrate(_ migrations: [Migration], dryRun: Bool) async throws(BackendError) -> [String] {
        try await base.migrate(migrations, dryRun: dryRun)
    }

    func get(_ keys: [Key], _ columns: Projection) async throws(BackendError) -> [Row?] {
        try await base.get(keys, columns)
    }

    func scan(_ scan: Scan) async throws(BackendError) -> Page { try await base.scan(scan) }
    func close() async { await base.close() }
}
