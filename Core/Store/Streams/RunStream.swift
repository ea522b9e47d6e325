/// One stream of a run.
public struct RunStream: Sendable {
    let context: StoreContext
    /// The run that it belongs to.
    public let run: RunID
    /// The name, unique in the run.
    public let name: String
    private let lease: RunLease?

    init(_ context: StoreContext, _ run: RunID, _ name: String, lease: RunLease?) {
        self.context = context
        self.run = run
        self.name = name
        self.lease = lease
    }

    /// Appends a chunk, which may be empty. Returns its index; see ``append(contentsOf:)``.
    @discardableResult
    public func append(_ chunk: Payload) async throws -> Int64 { try await append(contentsOf: [chunk]) }

    /// Appends chunks, all of them or none, at indexes that follow each other.
    ///
    /// - Returns: The index of the first.
    /// - Throws: `.closed` where the stream was closed; `.limitExceeded` for more than ``Streams/maximumBatch``;
    ///   `.notFound` for an unknown run; `.fenced` where the caller's lease has passed to another.
    @discardableResult
    public func append(contentsOf chunks: [Payload]) async throws -> Int64 {
        let life = try await begin(for: "append to stream")
        guard chunks.count <= Streams.maximumBatch else {
            throw StoreError(
                .limitExceeded, "at most \(Streams.maximumBatch) chunks are appended at once, not \(chunks.count)",
                kind: "stream", id: name)
        }
        // Each turn lost means that another writer won; that many in a row is a fault of the caller's.
        for _ in 0..<1_000 {
            let stored = try await context.get(key(life), .all, for: "append to stream", name)
            guard stored?[StreamTable.isClosed] != .bool(true) else {
                try await confirm()
                throw StoreError(
                    .closed, "the stream \"\(name)\" of run \"\(run)\" was closed", kind: "stream", id: name)
            }
            let first = stored?[StreamTable.nextPosition].int ?? 0
            guard !chunks.isEmpty else { return first }
            let next = first + Int64(chunks.count)
            let rows = chunks.enumerated().map { Operation.insert(row(life, first + Int64($0), $1)) }
            let place: [Condition] = [
                Condition(StreamTable.nextPosition, .equal(.int(first))),
                Condition(StreamTable.isClosed, .equal(.bool(false))),
            ]
            let changes =
                stored == nil
                ? [.insert(row(life, next: next, isClosed: false))] + rows
                : rows + [.update(key(life), [.set(StreamTable.nextPosition, .int(next))], where: place)]
            if try await isCommitted(changes, life, for: "append to stream") { return first }
        }
        throw busy
    }

    /// Closes the stream: what was appended stays, and nothing follows. A second close changes nothing.
    ///
    /// - Throws: `.notFound` for an unknown run; `.fenced` where the caller's lease has passed to another.
    public func close() async throws {
        let life = try await begin(for: "close stream")
        let open = Condition(StreamTable.isClosed, .equal(.bool(false)))
        // Each turn lost means that another writer won; that many in a row is a fault of the caller's.
        for _ in 0..<1_000 {
            let stored = try await context.get(key(life), .withoutPayloads, for: "close stream", name)
            if stored?[StreamTable.isClosed] == .bool(true) { return try await confirm() }
            let change =
                stored == nil
                ? Operation.insert(row(life, next: 0, isClosed: true))
                : .update(key(life), [.set(StreamTable.isClosed, .bool(true))], where: [open])
            if try await isCommitted([change], life, for: "close stream") { return }
        }
        throw busy
    }

    /// How far the stream is; one that nobody wrote to has no chunks and is not done.
    public func info() async throws -> StreamInfo {
        let life = try await begin(for: "read stream")
        let stored = try await context.get(key(life), .withoutPayloads, for: "read stream", name)
        return stored.map { StreamInfo($0) } ?? StreamInfo(name: name, tailIndex: -1, isDone: false)
    }

    /// A page of the chunks from an index on, up to the first gap.
    ///
    /// - Parameters:
    ///   - start: A negative index counts from the end, and is 0 where there are fewer chunks.
    ///   - limit: At least 1, and 1,000 where it is more.
    public func read(from start: Int64 = 0, limit: Int = 100) async throws -> StreamPage {
        let life = try await begin(for: "read stream")
        let size = try ListCursor.pageSize(limit)
        let stored = try await context.get(key(life), .withoutPayloads, for: "read stream", name)
        return try await page(of: life, stored, from: start, limit: size)
    }
}

