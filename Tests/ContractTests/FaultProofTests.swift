#if SQLite
    import ConformanceChild
    import HoldfastConformance
    import Testing

    /// Backends that break the contract only where something dies or fails, and the checks that must notice.
    @Suite struct FaultProofTests {
        private static let proofs: [(BrokenBackend.Flaw, String)] = [
            (.forgetful, "crash.acked-survive"), (.forgetful, "crash.repeated"),
            (.piecemeal, "crash.inflight-atomic"), (.piecemeal, "crash.batch"), (.piecemeal, "crash.torn-write"),
            (.piecemeal, "fault.sweep"), (.piecemeal, "fault.before-send"),
            (.piecemeal, "fault.connection-drop"), (.piecemeal, "boot.cancel.mid"),
            (.boastful, "crash.unsynced-lost"),
            (.sure, "verbs.commit.lost-ack"), (.sure, "verbs.take.lost-ack"), (.sure, "errors.ambiguous"),
            (.sure, "batch.idempotent"), (.glossing, "fault.readonly"),
            (.unsure, "fault.before-send"), (.unsure, "fault.disk-full"), (.glossing, "fault.throttle"),
            (.glossing, "fault.sweep"),
        ]

        @Test(arguments: proofs) func isNoticed(_ flaw: BrokenBackend.Flaw, _ id: String) async throws {
            let child = Contestant.child(flaw.rawValue)
            let suite = try #require(Conformance.withChild(flaw.rawValue, child: child))
            let check = try #require(Check.all.first { $0.id == id })
            let violation = await #expect(throws: Violation.self) { try await suite.run(check) }
            #expect(violation?.id == id && violation?.expected != violation?.actual, "\(flaw) on \(id)")
        }
    }
#endif
