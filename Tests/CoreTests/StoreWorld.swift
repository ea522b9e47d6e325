import HoldfastCore
import HoldfastMemory
import HoldfastConformance
import HoldfastTestSupport

#if SQLite
    import HoldfastSQLite
#endif

/// A clock that stands still and on which every sleep is over at once: what waits does so without taking time.
struct StandingTime: TimeSource {
    var now = Timestamp(microseconds: 1_800_000_000_000_000)
    var minimumResolution: Duration { .microseconds(1) }
    func sleep(until deadline: Timestamp, tolerance: Duration?) async throws { try Task.checkCancellation() }
}

/// A store that fails as told, beside the same data without faults.
struct StoreWorld {
    enum Kind: CaseIterable, Sendable { case memory, strictMemory, sqlite }

    let faulty: FaultyBackend
    /// Its calls fail as ``faulty`` is told.
    let store: Store
    /// The same data; its calls never fail, and no index lags before or after one.
    let honest: Store

    init(_ kind: Kind) async throws {
        let backend: any StoreBackend
        var settled: (any StoreBackend)?
        switch kind {
        case .memory: backend = MemoryBackend()
        case .strictMemory:
            let strict = StrictMemoryBackend(seed: 1)
            backend = strict
            settled = SettledBackend(strict: strict)
        case .sqlite:
            #if SQLite
                backend = SQLiteBackend(path: ":memory:")
            #else
                backend = MemoryBackend()
            #endif
        }
        faulty = FaultyBackend(backend)
        store = Store(backend: faulty, time: StandingTime())
        honest = Store(backend: settled ?? backend, time: StandingTime())
        try await honest.prepare()
    }

    /// All that is stored of run `r`, without what is random; and how many deletions are unfinished.
    func view() async throws -> String {
        let purges = try await honest.backend.count(
            IndexRange(PurgeTable.table, nil, [.text(honest.namespace.rawValue)]), filter: [], limit: 10)
        guard let run = try await honest.runs.getMany(["r"])[0] else {
            return "no run, kept: \(try await arrivals("none")), purges: \(purges)"
        }
        var query = StepQuery()
        query.payloads = true
        let facts: [Any?] = [
            run.status, run.revision, run.fence, run.readyAt, run.leaseOwner, run.claimsSinceProgress, run.reason,
            run.cancelRequestedAt, run.cancelReason, run.progress, run.tags.map { "\($0)=\($1)" }.sorted(),
            run.resourceID, run.updatedAt,
            run.startedAt, run.completedAt, run.input, run.output, run.failure, run.workflowContext,
        ]
        var tagged = RunQuery()
        tagged.filter.tags = ["t": "2"]
        let stream = honest.streams.named("s", of: "r")
        let attempts = try await honest.steps.list("r", query).items.map { step in
            try await honest.steps.attempts("r", step: step.key)
        }
        return """
            \(facts.map { $0.map { "\($0)" } ?? "nil" })
            tagged: \(try await honest.runs.list(tagged).items.map(\.id))
            steps: \(try await honest.steps.list("r", query).items) \(attempts)
            state: \(try await honest.state(of: run.incarnation).all())
            arrivals: \(try await arrivals(run.incarnation))
            purges: \(purges)
            events: \(try await honest.events.read("r").events)
            stream: \(try await honest.streams.list(of: "r").items) \(try await stream.read().chunks)
            snapshot: \(String(describing: try await honest.snapshots.load("s")))
            """
    }

    /// What stands in the run's inbox, its hooks and approvals, and its timers, without what is random.
    private func arrivals(_ life: Incarnation) async throws -> [String] {
        let columns: [(Table, [Column])] = [
            (MessageTable.table, [MessageTable.channel, MessageTable.seq, MessageTable.content]),
            (HookTable.table, [HookTable.hookID, HookTable.token, HookTable.status, HookTable.revision]),
            (TimerTable.table, [TimerTable.timerID, TimerTable.status, TimerTable.dueAt, TimerTable.revision]),
        ]
        var found: [String] = []
        for (table, shown) in columns {
            for owner in [life.rawValue, "run/r"] {
                let range = IndexRange(table, nil, [.text(honest.namespace.rawValue), .text(owner)])
                var scan = Scan(range, limit: 100)
                scan.columns = .all
                repeat {
                    let page = try await honest.backend.scan(scan)
                    found += page.rows.map { row in "\(table.name): \(shown.map { row[$0] })" }
                    scan.after = page.next
                } while scan.after != nil
            }
        }
        return found
    }
}

extension Array {
    fileprivate func map<Answer>(_ body: (Element) async throws -> Answer) async throws -> [Answer] {
        var answers: [Answer] = []
        for element in self { answers.append(try await body(element)) }
        return answers
    }
}