extension RunStream {
    func key(_ life: Incarnation) -> Key { Key(StreamTable.table, context.tenant, life.value, .text(name)) }

    var runKey: Key { Key(RunTable.table, context.tenant, run.value) }

    /// Chunks from an index on, of a stream whose row was read before: what stood there then is found.
    func page(of life: Incarnation, _ stored: Row?, from start: Int64, limit: Int) async throws -> StreamPage {
        let end = stored?[StreamTable.nextPosition].int ?? 0
        let isClosed = stored?[StreamTable.isClosed] == .bool(true)
        var next = start < 0 ? max(0, end + start) : start
        guard next < end else { return StreamPage(chunks: [], next: next, isDone: isClosed) }
        let range = IndexRange(
            ChunkTable.table, nil, [context.tenant, life.value, .text(name)], atLeast: .int(next))
        var scan = Scan(range, limit: limit)
        scan.columns = .all
        var walk = RowWalk(context, scan, for: "read stream", name)
        var chunks: [StreamChunk] = []
        while chunks.count < limit, let row = try await walk.next() {
            guard row[ChunkTable.position] == .int(next) || CoreFault.leavesOut(.gap) else { break }
            chunks.append(StreamChunk(index: next, content: row.payload(ChunkTable.content) ?? Payload(bytes: [])))
            next += 1
        }
        return StreamPage(chunks: chunks, next: next, isDone: isClosed && next >= end)
    }

    /// The life of the run that the call is about.
    private func begin(for operation: String) async throws -> Incarnation {
        try context.begin()
        try Runs.validateName(name, "stream name")
        if let lease { return lease.incarnation }
        return Incarnation(try await Runs(context).row(run, for: operation)[RunTable.incarnation].text ?? "")
    }

    /// Throws unless the caller's lease, where it has one, is the present one.
    private func confirm() async throws {
        if let lease { try await context.confirm(lease, for: "write stream", name) }
    }

    /// Commits changes of a stream while its run is there; false where another writer came first.
    private func isCommitted(
        _ changes: [Operation], _ life: Incarnation, for operation: String
    ) async throws -> Bool {
        var batch = WriteBatch(changes)
        let conditions = lease?.conditions ?? [Condition(RunTable.incarnation, .equal(life.value))]
        batch.append(.check(runKey, where: conditions))
        let outcome = try await context.commit(batch, for: operation, name) { refusal in
            // An append that was applied before is refused by its first insert; a close by the closed stream, and then
            // it is no matter who closed it.
            refusal.operation == 0 && refusal.current?[StreamTable.isClosed] == .bool(true)
        }
        switch outcome {
        case .applied:
            StreamBells.shared.ring(key(life))
            return true
        case .refused(let refusal):
            guard refusal.operation == changes.count else { return false }
            throw lease?.refusal(by: refusal.current) ?? StoreError.notFound("run", run)
        }
    }

    private var busy: StoreError {
        StoreError(.revisionConflict, "the stream \"\(name)\" keeps growing; try again", kind: "stream", id: name)
    }

    private func row(_ life: Incarnation, next: Int64, isClosed: Bool) -> Row {
        var row = Row(StreamTable.table)
        row[StreamTable.namespace] = context.tenant
        row[StreamTable.incarnation] = life.value
        row[StreamTable.name] = .text(name)
        row[StreamTable.insertToken] = context.identifiers.token()
        row[StreamTable.nextPosition] = .int(next)
        row[StreamTable.isClosed] = .bool(isClosed)
        row[StreamTable.createdAt] = .time(context.now)
        return row
    }

    private func row(_ life: Incarnation, _ position: Int64, _ content: Payload) -> Row {
        var row = Row(ChunkTable.table)
        row[ChunkTable.namespace] = context.tenant
        row[ChunkTable.incarnation] = life.value
        row[ChunkTable.name] = .text(name)
        row[ChunkTable.position] = .int(position)
        row[ChunkTable.insertToken] = context.identifiers.token()
        row[ChunkTable.content] = .bytes(content.bytes)
        row[ChunkTable.createdAt] = .time(context.now)
        return row
    }
}
