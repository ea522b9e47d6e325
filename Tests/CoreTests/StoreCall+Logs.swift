import HoldfastCore

extension StoreCall {
    private static let event = NewEvent(EventKind("k"), id: "e", data: Payload(text: "d"))

    /// A running run with one event, a stream of one chunk and a snapshot.
    @Sendable private static func logged(_ store: Store) async throws -> Scene {
        let scene = try await running(store)
        try await store.events.append([event], to: "r")
        try await store.streams.named("s", of: "r").append(Payload(text: "0"))
        try await store.snapshots.save("s", Payload(text: "1"))
        return scene
    }

    static let logs: [StoreCall] = [
        StoreCall("append events", after: running) { store, _ in
            try need(try await store.events.append([event, NewEvent(.runCompleted)], to: "r") == [1, 2])
        },
        StoreCall("append an event without an id", after: logged) { store, scene in
            try need(try await store.events.append([NewEvent(EventKind("k"))], lease: try lease(scene)) == [2])
        },
        StoreCall("append events, one of which is stored", after: logged) { store, scene in
            let events = [NewEvent(EventKind("k"), id: "new"), event]
            try need(try await store.events.append(events, lease: try lease(scene)) == [2, 1])
        },
        StoreCall("append where the log ends as expected", after: logged) { store, _ in
            let new = NewEvent(EventKind("k"), id: "new")
            try need(try await store.events.append([new], to: "r", expectedHead: 1) == [2])
        },
        StoreCall("commit a step with events", after: logged) { store, scene in
            let step = StepRecord(key: "x", position: 2)
            let events = [NewEvent(.hookCreated, id: "new"), NewEvent(.waitCreated)]
            let outcome = try await store.steps.commit(step, events: events, lease: try lease(scene))
            guard case .committed = outcome else { throw Missing() }
        },
        StoreCall("update with events", after: logged) { store, scene in
            var patch = RunPatch(.paused)
            patch.events = [NewEvent(.attributesSet), NewEvent(.hookCreated, id: "new")]
            try await store.runs.update("r", revision: try run(scene).revision, patch)
        },
        StoreCall("complete with events", after: logged) { store, scene in
            try await store.leases.complete(
                try lease(scene), output: Payload(text: "out"), events: [NewEvent(.runCompleted)])
        },
    ]

    static let streams: [StoreCall] = [
        StoreCall("append to a new stream", after: running) { store, scene in
            let stream = store.streams.named("s", lease: try lease(scene))
            try need(try await stream.append(contentsOf: [Payload(text: "0"), Payload(text: "1")]) == 0)
        },
        StoreCall("append to a stream", after: logged) { store, _ in
            try need(try await store.streams.named("s", of: "r").append(Payload(text: "1")) == 1)
        },
        StoreCall("close a new stream", after: running) { store, _ in
            try await store.streams.named("s", of: "r").close()
        },
        StoreCall("close a stream", after: logged) { store, _ in try await store.streams.named("s", of: "r").close() },
    ]

    static let snapshots: [StoreCall] = [
        StoreCall("save a new snapshot", after: running) { store, _ in
            try need(try await store.snapshots.save("s", Payload(text: "1"), format: 2).revision == 1)
        },
        StoreCall("save a snapshot", isAmbiguous: true, after: logged) { store, _ in
            try need(try await store.snapshots.save("s", Payload(text: "2"), replacing: 1).revision == 2)
        },
        StoreCall("delete a snapshot", after: logged) { store, _ in try need(try await store.snapshots.delete("s")) },
    ]
}
