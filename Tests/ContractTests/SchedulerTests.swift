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
            let sound = try await PerturbedHistory.ofRuns(MemoryBackend(), seed: seed)
            #expect(sound.finding == nil)
        }
        #expect(caught >= 95)
    }
}

@Suite struct HistoryTests {
    private let history = History(
        "3 calls",
        [
            .init(client: 0, input: "set <a>", output: "done", began: 1, ended: 4),
            .init(client: 1, input: "set b", output: nil, began: 2, ended: nil),
            .init(client: 1, input: "get", output: "\"b\" & <c>", began: 5, ended: 6),
        ])

    @Test func aPageStandsAloneAndShowsEachCall() {
        let page = history.html()
        for text in ["set &lt;a&gt;", "set b", "no answer", "&quot;b&quot; &amp; &lt;c&gt;", "client 0", "client 1"] {
            #expect(page.contains(text))
        }
        for text in ["<a>", "<script", "http", "src=", "<link"] { #expect(!page.contains(text)) }
    }

    @Test func aTimelineHasALineForEachCall() {
        let lines = history.timeline.split(separator: "\n")
        #expect(lines.count == 4)
        #expect(lines[0] == "3 calls")
        #expect(lines[1].hasPrefix("  client 0  set <a> -> done") && lines[1].hasSuffix("|"))
        #expect(lines[2].hasPrefix("  client 1  set b -> ?") && lines[2].hasSuffix("-?"))
    }

    @Test func anEmptyHistoryIsAPageToo() {
        #expect(History("nothing", []).html().contains("All 0 calls"))
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
