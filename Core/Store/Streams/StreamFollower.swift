/// The chunks of a stream: those that are there, then each that comes, until the stream is closed.
///
/// Every chunk comes exactly once and in order, whichever process writes it. The follower reads when it is asked for
/// the next chunk, at most ``highWaterMark`` ahead, so a slow one neither loses anything nor holds up the writer.
public struct StreamFollower: AsyncSequence, Sendable {
    public typealias Element = StreamChunk

    /// The most chunks that are read ahead of their use: 16.
    public static let highWaterMark = 16
    /// How long a follower waits before it looks again, at first: 100 ms. The wait doubles while nothing comes.
    public static let shortestWait = Duration.milliseconds(100)
    /// The longest wait: 2 s. A writer of the same process wakes the follower at once.
    public static let longestWait = Duration.seconds(2)

    let stream: RunStream
    let start: Int64

    /// Begins at the follower's index.
    public func makeAsyncIterator() -> Iterator { Iterator(stream, from: start) }

    /// Reads one chunk after the other; for one task at a time.
    public struct Iterator: AsyncIteratorProtocol {
        private let stream: RunStream
        private var life: Incarnation?
        private var position: Int64
        private var chunks: ArraySlice<StreamChunk> = []
        private var isAtEnd = false
        private var wait = StreamFollower.shortestWait

        init(_ stream: RunStream, from start: Int64) {
            self.stream = stream
            position = start
        }

        /// The next chunk, for which it waits; nil behind the last one of a closed stream.
        ///
        /// - Throws: `.notFound` where the run is unknown or was deleted; `CancellationError` where the task was
        ///   cancelled.
        public mutating func next() async throws -> StreamChunk? {
            while chunks.isEmpty, !isAtEnd { try await look() }
            return chunks.popFirst()
        }

        /// Reads what there is; where there is nothing, waits for a while.
        private mutating func look() async throws {
            let context = stream.context
            try context.begin()
            let life = try await currentLife()
            let (position, isFirst) = (position, self.life == nil)
            // Listening begins before the reading, so that what is written in between is heard.
            let page = try await StreamBells.shared.listening(to: stream.key(life)) { [stream, wait] bell in
                let rows = try await context.get(
                    [stream.runKey, stream.key(life)], .withoutPayloads, for: "follow stream", stream.name)
                guard rows[0]?[RunTable.incarnation] == life.value else { throw StoreError.notFound("run", stream.run) }
                var start = position
                if CoreFault.leavesOut(.followedPosition), !isFirst, let end = rows[1]?[StreamTable.nextPosition].int {
                    start = Swift.max(start, end - 1)
                }
                let page = try await stream.page(of: life, rows[1], from: start, limit: StreamFollower.highWaterMark)
                if page.chunks.isEmpty, !page.isDone {
                    // A little shorter at random, so that many who follow don't look together.
                    let pause = wait * (0.8 + 0.2 * context.identifiers.fraction())
                    _ = await bell.wait(atMost: pause, by: context.time)
                }
                return page
            }
            self.life = life
            // Counted from the end once: what comes later does not move it.
            self.position = page.next
            chunks = page.chunks[...]
            isAtEnd = page.isDone
            wait = page.chunks.isEmpty ? Swift.min(wait * 2, StreamFollower.longestWait) : StreamFollower.shortestWait
        }

        private func currentLife() async throws -> Incarnation {
            if let life { return life }
            try Runs.validateName(stream.name, "stream name")
            let row = try await Runs(stream.context).row(stream.run, for: "follow stream")
            return Incarnation(row[RunTable.incarnation].text ?? "")
        }
    }
}

extension RunStream {
    /// The chunks from an index on, and then each that comes.
    ///
    /// - Parameter start: A negative index counts from the end as it is at the first read, and is 0 where there are
    ///   fewer chunks.
    public func follow(from start: Int64 = 0) -> StreamFollower { StreamFollower(stream: self, start: start) }

    /// Whether a follower of this process waits for the stream.
    package func isFollowed() async throws -> Bool {
        let row = try await Runs(context).row(run, for: "read stream")
        return StreamBells.shared.isHeard(key(Incarnation(row[RunTable.incarnation].text ?? "")))
    }
}
