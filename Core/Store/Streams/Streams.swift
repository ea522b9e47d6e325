/// The named streams of runs: chunks of bytes that are appended, and read while they come.
public struct Streams: Sendable {
    let context: StoreContext

    init(_ context: StoreContext) { self.context = context }

    /// The most chunks of one call: they are one commit, which every backend must take.
    public static let maximumBatch = 64

    /// A stream of a run, which begins with what is first appended to it.
    public func named(_ name: String, of run: RunID) -> RunStream { RunStream(context, run, name, lease: nil) }

    /// A stream of a run whose worker the caller is: what is written under a lease that is not the present one is
    /// refused with `.fenced`.
    public func named(_ name: String, lease: RunLease) -> RunStream {
        RunStream(context, lease.runID, name, lease: lease)
    }

    /// A page of the streams of a run, in byte order of their names.
    ///
    /// - Throws: `.notFound` for an unknown run; `.invalidArgument` for a limit below 1; `.invalidCursor`.
    public func list(of run: RunID, limit: Int = 100, cursor: String? = nil) async throws -> Listing<StreamInfo> {
        try context.begin()
        let size = try ListCursor.pageSize(limit)
        let life = try await Runs(context).get(run, payloads: false).incarnation
        let token = ListCursor(context, "streams", life.rawValue)
        var scan = Scan(IndexRange(StreamTable.table, nil, [context.tenant, life.value]), limit: size + 1)
        scan.after = try token.position(cursor)
        var walk = RowWalk(context, scan, for: "list streams", run.rawValue)
        var streams: [StreamInfo] = []
        var last: Row?
        while let row = try await walk.next() {
            guard streams.count < size else {
                return Listing(items: streams, next: last.map { token.text(walk.position(of: $0)) })
            }
            streams.append(StreamInfo(row))
            last = row
        }
        return Listing(items: streams, next: nil)
    }
}

/// How far a stream is.
public struct StreamInfo: Sendable, Equatable {
    /// The name, unique in its run.
    public let name: String
    /// The index of the last chunk; -1 where there is none.
    public let tailIndex: Int64
    /// Whether it was closed, so that no chunk follows.
    public let isDone: Bool

    init(name: String, tailIndex: Int64, isDone: Bool) {
        self.name = name
        self.tailIndex = tailIndex
        self.isDone = isDone
    }

    init(_ row: Row) {
        name = row[StreamTable.name].text ?? ""
        tailIndex = (row[StreamTable.nextPosition].int ?? 0) - 1
        isDone = row[StreamTable.isClosed] == .bool(true)
    }
}

/// A part of a stream, as it was appended: neither merged with others nor split.
public struct StreamChunk: Sendable, Equatable {
    /// The place in the stream: 0, 1, 2, … without gaps.
    public let index: Int64
    /// The bytes.
    public let content: Payload
}

/// Some chunks of a stream.
public struct StreamPage: Sendable, Equatable {
    /// The chunks, in order.
    public let chunks: [StreamChunk]
    /// The index from which to read on.
    public let next: Int64
    /// Whether the stream is closed and no chunk follows.
    public let isDone: Bool
}

extension Store {
    /// Streams: chunks that runs write, and that others read while they come.
    public var streams: Streams { Streams(context) }
}
