internal import HoldfastCore

extension Check {
    static let powerChecks = [
        Check(
            "crash.unsynced-lost", .durable, .crash, uses: [.unsyncedWrites], usesFaults: [.powerLoss],
            contract:
                "with unsynced writes dropped acknowledged writes survive, or the store declares relaxedDurability",
            why: "A kill leaves the writes in the system's cache; a loss of power does not.",
            hint: "Synchronise the log before the acknowledgement; or declare what may be lost."
        ) { c in
            try await c.cutPower(every: 5) { script, before, done in
                let found = try await script.found().count
                let relaxed = script.backend.capabilities.relaxedDurability
                try c.expect(
                    found >= done || relaxed, true, "whether all \(done) acknowledged commits are there: \(found)")
                try c.expect(
                    found >= before, true, "whether the \(before) commits from before a close are there: \(found)")
            }
        },
        Check(
            "crash.torn-write", .durable, .crash, uses: [.unsyncedWrites], usesFaults: [.powerLoss],
            contract: "a half-written last page/WAL frame is detected and rolled back",
            why: "Disks write sectors, not commits.",
            hint: "A checksum over each record, chained to the one before it."
        ) { c in
            try await c.cutPower(every: 3) { script, _, _ in
                let found = try await script.found().sorted()
                try c.expect(found, Array(1..<found.count + 1), "the commits that are there, a prefix of those sent")
                for step in found {
                    try c.expect(try await script.trace(of: step), .whole, "commit \(step) after the loss of power")
                }
                try c.expect(try await script.counted(), found.count, "the counter, which each commit raised by one")
                try await c.expectSound(script.backend)
            }
        },
    ]
}

extension CheckContext {
    /// Cuts the power at the first write of some commits, in the next turn some writes later, and so on, until all
    /// commits are done before it comes to that; after each the store is opened again.
    ///
    /// - Parameter look: Given how many commits there were when the store was last opened, and how many of all were
    ///   acknowledged.
    fileprivate func cutPower(
        every stride: Int, look: (CommitScript, _ before: Int, _ done: Int) async throws -> Void
    ) async throws {
        var script = try await CommitScript(self)
        try await script.prepare(1...1)
        var random = SeededRandom(seed: seed)
        var cut = 1
        while true {
            // All that is there now was there when the store was last opened.
            let before = try await script.found().count
            var done = before
            place.faults.plan(.powerLoss, at: cut...cut, writesOnly: true)
            for step in before + 1...before + 4 {
                guard case .applied = CommitVerdict(await script.backend.result(of: script.batch(step))) else { break }
                done = step
            }
            await script.backend.close()
            let wasCut = !place.faults.log.isEmpty
            place.faults.plan(nil)
            script = try await CommitScript(self)
            try await look(script, before, done)
            // A clean close moves the log away, so that each turn has as much to write as the one before.
            await script.backend.close()
            script = try await CommitScript(self)
            guard wasCut else {
                if cut == 1 { throw Inconclusive("the power was never cut") }
                return
            }
            cut += 1 + random.number(below: stride)
        }
    }
}
