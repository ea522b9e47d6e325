import Foundation
import Holdfast
import HoldfastTestSupport
import Testing

/// The quickstart's worker, killed from outside at random moments.
@Suite(.serialized) struct QuickstartCrashTests {
    @Test func randomKillsChangeNothing() async throws {
        let expected = try await play(killedAfter: nil)
        var random = SeededRandom(seed: 11)
        for _ in 0..<TestTier.choose(quick: 2, default: 20, full: 60) {
            let moment = Double.random(in: 0.05...expected.seconds, using: &random)
            let outcome = try await play(killedAfter: moment)
            #expect(outcome.summary == expected.summary, "killed after \(moment) s: another summary.json")
            #expect(outcome.steps == expected.steps, "killed after \(moment) s: other steps")
            #expect(outcome.executions - expected.executions <= 10, "killed after \(moment) s: \(outcome.executions)")
            #expect(outcome.committedTwice.isEmpty, "killed after \(moment) s: \(outcome.committedTwice)")
        }
    }

    private struct Outcome: Sendable {
        var summary: Data?
        var steps: [String] = []
        var executions = 0
        var committedTwice: Set<String> = []
        var seconds = 0.0
    }

    private func play(killedAfter seconds: Double?) async throws -> Outcome {
        let site = try Site()
        defer { site.remove() }
        let started = try await Child("quickstart", ["start", site.folder.path], site.environment).run()
        #expect(started.code == 0, "\(started)")
        let begun = ContinuousClock.now
        var committed: Set<String> = []
        var firstExecutions = 0
        if let seconds {
            _ = try await Child("quickstart", ["worker"], site.environment, killedAfter: seconds).run()
            firstExecutions = site.executions().count
            committed = try await site.withStore { store in
                Set(try await site.steps(store, "import-2026-03").filter { $0.status == .completed }.map(\.key))
            }
        }
        let worker = try Child("quickstart", ["worker"], site.environment).start()
        var outcome = Outcome()
        outcome.steps = try await site.withStore { store in
            let handle = RunWaiter(store: store)
            let run = try await handle.end(of: "import-2026-03")
            #expect(run.status == .completed, "\(String(describing: run.failure))")
            return try await site.steps(store, "import-2026-03").map(\.key).sorted()
        }
        outcome.seconds = Double((ContinuousClock.now - begun).components.seconds) + 0.2
        worker.terminate()
        let end = await worker.end()
        #expect(end.code == 0 && end.errors.isEmpty, "\(end)")
        let executions = site.executions().map { $0[1] }
        outcome.executions = executions.count
        outcome.committedTwice = Set(executions[firstExecutions...]).intersection(committed)
        outcome.summary = FileManager.default.contents(atPath: site.folder.appending(path: "summary.json").path)
        #expect(outcome.summary != nil)
        return outcome
    }
}

/// Waits for runs whose workflow's types the test doesn't know.
struct RunWaiter: Sendable {
    let store: Store

    func end(of id: RunID) async throws -> RunRecord {
        struct Unknown: Workflow {
            static let name = "unknown"
            func run(_ run: isolated Run, _ input: Int) async throws -> Int { input }
        }
        let handle = Engine(store: store).handle(Unknown(), id)
        guard let run = try await handle.wait(for: .seconds(120)) else {
            throw StoreError(.unavailable, "run \(id) has not ended within 120 s")
        }
        return run
    }
}
