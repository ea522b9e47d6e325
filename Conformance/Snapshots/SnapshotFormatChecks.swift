internal import HoldfastCore

extension Check {
    static let snapshotFormatChecks = [
        Check(
            "snapshots.format.unknown", .core, .sequential, kills: ["M97"],
            contract: "an unknown format version throws .corrupted; the workflow is not started from nothing",
            why: "A workflow that begins anew because its state is unreadable charges the customer again.",
            hint: "Only what is not there is nil."
        ) { c in
            let snapshots = try await c.store().snapshots
            try await snapshots.save("s", Payload(text: #"{"n":1}"#), format: 7)
            for known in [1, 6] {
                let error = try await c.expect(.corrupted, "a program that knows up to \(known)") {
                    _ = try await snapshots.load([String: Int].self, "s", format: known)
                }
                try c.expect([error.expected, error.actual], ["\(known)", "7"], "what the error says")
            }
            try c.expect(try await snapshots.load([String: Int].self, "s", format: 7), ["n": 1], "one that knows it")
        },
        Check(
            "snapshots.format.undecodable", .core, .sequential, kills: ["M414"],
            contract: "undecodable content throws .corrupted and stays stored as it is",
            why: "What one version cannot read another one may.",
            hint: "An error changes nothing."
        ) { c in
            struct State: Decodable { var name: String? }
            let snapshots = try await c.store().snapshots
            let migration = StateMigration(from: 1, to: 2, [.remove("x")])
            for (number, text) in ["", "no json", "[1]", #"{"name": 1}"#, "\u{0}"].enumerated() {
                let (name, content) = ("s\(number)", Payload(text: text))
                try await snapshots.save(name, content)
                let before = try await snapshots.load(name)
                try await c.expect(.corrupted, "content \(number)") {
                    _ = try await snapshots.load(State.self, name)
                }
                try await c.expect(.corrupted, "content \(number), brought to a later format") {
                    _ = try await snapshots.load(
                        State.self, name, format: 2, migrations: StateMigrations([migration]))
                }
                try c.expect(try await snapshots.load(name), before, "what is stored")
                try c.expect(before?.content, content, "the content")
            }
        },
        Check(
            "snapshots.migrate.compose", .core, .generated, kills: ["M415"],
            contract: "rename, remove and transform over several versions equal one step by step",
            why: "A program that was not updated for a year goes the same way as one that was.",
            hint: "Go from version to version, and make every change on the way."
        ) { c in
            var random = SeededRandom(seed: c.seed)
            let snapshots = try await c.store().snapshots
            for turn in 0..<20 {
                let versions = 2 + random.number(below: 4)
                let steps = (1..<versions).map { version in
                    let changes = (0..<1 + random.number(below: 4)).map { _ in change(&random) }
                    return StateMigration(from: version, to: version + 1, changes)
                }
                var content = Payload(text: #"{"a":1,"b":"text","c":[1,2],"d":{"a":5},"e":null}"#)
                try await snapshots.save("s\(turn)", content)
                for step in steps {
                    content = try StateMigrations([step]).migrate(content, from: step.from, to: step.to)
                }
                let found = try await snapshots.load(
                    Raw.self, "s\(turn)", format: versions, migrations: StateMigrations(steps.shuffled(using: &random)),
                    codec: RawCodec())
                try c.expect(found?.text, content.text, "\(versions) versions at once")
            }
            let all = StateMigration(
                from: 1, to: 2,
                [.rename("a", to: "z"), .remove("b"), .transform("c") { _ in "new" }, .rename("none", to: "y")])
            let migrated = try StateMigrations([all]).migrate(
                Payload(text: #"{"a":1,"b":2,"c":3,"z":4}"#), from: 1, to: 2)
            try c.expect(migrated.text, #"{"c":"new","z":1}"#, "one of each kind")
        },
        Check(
            "snapshots.migrate.strict", .core, .sequential, kills: ["M416"],
            contract: "strict mode refuses a version without a path, naming both versions",
            why: "State of an old shape that is read as a new one is wrong in silence.",
            hint: "A path leads from each version to the present one, or there is none."
        ) { c in
            let snapshots = try await c.store().snapshots
            try await snapshots.save("s", Payload(text: #"{"old":1}"#), format: 2)
            let steps = [
                StateMigration(from: 1, to: 2, [.remove("x")]), StateMigration(from: 3, to: 4, [.remove("x")]),
                StateMigration(from: 2, to: 5, [.remove("x")]),
            ]
            let error = try await c.expect(.versionMismatch, "a version without a path") {
                _ = try await snapshots.load([String: Int].self, "s", format: 4, migrations: StateMigrations(steps))
            }
            try c.expect([error.expected, error.actual], ["4", "2"], "the versions that the error names")
            let lenient = StateMigrations(steps, isStrict: false)
            let found = try await snapshots.load([String: Int].self, "s", format: 4, migrations: lenient)
            try c.expect(found, ["old": 1], "as it is, where that is allowed")
            let renamed = StateMigrations([StateMigration(from: 2, to: 4, [.rename("old", to: "new")])])
            let moved = try await snapshots.load([String: Int].self, "s", format: 4, migrations: renamed)
            try c.expect(moved, ["new": 1], "with a path over several versions")
        },
        Check(
            "snapshots.drift", .core, .sequential, kills: ["M417"],
            contract: "a changed step order or input fingerprint throws with position, expected and actual",
            why: "A result that is given to another step is worse than none.",
            hint: "Compare what is recorded, place by place."
        ) { c in
            let store = try await c.store()
            var lease = try await c.running(store, "r")
            let steps = [("load", "in"), ("charge", "10"), ("send", "")]
            for (place, (key, input)) in steps.enumerated().reversed() {
                var step = StepRecord(key: key, position: place + 1)
                step.input = input.isEmpty ? nil : Payload(text: input)
                lease = try await c.commit(store, step, lease)
            }
            let recorded = try await store.steps.shape(of: "r")
            func shape(_ steps: [(String, String)]) -> RunShape {
                RunShape(steps.map { RunShape.Step($0, input: $1.isEmpty ? nil : Payload(text: $1)) })
            }
            try c.expect(recorded, shape(steps), "what is recorded")
            for same in [steps, steps + [("more", "x")], [("load", ""), ("charge", "10"), ("send", "new")]] {
                try shape(same).check(against: recorded)
            }
            let changed: [([(String, String)], String, String, String)] = [
                ([steps[1], steps[0], steps[2]], "1", "load", "charge"),
                ([steps[0], ("new", ""), steps[1], steps[2]], "2", "charge", "new"),
                (Array(steps.prefix(2)), "3", "send", "nothing"),
            ]
            for (steps, position, expected, actual) in changed {
                let error = try await c.expect(.definitionConflict, "a change at \(position)") {
                    try shape(steps).check(against: recorded)
                }
                try c.expect([error.id, error.expected, error.actual], [position, expected, actual], "what it says")
                try c.expect(error.message.contains("position \(position)"), true, "whether the message says it")
            }
            let error = try await c.expect(.definitionConflict, "another input") {
                try shape([steps[0], ("charge", "11"), steps[2]]).check(against: recorded)
            }
            try c.expect(error.id, "2", "the position of another input")
            try c.expect(error.expected == error.actual, false, "whether the fingerprints differ")
        },
    ]

    private static func change(_ random: inout SeededRandom) -> StateChange {
        let keys = ["a", "b", "c", "d", "e", "f"]
        let key = random.pick(keys)
        switch random.number(below: 3) {
        case 0: return .rename(key, to: random.pick(keys))
        case 1: return .remove(key)
        default: return .transform(key) { .array([$0]) }
        }
    }
}

/// Bytes that are taken as they are.
private struct Raw: Codable { let text: String }

private struct RawCodec: PayloadCodec {
    func encode(_ value: some Encodable) throws -> Payload { Payload(bytes: []) }

    func decode<Content: Decodable>(_ type: Content.Type, from payload: Payload) throws -> Content {
        guard let content = Raw(text: payload.text) as? Content else {
            throw StoreError(.corrupted, "only raw bytes are read")
        }
        return content
    }
}
