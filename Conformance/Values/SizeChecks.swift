internal import HoldfastCore

extension Check {
    static let sizeChecks = [
        Check(
            "zoo.size-1mib", .core, .sequential, kills: ["M218"],
            contract: "exactly 1 MiB payload",
            why: "Drivers split what they send at such sizes, and servers refuse them.",
            hint: "Large payloads stand in chunks of 256 KiB: each must come back."
        ) { c in
            let store = try await c.store()
            try await keepEverywhere(c, store, 1 << 20)
        },
        Check(
            "zoo.size-boundaries", .core, .sequential, kills: ["M123"],
            contract:
                "payloads of 255/256, 4,095/4,096, 20,000/20,001 (chunks), 65,535/65,536 bytes and 400 KiB round-trip",
            why: "Pages, pages of pages and packets end at such sizes.",
            hint: "Follow overflow pages and several packets."
        ) { c in
            let store = try await c.store()
            for size in [255, 256, 4_095, 4_096, 20_000, 20_001, 65_535, 65_536] {
                try await c.answer("a read of \(size) bytes") {
                    try await keep(c, store, "s\(size)", Payload(bytes: noise(size)))
                }
            }
            for size in [(400 << 10) - 1, 400 << 10, (400 << 10) + 1] { try await keepEverywhere(c, store, size) }
        },
    ]

    /// Stores so many bytes as the input of a run, its state, the output of a step and its own.
    private static func keepEverywhere(_ c: CheckContext, _ store: Store, _ size: Int) async throws {
        let payload = Payload(bytes: noise(size))
        func keep(_ subject: String, _ write: () async throws -> Void, _ read: () async throws -> Payload?) async throws
        {
            try await write()
            let back = try await c.answer("a read of \(size) bytes as \(subject)", from: read)
            try c.expect(back == payload, true, "whether \(size) bytes come back as \(subject)")
        }
        let input = RunID("input\(size)")
        try await keep("an input") {
            var new = NewRun("w", id: input, input: payload)
            new.queue = "apart"
            try await store.runs.create(new)
        } _: {
            try await store.runs.get(input).input
        }
        let id = RunID("r\(size)")
        let lease = try await c.populate(store, id)
        let state = store.state(of: lease.incarnation)
        try await keep("state") {
            try await state.set("big", payload)
        } _: {
            try await state.get("big")?.content
        }
        try await keep("an output of a step") {
            _ = try await store.steps.commit(StepRecord(key: "big", position: 2, output: payload), lease: lease)
        } _: {
            try await store.steps.output(id, step: "big")
        }
        try await keep("an output") {
            try await store.leases.complete(lease, output: payload)
        } _: {
            try await store.runs.get(id).output
        }
    }
}
