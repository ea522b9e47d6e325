#if SQLite
    internal import HoldfastCore
    internal import HoldfastSQL

    /// One thing to write, whole or not at all, in a transaction that it may share with others.
    enum Work: Sendable {
        case commit(WriteBatch)
        case take(Take)
        case erase(Segment, limit: Int)
    }

    /// What became of some work.
    enum WorkOutcome: Sendable {
        case commit(CommitOutcome)
        case take([Row])
        case erase(Int)
    }

    typealias WorkResult = Result<WorkOutcome, BackendError>

    /// What the primary thread of a database is asked to do.
    enum PrimaryCall: Sendable {
        case write([Work], CheckedContinuation<[WorkResult], Never>)
        /// Something outside the shared transactions.
        case alone(@Sendable (Session) -> Void)
    }
#endif
