public import HoldfastCore
internal import Synchronization

/// Keeps all rows in this process and behaves as badly as a store legally may, for tests of what is built on stores.
///
/// Indexes lag behind the rows: a scan or count of one shows each change only some calls later, at most 12, or after
/// ``settle()``; a take finds its rows there too, and looks at each again before it takes it. Pages come short and
/// empty, and the last one may not say that it is the last. Commits that meet on a row conflict and start again, and
/// answers come in another order than the calls; while several take at once, each gets less than it asks for. No row
/// is larger than the least that every backend takes. All of it is drawn from a seed: calls that are made in the same
/// order behave in the same way. No time passes in it, so that tests need not wait.
public final class StrictMemoryBackend: StoreBackend {
    private let shared: SharedData
    private let life = Mutex(Life())
    private let lossRate: Int?
    /// What goes wrong on the way to the data; nil is nothing.
    let line: Line?

    /// The least that every backend takes.
    public let limits = BackendLimits()

    /// The lag of the indexes is declared as a second; it is counted in calls. Over a line it is a store of a network.
    public var capabilities: BackendCapabilities {
        var capabilities = BackendCapabilities()
        capabilities.indexLag = .seconds(1)
        capabilities.network = line != nil
        return capabilities
    }

    /// An empty store.
    ///
    /// - Parameters:
    ///   - seed: Where its behaviour comes from.
    ///   - losingOneIn: One commit in so many throws `.unknownOutcome` at random, applied or not. Nil, the default, is
    ///     none.
    public convenience init(seed: UInt64, losingOneIn lossRate: Int? = nil) {
        self.init(SharedData(seed: seed), lossRate, line: nil)
    }

    /// A second handle on the data of another, with its own life: closing one leaves the other open.
    public convenience init(sharing other: StrictMemoryBackend, losingOneIn lossRate: Int? = nil) {
        self.init(other.shared, lossRate, line: nil)
    }

    /// A handle on the data of another, or on data of its own, over a line that a test holds.
    package convenience init(sharing other: StrictMemoryBackend?, seed: UInt64, line: @escaping Line) {
        self.init(other?.shared ?? SharedData(seed: seed), nil, line: line)
    }

    private init(_ shared: SharedData, _ lossRate: Int?, line: Line?) {
        self.shared = shared
        self.lossRate = lossRate
        self.line = line
    }

    /// Lets the indexes show every commit that was answered.
    public func settle() { shared.data.withLock { $0.settle() } }

    /// Ends this handle when its calls are done; the data stays for the others.
    public func close() async {
        life.withLock { $0.isClosed = true }
        // A call waits for nothing but its turns, so it ends after a few of them.
        while life.withLock({ $0.calls > 0 }) { await Task.yield() }
    }
}

extension StrictMemoryBackend {
    /// How often a commit starts again that meets others: far more than there can be before it, as each of them ends
    /// after a few turns.
    private static var attempts: Int { 10_000 }

    /// The version of the last migration; 0 before the first.
    public func schemaVersion() async throws(BackendError) -> Int {
        try await call { () throws(BackendError) in withData { $0.version } }
    }

    /// Applies the migrations that are newer than the stored version, all in one step.
    @discardableResult
    public func migrate(_ migrations: [Migration], dryRun: Bool) async throws(BackendError) -> [String] {
        try await call { () throws(BackendError) in
            try withData { data throws(BackendError) in try data.migrate(migrations, dryRun: dryRun) }
        }
    }

    /// The rows of these keys, each as it is at some moment of the call.
    public func get(_ keys: [Key], _ columns: Projection) async throws(BackendError) -> [Row?] {
        for key in keys { try key.validate() }
        return try await call { () throws(BackendError) in
            var rows: [Row?] = []
            return try await send("get", isWrite: false) { inPart throws(BackendError) in
                let missing = keys.count - rows.count
                for key in keys.dropFirst(rows.count).prefix(inPart ? missing / 2 : missing) {
                    if !rows.isEmpty { await pause(oneIn: 4) }
                    rows.append(
                        try withData { data throws(BackendError) in try data.row(StrictData.RowName(key), columns) })
                }
                return rows.count == keys.count ? rows : nil
            }
        }
    }

