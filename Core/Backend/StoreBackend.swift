/// Keeps the records of workflows: the one thing that a backend implements.
///
/// A backend is a small machine that keeps rows. No verb reads a clock, makes an identifier or decides a state: callers
/// pass all of them in. Calls may come from many tasks at once and must never block the cooperative thread pool. After
/// `close` every call throws `.closed`.
public protocol StoreBackend: Sendable {
    /// What one commit and one row may hold; the same for the life of the backend.
    var limits: BackendLimits { get }

    /// What the backend declares that it can do; the same for its life.
    var capabilities: BackendCapabilities { get }

    /// The version of the stored schema; 0 where there is none.
    func schemaVersion() async throws(BackendError) -> Int

    /// Applies these migrations in order, each whole or not at all and once only.
    ///
    /// That must also hold when several processes call at once or one dies midway. It never drops or rewrites what it
    /// did not make. Throws `.schemaTooNew`, having written nothing, where the stored version is newer than the last
    /// of the migrations.
    ///
    /// - Returns: What was done, or with `dryRun` what would be done (then nothing is written), as lines for a person.
    @discardableResult
    func migrate(_ migrations: [Migration], dryRun: Bool) async throws(BackendError) -> [String]

    /// The rows of these keys, in their order, nil where there is none; a key may be asked for twice.
    ///
    /// Every row is current: it shows every commit that was acknowledged before the call, through any handle. The rows
    /// together need not be one snapshot.
    func get(_ keys: [Key], _ columns: Projection) async throws(BackendError) -> [Row?]

    /// Rows of one range in its order.
    ///
    /// A page may hold fewer rows than asked, even none: only a nil `next` means the end. A range of the primary key is
    /// current; a range of an index may lag, and its rows may be stale. A cursor that is no key of this order throws
    /// `.invalidArgument`.
    func scan(_ scan: Scan) async throws(BackendError) -> Page

    /// Applies the operations in one atomic, durable step, or none of them.
    ///
    /// Every condition is judged against the rows as they were before the batch. When several fail, the first in the
    /// batch is reported. It must not return before the batch is durable. `.unknownOutcome` means that the batch may or
    /// may not have been applied; every other error means that it was not. A malformed batch
    /// (``WriteBatch/validate(against:)``) throws before any write.
    func commit(_ batch: WriteBatch) async throws(BackendError) -> CommitOutcome

    /// Independent batches in one call, each with its own outcome in its own place, applied in any order.
    func commitEach(_ batches: [WriteBatch]) async -> [Result<CommitOutcome, BackendError>]

    /// Patches up to `limit` rows, range after range and in the order of each, and returns them whole as patched.
    ///
    /// Atomic per row, not across rows. No row goes to two callers unless the patch left it in range. It may return
    /// fewer rows than there are (rows held by others are skipped, an index may lag): callers poll.
    func take(_ take: Take) async throws(BackendError) -> [Row]

    /// The number of rows in range that pass the filter, counted up to `limit`. Current only on the primary key.
    func count(_ range: IndexRange, filter: [Condition], limit: Int) async throws(BackendError) -> Int

    /// Deletes up to `limit` rows of a range of the primary key, not atomically, and returns how many.
    ///
    /// Zero means that none is left. (What an index names is deleted by conditional commits: an index may lag.)
    func erase(_ range: IndexRange, limit: Int) async throws(BackendError) -> Int

    /// Finishes what was accepted, then lets go of files, connections and threads before it returns; may be repeated.
    func close() async
}
