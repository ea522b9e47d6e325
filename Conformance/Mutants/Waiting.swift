extension Mutant {
    /// Faults of what is still to come, by id, with the area that brings the mutant and the check that notices it.
    public static let waiting: [String: String] = [
        "M90": "limits of what a worker asks for",
        // A ratio of two durations tells nothing on a machine that does other things as well.
        "M63": "benchmarks on a quiet machine",
    ]
}

extension MutationScore {
    /// Why a check that no mutant proves has none.
    public static let reasons: [String: String] = [
        "runs.create.value-semantics": "the compiler copies values; no backend can share one",
        "errors.no-secrets": "Memory has no connection string that an error could show",
        "lin.witness": "it judges the kit's own witness, not the backend",
        "model.differential": "its two backends are its own", "fault.leak": "Memory opens nothing that could leak",
        "lin.multi-process": "Memory has one process", "crash.unsynced-lost": onFile, "crash.torn-write": onFile,
        "crash.inflight-atomic": onFile, "crash.repeated": onFile, "batch.idempotent": onFile,
        "crash.no-phantom": inChild, "crash.order": inChild, "crash.integrity": inChild, "crash.usable": inChild,
        "crash.idempotent-retry": inChild, "crash.other-process": inChild, "model.reopen-anywhere": inChild,
        "fault.after-commit": notYet, "errors.context": notYet, "model.invariants": notYet,
        "migrate.from-each": notYet, "runs.update.monotonic": notYet, "errors.retryable": notYet,
        "batch.conflict": notYet, "steps.start.unknown-run": notYet, "perf.get-flat": "a ratio of durations",
        "perf.list-flat": "a ratio of durations", "perf.claim-flat": "a ratio of durations",
        "perf.append-flat": "a ratio of durations", "perf.deep-page": "a ratio of durations",
        "perf.pool": "Memory has no pool", "errors.unavailable": "Memory has no network",
        "errors.recovers": "Memory has no network", "meta.and": notYet, "approvals.survives": notYet,
        "payload.transform.every-table": notYet, "crash.queue-redeliver": inChild,
        "payload.rekey.concurrent": notYet,
    ]

    private static let onFile = "Memory dies with its process; a broken SQLite proves it in the package's own tests"
    private static let inChild = "Memory dies with its process, and keeps nothing that could be damaged"
    private static let notYet = "no mutant is written that only it notices"
}
