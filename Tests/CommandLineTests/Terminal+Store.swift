import HoldfastCommandLine

extension Terminal {
    /// A store in the directory, with the time of the command line and ids that are the same each time.
    func store() async throws -> Store {
        try await Store.open(
            url, plugins: .builtIn, time: time, identifiers: IdentifierSource(SeededRandom(seed: 1)))
    }

    /// Makes the store, and fills it.
    func makeStore() async throws {
        let store = try await store()
        try await fill(store)
        await store.close()
    }

    /// Fills the store: `order-1` completed in two steps, the first of which failed once; `order-2` failed, with an
    /// error that no terminal should see as it is; `order-3` is paused; `report-1` is at work, `order-4` due in two
    /// days.
    func fill(_ store: Store) async throws {
        try await completeOrder(store)
        try await failOrder(store)
        var pending = NewRun("checkout", id: "order-3", input: Payload(text: "{\"lines\":3}"))
        pending.resourceID = "customer-7"
        pending.parent = "order-1"
        pending.tags = ["channel": "web"]
        pending.attributes = ["city": "Berlin", "lines": 3]
        pending.metadata = ["source": ["region": "eu"]]
        try await store.runs.create(pending)
        time.move(by: .seconds(60))
        try await store.runs.create(NewRun("report", id: "report-1"))
        var later = NewRun("checkout", id: "order-4")
        later.startAt = time.now.advanced(by: .days(2))
        later.queue = "slow"
        try await store.runs.create(later)
        var pause = RunPatch(.paused)
        pause.reason = "stock taking"
        try await store.runs.update("order-3", revision: 1, pause)
        _ = try await store.leases.claim(routes: ["default"], limit: 1, owner: "worker-a", duration: .hours(1))
        time.move(by: .seconds(90))
    }

    private func claim(_ store: Store, _ id: RunID) async throws -> RunLease {
        try await store.runs.create(NewRun("checkout", id: id, input: Payload(text: "{\"lines\":2}")))
        time.move(by: .seconds(1))
        let claimed = try await store.leases.claim(routes: ["default"], limit: 1, owner: "worker-a")
        return claimed[0].lease
    }

    private func completeOrder(_ store: Store) async throws {
        let lease = try await claim(store, "order-1")
        var charge = StepRecord(key: "charge", position: 1)
        charge.status = .retrying
        charge.startedAt = time.now
        charge.worker = "worker-a"
        charge.failure = Failure(code: "declined", message: "the card was declined", step: "charge", attempt: 1)
        time.move(by: .milliseconds(340))
        charge.completedAt = time.now
        _ = try await store.steps.commit(charge, lease: lease)
        var again = charge
        again.attempts = 2
        again.status = .completed
        again.failure = nil
        again.startedAt = time.now
        time.move(by: .milliseconds(1_200))
        again.completedAt = time.now
        again.output = Payload(text: "{\"id\":\"ch_1\"}")
        _ = try await store.steps.commit(again, replacing: charge, lease: lease)
        var ship = StepRecord(key: "ship", position: 2, output: Payload(bytes: [0xFF, 0x00]))
        ship.startedAt = time.now
        ship.completedAt = time.now
        _ = try await store.steps.commit(ship, lease: lease)
        try await store.leases.complete(lease, output: Payload(text: "true"))
    }

    private func failOrder(_ store: Store) async throws {
        let lease = try await claim(store, "order-2")
        time.move(by: .seconds(200))
        let message = "no stock\u{1B}[2J\n" + String(repeating: "x", count: 300)
        try await store.leases.fail(lease, Failure(code: "stock", message: message))
    }
}
