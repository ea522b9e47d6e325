internal import HoldfastCore
internal import Synchronization

extension Check {
    static let spillSweepChecks = [
        Check(
            "payload.spill.orphan-goes", .core, .faults, kills: ["M507"],
            contract: "chunks whose commit did not come are removed by the sweep, after an hour of grace",
            why: "A worker that dies between the two leaves megabytes that nobody would ever find.",
            hint: "Each payload carries the time at which it is looked at."
        ) { c in
            let line = FaultyBackend(try await c.backend())
            let store = c.store(line)
            let state = store.state(of: "life")
            let before = line.count(of: .commit)
            line.plan { verb, n in verb == .commit && n == before + 2 ? .unavailable : nil }
            try await c.expect(.unavailable, "a commit that fails") {
                try await state.set("k", Payload(bytes: noise(600_000)))
            }
            line.plan { _, _ in nil }
            try c.expect(try await state.get("k"), nil, "the value")
            try c.expect(try await c.chunks(line).count, 3, "chunks that nothing names")
            try c.expect(try await c.sweep(store, after: .seconds(3_599)), 0, "what goes within the hour")
            try c.expect(try await c.sweep(store, after: .seconds(1)), 1, "what goes after it")
            try c.expect(try await c.chunks(line), [], "the chunks afterwards")
        },
        Check(
            "payload.spill.replaced-goes", .core, .sequential, kills: ["M507"],
            contract: "the chunks of a payload that was overwritten or deleted are removed by the sweep",
            why: "A value that is set a thousand times would take up a thousand times its room.",
            hint: "Ask the row whether it still names the chunks."
        ) { c in
            let store = try await c.store()
            let state = store.state(of: "life")
            for n in 0..<4 { try await state.set("k", Payload(bytes: noise(40_000 + n))) }
            try await state.set("small", Payload(bytes: noise(50_000)))
            try await state.set("small", Payload(text: "small"))
            try await state.set("gone", Payload(bytes: noise(60_000)))
            try await state.delete("gone")
            try c.expect(try await c.blobs(store.backend), 6, "payloads in chunks")
            try c.expect(try await c.sweep(store), 5, "what the sweep removes")
            try c.expect(try await c.blobs(store.backend), 1, "payloads in chunks afterwards")
            let kept = try await state.get("k")?.content.bytes == noise(40_003)
            try c.expect(kept, true, "whether the last value is there")
        },
        Check(
            "payload.spill.named-stays", .core, .time, kills: ["M505"],
            contract: "however often and late the sweep comes, it never removes what a row names",
            why: "A run that sleeps for years wakes with the input it began with.",
            hint: "Ask the row by its primary key, which never lags."
        ) { c in
            let store = try await c.store()
            let input = Payload(bytes: noise(70_000))
            try await store.runs.create(NewRun("w", id: "r", input: input))
            for round in 0..<8 {
                try c.expect(try await c.sweep(store, after: .hours(1 << (2 * round))), 0, "what a sweep removes")
                let kept = try await store.runs.get("r").input == input
                try c.expect(kept, true, "whether the input is there after sweep \(round)")
            }
        },
        Check(
            "payload.spill.late-commit", .core, .faults, kills: ["M506"],
            contract:
                "a commit whose chunks the sweep took for given up is .unavailable and applies nothing; the same call "
                + "then succeeds",
            why: "A machine that slept between the two would commit a row whose content is gone.",
            hint: "The commit tests the time of the next check, which the sweep changes first."
        ) { c in
            let honest = try await c.store()
            let commits = Atomic(0)
            let slow = c.store(
                Interposed(try await c.backend()) { verb in
                    guard verb == .commit, commits.add(1, ordering: .relaxed).newValue == 2 else { return }
                    // Where it fails, nothing is removed, and the check finds that out.
                    _ = try? await c.sweep(honest)
                })
            let content = Payload(bytes: noise(90_000))
            let error = try await c.expect(.unavailable, "a commit that comes too late") {
                try await slow.state(of: "life").set("k", content)
            }
            try c.expect(error.isRetryable, true, "whether the call may be repeated")
            try c.expect(try await honest.state(of: "life").has("k"), false, "whether anything was written")
            try await slow.state(of: "life").set("k", content)
            let isThere = try await honest.state(of: "life").get("k")?.content == content
            try c.expect(isThere, true, "whether it is there then")
        },
        Check(
            "payload.spill.read-through", .core, .faults, kills: ["M522"],
            contract:
                "a read whose payload is overwritten and swept in between shows the new one; if deleted, nothing",
            why: "A reader would report a damaged store where another only wrote.",
            hint: "Where chunks are missing, read the row again before calling it damaged."
        ) { c in
            let honest = try await c.store()
            let state = honest.state(of: "life")
            for new in [Payload(bytes: noise(30_001)), Payload(text: "small"), nil] {
                try await state.set("k", Payload(bytes: noise(30_000)))
                let reads = Atomic(0)
                let reader = c.store(
                    Interposed(try await c.backend()) { verb in
                        // The second read is that of the chunks.
                        guard verb == .get, reads.add(1, ordering: .relaxed).newValue == 2 else { return }
                        if let new { try? await state.set("k", new) } else { _ = try? await state.delete("k") }
                        _ = try? await c.sweep(honest)
                    })
                let seen = try await c.answer("a read") { try await reader.state(of: "life").get("k")?.content }
                try c.expect(seen == new, true, "whether the read shows what is there now")
            }
        },
        Check(
            "payload.spill.deleted-with-run", .core, .sequential, kills: ["M501"],
            contract: "deleting a run removes the chunks of all its payloads with it",
            why: "What a user asked to have deleted must be gone.",
            hint: "Chunks belong to the life of the run that the row belongs to."
        ) { c in
            let store = try await c.store()
            var new = NewRun("w", id: "r", input: Payload(bytes: noise(30_000)))
            new.context = Payload(bytes: noise(31_000))
            try await store.runs.create(new)
            let lease = try await c.claim(store, "r")
            let step = StepRecord(key: "s", position: 1, output: Payload(bytes: noise(600_000)))
            let writes = [StateWrite.set("k", Payload(bytes: noise(32_000)))]
            guard case .committed(let held) = try await store.steps.commit(step, writes: writes, lease: lease) else {
                throw c.violation("a new step", expected: "committed", actual: "a step that was there")
            }
            try await store.leases.complete(held, output: Payload(bytes: noise(33_000)))
            try await store.runs.create(NewRun("w", id: "other", input: Payload(bytes: noise(34_000))))
            try c.expect(try await c.blobs(store.backend), 6, "payloads in chunks")
            try await store.runs.delete("r")
            try c.expect(try await c.blobs(store.backend), 1, "payloads in chunks afterwards")
            let kept = try await store.runs.get("other").input?.count
            try c.expect(kept, 34_000, "the other run's input")
        },
        Check(
            "payload.spill.lost-reply", .core, .faults, kills: ["M523"],
            contract: "a large payload whose replies were lost is stored once and whole",
            why: "Every write is sent again some day.",
            hint: "Settle the chunks and the row by what is in their place."
        ) { c in
            let line = FaultyBackend(try await c.backend())
            let store = c.store(line)
            let state = store.state(of: "life")
            for lost in [[1], [2], [1, 2], [1, 2, 3]] {
                let content = Payload(bytes: noise(300_000 + lost.count))
                let before = line.count(of: .commit)
                line.plan { verb, n in verb == .commit && lost.contains(n - before) ? .dropReply : nil }
                let key = lost.map { "\($0)" }.joined()
                try await c.answer("a write") { try await state.set(key, content) }
                line.plan { _, _ in nil }
                let kept = try await state.get(key)?.content == content
                try c.expect(kept, true, "whether it is there with the replies \(lost) lost")
            }
            _ = try await c.sweep(store)
            try c.expect(try await c.blobs(line), 4, "payloads in chunks")
        },
    ]
}
