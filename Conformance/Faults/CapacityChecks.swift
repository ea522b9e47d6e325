internal import HoldfastCore

extension Check {
    static let capacityChecks = [
        Check(
            "fault.disk-full", .durable, .faults, usesFaults: [.diskFull], kills: ["M204"],
            contract: "ENOSPC / SQLITE_FULL gives .unavailable, leaves data intact, works again when space returns",
            why: "Disks fill up, and are emptied; nobody wants to restore a backup in between.",
            hint: "Take back what the failed transaction wrote, and keep the handle usable."
        ) { c in
            let script = try await VerbScript(c)
            let kept = 0...VerbScript.verbs.count - 1
            try await script.prepare(kept)
            try await c.settle()
            for step in kept { try await script.perform(step) }
            try await c.sweepVerbs(.diskFull, codes: [.unavailable, .unknownOutcome])
            let first = 100_000
            for step in first..<first + VerbScript.verbs.count {
                try await script.prepare(step...step)
                try await c.settle()
                c.place.faults.plan(.diskFull, at: 1...)
                let answer = await script.attempt(step)
                let verb = VerbScript.verb(of: step)
                try c.expect(answer.error?.code, .unavailable, "the error of \(verb) on a full disk")
                for step in kept { try c.expect(try await script.trace(of: step), .whole, "what was there before") }
                c.place.faults.plan(nil)
                try c.expect(try await script.trace(of: step), .none, "what \(verb) left")
                try await script.perform(step)
                try c.expect(try await script.trace(of: step), .whole, "\(verb) once there is space")
            }
            try await c.expectSound(script.backend)
        },
        Check(
            "fault.readonly", .durable, .faults, usesFaults: [.readOnly], kills: ["M205"],
            contract: "a read-only database serves reads and refuses writes with .readOnly",
            why: "A replica or a mounted backup is there to be looked at.",
            hint: "A read must not need to write, not even a lock."
        ) { c in
            let script = try await VerbScript(c)
            let kept = 0...VerbScript.verbs.count - 1
            try await script.prepare(kept)
            try await c.settle()
            for step in kept { try await script.perform(step) }
            for step in kept.upperBound + 1...kept.upperBound + VerbScript.verbs.count {
                let verb = VerbScript.verb(of: step)
                try await script.prepare(step...step)
                try await c.settle()
                c.place.faults.plan(.readOnly, at: 1..., writesOnly: true)
                let answer = await script.attempt(step)
                try c.expect(answer.error?.code, .readOnly, "the error of \(verb)")
                for step in kept { try c.expect(try await script.trace(of: step), .whole, "a read meanwhile") }
                c.place.faults.plan(nil)
                try c.expect(try await script.trace(of: step), .none, "what \(verb) left")
                try await script.perform(step)
            }
        },
        Check(
            "fault.leak", .durable, .faults, uses: [.faults],
            contract: "1,000 failed operations leak no connection, file descriptor, or task",
            why: "A night of failures must not end in a process that can open nothing more.",
            hint: "Close in every path what was opened, also where opening the next thing failed."
        ) { c in
            let store = try await c.backend()
            try await c.insert([c.state("a")], into: store)
            let kinds = try [c.available(.ioError, .reset, .dropBefore), c.available(.reset, .ioError, .dropBefore)]
            let before = OpenThings.count
            var failures = 0
            for number in 0..<500 {
                c.place.faults.plan(kinds[number % 2], at: 1...)
                if case .failure = await store.result(of: WriteBatch([.insert(c.state("k\(number)"))])) {
                    failures += 1
                }
                do { _ = try await store.row(c.stateKey("a")) } catch { failures += 1 }
                c.place.faults.plan(nil)
            }
            if failures < 500 { throw Inconclusive("only \(failures) operations of 1,000 failed") }
            let after = OpenThings.count
            // Other checks run beside this one; a leak would be one for each failure.
            let most = failures / 2
            try c.expect(after.descriptors - before.descriptors < most, true, "descriptors: \(before) became \(after)")
            try c.expect(after.threads - before.threads < most, true, "threads: \(before) became \(after)")
            try c.expect(try await store.row(c.stateKey("a")), c.state("a"), "a read after all that")
        },
        Check(
            "errors.unavailable", .coordinated, .faults, needs: [.network], usesFaults: [.reset],
            contract: "an unreachable server throws .unavailable within the timeout",
            why: "A worker that waits for ever looks like one that works.",
            hint: "Every connection attempt and every reply has a deadline."
        ) { c in
            let c = c.impatient(.milliseconds(500))
            let store = try await c.backend()
            c.place.faults.plan(.reset, at: 1...)
            try await c.expect(backend: .unavailable, "a read") { _ = try await store.row(c.stateKey("a")) }
            let verdict = await store.verdict(.insert(c.state("a")))
            try c.expect(verdict, .failed("unavailable"), "a commit")
            c.place.faults.plan(nil)
        },
        Check(
            "errors.recovers", .coordinated, .faults, needs: [.network], usesFaults: [.reset],
            contract: "after the server returns the same handle works without reopening",
            why: "Servers restart, and nobody restarts all workers after them.",
            hint: "Replace each connection that failed."
        ) { c in
            let c = c.impatient(.milliseconds(500))
            let store = try await c.backend()
            for round in 0..<3 {
                c.place.faults.plan(.reset, at: 1...)
                for _ in 0..<10 { _ = try? await store.row(c.stateKey("a")) }
                c.place.faults.plan(nil)
                try c.expect(await store.verdict(.insert(c.state("k\(round)"))), .done, "a commit after the return")
            }
        },
    ]
}
