import Foundation
import Holdfast
import HoldfastStores
import HoldfastConformance
import HoldfastTestSupport
import Testing

/// What only a file and a real clock can show.
@Suite struct RealTimeTests {
    /// Two engines over one file while the body runs; each has a handle of its own on it.
    static func withTwoEngines(
        _ workflow: Adhoc, _ body: @Sendable (RunHandle<Int>, Store, EventLog) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "holdfast-engine-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let url = "sqlite:///" + folder.appending(path: "test.db").path
        let events = EventLog()
        var options = EngineOptions()
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
        try await Self.withTwoEngines(ReplayTests.workflow(counter)) { handle, store, events in
            let value = try await handle.value
            #expect(value == 611)
            let steps = try await store.steps.list("r").items
            #expect(steps.map(\.key).sorted() == ReplayTests.steps)
            #expect(steps.allSatisfy { $0.status == .completed })
            #expect(counter.total == ReplayTests.steps.count - 1)
            #expect(events.count(.runStarted) == 1)
        }
    }
}
