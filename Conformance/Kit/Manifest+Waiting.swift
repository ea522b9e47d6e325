extension Manifest {
    /// The checks that have no code yet, by area: what they are about is not built, or not yet checked.
    public static let waiting: [Waiting] = [
        Waiting(
            "not checked yet",
            """
            boot.open.empty boot.open.twice boot.close.idempotent boot.close.inflight
            boot.capabilities.declared-work boot.capabilities.undeclared-refuse boot.limits.honest boot.cancel.pre
            boot.cancel.mid boot.clock.injected
            """),
        Waiting(
            "not checked yet",
            """
            runs.create.idempotency-key runs.create.idempotency-scope runs.create.idempotency-window
            runs.create.idempotency-restart runs.create.value-semantics runs.update.cas-linear runs.cancel.flags
            runs.list.cursor-survives-reopen runs.purge.cutoff runs.purge.batched runs.purge.boundary
            runs.purge.concurrent runs.delete.interrupted
            """),
        Waiting(
            "not checked yet",
            """
            steps.start.roundtrip steps.start.duplicate steps.start.unknown-run steps.attempts.numbering
            steps.list.numeric-order
            """),
        Waiting(
            "not checked yet",
            """
            outputs.put.first-wins outputs.big outputs.codec
            """),
        Waiting(
            "not checked yet",
            """
            kv.cas.linear
            """),
        Waiting(
            "the event log is not built yet",
            """
            events.append.order events.append.dense events.append.batch-atomic events.append.concurrent-dense
            events.append.per-writer-order events.append.expected-seq events.append.expected-race
            events.append.idempotent events.append.idempotent-other-payload events.append.unknown-run
            events.append.immutable events.read.from events.read.limit events.read.past-end events.read.reverse
            events.read.wide-sort events.read.prefix-stable events.fence
            """),
        Waiting(
            "hooks and signals are not built yet",
            """
            hooks.create.lookup hooks.create.duplicate-token hooks.create.duplicate-race
            hooks.create.cross-run-conflict hooks.create.tenant-scope hooks.get.missing hooks.token.exact
            hooks.deliver.payload hooks.deliver.before-wait hooks.deliver.order hooks.deliver.idempotent
            hooks.deliver.wakes-once hooks.dispose.releases hooks.dispose.twice hooks.deliver.after-dispose
            hooks.null-payload
            """),
        Waiting(
            "not checked yet",
            """
            lease.acquire.reentrant lease.release.wrong-owner lease.linear lease.list.expired lease.takeover.bound
            """),
        Waiting(
            "not checked yet",
            """
            verbs.commit.lost-ack verbs.take.lost-ack
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
            queue.idem.cross-handle queue.depth queue.total queue.purge
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
            """),
        Waiting(
            "some tenants' collections are not built yet",
            """
            tenant.read tenant.write tenant.prefix tenant.hostile tenant.ids tenant.cursor tenant.purge tenant.stats
            tenant.queue
            """),
        Waiting(
            "needs a second version of the schema",
            """
            migrate.fresh migrate.idempotent migrate.from-each migrate.concurrent migrate.crash migrate.newer
            migrate.dry-run migrate.no-auto migrate.schema-drift migrate.foreign-table
            """),
        Waiting(
            "batches through the store are not built yet",
            """
            batch.all-or-nothing batch.each-position batch.order batch.read-own batch.isolation batch.outbox
            batch.conflict batch.limit batch.empty batch.idempotent batch.error-index batch.anomalies
            """),
        Waiting(
            "not checked yet",
            """
            zoo.size-1mib zoo.roundtrip-property
            """),
        Waiting(
            "not checked yet",
            """
            errors.typed errors.same-code errors.retryable errors.ambiguous errors.no-secrets errors.context
            errors.unavailable errors.recovers
            """),
        Waiting(
            "not checked yet",
            """
            model.sequential model.final-dump model.invariants model.two-handles model.reopen-anywhere
            model.time-travel model.differential model.export-import
            """),
        Waiting(
            "not checked yet",
            """
            lin.register lin.lease lin.queue lin.log lin.hooks lin.multi-process lin.perturbed lin.session
            lin.progress lin.witness
            """),
        Waiting(
            "not checked yet",
            """
            crash.acked-survive crash.inflight-atomic crash.no-phantom crash.order crash.integrity crash.usable
            crash.lease-reclaim crash.queue-redeliver crash.batch crash.idempotent-retry crash.repeated
            crash.other-process crash.unsynced-lost crash.torn-write
            """),
        Waiting(
            "not checked yet",
            """
            fault.sweep fault.before-send fault.after-commit fault.duplicate-delivery fault.latency fault.throttle
            fault.partial-batch fault.truncated fault.connection-drop fault.deadlock fault.disk-full fault.readonly
            fault.clock-skew fault.leak
            """),
        Waiting(
            "ratios come with the areas that they measure",
            """
            perf.get-flat perf.list-flat perf.deep-page perf.claim-flat perf.append-flat perf.pool
            perf.calls-bounded perf.idle
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
            schedules.remove schedules.pause schedules.missed schedules.overlap schedules.survives
            """),
        Waiting(
            "schedules are not built yet",
            """
            cron.fields cron.invalid cron.zone cron.dst cron.calendar
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
        Waiting(
            "purging is not built yet",
            """
            purges.marker.first purges.hidden purges.recreate purges.late-writer purges.resume purges.marker.last
            purges.concurrent purges.bounded
            """),
    ]
}
