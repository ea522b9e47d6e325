import HoldfastConformance
import HoldfastConformanceSubjects
import HoldfastCore
import Testing

@Suite struct LedgerTests {
    private static let id = "boot.capabilities.stable"
    /// 2026-03-01 12:00:00.
    private static let now = VirtualTime(Timestamp(microseconds: 1_772_366_400_000_000))

    private static func text(_ id: String = id, reason: String = "slow", expiry: String = "2026-03-02") -> String {
        """
        [{"id": "\(id)", "reason": "\(reason)", "link": "https://example.com/1", "expiry": "\(expiry)"}]
        """
    }

    /// A run of one check on a store that keeps its word, or that cannot even be opened.
    private func report(_ ledger: String?, isBroken: Bool = false, level: Check.Level? = nil) async throws -> Report {
        let broken = Conformance("Broken") { _ in throw BackendError(.unavailable, "no store") }
        let plan = Plan(level: level, filter: Self.id, ids: [])
        var runner = Runner(isBroken ? broken : .memory, plan)
        runner.ledger = try ledger.map { try Ledger(text: $0) }
        runner.time = Self.now
        return await runner.run()
    }

    @Test func aKnownFailureIsNoPass() async throws {
        let report = try await report(Self.text(), isBroken: true)
        #expect(report.counts == ["known": 1] && report.level == nil && report.exit == .nothingChecked)
        #expect(report.table.contains("\(Self.id): slow (https://example.com/1, until 2026-03-02)"))
    }

    @Test func anUnexpectedPassFails() async throws {
        let report = try await report(Self.text())
        #expect(report.counts == ["unexpectedPass": 1] && report.exit == .failed)
        #expect(report.table.contains("it passed, and the ledger says that it fails"))
    }

    @Test(arguments: ["2026-03-01", "2025-12-31"]) func anEntryWhoseDayHasComeFails(_ expiry: String) async throws {
        let failing = try await report(Self.text(expiry: expiry), isBroken: true)
        #expect(failing.counts == ["error": 1] && failing.exit == .failed)
        let passing = try await report(Self.text(expiry: expiry))
        #expect(passing.counts == ["pass": 1] && passing.exit == .failed)
        #expect(passing.remarks.contains("the ledger's entry for \(Self.id) expired on \(expiry)"))
    }

    @Test(arguments: [
        ("{}", "a ledger is a JSON array"), ("nonsense", "a ledger is a JSON array"),
        (text("no.such"), "the ledger names no.such, and there is no such check"),
        (text(reason: " "), "has no reason"), (text(expiry: "soon"), "is a day such as 2027-01-31, not soon"),
        (
            "[\(text().dropFirst().dropLast()), \(text().dropFirst().dropLast())]",
            "names boot.capabilities.stable twice"
        ),
    ])
    func aLedgerThatSaysTooLittleIsRefused(_ text: String, _ message: String) throws {
        let error = #expect(throws: Ledger.Malformed.self) { try Ledger(text: text) }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    @Test func theNextLedgerKeepsReasonsAndAsksForNewOnes() async throws {
        #expect(try await report(Self.text(), isBroken: true).nextLedger.contains("\"reason\":\"slow\""))
        let new = try await report(nil, isBroken: true).nextLedger
        #expect(new.contains(Self.id) && new.contains("\"reason\":\"\""))
        // What nobody has explained is not accepted.
        #expect(throws: Ledger.Malformed.self) { try Ledger(text: new) }
        #expect(try await report(Self.text()).nextLedger == "[]\n")
        #expect(try await report(nil).nextLedger == "[]\n")
    }
}
