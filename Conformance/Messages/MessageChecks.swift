internal import HoldfastCore

extension Check {
    static let messageChecks = [
        Check(
            "messages.send.topics", .coordinated, .sequential, kills: ["M378"],
            contract: "messages of a topic are received in order by the run that they are sent to, and by no other",
            why: "Two conversations that are mixed up are none.",
            hint: "Run, topic and place make the key."
        ) { c in
            let store = try await c.store()
            var leases = [try await c.running(store, "a"), try await c.running(store, "b")]
            for n in 0..<12 {
                let (run, topic) = (["a", "b"][n % 2], ["x", "y", "x/y"][n % 3])
                try await store.messages.send(Payload(text: "\(n)"), to: RunID(run), topic: topic)
            }
            for (index, run) in ["a", "b"].enumerated() {
                for (place, topic) in ["x", "y", "x/y"].enumerated() {
                    let expected = (0..<12).filter { $0 % 2 == index && $0 % 3 == place }.map { "\($0)" }
                    let found = try await c.receiveAll(store, .topic(topic), &leases[index])
                    try c.expect(found, expected, "what run \(run) got under \(topic)")
                }
            }
            for lease in leases { try await store.leases.complete(lease, output: nil) }
            try await c.expect(.invalidTransition, "a message to a run that has ended") {
                try await store.messages.send(nil, to: "a", topic: "x")
            }
        },
        Check(
            "messages.missing-run", .coordinated, .time, kills: ["M379"],
            contract: "a message to a run that does not exist yet is refused, or kept for its time",
            why: "The answer can be quicker than the start of the run that asked.",
            hint: "That there is no such run is a condition of the commit that keeps it."
        ) { c in
            let store = try await c.store()
            func send(_ text: String, key: String? = nil, for time: Duration?) async throws -> Bool {
                try await store.messages.send(
                    Payload(text: text), to: "r", topic: "t", deliveryKey: key,
                    ifMissing: time.map { .keep($0) } ?? .refuse)
            }
            try await c.expect(.notFound, "a message to no run") { _ = try await send("lost", for: nil) }
            try await c.expect(.invalidArgument, "kept for no time") { _ = try await send("lost", for: .zero) }
            try c.expect(try await send("1", key: "k", for: .days(1)), true, "a message that is kept")
            try c.expect(try await send("1", key: "k", for: .days(1)), false, "the same once more")
            try c.expect(try await send("short", key: "s", for: .seconds(5)), true, "one that is kept for a short time")
            try c.expect(try await send("2", for: .days(1)), true, "a third one")
            c.time.move(by: .seconds(5))
            var lease = try await c.running(store, "r")
            try c.expect(try await send("1", key: "k", for: .days(1)), false, "the first, once the run is there")
            try c.expect(try await send("4", key: "s", for: .days(1)), true, "one whose time had passed, again")
            try c.expect(try await c.receiveAll(store, .topic("t"), &lease), ["1", "2", "4"], "what the run got")
            c.time.move(by: .days(1))
            try await c.settle()
            try c.expect(try await store.messages.sweepExpired(), 1, "messages that the sweep removes")
            // Where the run comes between the look and the commit.
            let late = try await c.store { try await store.runs.create(NewRun("w", id: "late")) }
            try await late.messages.send(Payload(text: "v"), to: "late", topic: "t", ifMissing: .keep(.days(1)))
            try await store.leases.complete(lease, output: nil)
            var other = try await c.claim(store, "late")
            try c.expect(try await c.receiveAll(store, .topic("t"), &other), ["v"], "what the late run got")
        },
        Check(
            "messages.receive.atomic", .coordinated, .sequential, kills: ["M348", "M380"],
            contract: "a message is consumed in the commit of its step, or not at all",
            why: "A message that was taken by a step that never was is lost.",
            hint: "One batch; a stale owner takes nothing."
        ) { c in
            let store = try await c.store()
            let old = try await c.running(store, "r")
            try await store.messages.send(Payload(text: "v"), to: "r", topic: "t")
            c.time.move(by: .seconds(61))
            var lease = try await c.claim(store, "r", owner: "heir")
            let step = StepRecord(key: "s", position: 1)
            try await c.expect(.fenced, "a look by the old owner") {
                _ = try await store.messages.inbox(.topic("t"), lease: old)
            }
            let inbox = try await store.messages.inbox(.topic("t"), lease: lease)
            try await c.expect(.fenced, "a step of the old owner") {
                _ = try await store.steps.commit(step, consuming: inbox.messages, lease: old)
            }
            // A step that has ended takes nothing.
            lease = try await c.commit(store, step, lease)
            guard case .existing = try await store.messages.receive([.topic("t")], as: step, lease: lease) else {
                throw c.violation("a step that has ended", expected: "existing", actual: "received")
            }
            try c.expect(try await c.receiveAll(store, .topic("t"), &lease), ["v"], "what the new owner got")
        },
        Check(
            "messages.published.first", .coordinated, .concurrent, kills: ["M381"],
            contract: "the first value published under a name stands, and everybody can read it",
            why: "Who acted on a published value must not find another there later.",
            hint: "Insert, never write over."
        ) { c in
            let stores = [try await c.store(), try await c.store()]
            let lease = try await c.running(stores[0], "r")
            try c.expect(try await stores[1].messages.published("v", by: "r"), nil, "before it is published")
            let results = await c.race(6) { n in
                try await stores[n % 2].messages.publish("v", Payload(text: "\(n)"), lease: lease)
            }
            let values = try results.map { try $0.get() }
            let standing = try await stores[1].messages.published("v", by: "r")
            try c.expect(values.map { Optional($0) }, Array(repeating: standing, count: 6), "what each was told")
            try c.expect(try await stores[0].messages.published("V", by: "r"), nil, "another name")
            try await stores[0].leases.complete(lease, output: nil)
            try c.expect(try await stores[1].messages.published("v", by: "r"), standing, "after the run's end")
            try await c.expect(.invalidTransition, "publishing after the end") {
                try await stores[0].messages.publish("w", Payload(text: "w"), lease: lease)
            }
            try await c.expect(.notFound, "a value of no run") {
                _ = try await stores[0].messages.published("v", by: "none")
            }
        },
    ]
}
