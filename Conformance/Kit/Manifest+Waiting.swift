extension Manifest {
    /// The checks that have no code yet, by area: what they are about is not built, or not yet checked.
    public static let waiting: [Waiting] = [
        Waiting(
            "no optional operation is built yet",
            """
            boot.capabilities.undeclared-refuse
            """),
        Waiting(
            "idempotency keys are not built yet",
            """
            runs.create.idempotency-key runs.create.idempotency-scope runs.create.idempotency-window
            runs.create.idempotency-restart
            """),
        Waiting(
            "purging is not built yet",
            """
            runs.purge.cutoff runs.purge.batched runs.purge.boundary runs.purge.concurrent purges.marker.first
            purges.hidden purges.recreate purges.late-writer purges.resume purges.marker.last purges.concurrent
            purges.bounded
            """),
        Waiting(
            "the event log is not built yet",
            """
            events.append.order events.append.dense events.append.batch-atomic events.append.concurrent-dense
            events.append.per-writer-order events.append.expected-seq events.append.expected-race
            events.append.idempotent events.append.idempotent-other-payload events.append.unknown-run
            events.append.immutable events.read.from events.read.limit events.read.past-end events.read.reverse
            events.read.wide-sort events.read.prefix-stable events.fence lin.log
            """),
        Waiting(
            "hooks and signals are not built yet",
            """
            hooks.create.lookup hooks.create.duplicate-token hooks.create.duplicate-race
            hooks.create.cross-run-conflict hooks.create.tenant-scope hooks.get.missing hooks.token.exact
            hooks.deliver.payload hooks.deliver.before-wait hooks.deliver.order hooks.deliver.idempotent
            hooks.deliver.wakes-once hooks.dispose.releases hooks.dispose.twice hooks.deliver.after-dispose
            hooks.null-payload lin.hooks
            """),
        Waiting(
            "leases that have ended are not listed yet",
            """
            lease.list.expired
            """),
        Waiting(
            "the queue is not built yet",
            """
            queue.enqueue.claim queue.claim.empty queue.claim.exclusive queue.claim.atomic queue.claim.batch
            queue.claim.fifo queue.claim.fifo-ties queue.claim.by-name queue.claim.starvation queue.ack.removes
            queue.ack.stale-receipt queue.ack.twice queue.ack.unknown queue.visibility.boundary
            queue.visibility.redeliver queue.visibility.dead-worker queue.visibility.extend queue.nack.delay
            queue.nack.now queue.backoff.schedule queue.attempts.max queue.attempts.counts-crash queue.dlq.contents
            queue.dlq.redrive queue.delay.not-before queue.delay.order queue.delay.precision queue.priority.order
            queue.priority.extremes queue.idem.window queue.idem.after-window queue.idem.after-ack queue.idem.race
            queue.idem.cross-handle queue.depth queue.total queue.purge tenant.queue lin.queue crash.queue-redeliver
            """),
        Waiting(
            "timers of their own are not built yet",
            """
            timers.schedule.due timers.due.order timers.due.limit timers.fire.once timers.cancel.prevents
            timers.cancel.race timers.reschedule timers.past timers.far timers.survives timers.clock-back
            timers.bulk
            """),
        Waiting(
            "streams are not built yet",
            """
            streams.append.order streams.append.concurrent streams.append.closed streams.append.empty
            streams.read.from streams.follow.live streams.follow.close streams.follow.cross-handle
            streams.follow.slow streams.follow.cancel streams.names streams.boundaries streams.reread streams.big
            """),
        Waiting(
            "filters on metadata come with its index",
            """
            meta.equals meta.nested meta.types meta.missing-vs-null meta.arrays meta.keys-literal meta.and
            meta.updated meta.walk meta.injection
            """),
        Waiting(
            "statistics are not built yet",
            """
            stats.zero stats.matches stats.transition stats.delete stats.concurrent stats.failures stats.durations
            tenant.stats
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
            "the event log is not built yet",
            """
            perf.append-flat
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
            "schedules are not built yet",
            """
            schedules.create.roundtrip schedules.create.duplicate schedules.interval.no-drift
            schedules.interval.first schedules.fire.boundary schedules.fire.once schedules.fire.atomic
            schedules.remove schedules.pause schedules.missed schedules.overlap schedules.survives cron.fields
            cron.invalid cron.zone cron.dst cron.calendar
            """),
        Waiting(
            "approvals are not built yet",
            """
            approvals.create.roundtrip approvals.create.duplicate approvals.decide.each approvals.decide.once
            approvals.decide.before-wait approvals.cancel approvals.list.pending approvals.find-run approvals.expiry
            approvals.expired.late approvals.ended-run approvals.survives
            """),
        Waiting(
            "snapshots are not built yet",
            """
            snapshots.save.roundtrip snapshots.load.missing snapshots.save.revision snapshots.save.race
            snapshots.delete snapshots.list snapshots.format.unknown snapshots.format.undecodable
            snapshots.migrate.compose snapshots.migrate.strict snapshots.drift
            """),
        Waiting(
            "traces are not built yet",
            """
            traces.save.roundtrip traces.save.twice traces.list.filter traces.stats traces.depth traces.context
            traces.unknown-run
            """),
        Waiting(
            "evaluations are not built yet",
            """
            evaluations.save.roundtrip evaluations.list evaluations.cascade
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
