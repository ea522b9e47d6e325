internal import HoldfastCore

extension Check {
    static let hookDeliveryChecks = [
        Check(
            "hooks.deliver.payload", .core, .sequential, kills: ["M348", "M349"],
            contract: "delivery stores the payload and makes it readable once by the run",
            why: "A payment that is received twice is booked twice.",
            hint: "The message leaves the inbox in the commit of the step that consumes it."
        ) { c in
            let store = try await c.store()
            var lease = try await c.running(store, "r")
            try await store.hooks.create(NewHook(token: "t", id: "h"), lease: lease)
            let content = Payload(bytes: Array(0...255))
            try c.expect(try await store.hooks.deliver(content, token: "t"), true, "whether it is new")
            let inbox = try await store.messages.inbox(.hook("h"), lease: lease)
            try c.expect(inbox.messages.map(\.content), [content], "the inbox")
            let before = lease
            let message = try c.need(try await c.receive(store, .hook("h"), &lease), "the message")
            try c.expect(message.content, content, "the bytes")
            try c.expect(try await store.steps.output("r", step: "receive 1"), content, "the output of the step")
            try c.expect(try await c.receive(store, .hook("h"), &lease) == nil, true, "whether it is received once")
            try await c.expect(.notFound, "a second step that consumes it") {
                let step = StepRecord(key: "again", position: 2)
                _ = try await store.steps.commit(step, consuming: [message], lease: before)
            }
            try await c.expect(.notFound, "that step") { _ = try await store.steps.get("r", step: "again") }
        },
        Check(
            "hooks.deliver.before-wait", .coordinated, .sequential, kills: ["M35", "M350", "M351"],
            contract: "a signal that arrives before the run waits is not lost",
            why: "A run that waits for what has come already waits for ever.",
            hint: "A signal is a row; parking is conditioned on the revision from before the inbox was read."
        ) { c in
            let store = try await c.store()
            var lease = try await c.running(store, "r")
            try await store.hooks.create(NewHook(token: "t", id: "h"), lease: lease)
            try await store.hooks.deliver(Payload(text: "early"), token: "t")
            try c.expect(try await c.receiveAll(store, .hook("h"), &lease), ["early"], "what came before the wait")
            // Between the look at the inbox and the parking.
            let line = FaultyBackend(try await c.backend())
            let owner = c.store(line)
            let inbox = try await owner.messages.inbox(.hook("h"), lease: lease)
            try c.expect(inbox.messages.count, 0, "what is in the inbox")
            try await store.hooks.deliver(Payload(text: "between"), token: "t")
            try await c.expect(.revisionConflict, "parking after an arrival") { [lease] in
                try await owner.leases.park(lease, until: nil, ifStillAt: inbox.revision)
            }
            try c.expect(try await c.receiveAll(owner, .hook("h"), &lease), ["between"], "what came in between")
            // While it waits, and while it is neither claimed nor waiting.
            for (how, wait) in [("waiting", nil), ("sleeping", c.time.now.advanced(by: .days(1)))] {
                try await c.park(store, .hook("h"), lease, until: wait)
                try c.expect(try await c.due(store), [], "runs that are due before the signal")
                try await store.hooks.deliver(Payload(text: how), token: "t")
                lease = try await c.claim(store, "r")
                try c.expect(try await c.receiveAll(store, .hook("h"), &lease), [how], "what came while it was \(how)")
            }
            try await store.leases.release(lease)
            try await store.hooks.deliver(Payload(text: "released"), token: "t")
            lease = try await c.claim(store, "r")
            try c.expect(
                try await c.receiveAll(store, .hook("h"), &lease), ["released"], "what came between two owners")
        },
        Check(
            "hooks.deliver.order", .coordinated, .sequential, kills: ["M352"],
            contract: "several signals to one hook are read in arrival order",
            why: "\"on\" after \"off\" is not \"off\" after \"on\".",
            hint: "A message goes behind all that wait, whatever the sender's clock says."
        ) { c in
            let stores = [try await c.store(), try await c.store()]
            var lease = try await c.running(stores[0], "r")
            try await stores[0].hooks.create(NewHook(token: "t", id: "h"), lease: lease)
            try await stores[0].hooks.create(NewHook(token: "u", id: "other"), lease: lease)
            var received: [String?] = []
            for n in 0..<25 {
                c.time.move(by: .seconds(n % 3 == 0 ? -7 : 3))
                try await stores[n % 2].hooks.deliver(Payload(text: "\(n)"), token: "t", deliveryKey: "\(90 - n)")
                try await stores[n % 2].hooks.deliver(Payload(text: "other"), token: "u")
                // Some are read meanwhile.
                if n % 4 == 3 { received.append(try await c.receive(stores[1], .hook("h"), &lease)?.content?.text) }
            }
            received += try await c.receiveAll(stores[1], .hook("h"), &lease)
            try c.expect(received, (0..<25).map { "\($0)" }, "the contents in the order in which they are received")
        },
        Check(
            "hooks.deliver.idempotent", .coordinated, .sequential, kills: ["M353"],
            contract: "the same delivery key twice is one delivery",
            why: "Who delivers repeats what it heard no answer to.",
            hint: "The key is a row that stays when the message is received."
        ) { c in
            let line = FaultyBackend(try await c.backend())
            let store = c.store(line)
            var lease = try await c.running(store, "r")
            for (id, token) in [("h", "t"), ("other", "u")] {
                try await store.hooks.create(NewHook(token: token, id: id), lease: lease)
            }
            func deliver(_ content: String, _ token: String = "t", key: String? = "key") async throws -> Bool {
                try await store.hooks.deliver(Payload(text: content), token: token, deliveryKey: key)
            }
            try c.expect(try await deliver("1"), true, "the first delivery")
            try c.expect(try await deliver("1"), false, "the second one")
            try c.expect(try await deliver("2"), false, "one with another content")
            try c.expect(try await deliver("3", key: "Key"), true, "one with another key")
            try c.expect(try await deliver("4", "u"), true, "one to another hook")
            try c.expect(try await c.receiveAll(store, .hook("h"), &lease), ["1", "3"], "what the run receives")
            try c.expect(try await deliver("1"), false, "a delivery after it was received")
            let commits = line.count(of: .commit)
            line.plan { verb, n in verb == .commit && n == commits + 1 ? .dropReply : nil }
            try c.expect(try await deliver("5", key: nil), true, "a delivery whose reply is lost")
            try c.expect(line.faults, 1, "replies that were lost")
            try c.expect(try await c.receiveAll(store, .hook("h"), &lease), ["5"], "what the run receives then")
        },
        Check(
            "hooks.deliver.wakes-once", .coordinated, .concurrent, kills: ["M354"],
            contract: "N concurrent deliveries wake a waiting run and lose no payload",
            why: "Of ten votes that come at once ten must count.",
            hint: "Each delivery is a row of its own; who finds its place taken takes the next."
        ) { c in
            let stores = [try await c.store(), try await c.store()]
            for round in 0..<5 {
                let id = RunID("r\(round)")
                var lease = try await c.running(stores[0], id)
                try await stores[0].hooks.create(NewHook(token: "t\(round)", id: "h"), lease: lease)
                try await c.park(stores[0], .hook("h"), lease)
                let results = await c.race(8) { n in
                    try await stores[n % 2].hooks.deliver(Payload(text: "\(n)"), token: "t\(round)")
                }
                for result in results { try c.expect(try result.get(), true, "whether a delivery is new") }
                try await c.settle()
                let claims = await c.race(4) { n in
                    try await stores[n % 2].leases.claim(routes: ["default"], limit: 9, owner: WorkerID("w\(n)"))
                }
                var claimed = try claims.flatMap { try $0.get() }
                // A short answer is legal while others hold rows; what is left is claimed now.
                claimed += try await stores[0].leases.claim(routes: ["default"], limit: 9, owner: "rest")
                try c.expect(claimed.map(\.run.id), [id], "claims of the run that was woken")
                lease = claimed[0].lease
                let received = try await c.receiveAll(stores[1], .hook("h"), &lease).compactMap { $0 }
                try c.expect(received.sorted(), (0..<8).map { "\($0)" }, "what the run received")
            }
        },
        Check(
            "hooks.null-payload", .core, .sequential, kills: ["M355"],
            contract: "delivery of null is distinguishable from no delivery",
            why: "\"It happened\" is a message, though there is nothing to say about it.",
            hint: "Null, empty bytes and no row are three things."
        ) { c in
            let store = try await c.store()
            var lease = try await c.running(store, "r")
            try await store.hooks.create(NewHook(token: "t", id: "h"), lease: lease)
            try c.expect(try await c.receiveAll(store, .hook("h"), &lease), [], "before a delivery")
            try await store.hooks.deliver(nil, token: "t")
            try await store.hooks.deliver(Payload(bytes: []), token: "t")
            try c.expect(try await c.receiveAll(store, .hook("h"), &lease), [nil, ""], "null, then empty bytes")
        },
    ]
}
