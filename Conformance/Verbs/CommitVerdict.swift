internal import HoldfastCore

/// What became of a commit, as a value that can be compared.
enum CommitVerdict: Equatable, Sendable {
    case applied(Row?)
    case refused(by: Int, current: Row?)
    case failed(String)

    init(_ outcome: Result<CommitOutcome, BackendError>) {
        switch outcome {
        case .success(.applied(let row)): self = .applied(row)
        case .success(.refused(let refusal)): self = .refused(by: refusal.operation, current: refusal.current)
        case .failure(let error): self = .failed(error.code.name)
        }
    }

    static let done = CommitVerdict.applied(nil)
}

extension StoreBackend {
    /// Commits these operations.
    func verdict(_ operations: Operation...) async -> CommitVerdict { await verdict(WriteBatch(operations)) }

    func verdict(_ batch: WriteBatch) async -> CommitVerdict {
        do throws(BackendError) {
            return CommitVerdict(.success(try await commit(batch)))
        } catch {
            return CommitVerdict(.failure(error))
        }
    }

    /// The whole row of this key.
    func row(_ key: Key) async throws -> Row? { try await get([key], .all)[0] }

    /// All rows of a range with all columns, read page by page.
    func walk(
        _ range: IndexRange, page: Int = 7, descending: Bool = false, filter: [Condition] = []
    ) async throws -> [Row] {
        var scan = Scan(range, limit: page)
        scan.descending = descending
        scan.filter = filter
        scan.columns = .all
        var rows: [Row] = []
        var passed: Set<Cursor> = []
        repeat {
            let next = try await self.scan(scan)
            rows += next.rows
            scan.after = next.next
            if let cursor = next.next, !passed.insert(cursor).inserted {
                throw BackendError(.protocol, "a scan of \(range.table.name) came back to a cursor it had passed")
            }
        } while scan.after != nil
        return rows
    }
}
