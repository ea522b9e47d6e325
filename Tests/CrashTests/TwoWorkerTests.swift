import Holdfast
import HoldfastTestSupport
import Testing

/// Two worker processes on one SQLite file.
@Suite(.serialized) struct TwoWorkerTests {
    @Test func twoProcessesShareAFile() async throws {
        let site = try Site()
        defer { site.remove() }
        let runs = TestTier.choose(quick: 40, default: 200, full: 200)
        try await site.withStore { store in
            for number in 1...runs {
                _ = try await store.runs.create(
                    NewRun("pipeline", id: RunID("run-\(number)"), input: Payload(text: "1")))
            }
        }
        // The default lease: under load nobody may lose one that it still holds. Few in hand, so that both find work.
        let environment = ["HOLDFAST_STORE_URL": site.storeURL, "HOLDFAST_CONCURRENCY": "4"]
        let child = Child("CrashWorker", ["\(runs)", site.ledger], environment)
        async let first = child.run()
        async let second = child.run()
        for end in [try await first, try await second] {
            #expect(end.code == 0)
            #expect(end.errors.isEmpty, "a user would have read: \(end.errors.prefix(500))")
        }
        let executions = site.executions()
        #expect(Set(executions.map { $0[0] }).count == 2, "both processes were to work")
        let counts = Dictionary(executions.map { ($0.dropFirst().joined(separator: " "), 1) }, uniquingKeysWith: +)
        #expect(counts.values.allSatisfy { $0 == 1 }, "a step was executed twice though nobody was killed")
        try await site.withStore { store in
            var filter = RunFilter()
            filter.statuses = [.completed]
            #expect(try await store.runs.count(filter).value == runs)
            for number in 1...runs {
                let steps = try await site.steps(store, RunID("run-\(number)"))
                #expect(steps.count == 51 && steps.allSatisfy { $0.status == .completed })
            }
        }
    }
}
