import HoldfastConformance
import HoldfastConformanceSubjects
import HoldfastCore
import Testing

/// Tries to be awarded a level that was not shown.
@Suite struct AwardTests {
    private static let l1 = check("a.one", .core)
    private static let l2 = check("a.two", .coordinated)
    private static let l3 = check("a.three", .durable, needs: [.durable])
    private static let l4 = check("a.four", .complete, kind: .ratio)
    private static let manifest = Manifest(checks: [l1, l2, l3, l4])

    private static func check(
        _ id: String, _ level: Check.Level, kind: Check.Kind = .sequential, needs: [Check.Capability] = []
    ) -> Check {
        Check(id, level, kind, needs: needs, contract: "c", why: "w", hint: "h") { _ in }
    }

    private static let violation = Violation(
        id: "a", subject: "s", expected: "1", actual: "2", seed: 1, fileID: "f", filePath: "f", line: 1)

    private static let missing = Unavailable(ability: .faults, reason: "none")

    private static func passes(_ checks: [Check]) -> [Outcome] { checks.map { Outcome(check: $0, verdict: .pass) } }

    private func award(
        _ outcomes: [Outcome], level: Check.Level? = nil, isDurable: Bool = true, manifest: Manifest = Self.manifest,
        hasExpired: Bool = false
    ) -> Award {
        var capabilities = BackendCapabilities()
        capabilities.durable = isDurable
        return Award(Plan(level: level, manifest: manifest), outcomes, capabilities, hasExpired: hasExpired)
    }

    @Test func allPassesAreTheHighestLevel() {
        let award = award(Self.passes(Self.manifest.checks))
        #expect(award.level == .complete && award.exit == .awarded && award.remarks == [])
    }

    @Test(arguments: [
        Verdict.fail(violation), .error("e"), .timeout, .crashed("c"), .unexpectedPass, .known("k"),
        .skipped(missing), .inconclusive("i"), .notDeclared(.durable), .notDeclared(.network),
    ])
    func nothingButAPassCounts(_ verdict: Verdict) {
        for (position, level) in [(0, nil), (1, Check.Level.core)] {
            var outcomes = Self.passes(Self.manifest.checks)
            outcomes[position].verdict = verdict
            let award = award(outcomes)
            #expect(award.level == level)
            let expected: RunExit =
                switch verdict {
                case .skipped, .inconclusive: .inconclusive
                // Lower levels may be awarded beside a failure that is known.
                case .known: level == nil ? .failed : .awarded
                default: .failed
                }
            #expect(award.exit == expected)
            #expect(self.award(outcomes, level: .complete).exit != .awarded)
        }
    }

    @Test func whatDidNotRunDoesNotCount() {
        for missing in Self.manifest.checks {
            let award = award(Self.passes(Self.manifest.checks.filter { $0.id != missing.id }))
            #expect(award.exit == .nothingChecked)
            #expect(award.level.map { $0 < missing.level } ?? (missing.level == .core))
        }
        #expect(award([]).exit == .nothingChecked && award([]).level == nil)
    }

    @Test func anEmptyManifestAwardsNothing() {
        let award = award([], manifest: Manifest(checks: []))
        #expect(award.level == nil && award.exit == .nothingChecked)
    }

    @Test func aLevelWithoutChecksIsNotAwarded() {
        let manifest = Manifest(checks: [Self.l1, Self.l2])
        let outcomes = Self.passes(manifest.checks)
        #expect(award(outcomes, manifest: manifest).level == .coordinated)
        #expect(award(outcomes, manifest: manifest).exit == .awarded)
        #expect(award(outcomes, level: .durable, manifest: manifest).level == .coordinated)
        #expect(award(outcomes, level: .durable, manifest: manifest).exit == .nothingChecked)
    }

    @Test func aSecondOutcomeHidesNoFirst() {
        let failure = Outcome(check: Self.l1, verdict: .fail(Self.violation))
        #expect(award(Self.passes(Self.manifest.checks) + [failure]).level == nil)
        #expect(award([failure] + Self.passes(Self.manifest.checks)).exit == .failed)
        #expect(award(Self.passes(Self.manifest.checks + [Self.l1])).level == nil)
    }

    @Test func aStrangersPassDoesNotCount() {
        let award = award(Self.passes([Self.check("b.one", .core)]))
        #expect(award.level == nil && award.exit == .nothingChecked)
    }

    @Test func whatIsNotDeclaredCountsOnlyForTheCapabilityThatTheCheckNames() {
        var outcomes = Self.passes(Self.manifest.checks)
        outcomes[2].verdict = .notDeclared(.durable)
        #expect(award(outcomes, isDurable: false).exit == .awarded)
        #expect(award(outcomes, isDurable: true).exit == .failed)
        outcomes[2].verdict = .notDeclared(.network)
        #expect(award(outcomes, isDurable: false).exit == .failed)
    }

    @Test func whatIsNotDurableEndsBelowDurable() {
        var outcomes = Self.passes(Self.manifest.checks)
        outcomes[2].verdict = .notDeclared(.durable)
        #expect(award(outcomes, isDurable: false).level == .coordinated)
        let asked = award(Array(outcomes.prefix(3)), level: .durable, isDurable: false)
        #expect(asked.level == .coordinated && asked.exit == .failed)
    }

    @Test func declaringNothingAwardsNothing() {
        let needy = (0..<3).map { Self.check("n.\($0)", .core, needs: [.network]) }
        let award = award(
            needy.map { Outcome(check: $0, verdict: .notDeclared(.network)) }, manifest: Manifest(checks: needy))
        #expect(award.level == nil && award.exit == .nothingChecked)
    }

    @Test func aSlowRatioIsAWarning() {
        let manifest = Manifest(checks: Self.manifest.checks + [Self.check("a.five", .complete)])
        var outcomes = Self.passes(manifest.checks)
        outcomes[3].verdict = .fail(Self.violation)
        #expect(award(outcomes, manifest: manifest).level == .complete)
        #expect(award(outcomes, manifest: manifest).exit == .awarded)
        outcomes[3].verdict = .error("e")
        #expect(award(outcomes, manifest: manifest).level == .durable)
        #expect(award(outcomes, manifest: manifest).exit == .failed)
    }

    @Test func anExpiredLedgerFails() {
        #expect(award(Self.passes(Self.manifest.checks), hasExpired: true).exit == .failed)
    }

    @Test(arguments: ["*", "a.one", "a.*"]) func aFilteredRunAwardsNoLevel(_ filter: String) {
        let plan = Plan(filter: filter, ids: [], manifest: Self.manifest)
        let award = Award(plan, Self.passes(plan.checks), BackendCapabilities())
        #expect(award.level == nil && award.exit == .awarded)
        let failing = plan.checks.map { Outcome(check: $0, verdict: .fail(Self.violation)) }
        #expect(Award(plan, failing, BackendCapabilities()).exit == .failed)
    }

    @Test func aFilterThatChoosesNothingChecksNothing() {
        let plan = Plan(filter: "nothing.*", ids: [], manifest: Self.manifest)
        #expect(Award(plan, [], BackendCapabilities()).exit == .nothingChecked)
    }
}
