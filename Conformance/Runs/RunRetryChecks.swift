internal import HoldfastCore

extension Check {
    static let runRetryChecks = [
        Check(
            "runs.retry.failed", .core, .sequential, kills: ["M565", "M566"],
            contract:
                "a failed run that is tried again is pending, without error and end; what its steps committed stands, "
                + "and those that failed get one more attempt",
            why: "To start anew would charge the card again.",
            hint: "The same life: only the failed steps are opened."
        ) { c in
            let store = try await c.store()
            var lease = try await c.running(store, "r")
            lease = try await c.commit(store, StepRecord(key: "good", position: 1, output: Payload(text: "1")), lease)
            var failed = StepRecord(key: "bad", position: 2)
            failed.status = .failed
            failed.failure = Failure(code: "c", message: "m")
            lease = try await c.commit(store, failed, lease)
            try await store.leases.fail(lease, Failure(code: "c", message: "m", step: "bad"))
            c.time.move(by: .seconds(9))
            let run = try await store.runs.retry("r")
            try c.expect(run, try await store.runs.get("r"), "what the call returns")
            try c.expect(run.status, .pending, "the status")
            try c.expect([run.completedAt, run.expiresAt], [nil, nil], "the end, and when it goes")
            try c.expect(run.failure, nil, "the error")
            try c.expect(run.incarnation, lease.incarnation, "the life")
            try await c.expect(.fenced, "the old owner") { try await store.leases.release(lease) }
            let next = try await c.claim(store, "r")
            let memo = try await store.steps.memo(next).sorted { $0.position < $1.position }
            try c.expect(memo.map(\.status), [.completed, .retrying], "its steps")
            try c.expect(memo.first?.output, Payload(text: "1"), "what was committed")
            var again = StepRecord(key: "bad", position: 2, output: Payload(text: "2"))
            again.attempts = 2
            let reopened = try c.need(memo.last, "the failed step")
            guard case .committed(let held) = try await store.steps.commit(again, replacing: reopened, lease: next)
            else { throw c.violation("the second attempt", expected: "committed", actual: "refused") }
            try c.expect(
                try await store.steps.attempts("r", step: "bad").map(\.status), [.failed, .completed], "attempts")
            try await store.leases.complete(held, output: nil)
            try await c.expect(.invalidTransition, "trying a completed run again") { try await store.runs.retry("r") }
        },
        Check(
            "runs.retry.others", .core, .sequential, kills: ["M567"],
            contract: "cancelled and stalled runs can be tried again, active ones not",
            why: "What was cancelled by mistake must not be lost, and what is at work must not be disturbed.",
            hint: "Clear the request to cancel, too."
        ) { c in
            let store = try await c.store()
            for id: RunID in ["cancelled", "stalled", "paused"] { try await store.runs.create(NewRun("w", id: id)) }
            try await store.runs.cancel("cancelled", reason: "oops")
            try await store.runs.update("stalled", revision: 1, RunPatch(.stalled))
            try await store.runs.pause("paused")
            for id: RunID in ["cancelled", "stalled"] {
                try await store.runs.retry(id)
                let run = try await store.runs.get(id)
                try c.expect([run.status.rawValue, run.cancelReason, run.reason], ["pending", nil, nil], "\(id)")
                try c.expect([run.cancelRequestedAt, run.readyAt], [nil, c.time.now], "times of \(id)")
            }
            let before = try await store.runs.get("paused")
            try await c.expect(.invalidTransition, "a paused run") { try await store.runs.retry("paused") }
            try await c.expect(.invalidTransition, "a pending run") { try await store.runs.retry("stalled") }
            try await c.expect(.notFound, "no run") { try await store.runs.retry("none") }
            try c.expect(try await store.runs.get("paused"), before, "the paused run")
        },
        Check(
            "runs.context.step", .core, .sequential, kills: ["M568"],
            contract: "a change of the run's context is durable with the step that made it, or not at all",
            why: "A context that is ahead of its steps makes the next worker count twice.",
            hint: "One batch with the step."
        ) { c in
            let store = try await c.store()
            for (id, start) in [("a", Payload(text: "0")), ("b", nil)] as [(RunID, Payload?)] {
                var new = NewRun("w", id: id)
                new.context = start
                try await store.runs.create(new)
                let lease = try await c.claim(store, id)
                var held = lease
                for n in 1...2 {
                    let step = StepRecord(key: "s\(n)", position: n)
                    guard
                        case .committed(let next) = try await store.steps.commit(
                            step, context: Payload(text: "\(n)"), lease: held)
                    else { throw c.violation("a step", expected: "committed", actual: "existing") }
                    held = next
                    try c.expect(try await store.runs.get(id).workflowContext?.text, "\(n)", "the context of \(id)")
                }
                let step = StepRecord(key: "s1", position: 1)
                _ = try await store.steps.commit(step, context: Payload(text: "no"), lease: held)
                try c.expect(try await store.runs.get(id).workflowContext?.text, "2", "after a step that was there")
                try await store.leases.complete(held, output: nil)
            }
        },
        Check(
            "runs.counts.groups", .core, .sequential, kills: ["M15"],
            contract: "counts by workflow, status and queue equal those of the walked list, under every filter",
            why: "A dashboard whose sums differ from its lists is believed by nobody.",
            hint: "Count the rows that the list shows."
        ) { c in
            let store = try await c.store()
            let rows = (0..<1_100).map { n in
                var row = c.row(RunTable.table, [RunTable.runID: .text("r\(n + 10_000)")])
                row[RunTable.format] = .int(1)
                row[RunTable.workflow] = .text("w\(n % 3)")
                row[RunTable.queue] = .text("q\(n % 2)")
                row[RunTable.status] = .text(n % 5 == 0 ? "failed" : "completed")
                return row
            }
            try await c.insert(rows, into: store.backend)
            try await c.settle()
            try c.expect(try await store.runs.counts(by: .workflow), ["w0": 367, "w1": 367, "w2": 366], "by workflow")
            try c.expect(try await store.runs.counts(by: .queue), ["q0": 550, "q1": 550], "by queue")
            try c.expect(try await store.runs.counts(by: .status), ["failed": 220, "completed": 880], "by status")
            var filter = RunFilter()
            filter.workflow = "w1"
            let failed = (0..<1_100).count { $0 % 3 == 1 && $0 % 5 == 0 }
            try c.expect(
                try await store.runs.counts(by: .status, filter), ["failed": failed, "completed": 367 - failed], "of w1"
            )
            filter.workflow = "none"
            try c.expect(try await store.runs.counts(by: .queue, filter), [:], "of no run")
        },
        Check(
            "runs.totals.sum", .core, .time, kills: ["M569"],
            contract: "what a run took is its time, its steps and attempts, and the sum of their metrics",
            why: "Failed attempts cost money, too.",
            hint: "Add the attempts that failed to the steps' last ones."
        ) { c in
            let store = try await c.store()
            var lease = try await c.running(store, "r")
            try c.expect(try await store.runs.totals("r"), RunTotals(), "before it begins")
            var first = StepRecord(key: "s", position: 1)
            first.status = .retrying
            first.failure = Failure(code: "c", message: "m")
            first.metrics = ["cost": 0.5, "tokens": 100]
            lease = try await c.commit(store, first, lease)
            var second = StepRecord(key: "s", position: 1)
            second.attempts = 2
            second.metrics = ["cost": 0.25]
            guard case .committed(let held) = try await store.steps.commit(second, replacing: first, lease: lease)
            else { throw c.violation("the second attempt", expected: "committed", actual: "refused") }
            var other = StepRecord(key: "t", position: 2)
            other.metrics = ["tokens": 11]
            lease = try await c.commit(store, other, held)
            c.time.move(by: .seconds(7))
            try await store.leases.complete(lease, output: nil)
            c.time.move(by: .seconds(9))
            var expected = RunTotals()
            expected.duration = .seconds(7)
            expected.steps = 2
            expected.attempts = 3
            expected.metrics = ["cost": 0.75, "tokens": 111]
            try c.expect(try await store.runs.totals("r"), expected, "the totals")
        },
    ]
}
