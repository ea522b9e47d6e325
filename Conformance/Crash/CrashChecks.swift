internal import HoldfastCore

extension Check {
    static let crashChecks = [
        crash(
            "crash.acked-survive", kills: ["M57"],
            contract: "everything acknowledged before kill -9 is present after reopen",
            why: "A step that was reported as done would be done again, or never.",
            hint: "Acknowledge only what another process would find; nothing may wait in memory."
        ) { c in
            try await c.afterCrashes(of: VerbScript.self, 4) { script, steps, log in
                for step in steps where step <= log.done ?? 0 {
                    try c.expect(
                        try await script.trace(of: step), .whole,
                        "the acknowledged \(VerbScript.verb(of: step)) of step \(step)")
                }
            }
        },
        crash(
            "crash.inflight-atomic",
            contract: "the operation in flight is wholly present or wholly absent",
            why: "Half a commit is a state that no code was written for.",
            hint: "One transaction, or a log record with a checksum that is written last."
        ) { c in
            try await c.afterCrashes(of: CommitScript.self, 6) { script, steps, log in
                guard let open = log.open else { return }
                let trace = try await script.trace(of: open)
                try c.expect([.none, .whole].contains(trace), true, "the commit in flight, \(open), is \(trace)")
                let whole = try await wholeSteps(script, 1...steps.upperBound).count
                try c.expect(try await script.counted(), whole, "the counter, which each commit raised by one")
            }
        },
        crash(
            "crash.no-phantom",
            contract: "nothing that was never sent is present",
            why: "A row that nobody wrote is work that nobody ordered.",
            hint: "After a crash read only what its checksum or its transaction vouches for."
        ) { c in
            var begun: Set<Int> = []
            try await c.afterCrashes(of: CommitScript.self, 4) { script, steps, log in
                begun.formUnion(steps.filter { $0 <= log.begun ?? 0 })
                let found = try await script.found()
                try c.expect(found.subtracting(begun).sorted(), [], "steps that are there and were never begun")
                for step in found.intersection(steps) {
                    let trace = try await script.trace(of: step)
                    try c.expect(trace, .whole, "what is there of step \(step), as it was written")
                }
            }
        },
        crash(
            "crash.order",
            contract: "surviving writes are a prefix of the acknowledged order, per run",
            why: "A run with its third step and not its second replays into a contradiction.",
            hint: "Make commits durable in the order in which they are acknowledged."
        ) { c in
            try await c.afterCrashes(of: StepScript.self, 3) { script, steps, log in
                for run in 0..<3 {
                    let names = Set(steps.map { "s\($0)" })
                    let keys = try await script.keys(run).filter { names.contains($0) }
                    let sent = steps.filter { $0 % 3 == run }.map { "s\($0)" }
                    try c.expect(
                        keys, Array(sent.prefix(keys.count)), "the steps of run \(run), a prefix of those sent")
                    let done = steps.count { $0 % 3 == run && $0 <= log.done ?? 0 }
                    try c.expect(keys.count >= done, true, "whether \(keys.count) steps are the \(done) acknowledged")
                }
                // The leases of the dead child end before the next begins.
                c.time.move(by: .seconds(61))
            }
        },
        crash(
            "crash.integrity",
            contract: "after every kill the integrity check and the model invariants hold",
            why: "Damage that nobody notices spreads into every backup.",
            hint: "Run the engine's own check on what the kill left."
        ) { c in
            try await c.afterCrashes(of: VerbScript.self, 4) { script, steps, _ in
                try await c.expectSound(script.backend)
                try await c.settle()
                for step in steps where VerbScript.verb(of: step) == "take" {
                    let row = try c.need(try await script.backend.row(c.messageKey("m\(step)")), "message \(step)")
                    let range = c.ready(at: .max, bucket: Int64(step))
                    try c.expect(try await script.backend.walk(range), [row], "the index over message \(step)")
                }
            }
        },
        crash(
            "crash.repeated",
            contract: "25 kill/reopen cycles in a row keep every invariant",
            why: "What recovery leaves behind adds up, and a worker that dies of its work dies again and again.",
            hint: "Recover from what a crash during recovery leaves, too."
        ) { c in
            try await c.afterCrashes(of: CommitScript.self, 25, steps: 12) { script, steps, log in
                let whole = try await wholeSteps(script, steps)
                try c.expect(
                    whole.count >= whole.last.map { $0 - steps.lowerBound + 1 } ?? 0, true, "a prefix: \(whole)")
                try c.expect((whole.last ?? 0) >= log.done ?? 0, true, "whether step \(log.done ?? 0) is in \(whole)")
                let found = try await script.found()
                try c.expect(try await script.counted(), found.count, "the counter, beside the steps that are there")
                try await c.expectSound(script.backend)
            }
        },
    ]

    /// A check of the crash tier.
    static func crash(
        _ id: String, needs: [Capability] = [.durable], kills: [String] = [], contract: String, why: String,
        hint: String, _ body: @escaping @Sendable (CheckContext) async throws -> Void
    ) -> Check {
        Check(
            id, .durable, .crash, needs: needs, uses: [.processes], kills: kills, contract: contract, why: why,
            hint: hint, body)
    }

    private static func wholeSteps(_ script: CommitScript, _ steps: ClosedRange<Int>) async throws -> [Int] {
        var whole: [Int] = []
        for step in steps where try await script.trace(of: step) == .whole { whole.append(step) }
        return whole
    }
}

extension CheckContext {
    /// Fails the check where the store's own inspection finds damage.
    func expectSound(_ backend: any StoreBackend) async throws {
        guard let inspectable = backend as? any InspectableBackend else { return }
        try expect(try await inspectable.inspect().problems, [], "problems that the store finds in itself")
    }
}
