public import HoldfastCore

/// Runs a plan on one store and reports what it found.
public struct Runner: Sendable {
    /// The store.
    public let suite: Conformance
    /// The checks.
    public let plan: Plan
    /// The first seed; 1 by default.
    public var seed: UInt64 = 1
    /// The one history to play instead, as a ``Violation`` of the plan's check names it; nil for none.
    var replay: String?
    /// The number of seeds; quick by default.
    public var tier = Tier.quick
    /// The longest that a check may take with one seed: see ``Conformance/verdict(of:seed:limit:)``.
    public var limit = Duration.seconds(60)
    /// The failures that are known; none by default.
    public var ledger: Ledger?
    /// The command to which `--check ID --seed N` is added to repeat a failure, without secrets.
    public var command = "swift run YOUR-PROGRAM"
    /// Says what day it is, for the ledger.
    public var time: any TimeSource = SystemTime()

    /// A run of a plan on a store.
    public init(_ suite: Conformance, _ plan: Plan) {
        self.suite = suite
        self.plan = plan
    }

    /// Runs the checks, several at a time, and judges.
    public func run() async -> Report {
        let begin = ContinuousClock.now
        var outcomes = await outcomes(of: plan.checks.filter { $0.kind != .ratio })
        // Durations say nothing while other checks run.
        for check in plan.checks where check.kind == .ratio { outcomes += await self.outcomes(of: [check]) }
        let now = time.now
        if let ledger { outcomes = outcomes.map { ledger.applied(to: $0, at: now) } }
        // A store that cannot be opened declares nothing, and each of its checks has failed.
        let capabilities = (try? await suite.capabilities()) ?? BackendCapabilities()
        return Report(
            self, outcomes, capabilities, expired: ledger?.expired(at: now) ?? [],
            duration: ContinuousClock.now - begin)
    }

    /// What becomes of these checks, all at once as far as the suite lets them, in their order.
    private func outcomes(of checks: [Check]) async -> [Outcome] {
        await withTaskGroup(of: (Int, Outcome).self) { group in
            for (position, check) in checks.enumerated() {
                group.addTask { (position, await outcome(of: check)) }
            }
            var outcomes: [(Int, Outcome)] = []
            for await outcome in group { outcomes.append(outcome) }
            return outcomes.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    private func outcome(of check: Check) async -> Outcome {
        guard let replay else { return await suite.outcome(of: check, seed: seed, tier: tier, limit: limit) }
        let end = await suite.timedVerdict(of: check, limit: limit) { try await suite.replay(replay) }
        return Outcome(check: check, verdict: end.verdict, seed: seed, duration: end.duration)
    }
}
