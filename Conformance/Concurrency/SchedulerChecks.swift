internal import HoldfastCore

extension Check {
    static let schedulerChecks = [
        Check(
            "lin.perturbed", .coordinated, .concurrent, needs: [.inside], uses: [.inProcess],
            kills: ["M01", "M02", "M36", "M37", "M38", "M39", "M87"],
            contract: "the histories under a seeded scheduler: 200 schedules, replayable by seed [inProcess]",
            why: "A race that comes up once in a thousand runs is found by no test that hopes for it.",
            hint: "Run the check again with the same seed: the same calls meet in the same order."
        ) { c in
            try await c.expectLinear(RunWorkload(), schedules: 50)
            try await c.expectLinear(LeaseWorkload(), schedules: 50)
            try await c.expectLinear(StateWorkload(), schedules: 50)
            try await c.expectLinear(RowWorkload(context: c), schedules: 50)
        },
        Check(
            "lin.witness", .coordinated, .concurrent,
            contract: "every concurrency check proves its own overlap; too little is INCONCLUSIVE, never a pass",
            why: "A race that never took place lets every fault through, and looks like a proof.",
            hint: "See the witness: it counts the calls of two clients whose times overlap."
        ) { c in
            let backends = [try await c.backend(), try await c.backend()]
            var drive = Drive(work: RunWorkload(), subjects: ["serial"], clients: 4, operations: 6, seed: c.seed)
            drive.isSerial = true
            let recording = try await drive.run(on: backends, in: Namespace(c.place.id), settle: c.settle)
            let serial = Witness()
            serial.note(recording)
            try c.expect(serial.isSatisfied, false, "whether clients that call one after the other prove something")
            let idle = Witness()
            idle.note(pairs: 100, kinds: ["claim", "renew"], succeeded: ["claim"], history: { recording.history() })
            try c.expect(idle.isSatisfied, false, "whether calls prove something none of which succeeds")
            // And calls that do overlap satisfy the check's own witness.
            try await c.expectLinear(RunWorkload(), clients: 4, operations: 6, rounds: 3)
        },
    ]
}

extension Witness {
    fileprivate var isSatisfied: Bool { (try? verify()) != nil }
}
