internal import HoldfastCore

extension Check {
    static let stateExpiryChecks = [
        Check(
            "kv.ttl.visible-until", .coordinated, .time, kills: ["M28", "M160"],
            contract: "a value is readable at expiry-1us and absent at expiry",
            why: "A lock that is made of a value must end at one moment for all.",
            hint: "Compare with the time of the call."
        ) { c in
            let state = try await state(c)
            try await state.set("k", Payload(text: "1"), timeToLive: .seconds(5))
            c.time.move(by: .seconds(5) - .microseconds(1))
            try c.expect(try await state.get("k")?.content.text, "1", "one microsecond before the end")
            c.time.move(by: .microseconds(1))
            try c.expect(try await state.get("k"), nil, "at the end")
        },
        Check(
            "kv.ttl.hidden-everywhere", .coordinated, .time, kills: ["M28"],
            contract: "an expired key is absent from get, list, count and CAS before any sweeper runs",
            why: "What is gone for one call and there for another is neither.",
            hint: "One function decides whether a row is live."
        ) { c in
            let state = try await state(c)
            for n in 0..<12 {
                try await state.set("k\(n + 10)", Payload(text: "1"), timeToLive: n % 3 == 0 ? nil : .seconds(1))
            }
            c.time.move(by: .seconds(1))
            let live = ["k10", "k13", "k16", "k19"]
            try c.expect(try await state.all().map(\.key), live, "list")
            let page = try await state.list(limit: 4)
            try c.expect(page.items.map(\.key), live, "a page that is just full")
            try c.expect(page.next, nil, "its cursor")
            try c.expect(try await state.count(), BoundedCount(value: 4, isExact: true), "count")
            try c.expect(try await state.count(upTo: 3), BoundedCount(value: 3, isExact: false), "a bounded count")
            try c.expect(try await state.has("k11"), false, "has")
            try c.expect(
                try await state.compareAndSet("k11", expected: Payload(text: "1"), Payload(text: "2")), false,
                "CAS from the old value")
            try c.expect(
                try await state.compareAndSet("k11", expected: nil, Payload(text: "2")), true, "CAS from absent")
            try c.expect(try await state.get("k11")?.content.text, "2", "the new value")
        },
        Check(
            "kv.ttl.cleared", .coordinated, .time, kills: ["M29", "M153"],
            contract: "overwriting without TTL removes the old TTL",
            why: "A value that was made to last must last.",
            hint: "Write the time to live each time, null included."
        ) { c in
            let state = try await state(c)
            try await state.set("k", Payload(text: "1"), timeToLive: .seconds(1))
            try await state.set("k", Payload(text: "2"))
            c.time.move(by: .days(400))
            try c.expect(try await state.get("k")?.content.text, "2", "long after")
        },
        Check(
            "kv.ttl.extended", .coordinated, .time, kills: ["M29"],
            contract: "overwriting with a longer TTL survives the old expiry, also through a sweep",
            why: "A value that was renewed in time must not go.",
            hint: "The sweep deletes only what is still expired."
        ) { c in
            let store = try await c.store()
            let state = store.state(of: try await store.runs.create(NewRun("w")).incarnation)
            try await state.set("k", Payload(text: "1"), timeToLive: .seconds(1))
            try await state.set("k", Payload(text: "2"), timeToLive: .seconds(5))
            c.time.move(by: .seconds(2))
            try c.expect(try await store.sweepExpiredState(), 0, "swept")
            try c.expect(try await state.get("k")?.content.text, "2", "after the old end")
            c.time.move(by: .seconds(3))
            try c.expect(try await state.get("k"), nil, "at the new end")
        },
        Check(
            "kv.ttl.zero-negative", .coordinated, .sequential, kills: ["M178"],
            contract: "TTL <= 0 throws .invalidArgument",
            why: "A value that is gone before it is written is a fault of the caller.",
            hint: "Check it before anything is written."
        ) { c in
            let state = try await state(c)
            for duration in [Duration.zero, .seconds(-1)] {
                try await c.expect(.invalidArgument, "\(duration)") {
                    try await state.set("k", Payload(text: "1"), timeToLive: duration)
                }
                try await c.expect(.invalidArgument, "\(duration) by CAS") {
                    _ = try await state.compareAndSet("k", expected: nil, Payload(text: "1"), timeToLive: duration)
                }
            }
            try c.expect(try await state.all(), [], "the values")
        },
        Check(
            "kv.ttl.reinsert", .coordinated, .time, kills: ["M161"],
            contract: "set-if-absent succeeds on an expired key",
            why: "A lock whose owner died must be free for the next.",
            hint: "Replace the expired row under its revision."
        ) { c in
            let state = try await state(c)
            try await state.set("k", Payload(text: "1"), timeToLive: .seconds(1))
            try c.expect(
                try await state.compareAndSet("k", expected: nil, Payload(text: "2")), false, "while it is live")
            c.time.move(by: .seconds(1))
            try c.expect(
                try await state.compareAndSet("k", expected: nil, Payload(text: "2")), true, "once it is expired")
            try c.expect(try await state.get("k")?.expiresAt, nil, "the new end")
        },
        Check(
            "kv.ttl.sweep", .coordinated, .time, kills: ["M159"],
            contract: "sweep() removes only expired rows and returns their number",
            why: "A sweep that removes too much loses state; one that removes nothing fills the disk.",
            hint: "Read by expiry, delete under the condition that it is still expired."
        ) { c in
            let store = try await c.store()
            let run = try await store.runs.create(NewRun("w"))
            let state = store.state(of: run.incarnation)
            for n in 1...9 { try await state.set("k\(n)", Payload(text: "v"), timeToLive: .seconds(n)) }
            try await state.set("stays", Payload(text: "v"))
            c.time.move(by: .seconds(4))
            let rows = c.range(StateTable.table, nil, .text("run/" + run.incarnation.rawValue))
            // A store may remove what has expired by itself, so what a sweep finds to remove is counted before it.
            var left = try await store.backend.count(rows, filter: [], limit: 99)
            for (limit, most) in [(3, 3), (10_000, 4), (10_000, 0)] {
                try await c.settle()
                let swept = try await store.sweepExpiredState(limit: limit)
                let now = try await store.backend.count(rows, filter: [], limit: 99)
                try c.expect(swept, left - now, "what a sweep of \(limit) says that it removed")
                try c.expect(swept <= most, true, "a sweep of \(limit) that removes \(swept)")
                left = now
            }
            try c.expect(left, 6, "the rows that are left")
            try c.expect(try await state.all().map(\.key), ["k5", "k6", "k7", "k8", "k9", "stays"], "what stays")
        },
    ]
}
