#if SQLite
    internal import HoldfastCore

    /// Writes for all callers of one file, as many at a time as are waiting, in one transaction.
    ///
    /// A group runs without savepoints. When one piece of work fails after it has written, all is rolled back and run
    /// again with a savepoint around each, so that only the failing one is left out.
    struct Writer {
        // So that one caller's answer does not wait for too many others.
        private static let largestGroup = 256

        let session: Session

        /// Does all calls in their order, and answers each only when what it wrote is durable.
        func run(_ calls: [PrimaryCall]) {
            var waiting: [(count: Int, caller: CheckedContinuation<[WorkResult], Never>)] = []
            var group: [Work] = []
            func finish() {
                guard !waiting.isEmpty else { return }
                let results = write(group)
                var first = 0
                for (count, caller) in waiting {
                    caller.resume(returning: Array(results[first..<first + count]))
                    first += count
                }
                waiting = []
                group = []
            }
            for call in calls {
                switch call {
                case .write(let work, let caller):
                    group += work
                    waiting.append((work.count, caller))
                    if group.count >= Self.largestGroup { finish() }
                case .alone(let body):
                    finish()
                    body(session)
                }
            }
            finish()
        }

        private func write(_ group: [Work]) -> [WorkResult] {
            do throws(BackendError) {
                return try session.perform { connection throws(SQLiteFailure) in
                    do throws(SQLiteFailure) {
                        return try write(group, connection)
                    } catch {
                        try rollBack(connection)
                        throw error
                    }
                }
            } catch {
                return group.map { _ in .failure(error) }
            }
        }

        private func write(_ group: [Work], _ connection: Connection) throws(SQLiteFailure) -> [WorkResult] {
            try connection.begin()
            var results: [WorkResult] = []
            results.reserveCapacity(group.count)
            for work in group {
                let (result, mustUndo) = try attempt(work, connection)
                guard !mustUndo else {
                    try rollBack(connection)
                    return group.count == 1 ? [result] : try writeWithSavepoints(group, connection)
                }
                results.append(result)
            }
            return try commit(results, connection)
        }

        private func writeWithSavepoints(
            _ group: [Work], _ connection: Connection
        ) throws(SQLiteFailure) -> [WorkResult] {
            try connection.begin()
            var results: [WorkResult] = []
            for work in group {
                try connection.statement("SAVEPOINT one").run()
                let (result, mustUndo) = try attempt(work, connection)
                if mustUndo {
                    // Some errors end the whole transaction, and with it what the others wrote.
                    guard connection.isInTransaction else { return group.map { _ in result } }
                    try connection.statement("ROLLBACK TO one").run()
                }
                try connection.statement("RELEASE one").run()
                results.append(result)
            }
            return try commit(results, connection)
        }

        private func attempt(
            _ work: Work, _ connection: Connection
        ) throws(SQLiteFailure) -> (result: WorkResult, mustUndo: Bool) {
            do throws(SQLiteFailure) {
                let applied = try connection.apply(work)
                return (.success(applied.outcome), applied.mustUndo)
            } catch {
                // Others in the way: the whole transaction starts again.
                guard !error.isBusy else { throw error }
                session.drop(after: error)
                return (.failure(error.backendError(session.file.path)), true)
            }
        }

        private func commit(_ results: [WorkResult], _ connection: Connection) throws(SQLiteFailure) -> [WorkResult] {
            do throws(SQLiteFailure) {
                try connection.commit()
                return results
            } catch {
                guard !error.isBusy else { throw error }
                // What is known about the transaction COMMIT has told, whatever comes of taking it back.
                try? rollBack(connection)
                session.drop(after: error)
                return results.map { _ in .failure(error.commitError(session.file.path)) }
            }
        }

        private func rollBack(_ connection: Connection) throws(SQLiteFailure) {
            do throws(SQLiteFailure) {
                try connection.rollBack()
            } catch {
                // Closing the connection rolls back too.
                session.drop()
                throw error
            }
        }
    }
#endif
