internal import HoldfastCore

/// Each step is another verb that writes.
struct VerbScript: CrashScript {
    static let name = "verbs"
    static let verbs = ["commit", "commitEach", "take", "erase", "delete"]

    let c: CheckContext
    let backend: any StoreBackend

    init(_ c: CheckContext) async throws {
        self.c = c
        backend = try await c.backend()
    }

    static func verb(of step: Int) -> String { verbs[step % verbs.count] }

    func prepare(_ steps: ClosedRange<Int>) async throws {
        let rows = steps.flatMap { step -> [Row] in
            switch Self.verb(of: step) {
            // A bucket of its own, so that the step takes this message and no other.
            case "take": [c.message("m\(step)", readyAt: 1, bucket: Int64(step))]
            case "erase", "delete": parts(step)
            default: []
            }
        }
        try await c.insert(rows, into: backend)
    }

    func perform(_ step: Int) async throws {
        switch Self.verb(of: step) {
        case "commit": try expect(await backend.result(of: WriteBatch(inserts(step))), step)
        case "commitEach":
            for result in await backend.commitEach(inserts(step).map { WriteBatch([$0]) }) { try expect(result, step) }
        case "take":
            try await c.settle()
            let taken = try await backend.take(c.lease([c.ready(at: 5, bucket: Int64(step))], limit: 3, until: 9))
            try c.expect(taken.count, 1, "rows taken in step \(step)")
        case "erase":
            while try await backend.erase(scope(step), limit: 10) > 0 {}
        default:
            try expect(await backend.result(of: WriteBatch(parts(step).map { .delete($0.key) })), step)
        }
    }

    func trace(of step: Int) async throws -> Trace {
        guard Self.verb(of: step) != "take" else {
            let row = try c.need(await backend.row(c.messageKey("m\(step)")), "message \(step)")
            if row == c.message("m\(step)", readyAt: 1, bucket: Int64(step)) { return .none }
            let changes = [
                row[QueueTable.readyAt] == .int(9), row.text(QueueTable.leaseOwner) == "taker",
                row[QueueTable.fence] == .int(1),
            ]
            return Trace(changes.count { $0 }, of: 3, "columns")
        }
        let found = try await backend.get(parts(step).map(\.key), .all).count { $0 != nil }
        let removes = ["erase", "delete"].contains(Self.verb(of: step))
        return Trace(removes ? 3 - found : found, of: 3, removes ? "deletions" : "insertions")
    }

    private func scope(_ step: Int) -> IndexRange { c.range(StateTable.table, nil, .text("step \(step)")) }

    private func parts(_ step: Int) -> [Row] {
        (0..<3).map { n in
            c.row(
                StateTable.table,
                [
                    StateTable.scope: .text("step \(step)"), StateTable.key: .text("\(n)"),
                    StateTable.revision: .int(1), StateTable.content: .bytes([UInt8](repeating: 7, count: n * 900)),
                ])
        }
    }

    private func inserts(_ step: Int) -> [Operation] { parts(step).map { .insert($0) } }

    private func expect(_ result: Result<CommitOutcome, BackendError>, _ step: Int) throws {
        try c.expect(CommitVerdict(result), .done, "\(Self.verb(of: step)) in step \(step)")
    }
}
