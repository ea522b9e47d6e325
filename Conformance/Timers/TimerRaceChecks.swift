internal import HoldfastCore

extension Check {
    static let timerRaceChecks = [
        Check(
            "timers.fire.once", .coordinated, .concurrent, kills: ["M49"],
            contract: "of N pollers exactly one fires a given timer",
            why: "A timer that fires in two workers sends two reminders.",
            hint: "The timer's end and its message are one commit, on condition that it is scheduled."
        ) { c in
            let stores = [try await c.store(), try await c.store()]
            var lease = try await c.running(stores[0], "r", for: .days(1))
            for round in 0..<6 {
                let ids = (0..<5).map { "t\(round)-\($0)" }
                for id in ids {
                    try await stores[0].timers.schedule(id, at: c.time.now, Payload(text: id), lease: lease)
                }
                try await c.settle()
                let results = await c.race(6) { n in try await stores[n % 2].timers.fire().map(\.id) }
                let fired = try results.flatMap { try $0.get() } + (try await fire(c, stores[0]))
                try c.expect(fired.sorted(), ids, "timers that fired, by those who fired them")
                for id in ids {
                    try c.expect(try await c.receiveAll(stores[1], .timer(id), &lease), [id], "what \(id) sent")
                }
            }
        },
        Check(
            "timers.cancel.race", .coordinated, .concurrent, kills: ["M377"],
            contract: "cancel racing fire has exactly one outcome",
            why: "Who was told that the reminder is cancelled must not see it sent.",
            hint: "Both ends are conditioned on the timer as it was read."
        ) { c in
            let stores = [try await c.store(), try await c.store()]
            var lease = try await c.running(stores[0], "r", for: .days(1))
            for round in 0..<12 {
                let id = "t\(round)"
                try await stores[0].timers.schedule(id, at: c.time.now, lease: lease)
                try await c.settle()
                let results = await c.race(4) { [lease] n in
                    n % 2 == 0
                        ? try await stores[0].timers.cancel(id, lease: lease)
                        : try await stores[1].timers.fire().map(\.id) == [id]
                }
                let outcomes = try results.map { try $0.get() }
                let cancels = [outcomes[0], outcomes[2]].count { $0 }
                let fires = [outcomes[1], outcomes[3]].count { $0 }
                try c.expect(
                    cancels == 0 ? fires : 0, cancels == 0 ? 1 : fires, "fires of a timer that was not cancelled")
                try c.expect(cancels > 0 && fires > 0, false, "whether it was cancelled and fired")
                let status = try await stores[1].timers.list(of: "r", limit: 1_000).items.first { $0.id == id }?.status
                try c.expect(status, fires > 0 ? .fired : .cancelled, "the status")
                let sent = try await c.receiveAll(stores[1], .timer(id), &lease)
                try c.expect(sent.count, fires, "what it sent")
            }
        },
        Check(
            "timers.bulk", .coordinated, .generated, kills: ["M49"],
            contract: "1,000 timers due at one instant all fire exactly once",
            why: "At midnight everything is due.",
            hint: "Page by page; what another was quicker with is no failure."
        ) { c in
            let stores = [try await c.store(), try await c.store()]
            var leases: [RunLease] = []
            for n in 0..<4 { leases.append(try await c.running(stores[0], RunID("r\(n)"), for: .days(1))) }
            let ids = (0..<1_000).map { "t\($0 + 1_000)" }
            let midnight = c.time.now.advanced(by: .hours(1))
            for result in await c.race(
                8,
                { [leases] part in
                    for n in ids.indices where n % 8 == part {
                        try await stores[n % 2].timers.schedule(ids[n], at: midnight, lease: leases[n % 4])
                    }
                })
            { try result.get() }
            // One of the runs waits meanwhile.
            try await c.park(stores[0], .timer(ids[0]), leases[0])
            c.time.move(by: .hours(1))
            try await c.settle()
            var fired: [String] = []
            for _ in 0..<40 {
                let results = await c.race(2) { n in try await stores[n].timers.fire().map(\.id) }
                fired += try results.flatMap { try $0.get() }
                try await c.settle()
                if fired.count >= ids.count { break }
            }
            try c.expect(fired.sorted(), ids, "timers that fired")
            try c.expect(try await fire(c, stores[0]), [], "what fires once more")
            leases[0] = try await c.claim(stores[0], "r0")
            for (n, id) in ids.enumerated() where n % 97 == 0 {
                let inbox = try await stores[0].messages.inbox(.timer(id), lease: leases[n % 4])
                try c.expect(inbox.messages.count, 1, "messages of timer \(id)")
            }
        },
        Check(
            "timers.survives", .durable, .handles, needs: [.durable], kills: ["M57"],
            contract: "timers survive reopen [durable]",
            why: "A reminder in 30 days outlives every process.",
            hint: "A timer is a row, not a closure that waits."
        ) { c in
            let store = try await c.store()
            let lease = try await c.running(store, "r", for: .days(40))
            let fireAt = c.time.now.advanced(by: .days(30))
            let timer = try await store.timers.schedule("t", at: fireAt, Payload(text: "v"), lease: lease)
            await store.close()
            let again = try await c.store()
            try c.expect(try await again.timers.list(of: "r").items, [timer], "the timers after reopen")
            c.time.move(by: .days(30) - .microseconds(1))
            try c.expect(try await fire(c, again), [], "what fires before its time")
            c.time.move(by: .microseconds(1))
            try c.expect(try await fire(c, again), ["t"], "what fires at its time")
            var held = lease
            try c.expect(try await c.receiveAll(again, .timer("t"), &held), ["v"], "what the run got")
        },
    ]
}
