import HoldfastCore

// The calls by which something arrives for a run, or is asked for in its name.
extension StoreCall {
    /// A running run with a hook, an approval, a message and a timer.
    @Sendable static func listening(_ store: Store) async throws -> Scene {
        var scene = try await running(store)
        let lease = try lease(scene)
        try await store.hooks.create(NewHook(token: "t", id: "h"), lease: lease)
        try await store.approvals.create(NewApproval(key: "k", id: "a"), lease: lease)
        try await store.messages.send(Payload(text: "first"), to: "r", topic: "t")
        try await store.timers.schedule("t", at: store.time.now.advanced(by: .hours(1)), lease: lease)
        scene.run = try await store.runs.get("r")
        return scene
    }

    @Sendable static func waiting(_ store: Store) async throws -> Scene {
        let scene = try await listening(store)
        try await store.leases.park(try lease(scene), until: nil)
        return scene
    }

    static let arrivals: [StoreCall] = messages + hooks + timers

    private static let messages: [StoreCall] = [
        StoreCall("send a message", after: listening) { store, _ in
            try need(try await store.messages.send(Payload(text: "v"), to: "r", topic: "t"))
        },
        StoreCall("send a message to a run that waits", after: waiting) { store, _ in
            try need(try await store.messages.send(Payload(text: "v"), to: "r", topic: "t", deliveryKey: "d"))
        },
        StoreCall("keep a message", after: nothing) { store, _ in
            let kept = try await store.messages.send(
                Payload(text: "v"), to: "r", topic: "t", ifMissing: .keep(.hours(1)))
            try need(kept)
        },
        StoreCall("receive a message", after: listening) { store, scene in
            let step = StepRecord(key: "s", position: 1)
            let reception = try await store.messages.receive([.topic("t")], as: step, lease: try lease(scene))
            guard case .received(let message, _) = reception else { throw Missing() }
            try need(message.content == Payload(text: "first"))
        },
        StoreCall("publish a value", after: running) { store, scene in
            let value = try await store.messages.publish("v", Payload(text: "1"), lease: try lease(scene))
            try need(value.content == Payload(text: "1"))
        },
        StoreCall("park with a revision", after: listening) { store, scene in
            try await store.leases.park(try lease(scene), until: nil, ifStillAt: try run(scene).revision)
        },
    ]

    private static let hooks: [StoreCall] = [
        StoreCall("create a hook", after: running) { store, scene in
            try await store.hooks.create(NewHook(token: "t", id: "h"), lease: try lease(scene))
        },
        StoreCall(
            "take a token that is free",
            after: { store in
                let scene = try await listening(store)
                try await store.hooks.dispose("h", lease: try lease(scene))
                return scene
            }
        ) { store, scene in
            try await store.hooks.create(NewHook(token: "t", id: "next"), lease: try lease(scene))
        },
        StoreCall("take a token by force", after: listening) { store, scene in
            var new = NewHook(token: "t", id: "next")
            new.takesToken = true
            try await store.hooks.create(new, lease: try lease(scene))
        },
        StoreCall("dispose of a hook", after: listening) { store, scene in
            try await store.hooks.dispose("h", lease: try lease(scene))
        },
        StoreCall("deliver to a hook", after: waiting) { store, _ in
            try need(try await store.hooks.deliver(Payload(text: "v"), token: "t"))
        },
        StoreCall("ask for an approval", after: running) { store, scene in
            try await store.approvals.create(NewApproval(key: "k", id: "a"), lease: try lease(scene))
        },
        StoreCall("decide an approval", after: waiting) { store, _ in
            try need(try await store.approvals.decide("k", .grant).status == .granted)
        },
    ]

    private static let timers: [StoreCall] = [
        StoreCall("schedule a timer", after: running) { store, scene in
            try await store.timers.schedule("t", at: store.time.now, lease: try lease(scene))
        },
        StoreCall("give a timer a new time", after: listening) { store, scene in
            try await store.timers.schedule("t", at: store.time.now, lease: try lease(scene))
        },
        StoreCall("cancel a timer", after: listening) { store, scene in
            try need(try await store.timers.cancel("t", lease: try lease(scene)))
        },
    ]
}
