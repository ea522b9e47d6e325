#if SQLite
    public import HoldfastCore
    internal import HoldfastSQL

    extension SQLiteBackend {
        /// Longer pages and erasures would hold up others; callers go on from where one ended.
        private static let rowsPerCall = 1_000

        public func get(_ keys: [Key], _ columns: Projection) async throws(BackendError) -> [Row?] {
            for key in keys { try key.validate() }
            return try await database().read { connection throws(SQLiteFailure) in
                var rows: [Row?] = []
                rows.reserveCapacity(keys.count)
                for key in keys { rows.append(try connection.find(key, columns)) }
                return rows
            }
        }

        public func scan(_ scan: Scan) async throws(BackendError) -> Page {
            try scan.validate()
            let segment = try Segment(scan)
            let order = scan.range.order
            // In an order without sort columns a partition holds one row, and its cursor stands behind it.
            guard scan.after == nil || !order.sort.isEmpty else { return Page(rows: [], next: nil) }
            let limit = min(scan.limit, Self.rowsPerCall)
            let (rows, isCut) = try await database().read { connection throws(SQLiteFailure) in
                try connection.statement(.page(segment, scan.columns, limit: limit))
                    .rows(of: segment.table, atMostBytes: Connection.bytesPerPage)
            }
            guard isCut || rows.count == limit, let last = rows.last, !order.sort.isEmpty else {
                return Page(rows: rows, next: nil)
            }
            return Page(rows: rows, next: Cursor(last, in: order))
        }

        public func count(
            _ range: IndexRange, filter: [Condition], limit: Int
        ) async throws(BackendError) -> Int {
            try range.validate()
            try filter.validate()
            guard limit > 0 else { throw BackendError(.invalidArgument, "a count's limit is at least 1, not \(limit)") }
            let segment = Segment(range, filter: filter)
            return try await database().read { connection throws(SQLiteFailure) in
                Int(try connection.statement(.count(segment, limit: limit)).integer() ?? 0)
            }
        }

        public func commit(_ batch: WriteBatch) async throws(BackendError) -> CommitOutcome {
            try batch.validate(against: limits)
            guard case .commit(let outcome) = try await write(.commit(batch)) else { throw Self.mixedUp }
            return outcome
        }

        public func commitEach(_ batches: [WriteBatch]) async -> [Result<CommitOutcome, BackendError>] {
            var outcomes: [Result<CommitOutcome, BackendError>] = []
            var work: [Work] = []
            var places: [Int] = []
            for batch in batches {
                do throws(BackendError) {
                    try batch.validate(against: limits)
                    places.append(outcomes.count)
                    work.append(.commit(batch))
                    outcomes.append(.failure(Self.mixedUp))
                } catch {
                    outcomes.append(.failure(error))
                }
            }
            guard !work.isEmpty else { return outcomes }
            do throws(BackendError) {
                for (place, result) in zip(places, try await writableDatabase().write(work)) {
                    switch result {
                    case .success(.commit(let outcome)): outcomes[place] = .success(outcome)
                    case .success: break
                    case .failure(let error): outcomes[place] = .failure(error)
                    }
                }
            } catch {
                for place in places { outcomes[place] = .failure(error) }
            }
            return outcomes
        }

        public func take(_ take: Take) async throws(BackendError) -> [Row] {
            try take.validate()
            guard case .take(let rows) = try await write(.take(take)) else { throw Self.mixedUp }
            return rows
        }

        public func erase(_ range: IndexRange, limit: Int) async throws(BackendError) -> Int {
            guard range.index == nil, limit > 0 else {
                throw BackendError(
                    .invalidArgument, "erase takes a range of the primary key and a limit of at least 1")
            }
            try range.validate()
            let work = Work.erase(Segment(range), limit: min(limit, Self.rowsPerCall))
            guard case .erase(let count) = try await write(work) else { throw Self.mixedUp }
            return count
        }

        /// A number that changes when another process has committed: a cheap hint to look again.
        package func dataVersion() async throws(BackendError) -> Int64 {
            try await database().onPrimary { session throws(BackendError) in
                try session.perform { connection throws(SQLiteFailure) in
                    try connection.statement("PRAGMA data_version").integer() ?? 0
                }
            }
        }

        private func write(_ work: Work) async throws(BackendError) -> WorkOutcome {
            try await writableDatabase().write([work])[0].get()
        }

        /// The writer answers each kind of work with its own kind of outcome.
        private static let mixedUp = BackendError(.protocol, "the SQLite writer gave the answer to another question")
    }
#endif
