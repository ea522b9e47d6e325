internal import HoldfastCore

/// Each step is one commit: some rows of its own, and one more on a counter that all steps share.
struct CommitScript: CrashScript {
    static let name = "commits"
    private static let rowsPerStep = 5

    let c: CheckContext
    let backend: any StoreBackend

    init(_ c: CheckContext) async throws {
        self.c = c
        backend = try await c.backend()
    }

    func prepare(_ steps: ClosedRange<Int>) async throws {
        // In a later turn it is there.
        _ = await backend.verdict(.insert(c.state("counter", revision: 0)))
    }

    func perform(_ step: Int) async throws {
        try c.expect(CommitVerdict(await backend.result(of: batch(step))), .done, "commit \(step)")
    }

    /// The batch of a step; sent again its first insert is refused.
    func batch(_ step: Int) -> WriteBatch {
        var operations = rows(step).map { Operation.insert($0) }
        operations.append(.update(c.stateKey("counter"), [.add(StateTable.revision, 1)]))
        return WriteBatch(operations)
    }

    private func rows(_ step: Int) -> [Row] {
        (0..<Self.rowsPerStep).map { n in
            var row = c.row(
                StateTable.table,
                [
                    StateTable.scope: .text("steps"), StateTable.key: .text("\(step)-\(n)"),
                    StateTable.revision: .int(1),
                    // Some fill whole pages of a disk, so that a commit is more than one write.
                    StateTable.content: .bytes([UInt8](repeating: UInt8(step % 251), count: n * 1_500)),
                    StateTable.updatedAt: .int(Int64(step)),
                ])
            row[StateTable.insertToken] = .bytes(Array("\(step)".utf8))
            return row
        }
    }

    func trace(of step: Int) async throws -> Trace {
        let expected = rows(step)
        let found = try await backend.get(expected.map(\.key), .all)
        for case (let row?, let wanted) in zip(found, expected) where row != wanted {
            return .part("a row that is not as written: \(row)")
        }
        return Trace(found.count { $0 != nil }, of: expected.count, "rows")
    }

    /// How many steps the counter has counted.
    func counted() async throws -> Int {
        Int(try await backend.row(c.stateKey("counter"))?[StateTable.revision].int ?? 0)
    }

    /// The steps of which there is anything.
    func found() async throws -> Set<Int> {
        let rows = try await backend.walk(c.range(StateTable.table, nil, .text("steps")), page: 500)
        return Set(rows.compactMap { Int($0.text(StateTable.key).prefix { $0 != "-" }) })
    }
}

extension StoreBackend {
    /// What a commit came to.
    func result(of batch: WriteBatch) async -> Result<CommitOutcome, BackendError> {
        do throws(BackendError) {
            return .success(try await commit(batch))
        } catch {
            return .failure(error)
        }
    }
}
