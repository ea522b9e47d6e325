import Holdfast
import HoldfastTestSupport
import Testing

/// A worker that is killed at every commit of a workflow of about sixty, one kill a run.
@Suite(.serialized) struct CommitBoundaryTests {
    /// The result of a run that nobody disturbed, and how often its steps executed.
    private func undisturbed() async throws -> (output: Payload?, steps: [String], executions: Int) {
        let site = try Site()
        defer { site.remove() }
        try await start(site)
        let end = try await Child("CrashWorker", ["1", site.ledger], site.environment).run()
        #expect(end.code == 0 && end.errors.isEmpty, "\(end)")
        return try await site.withStore { store in
            let run = try await store.runs.get("one")
            #expect(run.status == .completed)
            return (run.output, try await site.steps(store, "one").map(\.key).sorted(), site.executions().count)
        }
    }

    private func start(_ site: Site) async throws {
        try await site.withStore {
            _ = try await $0.runs.create(NewRun("pipeline", id: "one", input: Payload(text: "5")))
        }
    }

    @Test(arguments: ["before", "after"]) func everyKillLeavesARunThatCompletes(_ place: String) async throws {
        let expected = try await undisturbed()
        var number = 1
        while true {
            let site = try Site()
            defer { site.remove() }
            try await start(site)
            let crashing = Child("CrashWorker", ["1", site.ledger, place, "\(number)"], site.environment)
            let killed = try await crashing.run()
            guard killed.signal == 9 else {
                // The workflow has no commit of this number: every one before has been a place of death.
                #expect(killed.code == 0 && number > 50, "after \(number) commits the worker ended with \(killed)")
                return
            }
            let atKill = site.executions().count
            let finished = try await Child("CrashWorker", ["1", site.ledger], site.environment).run()
            #expect(finished.code == 0 && finished.errors.isEmpty, "\(finished)")
            try await site.withStore { store in
                let run = try await store.runs.get("one")
                #expect(run.status == .completed && run.output == expected.output, "killed \(place) commit \(number)")
                let steps = try await site.steps(store, "one")
                #expect(steps.map(\.key).sorted() == expected.steps)
                #expect(steps.allSatisfy { $0.status == .completed })
                let executions = site.executions()
                // In flight at the kill: one in sequence, at most ten side by side.
                let repeated = executions.count - expected.executions
                #expect((0...10).contains(repeated), "killed \(place) commit \(number): \(repeated) ran again")
                #expect(atKill <= executions.count)
            }
            number += TestTier.choose(quick: 9, default: 1, full: 1)
        }
    }
}
