internal import HoldfastCore

/// Each step is another verb that writes, to three parts of its own.
struct VerbScript: CrashScript {
    static let name = "verbs"
    static let verbs = ["commit", "update", "commitEach", "take", "erase", "delete"]
    /// How many parts a step has.
    static let parts = 3

    /// What a step's answer says about its parts.
    struct Answer {
        /// So many parts must be there,
        var least = 0
        /// and so many may be.
        var most = 0
        /// The error that there was, the last of several.
        var error: BackendError?
    }

    let c: CheckContext
    let backend: any StoreBackend

    init(_ c: CheckContext) async throws {
        self.c = c
        backend = try await c.backend()
    }

    static func verb(of step: Int) -> String { verbs[step % verbs.count] }

    /// Whether all parts of a step come together.
    static func isAtomic(_ step: Int) -> Bool { !["commitEach", "erase"].contains(verb(of: step)) }

    func prepare(_ steps: ClosedRange<Int>) async throws {
        let rows = steps.flatMap { step -> [Row] in
            switch Self.verb(of: step) {
            // A bucket of its own, so that the step takes this message and no other.
            case "take": [c.message("m\(step)", readyAt: 1, bucket: Int64(step))]
            case "update", "erase", "delete": self.rows(step)
            default: []
            }
        }
        try await c.insert(rows, into: backend)
    }

    func perform(_ step: Int) async throws {
        let answer = await attempt(step)
        if let error = answer.error { throw error }
        try c.expect(answer.least, Self.parts, "parts that \(Self.verb(of: step)) in step \(step) did")
    }

    /// Makes the step's call once, and says what its answer promises.
    func attempt(_ step: Int) async -> Answer {
        let rows = rows(step)
        switch Self.verb(of: step) {
        case "commit": return Answer(await backend.result(of: WriteBatch(rows.map { .insert($0) })), Self.parts)
        case "update":
            return Answer(
                await backend.result(
                    of: WriteBatch(
                        rows.map {
                            .update(
                                $0.key, [.set(StateTable.revision, .int(2))],
                                where: [Condition(StateTable.revision, .equal(.int(1)))])
                        })), Self.parts)
        case "commitEach":
            let results = await backend.commitEach(rows.map { WriteBatch([.insert($0)]) })
            return results.map { Answer($0, 1) }.reduce(Answer()) { $0 + $1 }
        case "take": return await take(step)
        case "erase": return await erase(step)
        default: return Answer(await backend.result(of: WriteBatch(rows.map { .delete($0.key) })), Self.parts)
        }
    }

    private func take(_ step: Int) async -> Answer {
        do throws(BackendError) {
            let taken = try await backend.take(c.lease([c.ready(at: 5, bucket: Int64(step))], limit: 3, until: 9))
            return Answer(least: Self.parts * taken.count, most: Self.parts)
        } catch {
            return Answer(error, Self.parts)
        }
    }

    /// Until nothing is left, as a caller must.
    private func erase(_ step: Int) async -> Answer {
        var answer = Answer()
        do throws(BackendError) {
            while case let count = try await backend.erase(scope(step), limit: 10), count > 0 {
                answer = answer + Answer(least: count, most: count)
            }
            return answer
        } catch {
            return answer + Answer(error, Self.parts - answer.least)
        }
    }

    /// How many of a step's parts are there.
    func found(_ step: Int) async throws -> Int {
        guard Self.verb(of: step) != "take" else {
            let row = try c.need(await backend.row(c.messageKey("m\(step)")), "message \(step)")
            let changes = [
                row[QueueTable.readyAt] == .int(9), row.text(QueueTable.leaseOwner) == "taker",
                row[QueueTable.fence] == .int(1),
            ]
            return changes.count { $0 }
        }
        let rows = try await backend.get(rows(step).map(\.key), .all).compactMap { $0 }
        return switch Self.verb(of: step) {
        case "erase", "delete": Self.parts - rows.count
        case "update": rows.count { $0[StateTable.revision] == .int(2) }
        default: rows.count
        }
    }

    func trace(of step: Int) async throws -> Trace { Trace(try await found(step), of: Self.parts, "parts") }

    private func scope(_ step: Int) -> IndexRange { c.range(StateTable.table, nil, .text("step \(step)")) }

    private func rows(_ step: Int) -> [Row] {
        (0..<Self.parts).map { n in
            c.row(
                StateTable.table,
                [
                    StateTable.scope: .text("step \(step)"), StateTable.key: .text("\(n)"),
                    StateTable.revision: .int(1), StateTable.content: .bytes([UInt8](repeating: 7, count: n * 900)),
                ])
        }
    }
}

extension VerbScript.Answer {
    /// What the outcome of a commit to so many parts says.
    init(_ result: Result<CommitOutcome, BackendError>, _ parts: Int) {
        switch result {
        case .success(.applied): self.init(least: parts, most: parts)
        case .success(.refused): self.init()
        case .failure(let error): self.init(error, parts)
        }
    }

    /// Only an unknown outcome leaves open what was done.
    init(_ error: BackendError, _ parts: Int) {
        self.init(least: 0, most: error.code == .unknownOutcome ? parts : 0, error: error)
    }

    static func + (left: Self, right: Self) -> Self {
        Self(least: left.least + right.least, most: left.most + right.most, error: right.error ?? left.error)
    }
}
