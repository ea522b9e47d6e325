internal import HoldfastCore

extension Check {
    static let runRaceChecks = [
        Check(
            "runs.update.one-winner", .coordinated, .concurrent, kills: ["M01", "M02"],
            contract: "of N updates from one revision exactly one wins; the others get .revisionConflict",
            why: "Two winners are one lost change.",
            hint: "The revision is a condition of the commit, not of a read before it."
        ) { c in
            let stores = [try await c.store(), try await c.store()]
            try await stores[0].runs.create(NewRun("w", id: "r"))
            for revision in Int64(1)...10 {
                let results = await c.race(10) { n in
                    var patch = RunPatch()
                    patch.metadata = ["winner": .int(Int64(n))]
                    return try await stores[n % 2].runs.update("r", revision: revision, patch)
                }
                let winners = results.indices.filter { (try? results[$0].get()) != nil }
                try c.expect(winners.count, 1, "updates that won at revision \(revision)")
                try c.expect(results.count { $0.storeCode == .revisionConflict }, 9, "updates refused")
                let run = try await stores[1].runs.get("r")
                try c.expect(run.metadata, ["winner": .int(Int64(winners[0]))], "the winner's value")
                try c.expect(run.revision, revision + 1, "the revision")
            }
        },
        Check(
            "runs.update.no-lost", .coordinated, .concurrent, kills: ["M01", "M02"],
            contract: "N workers x M read-modify-write increments with retry end at exactly N*M",
            why: "Each lost increment is a lost decision.",
            hint: "Nothing between the read of the revision and the write may pass unseen."
        ) { c in
            let stores = [try await c.store(), try await c.store()]
            try await stores[0].runs.create(NewRun("w", id: "r"))
            let results = await c.race(6) { n in
                for _ in 0..<6 {
                    while true {
                        let run = try await stores[n % 2].runs.get("r", payloads: false)
                        let count: Int64 = if case .int(let count)? = run.metadata["n"] { count } else { 0 }
                        var patch = RunPatch()
                        patch.metadata = ["n": .int(count + 1)]
                        do {
                            try await stores[n % 2].runs.update("r", revision: run.revision, patch)
                            break
                        } catch let error as StoreError where error.code == .revisionConflict {
                            continue
                        }
                    }
                }
            }
            for result in results { try result.get() }
            let run = try await stores[0].runs.get("r")
            try c.expect(run.metadata, ["n": .int(36)], "the sum")
            try c.expect(run.revision, 37, "one revision for each write")
        },
        Check(
            "runs.update.monotonic", .coordinated, .handles,
            contract: "revisions observed for a run only ever increase, across handles",
            why: "A revision that goes back hands out the right to write twice.",
            hint: "Read from the primary."
        ) { c in
            let stores = [try await c.store(), try await c.store()]
            try await stores[0].runs.create(NewRun("w", id: "r"))
            let results = await c.race(4) { n -> [Int64] in
                var seen: [Int64] = []
                for _ in 0..<12 {
                    let store = stores[(n + seen.count) % 2]
                    let revision = try await store.runs.get("r", payloads: false).revision
                    seen.append(revision)
                    guard n < 2 else { continue }
                    var patch = RunPatch()
                    patch.metadata = ["n": .int(revision)]
                    do {
                        try await store.runs.update("r", revision: revision, patch)
                    } catch let error as StoreError where error.code == .revisionConflict {
                        continue
                    }
                }
                return seen
            }
            for result in results {
                let seen = try result.get()
                try c.expect(seen, seen.sorted(), "revisions in the order in which one client saw them")
            }
        },
    ]

    static let runCancelChecks = [
        Check(
            "runs.cancel.idle", .core, .sequential, kills: ["M140"],
            contract: "cancelling a run that nobody executes and that has no compensations makes it cancelled at once",
            why: "A run that waits for days must not need a worker to be ended.",
            hint: "One commit: status, completedAt, no longer ready."
        ) { c in
            let store = try await c.store()
            try await store.runs.create(NewRun("w", id: "r"))
            c.time.move(by: .seconds(1))
            let run = try await store.runs.cancel("r", reason: "no need")
            try c.expect(run.status, .cancelled, "the status")
            try c.expect([run.completedAt, run.readyAt], [c.time.now, nil], "times")
            try c.expect(run.cancelReason, "no need", "the reason")
            try await c.settle()
            let claimed = try await store.leases.claim(routes: ["default"], limit: 5, owner: "w")
            try c.expect(claimed.count, 0, "runs to claim")
            try await c.expect(.notFound, "an unknown run") { try await store.runs.cancel("none") }
        },
        Check(
            "runs.cancel.requested", .coordinated, .handles, kills: ["M96"],
            contract: "cancelling a running run sets cancelRequestedAt; the owner's next normal write is refused",
            why: "A run that is ended under its owner leaves half of a step behind.",
            hint: "The owner's writes test that nobody asked for the cancel."
        ) { c in
            let stores = [try await c.store(), try await c.store()]
            let lease = try await c.running(stores[0], "r")
            let asked = try await stores[1].runs.cancel("r", reason: "stop")
            try c.expect(asked.status, .running, "the status")
            try c.expect(asked.cancelRequestedAt, c.time.now, "when it was asked")
            c.time.move(by: .seconds(1))
            try c.expect(try await stores[1].runs.cancel("r", reason: "again"), asked, "asking twice")
            try await c.expect(.cancelRequested, "a step") {
                _ = try await stores[0].steps.commit(StepRecord(key: "s", position: 1), lease: lease)
            }
            try await c.expect(.notFound, "the step afterwards") { _ = try await stores[0].steps.get("r", step: "s") }
            let renewed = await stores[0].leases.renew([lease])
            try c.expect(renewed.map(\.storeCode), [.cancelRequested], "a renewal")
            try await stores[0].leases.cancel(lease)
            let ended = try await stores[1].runs.get("r")
            try c.expect(ended.status, .cancelled, "once the owner has ended it")
            try c.expect(ended.cancelReason, "stop", "the first reason")
        },
        Check(
            "runs.cancel.shielded", .coordinated, .handles, kills: ["M141"],
            contract:
                "after the request a shielded write of the current owner succeeds; with a stale fence it is .fenced",
            why: "Compensations must be able to write down what they have undone.",
            hint: "A shielded write tests the fence and not the request."
        ) { c in
            let store = try await c.store()
            var stale = try await c.running(store, "r", for: .seconds(10))
            c.time.move(by: .seconds(10))
            var lease = try await c.claim(store, "r", owner: "second")
            try await store.runs.cancel("r")
            lease.isShielded = true
            stale.isShielded = true
            let old = stale
            try await c.expect(.fenced, "with a stale fence") {
                _ = try await store.steps.commit(StepRecord(key: "s", position: 1), lease: old)
            }
            try await c.answer("with the present fence") { [lease] in
                try await c.commit(store, StepRecord(key: "s", position: 1, output: Payload(text: "undone")), lease)
            }
            try c.expect(try await store.steps.output("r", step: "s"), Payload(text: "undone"), "the step")
        },
    ]
}
