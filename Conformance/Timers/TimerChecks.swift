internal import HoldfastCore

extension Check {
    static let timerChecks = [
        Check(
            "timers.schedule.due", .coordinated, .time, kills: ["M368", "M369"],
            contract: "a timer is not due at fireAt-1us and due at fireAt",
            why: "A reminder that comes early is wrong, and one that does not come is useless.",
            hint: "A time in whole microseconds; due from that time on."
        ) { c in
            let store = try await c.store()
            var lease = try await c.running(store, "r", for: .days(1))
            let fireAt = c.time.now.advanced(by: .seconds(5))
            let timer = try await store.timers.schedule("t", at: fireAt, Payload(text: "now"), lease: lease)
            try c.expect([timer.id, timer.runID.rawValue], ["t", "r"], "what was scheduled")
            try c.expect([timer.fireAt, timer.createdAt, timer.endedAt], [fireAt, c.time.now, nil], "times")
            c.time.move(by: .seconds(5) - .microseconds(1))
            try c.expect(try await due(c, store), [], "what is due one microsecond before")
            try c.expect(try await fire(c, store), [], "what fires then")
            try c.expect(try await c.receiveAll(store, .timer("t"), &lease), [], "what the run got")
            c.time.move(by: .microseconds(1))
            try c.expect(try await store.timers.due(), [timer], "what is due at its time")
            let fired = try await store.timers.fire()
            try c.expect(fired.map(\.id), ["t"], "what fires")
            try c.expect(fired.map(\.status), [.fired], "its status")
            try c.expect(try await store.timers.list(of: "r").items, fired, "the run's timers")
            try c.expect(try await c.receiveAll(store, .timer("t"), &lease), ["now"], "what the run got")
            // A run that waits is woken.
            try await store.timers.schedule("u", at: c.time.now.advanced(by: .seconds(1)), lease: lease)
            try await c.park(store, .timer("u"), lease)
            c.time.move(by: .seconds(1))
            try c.expect(try await fire(c, store), ["u"], "what fires while the run waits")
            lease = try await c.claim(store, "r")
            try c.expect(try await c.receiveAll(store, .timer("u"), &lease), [nil], "what woke the run")
        },
        Check(
            "timers.due.order", .coordinated, .time, kills: ["M370"],
            contract: "due timers come oldest fireAt first, ties by id",
            why: "What waited longest goes first.",
            hint: "An index by time, then id."
        ) { c in
            let store = try await c.store()
            var random = SeededRandom(seed: c.seed)
            let leases = [try await c.running(store, "r0"), try await c.running(store, "r1")]
            var expected: [(Timestamp, String)] = []
            for n in 0..<24 {
                let id = "t\(random.number(below: 10))-\(n + 10)"
                let fireAt = c.time.now.advanced(by: .seconds(random.number(below: 4)))
                try await store.timers.schedule(id, at: fireAt, lease: leases[n % 2])
                expected.append((fireAt, id))
            }
            c.time.move(by: .seconds(9))
            expected.sort { $0.0 != $1.0 ? $0.0 < $1.0 : KeyOrder.isBefore($0.1, $1.1) }
            try c.expect(try await due(c, store), expected.map(\.1), "what is due")
            try c.expect(try await fire(c, store), expected.map(\.1), "what fires")
        },
        Check(
            "timers.due.limit", .coordinated, .time, kills: ["M13", "M371"],
            contract: "the limit is respected and the rest stay due",
            why: "A poller takes what it can do, and leaves the rest to others.",
            hint: "At most that many; what was not taken is untouched."
        ) { c in
            let store = try await c.store()
            let lease = try await c.running(store, "r", for: .days(1))
            let ids = (0..<10).map { "t\($0)" }
            for id in ids { try await store.timers.schedule(id, at: c.time.now, lease: lease) }
            try await c.settle()
            try c.expect(try await store.timers.due(limit: 3).map(\.id), Array(ids.prefix(3)), "three that are due")
            var fired: [String] = []
            for expected in [4, 4, 2, 0] {
                try await c.settle()
                let some = try await store.timers.fire(limit: 4)
                try c.expect(some.count, expected, "how many fire of at most four")
                fired += some.map(\.id)
                try c.expect(try await due(c, store), ids.filter { !fired.contains($0) }, "what stays due")
            }
            for limit in [0, -1] {
                try await c.expect(.invalidArgument, "a limit of \(limit)") {
                    try await store.timers.fire(limit: limit)
                }
            }
        },
        Check(
            "timers.cancel.prevents", .coordinated, .time, kills: ["M372"],
            contract: "a cancelled timer never fires",
            why: "Who paid in time must not be reminded.",
            hint: "That it is scheduled is a condition of the commit that fires it."
        ) { c in
            let store = try await c.store()
            var lease = try await c.running(store, "r", for: .days(1))
            for id in ["a", "b"] {
                try await store.timers.schedule(id, at: c.time.now.advanced(by: .seconds(1)), lease: lease)
            }
            try c.expect(try await store.timers.cancel("a", lease: lease), true, "whether it was cancelled")
            try c.expect(try await store.timers.cancel("a", lease: lease), false, "the second time")
            c.time.move(by: .days(100))
            try c.expect(try await due(c, store), ["b"], "what is due")
            try c.expect(try await fire(c, store), ["b"], "what fires")
            lease = try await c.claim(store, "r")
            try c.expect(try await c.receiveAll(store, .timer("a"), &lease), [], "what the cancelled one sent")
            try c.expect(try await store.timers.cancel("b", lease: lease), false, "cancelling one that has fired")
            let statuses = try await store.timers.list(of: "r").items.map(\.status)
            try c.expect(statuses, [.cancelled, .fired], "how they stand")
            try await c.expect(.notFound, "an unknown one") { try await store.timers.cancel("c", lease: lease) }
            // The timers of a run that has ended fire for nobody.
            try await store.timers.schedule("c", at: c.time.now, lease: lease)
            try await store.leases.complete(lease, output: nil)
            try c.expect(try await fire(c, store), [], "what fires after the run's end")
            try c.expect(try await due(c, store), [], "what is due then")
        },
        Check(
            "timers.reschedule", .coordinated, .time, kills: ["M373"],
            contract: "rescheduling the same id replaces the time, never doubles",
            why: "A deadline that was moved must not pass at the old time too.",
            hint: "One row for an id."
        ) { c in
            let store = try await c.store()
            var lease = try await c.running(store, "r", for: .days(1))
            let start = c.time.now
            for seconds in [5, 9, 3, 7] {
                let fireAt = start.advanced(by: .seconds(seconds))
                try await store.timers.schedule("t", at: fireAt, Payload(text: "\(seconds)"), lease: lease)
            }
            try c.expect(try await store.timers.list(of: "r").items.count, 1, "timers of the run")
            for second in 1...10 {
                c.time.move(by: .seconds(1))
                try c.expect(try await fire(c, store), second == 7 ? ["t"] : [], "what fires at second \(second)")
            }
            try c.expect(try await c.receiveAll(store, .timer("t"), &lease), ["7"], "what the run got")
            // One that has fired, or was cancelled, can be wound up again.
            for how in ["fired", "cancelled"] {
                if how == "cancelled" {
                    try await store.timers.schedule("t", at: c.time.now.advanced(by: .seconds(1)), lease: lease)
                    try await store.timers.cancel("t", lease: lease)
                }
                try await store.timers.schedule("t", at: c.time.now, Payload(text: how), lease: lease)
                try c.expect(try await fire(c, store), ["t"], "what fires that was \(how)")
                try c.expect(try await c.receiveAll(store, .timer("t"), &lease), [how], "what the run got")
            }
        },
        Check(
            "timers.past", .coordinated, .time, kills: ["M374"],
            contract: "a timer scheduled in the past is due at once",
            why: "A deadline that has passed has passed.",
            hint: "No correction of times, and none that is refused."
        ) { c in
            let store = try await c.store()
            let lease = try await c.running(store, "r")
            let times = [0, 1, -1_000_000, Int64.min / 4].map { Timestamp(microseconds: $0) } + [c.time.now]
            for (n, time) in times.enumerated() {
                let timer = try await store.timers.schedule("t\(n)", at: time, lease: lease)
                try c.expect(timer.fireAt, time, "the time of timer \(n)")
                try c.expect(try await due(c, store), ["t\(n)"], "what is due at once")
                try c.expect(try await fire(c, store), ["t\(n)"], "what fires at once")
            }
        },
        Check(
            "timers.far", .coordinated, .time, kills: ["M375"],
            contract: "a timer 100 years ahead round-trips exactly",
            why: "A time that is kept in too few digits is another time.",
            hint: "Sixty-four bits of microseconds."
        ) { c in
            let store = try await c.store()
            let lease = try await c.running(store, "r")
            let far = c.time.now.advanced(by: .days(36_525) + .microseconds(123_457))
            try await store.timers.schedule("t", at: far, lease: lease)
            try c.expect(try await store.timers.list(of: "r").items.map(\.fireAt), [far], "the time")
            c.time.move(by: c.time.now.duration(to: far) - .microseconds(1))
            try c.expect(try await due(c, store), [], "what is due one microsecond before")
            c.time.move(by: .microseconds(1))
            try c.expect(try await fire(c, store), ["t"], "what fires in 100 years")
        },
        Check(
            "timers.clock-back", .coordinated, .time, kills: ["M376"],
            contract: "setting the clock back never fires early nor twice",
            why: "Clocks are set back each autumn, and by every second server.",
            hint: "Due is compared with the time of the call; fired is stored once."
        ) { c in
            let store = try await c.store()
            var lease = try await c.running(store, "r", for: .days(1))
            for n in 1...3 {
                try await store.timers.schedule("t\(n)", at: c.time.now.advanced(by: .seconds(n * 10)), lease: lease)
            }
            var fired: [String] = []
            for (move, expected) in [(15, ["t1"]), (-10, []), (8, []), (10, ["t2"]), (-20, []), (17, []), (20, ["t3"])]
            {
                c.time.move(by: .seconds(move))
                let now = try await fire(c, store)
                try c.expect(now, expected, "what fires after a step of \(move) s")
                fired += now
            }
            for id in ["t1", "t2", "t3"] {
                try c.expect(try await c.receiveAll(store, .timer(id), &lease), [nil], "what \(id) sent")
            }
        },
    ]

    /// The ids of what is due.
    static func due(_ c: CheckContext, _ store: Store) async throws -> [String] {
        try await c.settle()
        return try await store.timers.due(limit: 1_000).map(\.id)
    }

    /// The ids of what fires.
    static func fire(_ c: CheckContext, _ store: Store) async throws -> [String] {
        try await c.settle()
        return try await store.timers.fire(limit: 1_000).map(\.id)
    }
}
