internal import HoldfastCore

extension Check {
    static let propertyChecks = [
        Check(
            "zoo.roundtrip-property", .core, .generated, kills: ["M18", "M19", "M20"],
            contract: "any random JSON value through any collection equals itself",
            why: "What users store is more various than any list of examples.",
            hint: "Text and bytes are kept as they are; nothing on the way parses and prints them again."
        ) { c in
            let store = try await c.store()
            var json = RandomJSON(random: SeededRandom(seed: c.seed))
            for n in 0..<8 {
                let value = json.value(depth: 4)
                var new = NewRun("w", id: RunID("r\(n)"), input: Payload(text: value.text))
                new.trigger = value
                new.attributes = json.object(depth: 2)
                new.metadata = json.object(depth: 3)
                try await store.runs.create(new)
                var lease = try await c.claim(store, RunID("r\(n)"))
                let step = StepRecord(key: "s", position: 1, output: Payload(text: value.text))
                lease = try await c.commit(store, step, lease)
                try await store.state(of: lease.incarnation).set("k", Payload(text: value.text))
                try await store.leases.complete(lease, output: Payload(text: value.text))
                let run = try await store.runs.get(RunID("r\(n)"))
                try c.expect(run.trigger, value, "value \(n), as a trigger")
                try c.expect(run.attributes, new.attributes, "the attributes of run \(n)")
                try c.expect(run.metadata, new.metadata, "the metadata of run \(n)")
                let state = try await store.state(of: lease.incarnation).get("k")?.content
                let output = try await store.steps.output(RunID("r\(n)"), step: "s")
                for (name, payload) in [
                    ("an input", run.input), ("an output", run.output), ("a step's output", output), ("state", state),
                ] {
                    try c.expect(payload.flatMap { JSONValue(text: $0.text) }, value, "value \(n), as \(name)")
                }
            }
        }
    ]
}
