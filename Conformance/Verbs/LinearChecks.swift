internal import HoldfastCore
internal import Synchronization

extension Check {
    static let linearChecks = [
        Check(
            "verbs.linear", .coordinated, .concurrent, kills: ["M02", "M87"],
            contract: "get/commit/take histories on one row are linearizable",
            why:
                "A worker decides by what it read; without one order of reads and writes two workers are both right.",
            hint: "One writer at a time for a row, and reads that see the last acknowledged write."
        ) { c in
            let stores = [try await c.backend(), try await c.backend()]
            for round in 0..<10 {
                let id = "m\(round)"
                try await c.insert([c.message(id, readyAt: 0, fence: 0)], into: stores[0])
                try await c.settle()
                let history = History()
                let failures = await race(6) { client -> [String] in
                    var random = SeededRandom(seed: c.seed &+ UInt64(round * 100 + client))
                    var fence: Int64 = 0
                    do {
                        for _ in 0..<6 {
                            fence = try await step(c, stores[client % 2], id, fence, &random, history)
                        }
                        return []
                    } catch {
                        return ["\(error)"]
                    }
                }
                try c.expect(failures.flatMap(\.self), [], "calls that failed in round \(round)")
                let calls = history.calls.withLock { $0 }
                guard let explained = Linearization.find(calls, from: 0) else {
                    throw c.violation(
                        "round \(round): 36 calls of 6 clients on one row",
                        expected: "an order that explains every answer",
                        actual: "\(calls.sorted { $0.began < $1.began })")
                }
                let last = try await stores[1].row(c.messageKey(id))?[QueueTable.fence].int
                try c.expect(last, explained, "the row at the end of round \(round)")
            }
        }
    ]

    /// One call, noted with its answer; returns the fence that the client knows now.
    private static func step(
        _ c: CheckContext, _ store: any StoreBackend, _ id: String, _ known: Int64, _ random: inout SeededRandom,
        _ history: History
    ) async throws -> Int64 {
        let began = history.tick()
        switch random.number(below: 3) {
        case 0:
            let read = try await store.row(c.messageKey(id))?[QueueTable.fence].int ?? -1
            history.note(.read(read), began)
            return read
        case 1:
            var batch = WriteBatch([
                .update(
                    c.messageKey(id), [.set(QueueTable.fence, .int(known + 1))],
                    where: [Condition(QueueTable.fence, .equal(.int(known)))])
            ])
            batch.returnsRow = true
            switch try await store.commit(batch) {
            case .applied:
                history.note(.replaced(known), began)
                return known + 1
            case .refused(let refusal):
                let seen = refusal.current?[QueueTable.fence].int ?? -1
                history.note(.found(seen, insteadOf: known), began)
                return seen
            }
        default:
            // The patch moves the row to where only takes that begin later look for it.
            let time = Int64(history.tick())
            let range = c.ready(at: time)
            let patch: [Assignment] = [.set(QueueTable.readyAt, .int(time + 1)), .add(QueueTable.fence, 1)]
            let taken = try await store.take(Take([range], limit: 100, patch: patch))
            guard let fence = taken.first(where: { $0.text(QueueTable.messageID) == id })?[QueueTable.fence].int else {
                return known
            }
            history.note(.replaced(fence - 1), began)
            return fence
        }
    }
}

/// The calls of all clients, by a logical clock.
private final class History: Sendable {
    let calls = Mutex<[Linearization.Call]>([])
    private let clock = Atomic(0)

    func tick() -> Int { clock.add(1, ordering: .sequentiallyConsistent).newValue }

    func note(_ effect: Linearization.Effect, _ began: Int) {
        let call = Linearization.Call(began: began, ended: tick(), effect: effect)
        calls.withLock { $0.append(call) }
    }
}
