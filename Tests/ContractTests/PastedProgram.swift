import HoldfastConformance
import HoldfastCore

// As a failed check printed it, unchanged: it must compile and run.

func replay(open: (VirtualTime) async throws -> Store) async throws {
    let time = VirtualTime()
    let store = try await open(time)
    let run1 = try await store.runs.create(NewRun("a", id: "r1"))
    _ = try await store.state(of: run1.incarnation).set("a", Payload(text: "a"), timeToLive: .seconds(1))
    // everything that is stored
    // expected: workflow_state(life 1, "a").expires_at = 4102444801000000
    // actual:   workflow_state(life 1, "a").expires_at = null
}