    /// Rows of one range: current ones of the primary key, late ones of an index; a page of any length.
    public func scan(_ scan: Scan) async throws(BackendError) -> Page {
        try scan.validate()
        _ = try scan.position()
        return try await call { () throws(BackendError) in
            try await send("scan", isWrite: false) { _ throws(BackendError) in
                try withData { data throws(BackendError) in try data.scan(scan) }
            }
        }
    }

    /// Applies the operations in one step, when no other commit is at work on their rows.
    public func commit(_ batch: WriteBatch) async throws(BackendError) -> CommitOutcome {
        try batch.validate(against: limits)
        let names = batch.operations.map { StrictData.RowName($0.key) }
        return try await call { () throws(BackendError) in
            let loss = lossRate.map { rate in withData { $0.random.number(below: 2 * rate) } }
            if loss == 0 { throw Self.lost }
            let outcome = try await send("commit", isWrite: true) { _ throws(BackendError) in
                try await begin(names)
                defer { withData { $0.end(names) } }
                await pause(oneIn: 2)
                return try withData { data throws(BackendError) in
                    try data.commit(batch, names, bytesPerRow: limits.bytesPerRow)
                }
            }
            if loss == 1 { throw Self.lost }
            return outcome
        }
    }

    /// Patches rows of the ranges one by one, each where it is as the index shows it.
    public func take(_ take: Take) async throws(BackendError) -> [Row] {
        try take.validate()
        var take = take
        take.limit = withData { data in
            data.takers += 1
            return data.takers == 1 ? take.limit : 1 + data.random.number(below: take.limit)
        }
        defer { withData { $0.takers -= 1 } }
        return try await takeOneByOne(take)
    }

    private static var lost: BackendError {
        BackendError(.unknownOutcome, "the reply was lost, as this store was told to lose some")
    }

    private func begin(_ names: [StrictData.RowName]) async throws(BackendError) {
        for _ in 0..<Self.attempts {
            if withData({ $0.begin(names) }) { return }
            await Task.yield()
            await pause(oneIn: 2)
        }
        throw BackendError(.unavailable, "other commits keep changing the same rows; nothing was applied, try again")
    }
}

extension StrictMemoryBackend {
    /// Whether a handle is open, and how much is under way on it.
    private struct Life {
        var isClosed = false
        var calls = 0
    }

    /// Does the work of one call, with turns of others before and after it.
    private func call<Answer>(
        _ body: () async throws(BackendError) -> Answer
    ) async throws(BackendError) -> Answer {
        let isOpen = life.withLock { life in
            if !life.isClosed { life.calls += 1 }
            return !life.isClosed
        }
        guard isOpen else { throw BackendError(.closed, "this handle of the store was closed") }
        defer { life.withLock { $0.calls -= 1 } }
        withData { $0.advance() }
        await pause(oneIn: 2)
        let answer = try await body()
        await pause(oneIn: 2)
        return answer
    }

    /// Lets other tasks have up to three turns, once in so many times.
    func pause(oneIn times: Int) async {
        let turns = withData { data in data.random.once(in: times) ? 1 + data.random.number(below: 3) : 0 }
        for _ in 0..<turns { await Task.yield() }
    }

    private func withData<Answer: Sendable, Failure>(
        _ body: (inout StrictData) throws(Failure) -> Answer
    ) throws(Failure) -> Answer {
        try shared.data.withLock { data throws(Failure) in try body(&data) }
    }
}

/// Holds the data on behalf of several handles.
private final class SharedData: Sendable {
    let data: Mutex<StrictData>

    init(seed: UInt64) { data = Mutex(StrictData(seed: seed)) }
}
