/// The layer of a store that all payloads pass on their way to the backend and back.
///
/// Above it payloads are what the program gave, below they are transformed, and chunks of their own where they are
/// large. It stands at the boundary, so every area of the store has it and none can forget it. Small payloads without
/// transforms stay byte for byte as they are.
package final class PayloadBackend: StoreBackend {
    package let base: any StoreBackend
    let options: PayloadOptions
    let time: any TimeSource
    let identifiers: IdentifierSource
    /// Whether rows are passed as they are stored: for what moves or rewrites them.
    let isTransparent: Bool

    package init(
        _ base: any StoreBackend, options: PayloadOptions, time: any TimeSource, identifiers: IdentifierSource,
        isTransparent: Bool = false
    ) {
        self.base = base
        self.options = options
        self.time = time
        self.identifiers = identifiers
        self.isTransparent = isTransparent
    }

    package var limits: BackendLimits { base.limits }
    package var capabilities: BackendCapabilities { base.capabilities }

    package func schemaVersion() async throws(BackendError) -> Int { try await base.schemaVersion() }

    package func migrate(_ migrations: [Migration], dryRun: Bool) async throws(BackendError) -> [String] {
        try await base.migrate(migrations, dryRun: dryRun)
    }

    package func get(_ keys: [Key], _ columns: Projection) async throws(BackendError) -> [Row?] {
        let rows = try await base.get(keys, columns)
        guard case .all = columns, rows.contains(where: { $0.map(isEncoded) ?? false }) else { return rows }
        var decoded: [Row?] = []
        decoded.reserveCapacity(rows.count)
        for row in rows {
            guard let row else {
                decoded.append(nil)
                continue
            }
            decoded.append(try await self.decoded(row))
        }
        return decoded
    }

    /// A page ends early where its payloads are large.
    package func scan(_ scan: Scan) async throws(BackendError) -> Page {
        try scan.filter.refusePayloads()
        let page = try await base.scan(scan)
        guard case .all = scan.columns, page.rows.contains(where: isEncoded) else { return page }
        var rows: [Row] = []
        var size = 0
        for row in page.rows {
            guard size < Self.bytesPerPage else {
                return Page(rows: rows, next: rows.last.map { Cursor($0, in: scan.range.order) })
            }
            guard let decoded = try await decoded(row) else { continue }
            rows.append(decoded)
            size += decoded.size
        }
        return Page(rows: rows, next: page.next)
    }

    /// What a page may hold before it is cut, so that a thousand large payloads are not in memory at once.
    private static let bytesPerPage = 8 << 20

    package func commit(_ batch: WriteBatch) async throws(BackendError) -> CommitOutcome {
        switch try await prepare(batch) {
        case .refused(let refusal): return .refused(refusal)
        case .ready(let prepared): return try await outcome(of: batch, try await base.commit(prepared))
        }
    }

    package func commitEach(_ batches: [WriteBatch]) async -> [Result<CommitOutcome, BackendError>] {
        var outcomes: [Result<CommitOutcome, BackendError>?] = []
        var prepared: [WriteBatch] = []
        for batch in batches {
            do throws(BackendError) {
                switch try await prepare(batch) {
                case .refused(let refusal): outcomes.append(.success(.refused(refusal)))
                case .ready(let ready):
                    prepared.append(ready)
                    outcomes.append(nil)
                }
            } catch {
                outcomes.append(.failure(error))
            }
        }
        var answers = (prepared.isEmpty ? [] : await base.commitEach(prepared))[...]
        var all: [Result<CommitOutcome, BackendError>] = []
        for (batch, outcome) in zip(batches, outcomes) {
            guard let outcome = outcome ?? answers.popFirst() else {
                all.append(.failure(BackendError(.protocol, "a commit was not answered")))
                continue
            }
            do throws(BackendError) {
                all.append(.success(try await self.outcome(of: batch, try outcome.get())))
            } catch {
                all.append(.failure(error))
            }
        }
        return all
    }

    package func take(_ take: Take) async throws(BackendError) -> [Row] {
        // A payload is bound to its row, and a patch knows none.
        for case .set(let column, let value) in take.patch where column.isPayload && !value.isNull {
            throw BackendError(.invalidArgument, "a take cannot write the payload \(column.name)")
        }
        let rows = try await base.take(take)
        guard rows.contains(where: isEncoded) else { return rows }
        var decoded: [Row] = []
        // One that is gone already was taken from us too.
        for row in rows { if let row = try await self.decoded(row) { decoded.append(row) } }
        return decoded
    }

    package func count(
        _ range: IndexRange, filter: [Condition], limit: Int
    ) async throws(BackendError) -> Int {
        try filter.refusePayloads()
        return try await base.count(range, filter: filter, limit: limit)
    }

    package func erase(_ range: IndexRange, limit: Int) async throws(BackendError) -> Int {
        try await base.erase(range, limit: limit)
    }

    package func close() async { await base.close() }
}

extension PayloadBackend {
    /// What the store hears of a commit beneath.
    private func outcome(of batch: WriteBatch, _ outcome: CommitOutcome) async throws(BackendError) -> CommitOutcome {
        switch outcome {
        case .applied(let row):
            if let row { return .applied(try await decoded(row)) }
            // Where the payload's chunks joined the batch, the backend could return no row.
            guard batch.returnsRow else { return outcome }
            return .applied(try await get([batch.operations[0].key], .all).first ?? nil)
        case .refused(let refusal):
            guard refusal.operation < batch.operations.count else {
                throw BackendError(
                    .unavailable, "the payload took too long to write and was given up; nothing was applied, try again")
            }
            return .refused(try await decoded(refusal))
        }
    }

    /// Whether a payload in the row is more than its own bytes.
    func isEncoded(_ row: Row) -> Bool {
        guard !isTransparent, !row.isPartial, row.table != BlobTable.table else { return false }
        return row.table.payloads.contains { row[$0].bytes.map(PayloadEnvelope.isMarked) ?? false }
    }

    func decoded(_ refusal: Refusal) async throws(BackendError) -> Refusal {
        guard let row = refusal.current, isEncoded(row) else { return refusal }
        guard let decoded = try await decoded(row) else {
            throw BackendError(
                .unavailable, "the row in the way went while it was read; nothing was applied, try again")
        }
        return Refusal(operation: refusal.operation, current: decoded)
    }
}

extension [Condition] {
    /// Throws where one tests the content of a payload, which the backend does not know.
    func refusePayloads() throws(BackendError) {
        for condition in self where condition.column.isPayload && !CoreFault.leavesOut(.payloadConditions) {
            switch condition.test {
            case .isNull, .isNotNull: continue
            default: throw BackendError(.invalidArgument, "the payload \(condition.column.name) cannot be tested")
            }
        }
    }
}
