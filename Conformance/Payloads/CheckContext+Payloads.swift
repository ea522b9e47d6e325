internal import HoldfastCore
internal import Synchronization

extension CheckContext {
    /// A row of a table with these bytes in every payload column.
    func row(_ table: Table, payload: [UInt8]) -> Row {
        let texts = table.key.filter { $0.type == .text }.map { ($0, Value.text("x")) }
        let payloads = table.payloads.map { ($0, Value.bytes(payload)) }
        return row(table, Dictionary(uniqueKeysWithValues: texts + payloads))
    }

    /// The tables that hold payloads of the user.
    var payloadTables: [Table] { Schema.holdfast.tables.filter { !$0.payloads.isEmpty && $0 != BlobTable.table } }

    /// The layer of payloads over a handle.
    func layer(_ backend: any StoreBackend, _ transforms: [any PayloadTransform] = []) -> PayloadBackend {
        PayloadBackend(
            backend, options: PayloadOptions(transforms: transforms), time: time, identifiers: IdentifierSource())
    }

    /// The chunks that are stored in the check's namespace.
    func chunks(_ backend: any StoreBackend) async throws -> [Row] {
        try await backend.walk(range(BlobTable.table), page: 100)
    }

    /// How many different payloads stand in chunks.
    func blobs(_ backend: any StoreBackend) async throws -> Int {
        Set(try await chunks(backend).map { $0.text(BlobTable.blobID) }).count
    }

    /// Lets more time pass than any payload waits to be looked at again, and looks at it.
    func sweep(_ store: Store, after duration: Duration = .hours(200)) async throws -> Int {
        time.move(by: duration)
        try await settle()
        return try await store.sweepPayloads()
    }
}

/// A handle that looks for some bytes in all that it is given.
final class SearchedBackend: StoreBackend {
    private let base: any StoreBackend
    private let secret: [UInt8]
    private let state = Mutex<(found: Set<String>, payloads: Int)>(([], 0))

    init(_ base: any StoreBackend, for secret: String) {
        self.base = base
        self.secret = Array(secret.utf8)
    }

    /// Where the bytes were seen: `table.column`.
    var found: Set<String> { state.withLock { $0.found } }
    /// How many payloads came by.
    var payloads: Int { state.withLock { $0.payloads } }

    private func look(_ value: Value, _ place: String, isPayload: Bool = false) {
        let bytes = value.bytes ?? value.text.map { Array($0.utf8) } ?? []
        let isThere = bytes.indices.contains { start in
            bytes[start] == secret[0] && bytes[start...].starts(with: secret)
        }
        state.withLock { state in
            if isThere { state.found.insert(place) }
            if isPayload, !value.isNull { state.payloads += 1 }
        }
    }

    private func look(_ range: IndexRange, _ filter: [Condition]) {
        for value in range.partition + [range.atLeast, range.atMost, range.below].compactMap(\.self) {
            look(value, range.table.name)
        }
        look(filter, range.table)
    }

    private func look(_ conditions: [Condition], _ table: Table) {
        for condition in conditions {
            switch condition.test {
            case .isNull, .isNotNull: continue
            case .equal(let value), .notEqual(let value), .less(let value), .atMost(let value), .greater(let value),
                .atLeast(let value):
                look(value, "\(table.name).\(condition.column.name)")
            case .among(let values): for value in values { look(value, "\(table.name).\(condition.column.name)") }
            }
        }
    }

    private func look(_ assignments: [Assignment], _ table: Table) {
        for case .set(let column, let value) in assignments {
            look(value, "\(table.name).\(column.name)", isPayload: column.isPayload)
        }
    }

    private func look(_ batch: WriteBatch) {
        for operation in batch.operations {
            let table = operation.key.table
            for value in operation.key.values { look(value, table.name) }
            switch operation {
            case .insert(let row): look(table.columns.map { .set($0, row[$0]) }, table)
            case .update(_, let assignments, let conditions):
                look(assignments, table)
                look(conditions, table)
            case .delete(_, let conditions), .check(_, let conditions): look(conditions, table)
            case .absent: break
            }
        }
    }

    var limits: BackendLimits { base.limits }
    var capabilities: BackendCapabilities { base.capabilities }
    func schemaVersion() async throws(BackendError) -> Int { try await base.schemaVersion() }
    func migrate(_ migrations: [Migration], dryRun: Bool) async throws(BackendError) -> [String] {
        try await base.migrate(migrations, dryRun: dryRun)
    }

    func get(_ keys: [Key], _ columns: Projection) async throws(BackendError) -> [Row?] {
        for key in keys { for value in key.values { look(value, key.table.name) } }
        return try await base.get(keys, columns)
    }

    func scan(_ scan: Scan) async throws(BackendError) -> Page {
        look(scan.range, scan.filter)
        look(.bytes(scan.after?.bytes ?? []), scan.range.table.name)
        return try await base.scan(scan)
    }

    func commit(_ batch: WriteBatch) async throws(BackendError) -> CommitOutcome {
        look(batch)
        return try await base.commit(batch)
    }

    func commitEach(_ batches: [WriteBatch]) async -> [Result<CommitOutcome, BackendError>] {
        for batch in batches { look(batch) }
        return await base.commitEach(batches)
    }

    func take(_ take: Take) async throws(BackendError) -> [Row] {
        for range in take.ranges {
            look(range, [])
            look(take.patch, range.table)
        }
        return try await base.take(take)
    }

    func count(_ range: IndexRange, filter: [Condition], limit: Int) async throws(BackendError) -> Int {
        look(range, filter)
        return try await base.count(range, filter: filter, limit: limit)
    }

    func erase(_ range: IndexRange, limit: Int) async throws(BackendError) -> Int {
        look(range, [])
        return try await base.erase(range, limit: limit)
    }

    func close() async { await base.close() }
}
