import Foundation
import Holdfast
import HoldfastStores
import HoldfastTestSupport
import Testing

/// What only a file and a real clock can show.
@Suite struct RealTimeTests {
    /// Two engines over one file while the body runs; each has a handle of its own on it.
    static func withTwoEngines(
        _ workflow: Adhoc, lease: Duration, _ body: @Sendable (RunHandle<Int>, Store, EventLog) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "holdfast-engine-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let url = "sqlite:///" + folder.appending(path: "test.db").path
        let events = EventLog()
        var options = EngineOptions()
        options.lease = lease
        options.observer = events
        let engines = [
            Engine(store: try await Store.open(url), options: options),
            Engine(store: try await Store.open(url), options: options),
        ]
        for engine in engines { engine.register(workflow) }
        let handle = try await engines[0].start(workflow, 0, id: "r")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for engine in engines { group.addTask { await engine.run() } }
            try await body(handle, engines[0].store, events)
            for engine in engines { engine.stop() }
            try await group.waitForAll()
        }
        for engine in engines { await engine.store.close() }
    }

    @Test func aRunOnAFileEndsWithEachStepCommittedOnce() async throws {
        let counter = Counter()
        try await Self.withTwoEngines(ReplayTests.workflow(counter), lease: .seconds(60)) { handle, store, events in
            let value = try await handle.value
            #expect(value == 611)
            let steps = try await store.steps.list("r").items
            #expect(steps.map(\.key).sorted() == ReplayTests.steps)
            #expect(steps.allSatisfy { $0.status == .completed })
            #expect(counter.total == ReplayTests.steps.count - 1)
            #expect(events.count(.runStarted) == 1)
        }
    }

    /// Code that blocks every thread of the pool for four leases does not lose the run.
    @Test func codeThatBlocksThePoolDoesNotStarveTheHeartbeat() async throws {
        let counter = Counter()
        let workflow = Adhoc { run, _ in
            try await run.step("block", timeout: nil) { _ in
                counter.count("begun")
                let end = ContinuousClock.now + .milliseconds(1_200)
                await withTaskGroup(of: Void.self) { group in
                    for _ in 0..<ProcessInfo.processInfo.activeProcessorCount {
                        // To block for real is the point here.
                        group.addTask { while ContinuousClock.now < end {} }
                    }
                }
                return 1
            }
        }
        try await Self.withTwoEngines(workflow, lease: .milliseconds(300)) { handle, store, events in
            let value = try await handle.value
            #expect(value == 1)
            #expect(counter["begun"] == 1)
            #expect(events.count(.runStarted) == 1 && events.count(.runLost) == 0)
            let step = try await store.steps.get("r", step: "block")
            #expect(step.attempts == 1 && step.status == .completed)
        }
    }
}
