internal import HoldfastCore

extension Check {
    static let scheduleFireChecks = [
        Check(
            "schedules.fire.once", .coordinated, .concurrent, kills: ["M93"],
            contract: "of N workers exactly one fires a given slot",
            why: "Every worker looks at the schedules, and the bill must be sent once.",
            hint: "The run's id comes from the slot, and the schedule moves on in the same commit."
        ) { c in
            let stores = [try await c.schedulingStore(), try await c.schedulingStore()]
            var schedule = Schedule("s", workflow: "w", .every(.seconds(60)))
            schedule.overlap = .allow
            try await stores[0].schedules.create(schedule)
            for round in 1...8 {
                c.time.move(by: .seconds(60))
                try await c.settle()
                let results = await c.race(6) { n in try await stores[n % 2].schedules.fireDue() }
                var started: [RunID] = []
                for fired in try results.flatMap({ try $0.get() }) {
                    switch fired.outcome {
                    case .started(let id): started.append(id)
                    case .skipped: throw c.violation("a slot", expected: "started", actual: "left out")
                    case .failed(let error): throw c.violation("a slot", expected: "started", actual: "\(error)")
                    }
                }
                let slot = try c.need(try await stores[0].schedules.get("s").lastAt, "the slot of round \(round)")
                try c.expect(started, [Schedule.runID("s", slot: slot)], "runs started in round \(round)")
                try await c.settle()
                try c.expect(try await stores[1].runs.count().value, round, "runs after round \(round)")
            }
        },
        Check(
            "schedules.fire.atomic", .coordinated, .faults, usesFaults: [.dropBefore, .dropAfter], kills: ["M467"],
            contract:
                "run start and next time commit together: a fault leaves both or neither, never two runs of a slot",
            why: "A worker dies in between one day.",
            hint: "One batch: the run, its rows, and the schedule's next time."
        ) { c in
            let store = try await c.schedulingStore()
            for fault in [FaultSeam.Fault.dropBefore, .dropAfter] {
                func name(_ turn: Int) -> ScheduleName { ScheduleName("\(fault.rawValue)-\(turn)") }
                try await c.sweep(fault, writesOnly: true) { turn in
                    var schedule = Schedule(name(turn), workflow: "w", .every(.hours(1)), input: Payload(text: "in"))
                    schedule.tags = ["a": "1"]
                    try await store.schedules.create(schedule)
                    c.time.move(by: .hours(1))
                    try await c.settle()
                } call: { _ in
                    _ = try? await store.schedules.fireDue()
                } look: { turn, _, fault in
                    let slot = try await store.schedules.get(name(turn)).createdAt.advanced(by: .hours(1))
                    let id = Schedule.runID(name(turn), slot: slot)
                    let isThere = try await store.runs.getMany([id])[0] != nil
                    let isMoved = try await store.schedules.get(name(turn)).nextAt != slot
                    try c.expect(isThere, isMoved, "whether the run is there, as the schedule says, after \(fault)")
                    try await c.fire(store)
                    try await c.settle()
                    var query = RunQuery()
                    query.filter.idPrefix = "\(name(turn))@"
                    query.payloads = true
                    let runs = try await store.runs.list(query).items
                    try c.expect(runs.map(\.id), [id], "the runs of the slot after \(fault)")
                    try c.expect(runs[0].input?.text, "in", "its input")
                    try await store.schedules.remove(name(turn))
                }
            }
        },
        Check(
            "schedules.missed", .coordinated, .time, kills: ["M468"],
            contract:
                "after a pause or outage skip starts none, one starts one, backfill(n) starts the last n missed slots "
                + "in order",
            why: "After a night without workers nobody wants a thousand runs, and somebody wants the last one.",
            hint: "Decide by how late the slot is; go on from the last that count."
        ) { c in
            let store = try await c.schedulingStore()
            let start = c.time.now
            for (policy, slots) in [
                (MissedPolicy.skip, []), (.one, [41_400]), (.backfill(3), [34_200, 37_800, 41_400] as [Int64]),
                (.backfill(1_000), (0...11).map { 1_800 + 3_600 * $0 }),
            ] {
                for rule in [ScheduleRule.every(.hours(1)), .cron("30 * * * *")] {
                    let isCron = rule != .every(.hours(1))
                    var schedule = Schedule("s", workflow: "w", rule)
                    schedule.missed = policy
                    schedule.overlap = .allow
                    let begin = isCron ? start : start.advanced(by: .minutes(-30))
                    c.time.move(by: c.time.now.duration(to: begin))
                    try await store.schedules.create(schedule)
                    // Nobody comes for half a day; the last slot is 29 minutes late.
                    c.time.move(by: begin.duration(to: start.advanced(by: .hours(11) + .minutes(59))))
                    let fired = try await c.fire(store, after: .zero, since: start)
                    try c.expect(fired, slots, "\(policy) of \(isCron ? "cron" : "an interval")")
                    let next = start.advanced(by: .hours(12) + .minutes(30))
                    try c.expect(try await store.schedules.get("s").nextAt, next, "\(policy), the next slot")
                    try await store.schedules.remove("s")
                    try await c.settle()
                    for run in try await store.runs.list().items { try await store.runs.delete(run.id, force: true) }
                }
            }
        },
        Check(
            "schedules.overlap", .coordinated, .time, kills: ["M469"],
            contract: "the overlap policy (skip, queue, allow) is applied when the last run is still active",
            why: "A report that takes longer than an hour must not be made twice at once every hour.",
            hint: "Read the run that was started last, and hold it in the commit's conditions."
        ) { c in
            let store = try await c.schedulingStore()
            for policy in OverlapPolicy.allCases {
                let start = c.time.now
                var schedule = Schedule("s", workflow: "w", .every(.seconds(60)))
                schedule.overlap = policy
                schedule.missed = .backfill(9)
                try await store.schedules.create(schedule)
                try c.expect(try await c.fire(store, after: .seconds(60), since: start), [60], "the first slot")
                let second: [Int64] = [.skip: [-120], .queue: [], .allow: [120]][policy] ?? []
                try c.expect(try await c.fire(store, after: .seconds(60), since: start), second, "\(policy), active")
                let third: [Int64] = [.skip: [-180], .queue: [], .allow: [180]][policy] ?? []
                try c.expect(try await c.fire(store, after: .seconds(60), since: start), third, "\(policy), later")
                try await c.endRuns(store)
                // Those that waited were not missed, and each waits for the one before.
                let ended: [Int64] = policy == .queue ? [120] : []
                try c.expect(try await c.fire(store, after: .zero, since: start), ended, "\(policy), ended")
                try await c.endRuns(store)
                let next: [Int64] = [.skip: [240], .queue: [180], .allow: [240]][policy] ?? []
                try c.expect(try await c.fire(store, after: .seconds(60), since: start), next, "\(policy), again")
                try await store.schedules.remove("s")
                try await c.endRuns(store)
            }
        },
        Check(
            "schedules.survives", .durable, .time, needs: [.durable], kills: ["M57"],
            contract: "schedules and their next times survive reopen; no slot is lost or repeated",
            why: "A deployment at midnight must not cost the run of midnight.",
            hint: "Nothing of a schedule is kept in the process."
        ) { c in
            var store = try await c.schedulingStore()
            let start = c.time.now
            func reopen() async throws {
                await store.close()
                store = try await c.schedulingStore()
            }
            var schedule = Schedule("s", workflow: "w", .every(.seconds(60)))
            schedule.overlap = .allow
            let made = try await store.schedules.create(schedule)
            try await reopen()
            let found = try await store.schedules.list().items
            try c.expect(found, [made], "the schedules after the first reopening")
            for slot in 1...4 {
                c.time.move(by: .seconds(60))
                let fired = try await c.fire(store, after: .zero, since: start)
                try c.expect(fired, [Int64(slot * 60)], "slot \(slot)")
                try await reopen()
                try c.expect(try await c.fire(store, after: .zero, since: start), [], "slot \(slot) again")
            }
            try c.expect(try await store.runs.count().value, 4, "the runs")
        },
    ]
}
