/// What became of one check in a run.
public struct Outcome: Sendable {
    /// The check.
    public let check: Check
    /// What became of it, over all of its seeds.
    public var verdict: Verdict
    /// The seed that the verdict comes from, the last that was run.
    public let seed: UInt64
    /// How many seeds were run.
    public let seeds: Int
    /// How long they took in all.
    public let duration: Duration

    package init(check: Check, verdict: Verdict, seed: UInt64 = 1, seeds: Int = 1, duration: Duration = .zero) {
        self.check = check
        self.verdict = verdict
        self.seed = seed
        self.seeds = seeds
        self.duration = duration
    }

    /// Whether it only says that something is slow: two durations compared on a machine that does other things too.
    public var isWarning: Bool {
        if case .fail = verdict { check.kind == .ratio } else { false }
    }
}

/// How much a run does: the number of seeds of each check whose input or order is drawn from one.
public enum Tier: String, Sendable, CaseIterable {
    /// Seconds.
    case quick
    /// Minutes.
    case full
    /// Hours.
    case soak

    /// The number of seeds for checks of this kind, on a backend that itself behaves as the seed says or does not.
    public func seeds(for kind: Check.Kind, isSeeded: Bool = false) -> Int {
        switch (kind, self) {
        // A duration says no more the second time.
        case (.ratio, _): 1
        case (.generated, .quick), (.concurrent, .quick): 3
        case (.generated, .full), (.concurrent, .full): 20
        case (.generated, .soak), (.concurrent, .soak): 1_000
        case (_, .quick): 1
        case (_, .full): isSeeded ? 5 : 1
        case (_, .soak): isSeeded ? 100 : 1
        }
    }
}

extension Conformance {
    /// Runs a check with its seeds, up to the first that gives anything but a pass.
    ///
    /// - Parameters:
    ///   - seed: The first; the others follow it.
    ///   - tier: How many seeds; nil for the first only.
    ///   - limit: As in ``verdict(of:seed:limit:)``, for each seed.
    public func outcome(
        of check: Check, seed: UInt64 = 1, tier: Tier? = .quick, limit: Duration = .seconds(60)
    ) async -> Outcome {
        var duration = Duration.zero
        var verdict = Verdict.pass
        var last = seed
        var count = 0
        while count < tier?.seeds(for: check.kind, isSeeded: isSeeded) ?? 1, case .pass = verdict {
            last = seed &+ UInt64(count)
            count += 1
            let end = await timedVerdict(of: check, limit: limit) { [last] in try await run(check, seed: last) }
            verdict = end.verdict
            duration += end.duration
        }
        return Outcome(check: check, verdict: verdict, seed: last, seeds: count, duration: duration)
    }
}
