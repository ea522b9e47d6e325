public import HoldfastCore
internal import Synchronization

/// Keeps all rows in this process, for tests, development and as the reference for other backends.
///
/// Nothing outlives the process. Verbs never suspend: each runs on the caller under one lock. Two handles on the same
/// data are made by `init(sharing:)`.
public final class MemoryBackend: StoreBackend {
    private let shared: SharedData
    private let isClosed = Atomic(false)
    /// Where pages are cut; nil where none is.
    private let pages: Pages?

    /// What is only memory promises nothing that is optional.
    public let capabilities = BackendCapabilities()

    /// What one commit and one row may hold: the least that every backend takes, but rows of 2 MiB.
    public let limits = BackendLimits(bytesPerRow: 2 << 20)

    /// An empty store.
    ///
    /// - Parameter shortPages: A seed by which scans cut pages short at random, some of them empty, for tests of
    ///   callers, which must not assume that a page is full. Nil, the default, cuts none.
    public convenience init(shortPages: UInt64? = nil) {
        self.init(SharedData(), shortPages)
    }

    /// A second handle on the data of another, with its own life: closing one leaves the other open.
    public convenience init(sharing other: MemoryBackend, shortPages: UInt64? = nil) {
        self.init(other.shared, shortPages)
    }

    private init(_ shared: SharedData, _ shortPages: UInt64?) {
        self.shared = shared
        pages = shortPages.map { Pages(seed: $0) }
    }

    /// The version of the last migration; 0 before the first.
    public func schemaVersion() async throws(BackendError) -> Int {
        try withData { data in data.version }
    }

    /// Applies the migrations that are newer than the stored version, all in one step.
    @discardableResult
    public func migrate(_ migrations: [Migration], dryRun: Bool) async throws(BackendError) -> [String] {
        try withData { data throws(BackendError) in try data.migrate(migrations, dryRun: dryRun) }
    }

    /// The rows of these keys, all as of one moment.
    public func get(_ keys: [Key], _ columns: Projection) async throws(BackendError) -> [Row?] {
        for key in keys { try key.validate() }
        let encoded = keys.map { OrderedKey.encode($0.values) }
        return try withData { data throws(BackendError) in
            var rows: [Row?] = []
            rows.reserveCapacity(keys.count)
            for (key, bytes) in zip(keys, encoded) {
                rows.append(try data.table(key.table).row(bytes)?.projected(columns))
            }
            return rows
        }
    }

    /// Rows of one range in its order; full pages, unless the handle was made to cut them.
    public func scan(_ scan: Scan) async throws(BackendError) -> Page {
        try scan.validate()
        _ = try scan.position()
        let cut = pages?.next() ?? PageCut()
        return try withData { data throws(BackendError) in try data.scan(scan, cut) }
    }

    /// Applies the operations in one step under the lock.
    public func commit(_ batch: WriteBatch) async throws(BackendError) -> CommitOutcome {
        try batch.validate(against: limits)
        let keys = batch.operations.map { OrderedKey.encode($0.key.values) }
        return try withData { data throws(BackendError) in try data.commit(batch, keys: keys) }
    }

    /// Patches the first rows of the ranges, all in one step under the lock.
    public func take(_ take: Take) async throws(BackendError) -> [Row] {
        try take.validate()
        return try withData { data throws(BackendError) in try data.take(take) }
    }

    /// The number of rows in range, current on every index.
    public func count(_ range: IndexRange, filter: [Condition], limit: Int) async throws(BackendError) -> Int {
        try range.validateCount(filter: filter, limit: limit)
        return try withData { data throws(BackendError) in try data.count(range, filter: filter, limit: limit) }
    }

    /// Deletes the first rows of the range, in one step under the lock.
    public func erase(_ range: IndexRange, limit: Int) async throws(BackendError) -> Int {
        try range.validateErase(limit: limit)
        return try withData { data throws(BackendError) in try data.erase(range, limit: limit) }
    }

    /// Ends this handle; the data stays for the others.
    public func close() async {
        // Under the lock, so that no call that was accepted before is still at work afterwards.
        shared.data.withLock { _ in isClosed.store(true, ordering: .relaxed) }
    }

    private func withData<Answer: Sendable>(
        _ body: (inout DataSet) throws(BackendError) -> Answer
    ) throws(BackendError) -> Answer {
        try shared.data.withLock { data throws(BackendError) in
            guard !isClosed.load(ordering: .relaxed) else {
                throw BackendError(.closed, "this handle of the store was closed")
            }
            return try body(&data)
        }
    }
}

/// Holds the data on behalf of several handles.
private final class SharedData: Sendable {
    let data = Mutex(DataSet())
}

/// Cuts pages at random, from a seed.
private final class Pages: Sendable {
    private let random: Mutex<SeededRandom>

    init(seed: UInt64) { random = Mutex(SeededRandom(seed: seed)) }

    func next() -> PageCut { random.withLock { PageCut(from: &$0) } }
}
