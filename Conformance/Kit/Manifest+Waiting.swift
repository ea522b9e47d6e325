extension Manifest {
    /// The checks that have no code yet, by area: what they are about is not built, or not yet checked.
    public static let waiting: [Waiting] = [
        Waiting(
            "idempotency keys are not built yet",
            """
            runs.create.idempotency-key runs.create.idempotency-scope runs.create.idempotency-window
            runs.create.idempotency-restart




            """),
        Waiting(
            "no verb can drop an index, or make a table of another program",
            """
            migrate.schema-drift migrate.foreign-table




            """),
        Waiting(
            "batches through the store are not built yet",
            """
            batch.outbox




            """),
        Waiting(
            "export is not built yet",
            """
            model.export-import




            """),
        Waiting(
            "the kit starts no engine; the engine's own tests measure it",
            """
            perf.idle




            """),
        Waiting(
            "limits are not built yet",
            """
            limits.heartbeat.missing limits.concurrency.per-key limits.key.isolation limits.acquire.one-winner
            limits.rate.stays-used limits.blocked.combined limits.definition.conflict limits.definition.after-drain
            limits.waiter.head-retry limits.waiter.backlog limits.heartbeat.extends limits.expired.not-revived
            limits.expired.reclaimed limits.acquire.same-holder limits.waiter.fifo limits.waiter.cancelled
            limits.holder.terminal limits.release.pruned limits.release.several limits.release.own-key




            """),
        Waiting(
            "stored results are not built yet",
            """
            results.first-runs results.same-input results.other-input results.race results.failed-frees
            results.crashed-frees results.waiters results.stale-owner results.atomic results.window results.separate
            results.survives




            """),
    ]
}
