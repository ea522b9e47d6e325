#if SQLite
    internal import HoldfastCore
    internal import HoldfastThreads

    /// The connections to one file and their threads, shared by all backends of the process that use the file.
    final class Database: Sendable {
        let file: DatabaseFile
        let configuration: SQLiteConfiguration
        private let primary = Inbox<PrimaryCall>()
        /// Nil where the primary connection serves reads as well.
        private let reads: Inbox<@Sendable (Session) -> Void>?
        private let threads: [WorkerThread]

        init(_ file: DatabaseFile, _ configuration: SQLiteConfiguration) {
            self.file = file
            self.configuration = configuration
            // A database in memory belongs to one connection; a tool that looks only needs no more than one.
            let isShared = file.isInMemory || configuration.isReadOnly
            let reads: Inbox<@Sendable (Session) -> Void>? = isShared ? nil : Inbox()
            let readers = isShared ? 0 : configuration.readers
            let primary = self.primary
            let closedReaders = Inbox<Void>()
            let first = WorkerThread {
                let session = Session(file, configuration, configuration.isReadOnly ? .reading : .writing)
                let writer = Writer(session: session)
                while let calls = primary.takeAll(patience: .microseconds(50)) { writer.run(calls) }
                // The last connection to close moves the log into the file; two that close at once both leave it to
                // the other, and a file without its log is not the whole store.
                for _ in 0..<readers { _ = closedReaders.takeFirst() }
                session.drop()
            }
            let others = (0..<readers).map { _ in
                WorkerThread {
                    let session = Session(file, configuration, .reading)
                    while let call = reads?.takeFirst() { call(session) }
                    session.drop()
                    _ = closedReaders.append(())
                }
            }
            self.reads = reads
            threads = [first] + others
        }

        /// Does these pieces of work, each whole or not at all; throws only where the database is closed.
        func write(_ work: [Work]) async throws(BackendError) -> [WorkResult] {
            let results = await withCheckedContinuation { caller in
                if !primary.append(.write(work, caller)) { caller.resume(returning: []) }
            }
            guard results.count == work.count else { throw Self.closed }
            return results
        }

        /// Reads on whichever connection is free; the body may run again when others were in the way.
        func read<Answer: Sendable>(
            _ body: @escaping @Sendable (Connection) throws(SQLiteFailure) -> Answer
        ) async throws(BackendError) -> Answer {
            try await onReader { session throws(BackendError) in try session.perform(body) }
        }

        /// Runs a body on the thread of a reader.
        func onReader<Answer: Sendable>(
            _ body: @escaping @Sendable (Session) throws(BackendError) -> Answer
        ) async throws(BackendError) -> Answer {
            guard let reads else { return try await onPrimary(body) }
            return try await Self.call(body) { reads.append($0) }
        }

        /// Runs a body on the thread of the writer, between transactions.
        func onPrimary<Answer: Sendable>(
            _ body: @escaping @Sendable (Session) throws(BackendError) -> Answer
        ) async throws(BackendError) -> Answer {
            try await Self.call(body) { primary.append(.alone($0)) }
        }

        private static func call<Answer: Sendable>(
            _ body: @escaping @Sendable (Session) throws(BackendError) -> Answer,
            submit: (@escaping @Sendable (Session) -> Void) -> Bool
        ) async throws(BackendError) -> Answer {
            let result: Result<Answer, BackendError> = await withCheckedContinuation { caller in
                let isAccepted = submit { session in
                    caller.resume(returning: Result { () throws(BackendError) in try body(session) })
                }
                if !isAccepted { caller.resume(returning: .failure(closed)) }
            }
            return try result.get()
        }

        /// Accepts no more; what was accepted is still done.
        func close() {
            primary.close()
            reads?.close()
        }

        /// Returns once the threads have ended and the connections are closed.
        func ended() async {
            for thread in threads { await thread.ended() }
        }

        static let closed = BackendError(.closed, "the SQLite store was closed")
    }
#endif
