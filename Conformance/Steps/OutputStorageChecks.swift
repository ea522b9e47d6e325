internal import HoldfastCore

extension Check {
    static let outputStorageChecks = [
        Check(
            "outputs.put.first-wins", .core, .sequential, kills: ["M08"],
            contract: "a second put for the same step is shown the first, which stays (same insert token: success)",
            why: "A result that changes after it was used makes two histories of one run.",
            hint: "Insert, never write over; one's own insert, sent again, is told by its token."
        ) { c in
            let line = FaultyBackend(try await c.backend())
            let store = c.store(line)
            var lease = try await c.running(store, "r")
            let first = StepRecord(key: "s", position: 1, output: Payload(text: "first"))
            let commits = line.count(of: .commit)
            line.plan { verb, n in verb == .commit && n == commits + 1 ? .dropReply : nil }
            lease = try await c.commit(store, first, lease)
            try c.expect(line.faults, 1, "replies that were lost")
            try c.expect(line.count(of: .commit), commits + 2, "the commit and its second sending")
            for output in [Payload(text: "second"), Payload(bytes: []), Payload(text: "first"), nil] {
                let second = StepRecord(key: "s", position: 1, output: output)
                switch try await store.steps.commit(second, lease: lease) {
                case .existing(let step): try c.expect(step, first, "the step that is shown")
                case .committed: throw c.violation("a second put", expected: "existing", actual: "committed")
                }
                try c.expect(try await store.steps.output("r", step: "s"), first.output, "the output")
            }
        },
        Check(
            "outputs.big", .core, .sequential, kills: ["M218"],
            contract: "1 MiB round-trips, in chunks where a row holds less",
            why: "Results are documents and images too.",
            hint: "Write the chunks before the commit that names them, and read all of them."
        ) { c in
            let store = try await c.store()
            let lease = try await c.populate(store, "r")
            let output = Payload(bytes: noise(1 << 20))
            let step = StepRecord(key: "big", position: 2, output: output)
            try await c.commit(store, step, lease)
            let back = try await c.answer("a read of 1 MiB") { try await store.steps.output("r", step: "big") }
            try c.expect(back == output, true, "whether 1 MiB comes back")
            let memo = try await store.steps.memo(lease).first { $0.key == "big" }
            try c.expect(memo?.output == output, true, "whether 1 MiB comes back in the memo")
            try await store.leases.complete(lease, output: output)
            try c.expect(try await store.runs.get("r").output == output, true, "whether 1 MiB comes back as a result")
        },
        Check(
            "outputs.codec", .core, .sequential, kills: ["M219"],
            contract: "the stored form of a Codable value decodes identically on every other backend",
            why: "A store that is copied to another must carry its runs on there.",
            hint: "Bytes go in and come out; nothing on the way knows JSON."
        ) { c in
            let store = try await c.store()
            let lease = try await c.running(store, "r")
            let codec = JSONPayloadCodec()
            let encoded = try codec.encode(Sample.one)
            try c.expect(encoded.text, Sample.text, "the encoded form")
            try await c.commit(store, StepRecord(key: "s", position: 1, output: encoded), lease)
            let stored = try await store.steps.output("r", step: "s")
            try c.expect(stored.text, Sample.text, "the stored form")
            try c.expect(try codec.decode(Sample.self, from: stored), Sample.one, "the decoded value")
            let row = try await store.backend.row(
                c.key(StepTable.table, .text(lease.incarnation.rawValue), .text("s")))
            try c.expect(row?[StepTable.output], .bytes(Array(Sample.text.utf8)), "the bytes in the row")
        },
    ]

    /// Bytes without a pattern that a store could fold.
    static func noise(_ count: Int) -> [UInt8] {
        var random = SeededRandom(seed: UInt64(count))
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        for _ in 0..<count { bytes.append(UInt8(truncatingIfNeeded: random.next())) }
        return bytes
    }

    /// Fails the check unless the call is refused as too large, with the limit named and nothing written.
    static func refuses(
        _ c: CheckContext, _ store: Store, _ subject: String, _ call: () async throws -> Void
    ) async throws {
        let before = try await c.dump(store.backend)
        let error = try await c.expect(.limitExceeded, subject, from: call)
        let limit = "\(store.maximumPayloadBytes)"
        try c.expect(error.message.contains(limit), true, "whether \"\(error)\" names the limit \(limit)")
        try c.expect(try await c.dump(store.backend), before, "what is stored after \(subject) was refused")
    }
}

/// A value of many types, and the one text that stands for it.
private struct Sample: Codable, Equatable {
    enum Size: String, Codable { case small, large }

    var name = "caf\u{E9} \u{1F680} \"quoted\" a/b"
    var count = Int64.max
    var ratio = 0.1
    var flag = true
    var nothing: Int?
    var size = Size.large
    var list = [3, 1, 2]
    var nested = ["b": [1.5], "a": []]

    static let one = Sample()
    static let text =
        #"{"count":9223372036854775807,"flag":true,"list":[3,1,2],"name":"café 🚀 \"quoted\" a/b","#
        + #""nested":{"a":[],"b":[1.5]},"ratio":0.1,"size":"large"}"#
}
