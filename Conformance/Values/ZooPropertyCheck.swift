internal import HoldfastCore

extension Check {
    static let zooPropertyChecks = [
        Check(
            "zoo.roundtrip-property", .core, .generated, kills: ["M18", "M19", "M20"],
            contract: "any random JSON value, text and bytes through any collection equals itself",
            why: "The value that a backend changes is one that no list of samples holds.",
            hint: "The choices are shrunk: what is left is about the least that is changed."
        ) { c in
            let samples = try await ZooSamples(c)
            var random = SeededRandom(seed: c.seed)
            for number in 0..<24 {
                var choices = Choices(random)
                let changed = try await samples.changed(by: &choices, number)
                random = choices.random ?? random
                guard let changed else { continue }
                var attempts = 1_000
                var shrinker = Shrinker(ChoiceRecord([choices.made]), changed) { recording in
                    attempts += 1
                    var choices = Choices(recording.items.first ?? [])
                    let changed = try await samples.changed(by: &choices, attempts)
                    return changed.map { (ChoiceRecord([choices.made]), $0) }
                }
                try await shrinker.shrink()
                let least = shrinker.best.failure
                throw c.violation(least.subject, expected: least.expected, actual: least.actual)
            }
        }
    ]
}

/// Stores generated values wherever a store takes values, each time under other keys.
private struct ZooSamples {
    struct Change {
        let subject: String
        let expected: String
        let actual: String
    }

    let check: CheckContext
    let store: Store
    let lease: RunLease

    init(_ check: CheckContext) async throws {
        self.check = check
        store = try await check.store()
        lease = try await check.running(store, "owner", for: .days(1))
    }

    /// The first place in which the generated values come back otherwise; nil where they all come back.
    func changed(by choices: inout Choices, _ number: Int) async throws -> Change? {
        let sample = Sample(&choices)
        do {
            let stored = try await [run(sample, number), step(sample, number), state(sample, number)].joined()
            for (subject, expected, actual) in stored where expected != actual {
                return Change(subject: subject, expected: expected, actual: actual)
            }
            return nil
        } catch let error as StoreError {
            return Change(subject: "values that are stored and read", expected: "the values", actual: "\(error)")
        }
    }

    private typealias Pair = (subject: String, expected: String, actual: String)

    private func run(_ sample: Sample, _ number: Int) async throws -> [Pair] {
        var new = NewRun(sample.text, id: RunID("\(number) \(sample.text)"), input: sample.payload)
        new.context = sample.payload
        new.resourceID = sample.text
        new.parent = RunID(sample.text)
        new.trigger = sample.json
        new.traceContext = sample.text
        new.tags = ["t": sample.text]
        new.attributes = ["a": sample.json]
        new.metadata = ["m": .array([sample.json])]
        let made = ModelRun(try await store.runs.create(new), life: 1)
        var patch = RunPatch(.stalled)
        patch.reason = sample.text
        patch.output = .some(sample.payload)
        patch.failure = .some(Failure(code: sample.text, message: sample.text, details: sample.payload))
        let changed = try await store.runs.update(RunID("\(number) \(sample.text)"), revision: 1, patch)
        let run = try await store.runs.get(changed.id)
        var expected = made
        expected.revision = 2
        expected.status = .stalled
        expected.readyAt = nil
        expected.fence = 1
        expected.reason = sample.text
        expected.output = sample.payload
        expected.failure = patch.failure ?? nil
        let pairs = zip(
            expected.cells + expected.payloads, ModelRun(run, life: 1).cells + ModelRun(run, life: 1).payloads
        )
        .map { (subject: "\($0.name) of a run", expected: $0.text, actual: $1.text) }
        return pairs + [
            ("the input", Canonical.bytes(sample.payload), Canonical.bytes(run.input)),
            ("an attribute", Canonical.json(sample.json), Canonical.json(run.attributes["a"] ?? "nothing")),
            ("metadata", Canonical.json(.array([sample.json])), Canonical.json(run.metadata["m"] ?? "nothing")),
            ("the details of a failure", Canonical.bytes(sample.payload), Canonical.bytes(run.failure?.details)),
            ("a tag", Canonical.text(sample.text), Canonical.text(run.tags["t"])),
        ]
    }

    private func step(_ sample: Sample, _ number: Int) async throws -> [Pair] {
        var step = StepRecord(key: "\(number) \(sample.text)", position: number, output: sample.payload)
        step.name = sample.text
        step.input = sample.payload
        step.metrics = [sample.text: sample.number]
        step.typeTag = sample.text
        step.source = sample.text
        step.failure = Failure(code: "c", message: sample.text)
        try await check.commit(store, step, lease)
        let stored = try await store.steps.get(lease.runID, step: step.key)
        return zip(step.cells, stored.cells).map { ("\($0.name) of a step", $0.text, $1.text) }
    }

    private func state(_ sample: Sample, _ number: Int) async throws -> [Pair] {
        let state = store.state(of: lease.incarnation)
        let key = "\(number) \(sample.text)"
        try await state.set(key, sample.payload)
        let alone = try await state.get(key)
        let listed = try await state.list(prefix: key).items.first
        return [("a value of the state", alone), ("a listed value of the state", listed)].map { subject, value in
            (
                subject, Canonical.text(key) + " " + Canonical.bytes(sample.payload),
                Canonical.text(value?.key) + " " + Canonical.bytes(value?.content)
            )
        }
    }
}

/// One value of each kind.
private struct Sample {
    let text: String
    let payload: Payload
    let json: JSONValue
    let number: Double

    init(_ choices: inout Choices) {
        text = Self.text(&choices)
        payload = Payload(bytes: Zoo.bytes(&choices))
        json = Zoo.json(&choices)
        number = choices.pick([0.5, -1e-300, 1e22, 0.1, .leastNonzeroMagnitude, 1 / 3])
    }

    /// Of the zoo, or of any characters but U+0000.
    private static func text(_ choices: inout Choices) -> String {
        guard choices.once(in: 2) else { return Zoo.text(&choices) }
        var text = ""
        for _ in 0...choices.number(below: 8) {
            let bounds: [UInt32] = [0x80, 0x800, 0x1_0000, 0x11_0000]
            let value = 1 + choices.number(below: Int(choices.pick(bounds)) - 1)
            text.unicodeScalars.append(Unicode.Scalar(UInt32(value)) ?? "?")
        }
        return text
    }
}
