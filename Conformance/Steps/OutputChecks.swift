internal import HoldfastCore

extension Check {
    static let outputChecks = [
        Check(
            "outputs.put.roundtrip", .core, .generated, kills: ["M19", "M151"],
            contract: "bytes read back byte-for-byte",
            why: "A result that changes in the store changes the run.",
            hint: "Bytes are bytes: no text, no base64 that is not undone."
        ) { c in
            let store = try await c.store()
            var lease = try await c.running(store, "r")
            var random = SeededRandom(seed: c.seed)
            for n in 0..<12 {
                let bytes = (0..<random.number(below: 900)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
                lease = try await c.commit(
                    store, StepRecord(key: "s\(n)", position: n, output: Payload(bytes: bytes)), lease)
                try c.expect(try await store.steps.output("r", step: "s\(n)").bytes, bytes, "output \(n)")
            }
        },
        Check(
            "outputs.put.concurrent", .coordinated, .concurrent, kills: ["M145"],
            contract: "N concurrent puts: all readers forever see one single value",
            why: "Two branches of a run that read two results of one step part ways.",
            hint: "The first insert wins; nobody overwrites."
        ) { c in
            let stores = [try await c.store(), try await c.store()]
            let lease = try await c.running(stores[0], "r")
            for round in 0..<6 {
                let results = await c.race(8) { n -> Payload? in
                    var step = StepRecord(key: "s\(round)", position: round, output: Payload(text: "\(n)"))
                    step.attempts = n + 1
                    switch try await stores[n % 2].steps.commit(step, lease: lease) {
                    case .committed: return step.output
                    case .existing(let existing): return existing.output
                    }
                }
                let seen = Set(try results.map { try $0.get() })
                let stored = try await stores[1].steps.output("r", step: "s\(round)")
                try c.expect(seen, [stored], "what the writers of round \(round) were told")
            }
        },
        Check(
            "outputs.get.missing", .core, .sequential, kills: ["M20"],
            contract: "missing output throws .notFound(output); an empty output does not",
            why: "A step that returned nothing is done; one that has no output is not.",
            hint: "Empty bytes are not null."
        ) { c in
            let store = try await c.store()
            var lease = try await c.running(store, "r")
            lease = try await c.commit(store, StepRecord(key: "none", position: 1), lease)
            lease = try await c.commit(store, StepRecord(key: "empty", position: 2, output: Payload(bytes: [])), lease)
            let error = try await c.expect(.notFound, "no output") {
                _ = try await store.steps.output("r", step: "none")
            }
            try c.expect(error.kind, "output", "what is missing")
            let empty = try await c.answer("an empty output") { try await store.steps.output("r", step: "empty") }
            try c.expect(empty.bytes, [], "an empty output")
        },
        Check(
            "outputs.empty", .core, .sequential, kills: ["M20"],
            contract: "zero-length output is stored and is not nil",
            why: "A step that returned nothing is done; one that has no output is not.",
            hint: "Empty bytes are not null."
        ) { c in
            let store = try await c.store()
            var lease = try await c.running(store, "r")
            lease = try await c.commit(store, StepRecord(key: "s", position: 1, output: Payload(bytes: [])), lease)
            try c.expect(try await store.steps.memo(lease).first?.output, Payload(bytes: []), "in the memo")
            try await store.leases.complete(lease, output: Payload(bytes: []))
            try c.expect(try await store.runs.get("r").output, Payload(bytes: []), "of the run")
        },
        Check(
            "outputs.list", .core, .sequential, kills: ["M152"],
            contract: "all outputs of a run list in step order",
            why: "The list is the story of the run.",
            hint: "Index by position, then key."
        ) { c in
            let store = try await c.store()
            var lease = try await c.running(store, "r")
            for n in [3, 1, 10, 2] {
                lease = try await c.commit(
                    store, StepRecord(key: "s\(n)", position: n, output: Payload(text: "\(n)")), lease)
            }
            try await c.settle()
            var query = StepQuery()
            query.payloads = true
            let outputs = try await store.steps.list("r", query).items.map { $0.output?.text }
            try c.expect(outputs, ["1", "2", "3", "10"], "the outputs")
        },
        Check(
            "steps.timing.precision", .core, .time, kills: ["M17"],
            contract: "startedAt/completedAt keep every microsecond and their order",
            why: "Steps of one millisecond would have no order.",
            hint: "Store Int64 microseconds."
        ) { c in
            let store = try await c.store()
            var lease = try await c.running(store, "r")
            for n in 0..<5 {
                var step = StepRecord(key: "s\(n)", position: n)
                step.startedAt = c.time.now
                c.time.move(by: .microseconds(1))
                step.completedAt = c.time.now
                lease = try await c.commit(store, step, lease)
                let stored = try await store.steps.get("r", step: "s\(n)")
                try c.expect([stored.startedAt, stored.completedAt], [step.startedAt, step.completedAt], "step \(n)")
            }
        },
    ]
}
