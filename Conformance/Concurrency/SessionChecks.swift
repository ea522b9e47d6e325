internal import HoldfastCore

extension Check {
    static let sessionChecks = [
        Check(
            "lin.session", .coordinated, .handles, kills: ["M09", "M87"],
            contract: "read-your-writes, monotonic reads and writes hold per handle",
            why: "A worker that does not see its own write does its work again.",
            hint: "No cache and no replica between a handle and what it has written or seen."
        ) { c in
            let clients = 4
            var stores: [Store] = []
            for n in 0..<clients {
                stores.append(try await c.store())
                try await stores[n].runs.create(NewRun("w", id: RunID("r\(n)")))
            }
            let results = await c.race(clients) { [stores] n -> [String] in
                var seen = Array(repeating: Int64(1), count: clients)
                var faults: [String] = []
                for turn in 1...8 {
                    try await write(stores[n], n, turn, &seen, &faults)
                    for other in 0..<clients { try await read(stores[n], n, other, turn, &seen, &faults) }
                }
                return faults
            }
            let faults = results.flatMap { result in
                switch result {
                case .success(let faults): faults
                case .failure(let error): ["\(error)"]
                }
            }
            try c.expect(faults, [], "what a handle did not show")
        },
        Check(
            "lin.progress", .coordinated, .handles, kills: ["M222"],
            contract: "under contention every worker makes progress (no livelock, bounded retries)",
            why: "Workers that only refuse each other burn a machine and finish nothing.",
            hint: "Of those that meet one must win; refuse only who really came second."
        ) { c in
            let stores = [try await c.store(), try await c.store()]
            try await stores[0].runs.create(NewRun("w", id: "r"))
            let (workers, changes) = (6, 6)
            // Each refusal needs a change that another one made since the run was read.
            let most = (workers - 1) * changes
            let results = await c.race(workers) { n -> Int in
                var refusals = 0
                for _ in 0..<changes {
                    while refusals <= most, try await !change(stores[n % 2]) { refusals += 1 }
                }
                return refusals
            }
            let refusals = try results.map { try $0.get() }
            try c.expect(refusals.filter { $0 > most }, [], "refusals of a worker, of at most \(most)")
            let revision = try await stores[1].runs.get("r").revision
            try c.expect(revision, Int64(workers * changes + 1), "the revision after all changes")
        },
    ]

    /// One client's writes of a turn: its run, then two values one after the other.
    private static func write(
        _ store: Store, _ n: Int, _ turn: Int, _ seen: inout [Int64], _ faults: inout [String]
    ) async throws {
        var patch = RunPatch()
        patch.metadata = ["turn": .int(Int64(turn))]
        let id = RunID("r\(n)")
        let written = try await store.runs.update(id, revision: seen[n], patch)
        let read = try await store.runs.get(id)
        if read != written { faults.append("client \(n) wrote revision \(written.revision), read \(read.revision)") }
        seen[n] = written.revision
        for key in ["first-\(n)", "second-\(n)"] {
            try await store.state(of: "life").set(key, Payload(text: "\(turn)"))
            let value = try await value(of: key, store)
            if value != turn { faults.append("client \(n) set \(key) to \(turn), read \(value)") }
        }
        let listed = try await store.state(of: "life").list(prefix: "second-\(n)").items.map(\.content.text)
        if listed != ["\(turn)"] { faults.append("client \(n) set second-\(n) to \(turn), listed \(listed)") }
    }

    /// What one client sees of another: never less than before, nor the later write without the earlier.
    private static func read(
        _ store: Store, _ n: Int, _ other: Int, _ turn: Int, _ seen: inout [Int64], _ faults: inout [String]
    ) async throws {
        let revision = try await store.runs.get(RunID("r\(other)"), payloads: false).revision
        if revision < seen[other] { faults.append("client \(n) saw r\(other) at \(seen[other]), then at \(revision)") }
        seen[other] = revision
        let second = try await value(of: "second-\(other)", store)
        let first = try await value(of: "first-\(other)", store)
        if first < second {
            faults.append("client \(n) saw write \(second) of client \(other), but not \(second) before")
        }
    }

    private static func value(of key: String, _ store: Store) async throws -> Int {
        let value = try await store.state(of: "life").get(key)
        return value.flatMap { Int($0.content.text) } ?? 0
    }

    /// One change from what was read; false where another one came first.
    private static func change(_ store: Store) async throws -> Bool {
        let run = try await store.runs.get("r", payloads: false)
        do {
            try await store.runs.update("r", revision: run.revision, RunPatch())
            return true
        } catch let error as StoreError where error.code == .revisionConflict {
            return false
        }
    }
}
