internal import HoldfastCore

// Rules that Core keeps without asking its backend.
extension Mutant {
    static let ruleMutants = [
        Mutant("M13", "limit <= 0 means \"all\"", killer: "runs.list.limit-negative", leavesOut: .pageSize),
        Mutant(
            "M174", "a cursor is not compared with its list", killer: "runs.list.cursor-bound",
            leavesOut: .cursorSignature),
        Mutant(
            "M175", "an update does not look at the revision that it was given", killer: "runs.update.future",
            leavesOut: .revision),
        Mutant("M176", "a run that has ended goes on", killer: "runs.update.terminal", leavesOut: .finality),
        Mutant("M177", "the same end again is refused", killer: "runs.update.terminal-idempotent", leavesOut: .sameEnd),
        Mutant(
            "M178", "a time to live of zero or less is accepted", killer: "kv.ttl.zero-negative",
            leavesOut: .positiveDuration),
        Mutant("M179", "an active run is deleted without force", killer: "runs.delete.active", leavesOut: .activeRun),
        Mutant("M180", "compare-and-set does not compare", killer: "kv.cas.mismatch", leavesOut: .expectedValue),
        Mutant("M226", "a call in a cancelled task is sent", killer: "boot.cancel.pre", leavesOut: .cancellation),
        Mutant("M89", "one backend call per listed row", killer: "perf.calls-bounded", leavesOut: .fewCalls),
    ]
}
