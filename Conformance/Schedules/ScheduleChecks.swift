internal import HoldfastCore

extension Check {
    static let scheduleChecks = [
        Check(
            "schedules.create.roundtrip", .coordinated, .sequential, kills: ["M460"],
            contract: "a schedule reads back with workflow, input, rule, time zone, policies and next time",
            why: "A schedule runs for years by what was stored on its first day.",
            hint: "One place writes the row, and one reads it."
        ) { c in
            let store = try await c.schedulingStore()
            var full = Schedule(
                "full", workflow: "w", .cron("30 4 * * mon-fri", timeZone: "Europe/Berlin"),
                input: Payload(bytes: [0, 255]))
            full.overlap = .queue
            full.missed = .backfill(7)
            full.grace = .seconds(5)
            full.version = 3
            full.build = "b1"
            full.queue = "q"
            full.priority = .high
            full.tags = ["tag": "value"]
            let made = try await store.schedules.create(full)
            try c.expect(made.nextAt.map { "\($0)" }, "2100-01-01T03:30:00.000000Z", "the next time")
            try c.expect(
                [made.revision, made.createdAt.microseconds], [1, c.time.now.microseconds], "revision and time")
            try c.expect(made.schedule, full, "the answer")
            try c.expect(try await store.schedules.get("full"), made, "get")
            for (name, rule) in [
                ("a", ScheduleRule.every(.seconds(90))), ("b", .every(.milliseconds(1_001), startsAtOnce: true)),
            ] {
                let plain = Schedule(ScheduleName(name), workflow: "w", rule)
                try await store.schedules.create(plain)
                try c.expect(try await store.schedules.get(plain.name).schedule, plain, "a plain schedule")
            }
            var names: [String] = []
            var cursor: String?
            repeat {
                let page = try await store.schedules.list(limit: 2, cursor: cursor)
                names += page.items.map(\.schedule.name.rawValue)
                cursor = page.next
            } while cursor != nil && names.count < 9
            try c.expect(names, ["a", "b", "full"], "the list")
            full.input = nil
            full.rule = .every(.hours(1))
            let changed = try await store.schedules.update(full, revision: 1)
            try c.expect(changed.nextAt, c.time.now.advanced(by: .hours(1)), "the next time of the new rule")
            try c.expect(try await store.schedules.get("full"), changed, "after the update")
            try await c.expect(.revisionConflict, "an update of what was changed") {
                try await store.schedules.update(full, revision: 1)
            }
        },
        Check(
            "schedules.create.duplicate", .coordinated, .sequential, kills: ["M461"],
            contract: "another schedule under a taken id throws .alreadyExists; an unknown id throws .notFound",
            why: "Every start of a program makes its schedules again.",
            hint: "Insert, and let the key decide."
        ) { c in
            let store = try await c.schedulingStore()
            let first = try await store.schedules.create(Schedule("s", workflow: "w", .every(.seconds(60))))
            c.time.move(by: .seconds(9))
            try await c.expect(.alreadyExists, "a second schedule of the name") {
                try await store.schedules.create(Schedule("s", workflow: "other", .every(.seconds(5))))
            }
            try c.expect(try await store.schedules.get("s"), first, "the first one afterwards")
            try await c.expect(.notFound, "get") { _ = try await store.schedules.get("x") }
            try await c.expect(.notFound, "update") {
                try await store.schedules.update(Schedule("x", workflow: "w", .every(.seconds(5))), revision: 1)
            }
            try await c.expect(.notFound, "pause") { try await store.schedules.pause("x") }
            try await c.expect(.notFound, "resume") { try await store.schedules.resume("x") }
            try c.expect(try await store.schedules.remove("x"), false, "remove")
        },
        Check(
            "schedules.interval.no-drift", .coordinated, .time, kills: ["M462"],
            contract: "each next time is the slot plus the interval, however late the poll came",
            why: "What drifts by a second a day runs at noon after a few years.",
            hint: "Count from the slot, never from the present."
        ) { c in
            let store = try await c.schedulingStore()
            let start = c.time.now
            var schedule = Schedule("s", workflow: "w", .every(.seconds(60)))
            schedule.overlap = .allow
            try await store.schedules.create(schedule)
            // The clock stands at 65, 129, 190, 299 and 300 seconds.
            let waits: [Int] = [65, 64, 61, 109, 1]
            let expected: [[Int64]] = [[60], [120], [180], [240], [300]]
            for (wait, slots) in zip(waits, expected) {
                try c.expect(
                    try await c.fire(store, after: .seconds(wait), since: start), slots, "after \(wait) s more")
                let next = start.advanced(by: .seconds(slots[0] + 60))
                try c.expect(try await store.schedules.get("s").nextAt, next, "the next time")
            }
            try c.expect(try await c.fire(store, after: .seconds(119), since: start), [360], "at 419 s")
            try c.expect(try await c.fire(store, after: .seconds(61), since: start), [420, 480], "at 480 s")
        },
        Check(
            "schedules.interval.first", .coordinated, .time, kills: ["M463"],
            contract: "with the immediate option the first run starts at once, else after one interval",
            why: "A report of the day is wanted on the first day, a cleaning up is not.",
            hint: "The first slot is the present, or one interval later."
        ) { c in
            let store = try await c.schedulingStore()
            let start = c.time.now
            try await store.schedules.create(Schedule("later", workflow: "w", .every(.seconds(60))))
            try c.expect(try await c.fire(store), [], "at once")
            let atOnce = Schedule("now", workflow: "w", .every(.seconds(60), startsAtOnce: true))
            try await store.schedules.create(atOnce)
            let first = Firing(slot: start, run: Schedule.runID("now", slot: start))
            try c.expect(try await c.fire(store), [first], "with the option")
            try await c.endRuns(store)
            try c.expect(try await c.fire(store, after: .seconds(59), since: start), [], "before the interval ends")
            try c.expect(try await c.fire(store, after: .seconds(1), since: start), [60, 60], "as it ends")
        },
        Check(
            "schedules.fire.boundary", .coordinated, .time, kills: ["M464"],
            contract: "a slot does not fire at its time - 1us and fires at its time",
            why: "What is due at midnight belongs to the new day.",
            hint: "Due means next_at <= now."
        ) { c in
            let store = try await c.schedulingStore()
            c.time.move(by: .microseconds(567))
            let slot = c.time.now.advanced(by: .seconds(10))
            try await store.schedules.create(
                Schedule("s", workflow: "w", .every(.seconds(10)), input: Payload(text: "in")))
            c.time.move(by: .seconds(10) - .microseconds(1))
            try c.expect(try await c.fire(store), [], "one microsecond before its time")
            c.time.move(by: .microseconds(1))
            let id = Schedule.runID("s", slot: slot)
            try c.expect(try await c.fire(store), [Firing(slot: slot, run: id)], "at its time")
            let run = try await store.runs.get(id)
            try c.expect([run.workflow, run.input?.text], ["w", "in"], "workflow and input of the run")
            try c.expect([run.createdAt, run.readyAt], [slot, slot], "its times")
            let lease = try await c.claim(store, id)
            try await store.leases.complete(lease, output: nil)
            let record = try await store.schedules.get("s")
            try c.expect(
                [record.lastAt, record.nextAt], [slot, slot.advanced(by: .seconds(10))], "last and next time")
            try c.expect(record.lastRunID, id, "the last run")
        },
        Check(
            "schedules.remove", .coordinated, .sequential, kills: ["M465"],
            contract: "a removed schedule never fires again; runs that it started stay",
            why: "Nobody looks at what was removed.",
            hint: "Delete the row."
        ) { c in
            let store = try await c.schedulingStore()
            let start = c.time.now
            try await store.schedules.create(Schedule("s", workflow: "w", .every(.seconds(60))))
            try await store.schedules.create(Schedule("t", workflow: "w", .every(.seconds(60))))
            try c.expect(try await c.fire(store, after: .seconds(60), since: start), [60, 60], "both")
            try await c.endRuns(store)
            try c.expect(try await store.schedules.remove("s"), true, "removing")
            try c.expect(try await store.schedules.remove("s"), false, "removing again")
            try await c.expect(.notFound, "get") { _ = try await store.schedules.get("s") }
            let second = start.advanced(by: .seconds(120))
            c.time.move(by: .seconds(60))
            let fired = try await c.fire(store)
            try c.expect(fired, [Firing(slot: second, run: Schedule.runID("t", slot: second))], "the next slots")
            let run = try await store.runs.get(Schedule.runID("s", slot: start.advanced(by: .seconds(60))))
            try c.expect(run.workflow, "w", "the run that it started")
        },
        Check(
            "schedules.pause", .coordinated, .time, kills: ["M466"],
            contract: "a paused schedule does not fire; resume applies the missed-slot policy",
            why: "What is stopped for maintenance must stand still, and must not make up for it all at once.",
            hint: "A paused schedule is in no index of what is due, and keeps its slot."
        ) { c in
            let store = try await c.schedulingStore()
            let start = c.time.now
            let policies: [(String, MissedPolicy)] = [
                ("backfill", .backfill(2)), ("one", .one), ("skip", .skip),
            ]
            for (name, policy) in policies {
                var schedule = Schedule(ScheduleName(name), workflow: "w", .every(.seconds(10)))
                schedule.missed = policy
                schedule.overlap = .allow
                try await store.schedules.create(schedule)
                try await store.schedules.pause(schedule.name)
                let paused = try await store.schedules.pause(schedule.name)
                try c.expect([paused.isPaused, paused.nextAt == nil], [true, true], "\(name), paused twice")
            }
            // Within the time that a slot may be late, so only the pause tells that these were missed.
            try c.expect(try await c.fire(store, after: .seconds(45), since: start), [], "while paused")
            for (name, _) in policies {
                try c.expect(try await store.schedules.resume(ScheduleName(name)).isPaused, false, "\(name), resumed")
                let again = try await store.schedules.resume(ScheduleName(name))
                try c.expect(again, try await store.schedules.get(ScheduleName(name)), "\(name), resumed twice")
            }
            let fired = try await c.fire(store).map { $0.run?.rawValue.prefix { $0 != "@" } }
            try c.expect(fired, ["backfill", "backfill", "one"], "what was missed")
            try c.expect(try await c.fire(store, after: .seconds(5), since: start), [50, 50, 50], "the next slots")
        },
    ]
}
