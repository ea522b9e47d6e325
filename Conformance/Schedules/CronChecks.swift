internal import HoldfastCore

extension Check {
    static let cronChecks = [
        Check(
            "cron.fields", .coordinated, .generated, kills: ["M470"],
            contract:
                "five fields, and six with seconds, give the times of an independent model: lists, ranges, steps, "
                + "names",
            why: "A rule that means something else here than on every other machine fires on the wrong day.",
            hint: "Where both fields of days are restricted, either is enough."
        ) { c in
            let store = try await c.schedulingStore()
            var random = SeededRandom(seed: c.seed)
            for round in 0..<24 {
                let model = CronModel(&random, seconds: round % 4 == 0)
                c.time.move(by: .minutes(random.number(below: 9_000)))
                let start = c.time.now
                guard model.isPossible else {
                    try await c.expect(.invalidArgument, "\"\(model.text)\", which no day matches") {
                        _ = try store.schedules.preview(.cron(model.text))
                    }
                    continue
                }
                let expected = model.slots(after: start)
                let actual = try store.schedules.preview(.cron(model.text), count: max(1, expected.count))
                try c.expect(actual.prefix(expected.count), expected[...], "\"\(model.text)\" after \(start)")
                if expected.isEmpty {
                    try c.expect(actual[0] > start.advanced(by: CronModel.horizon), true, "\"\(model.text)\", later")
                }
            }
            let wanted = ["2100-02-05T12:00:00", "2100-02-12T12:00:00", "2100-02-13T12:00:00"]
            c.time.move(by: c.time.now.duration(to: VirtualTime().now.advanced(by: .untilDay(2, 1))))
            try c.expect(try c.preview(store, "0 12 13 * FRI", count: 3), wanted, "Fridays and every 13th")
            try await store.schedules.create(Schedule("s", workflow: "w", .cron("0 12 13 * FRI")))
            let next = try await store.schedules.get("s").nextAt.map { String("\($0)".prefix(19)) }
            try c.expect(next, wanted[0], "the next time of a schedule")
        },
        Check(
            "cron.invalid", .coordinated, .sequential, kills: ["M471"],
            contract: "an invalid rule or time zone throws .invalidArgument before any write",
            why: "A rule that is wrong must be seen by whoever writes it, not by nobody in the night.",
            hint: "Read the rule and its time zone before the first call of the backend."
        ) { c in
            let store = try await c.schedulingStore()
            let rules = [
                "", "* * * *", "* * * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * 32 * *", "* * * 13 *",
                "* * * 0 *", "* * * * 8", "a * * * *", "5-1 * * * *", "*/0 * * * *", "1/ * * * *", "1,,2 * * * *",
                "-1 * * * *", "+1 * * * *", "1- * * * *", "* * * janu *", "* * * * mo", "61 * * * * *", "1.5 * * * *",
                "* * * * * x", "1-2-3 * * * *", "*/2/3 * * * *", "99999999999999999999 * * * *", "é * * * *",
            ]
            var bad = rules.map { ScheduleRule.cron($0) }
            for zone in [
                "", "Mars/Olympus", "../../etc/passwd", "/etc/localtime", "Europe/Berlin ", "europe\u{0}berlin",
            ] {
                bad.append(.cron("* * * * *", timeZone: zone))
            }
            bad += [.every(.zero), .every(.seconds(-5)), .every(.milliseconds(999))]
            let good = Schedule("good", workflow: "w", .every(.seconds(60)))
            let before = try await store.schedules.create(good)
            for rule in bad {
                try await c.expect(.invalidArgument, "creating with \(rule)") {
                    try await store.schedules.create(Schedule("s", workflow: "w", rule))
                }
                try await c.expect(.invalidArgument, "updating to \(rule)") {
                    try await store.schedules.update(Schedule("good", workflow: "w", rule), revision: 1)
                }
            }
            var backfill = good
            backfill.name = "s"
            backfill.missed = .backfill(1_001)
            let tooMuch = backfill
            try await c.expect(.invalidArgument, "a backfill of 1,001") { try await store.schedules.create(tooMuch) }
            try c.expect(try await store.schedules.list().items, [before], "the schedules afterwards")
        },
        Check(
            "cron.zone", .coordinated, .time, kills: ["M472"],
            contract: "the rule is read in the schedule's time zone",
            why: "Nine o'clock is nine o'clock in the shop, in summer and in winter.",
            hint: "Count in local time, and turn each slot into a moment."
        ) { c in
            let store = try await c.schedulingStore()
            for (zone, winter, summer) in [
                ("UTC", "09:00", "09:00"), ("Europe/Berlin", "08:00", "07:00"), ("America/New_York", "14:00", "13:00"),
                ("Asia/Kolkata", "03:30", "03:30"), ("Australia/Lord_Howe", "22:00", "22:30"),
            ] {
                c.time.move(by: c.time.now.duration(to: VirtualTime().now.advanced(by: .untilDay(1, 10))))
                let name = ScheduleName(zone.replacing("/", with: "-"))
                try await store.schedules.create(Schedule(name, workflow: "w", .cron("0 9 * * *", timeZone: zone)))
                let first = try await store.schedules.get(name).nextAt.map { String("\($0)".dropFirst(11).prefix(5)) }
                try c.expect(first, winter, "nine o'clock of \(zone) in January")
                c.time.move(by: .days(180))
                let later = try c.preview(store, "0 9 * * *", in: zone, count: 2).map { $0.dropFirst(11).prefix(5) }
                try c.expect(later.map(String.init), [summer, summer], "nine o'clock of \(zone) in July")
            }
            // The day of the week is the local one: Friday evening in New York is Saturday in UTC.
            c.time.move(by: c.time.now.duration(to: VirtualTime().now.advanced(by: .untilDay(1, 10))))
            let friday = try c.preview(store, "0 22 * * fri", in: "America/New_York", count: 2)
            try c.expect(friday, ["2100-01-16T03:00:00", "2100-01-23T03:00:00"], "Fridays at 22:00 in New York")
        },
        Check(
            "cron.dst", .coordinated, .time, kills: ["M473", "M474"],
            contract:
                "a slot in a skipped hour fires once, right after the gap; a slot in a repeated hour fires once",
            why: "Twice a year the nightly run is left out or made twice.",
            hint: "A local time stands for the first moment at which the clocks show it or a later one."
        ) { c in
            let store = try await c.schedulingStore()
            func slots(_ rule: String, _ zone: String, from day: Duration, _ count: Int) throws -> [String] {
                c.time.move(by: c.time.now.duration(to: VirtualTime().now.advanced(by: day)))
                return try c.preview(store, rule, in: zone, count: count).map { String($0.dropFirst(5).prefix(11)) }
            }
            // On 28 March Berlin's clocks go from 2 to 3, on 31 October from 3 to 2.
            let spring = Duration.untilDay(3, 27)
            let autumn = Duration.untilDay(10, 30)
            try c.expect(
                try slots("30 2 * * *", "Europe/Berlin", from: spring, 3),
                ["03-27T01:30", "03-28T01:00", "03-29T00:30"], "2:30 about the gap")
            try c.expect(
                try slots("*/20 2,3 * * *", "Europe/Berlin", from: spring + .hours(20), 4),
                ["03-28T01:00", "03-28T01:20", "03-28T01:40", "03-29T00:00"], "three slots in the gap are one")
            try c.expect(
                try slots("30 2 * * *", "Europe/Berlin", from: autumn, 3),
                ["10-30T00:30", "10-31T00:30", "11-01T01:30"], "2:30 about the repeated hour")
            try c.expect(
                try slots("30 2 * * *", "Europe/Berlin", from: autumn + .days(1) + .minutes(70), 1), ["11-01T01:30"],
                "counted from within the repeated hour")
            try c.expect(
                try slots("0 * * * *", "Europe/Berlin", from: autumn + .hours(23), 4),
                ["10-31T00:00", "10-31T02:00", "10-31T03:00", "10-31T04:00"], "every hour")
            // Half an hour on Lord Howe Island: from 2:00 to 2:30 on 3 October.
            try c.expect(
                try slots("15 2 * * *", "Australia/Lord_Howe", from: .untilDay(10, 2), 2),
                ["10-02T15:30", "10-03T15:15"], "2:15 about half an hour")
            // The same through a schedule that is fired.
            c.time.move(by: c.time.now.duration(to: VirtualTime().now.advanced(by: spring)))
            var schedule = Schedule("s", workflow: "w", .cron("30 2 * * *", timeZone: "Europe/Berlin"))
            schedule.overlap = .allow
            try await store.schedules.create(schedule)
            var fired: [String] = []
            for _ in 0..<3 * 48 {
                c.time.move(by: .minutes(30))
                fired += try await c.fire(store).map { String("\($0.slot)".dropFirst(5).prefix(11)) }
            }
            try c.expect(fired, ["03-27T01:30", "03-28T01:00", "03-29T00:30"], "what was fired about the gap")
        },
        Check(
            "cron.calendar", .coordinated, .time, kills: ["M475"],
            contract:
                "day 31 and 29 February fire only where they exist; a rule that never matches throws .invalidArgument",
            why: "A rule that waits for 30 February waits for ever, and nobody notices.",
            hint: "Look for a day within the 400 years after which the calendar repeats."
        ) { c in
            let store = try await c.schedulingStore()
            try c.expect(
                try c.preview(store, "0 0 31 * *", count: 4).map { String($0.prefix(10)) },
                ["2100-01-31", "2100-03-31", "2100-05-31", "2100-07-31"], "every 31st")
            // 2100 is no leap year.
            try c.expect(
                try c.preview(store, "0 0 29 2 *", count: 3).map { String($0.prefix(10)) },
                ["2104-02-29", "2108-02-29", "2112-02-29"], "29 February")
            try c.expect(
                try c.preview(store, "0 0 30 2 mon", count: 2).map { String($0.prefix(10)) },
                ["2100-02-01", "2100-02-08"], "30 February or a Monday of February")
            for rule in ["0 0 30 2 *", "0 0 31 2,4,6,9,11 *", "0 0 0 31 feb *"] {
                try await c.expect(.invalidArgument, "the rule \(rule)") {
                    try await store.schedules.create(Schedule("s", workflow: "w", .cron(rule)))
                }
            }
            try c.expect(try await store.schedules.list().items.count, 0, "the schedules")
        },
    ]
}
