/// What every area of the store works with: the backend, whose rows, what time it is, and how a lost reply is settled.
struct StoreContext: Sendable {
    let backend: any StoreBackend
    var namespace: Namespace
    let time: any TimeSource
    let identifiers: IdentifierSource
    /// Where claims from several places begin; shared by all copies.
    let turns = Turns()
    /// Whether a call made in a cancelled task goes through; for writes that must not be lost, such as a final state.
    var isShielded = false

    /// Read once per public call and passed down.
    var now: Timestamp { time.now }

    /// The first column of every key.
    var tenant: Value { namespace.value }

    /// A lost reply is settled by sending the same batch again, at most this often: a store that answers nothing for
    /// that long (the waits add up to about 3 s) is unreachable, and the caller must know.
    private static let resends = 6

    func begin() throws {
        if !isShielded, !CoreFault.leavesOut(.cancellation) { try Task.checkCancellation() }
        try namespace.validate()
    }

    func get(_ keys: [Key], _ columns: Projection, for operation: String, _ id: String? = nil) async throws -> [Row?] {
        do throws(BackendError) {
            let rows = try await backend.get(keys, columns)
            // Callers go by position.
            guard rows.count == keys.count else {
                throw BackendError(.protocol, "a read of \(keys.count) keys was answered by \(rows.count) rows")
            }
            return rows
        } catch {
            throw StoreError(error, operation, keys.first?.table, id)
        }
    }

    func get(_ key: Key, _ columns: Projection, for operation: String, _ id: String? = nil) async throws -> Row? {
        try await get([key], columns, for: operation, id).first ?? nil
    }

    /// An outcome for each batch, whatever the backend answers.
    func commitEach(_ batches: [WriteBatch]) async -> [Result<CommitOutcome, BackendError>] {
        let outcomes = await backend.commitEach(batches)
        guard outcomes.count == batches.count else {
            let error = BackendError(.protocol, "\(batches.count) commits were answered by \(outcomes.count) outcomes")
            return batches.map { _ in .failure(error) }
        }
        return outcomes
    }

    func scan(_ scan: Scan, for operation: String, _ id: String? = nil) async throws -> Page {
        do throws(BackendError) {
            return try await backend.scan(scan)
        } catch {
            throw StoreError(error, operation, scan.range.table, id)
        }
    }

    func take(_ take: Take, for operation: String, _ id: String? = nil) async throws -> [Row] {
        do throws(BackendError) {
            return try await backend.take(take)
        } catch {
            throw StoreError(error, operation, take.ranges.first?.table, id)
        }
    }

    func count(_ range: IndexRange, filter: [Condition], limit: Int, for operation: String) async throws -> Int {
        do throws(BackendError) {
            return try await backend.count(range, filter: filter, limit: limit)
        } catch {
            throw StoreError(error, operation, range.table, nil)
        }
    }

    func erase(_ range: IndexRange, limit: Int, for operation: String, _ id: String? = nil) async throws -> Int {
        do throws(BackendError) {
            return try await backend.erase(range, limit: limit)
        } catch {
            throw StoreError(error, operation, range.table, id)
        }
    }

    /// Commits a batch, and settles a lost reply by sending it again.
    ///
    /// When the second sending is refused, the batch was applied the first time if the refusal shows our own insert
    /// token in the place of a row that we insert, or if `isOurs` recognises in it the state that we were writing. A
    /// refusal by a row that has moved on otherwise is `.ambiguous`, never a guess; and so is, once a reply was lost,
    /// any failure that lasts.
    func commit(
        _ batch: WriteBatch, for operation: String, _ id: String? = nil, isOurs: (Refusal) -> Bool? = { _ in nil }
    ) async throws -> CommitOutcome {
        let table = batch.operations.first?.key.table
        var lost = 0
        while true {
            let outcome: CommitOutcome
            do throws(BackendError) {
                outcome = try await backend.commit(batch)
            } catch {
                guard lost > 0 || error.code == .unknownOutcome else {
                    throw StoreError(error, operation, table, id)
                }
                let mayPass = error.code == .unknownOutcome || error.code == .unavailable
                guard mayPass, lost < Self.resends else {
                    // Whatever failed last: the first sending may have been applied.
                    throw StoreError(BackendError(.unknownOutcome, error.message), operation, table, id)
                }
                lost += 1
                // Doubling from 50 ms with jitter, so that callers who lost their replies together don't return
                // together.
                let pause = Duration.milliseconds(50 << (lost - 1)) * (0.5 + identifiers.fraction())
                try? await time.sleep(for: pause)
                continue
            }
            guard lost > 0, case .refused(let refusal) = outcome else { return outcome }
            switch batch.wasApplied(refusal) ?? isOurs(refusal) {
            case true?: return .applied(refusal.current)
            case false?: return outcome
            case nil:
                let words = "the answer was lost, and the row has changed since; read it to see what holds"
                throw StoreError(BackendError(.unknownOutcome, words), operation, table, id)
            }
        }
    }

    /// The rows of several keys in as few calls as the backend's limit allows.
    func getAll(
        _ keys: [Key], _ columns: Projection, for operation: String, _ id: String? = nil
    ) async throws -> [Row?] {
        var rows: [Row?] = []
        rows.reserveCapacity(keys.count)
        let most = CoreFault.leavesOut(.fewCalls) ? 1 : 1_000
        for start in stride(from: 0, to: keys.count, by: most) {
            rows += try await get(Array(keys[start..<min(start + most, keys.count)]), columns, for: operation, id)
        }
        return rows
    }
}

extension WriteBatch {
    /// Whether a refusal of a batch that was sent before shows that the first sending applied it.
    ///
    /// True where our own token stands in the place of a row that we insert, false where another's does, nil where the
    /// refused operation is no insert.
    fileprivate func wasApplied(_ refusal: Refusal) -> Bool? {
        guard case .insert(let row) = operations[refusal.operation] else { return nil }
        let token = row.table.insertToken
        return refusal.current?[token] == row[token]
    }
}

extension Table {
    /// The column that tells our own insert from another's.
    var insertToken: Column {
        guard let column = column(named: "insert_token") else {
            preconditionFailure("the table \(name) has no insert_token")
        }
        return column
    }
}

extension Identifier {
    /// Throws `.invalidArgument` or `.limitExceeded` unless the text is a legal identifier.
    func validate() throws {
        try Self.validate(rawValue, Self.kind, maximumBytes: Self.maximumBytes)
    }

    static func validate(_ text: String, _ kind: String, maximumBytes: Int) throws {
        guard !text.isEmpty else { throw StoreError(.invalidArgument, "a \(kind) cannot be empty", kind: kind) }
        guard text.utf8.count <= maximumBytes else {
            throw StoreError(
                .limitExceeded, "a \(kind) has at most \(maximumBytes) bytes, not \(text.utf8.count)", kind: kind)
        }
        guard !text.holdsNull else {
            throw StoreError(.invalidArgument, "a \(kind) cannot hold U+0000", kind: kind)
        }
    }
}
