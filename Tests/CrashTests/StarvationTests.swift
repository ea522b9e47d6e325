import Holdfast
import Testing

/// Code that blocks every thread of the cooperative pool for longer than the lease, in a process of its own.
@Suite struct StarvationTests {
    @Test func blockedThreadsDoNotLoseTheRun() async throws {
        let site = try Site()
        defer { site.remove() }
        try await site.withStore { store in
            _ = try await store.runs.create(NewRun("blocker", id: "one", input: Payload(text: "2500")))
        }
        // Two workers, so that there is one which would take the run over.
        let environment = ["HOLDFAST_STORE_URL": site.storeURL, "HOLDFAST_LEASE_SECONDS": "1"]
        let child = Child("CrashWorker", ["1", site.ledger], environment)
        async let first = child.run()
        async let second = child.run()
        for end in [try await first, try await second] { #expect(end.code == 0 && end.errors.isEmpty, "\(end)") }
        try await site.withStore { store in
            let run = try await store.runs.get("one")
            #expect(run.status == .completed && run.output == Payload(text: "1"))
            #expect(run.fence == Fence(1), "the run was claimed \(run.fence.rawValue) times")
        }
    }
}
