/// What one commit and one row may hold.
///
/// A backend must take at least the defaults for operations and bytes of a commit. Core splits bulk work by them.
public struct BackendLimits: Sendable, Equatable {
    /// The most operations in one commit.
    public var operationsPerCommit: Int
    /// The most bytes in one commit, all values added up.
    public var bytesPerCommit: Int
    /// The most bytes in one row.
    public var bytesPerRow: Int
    /// The most bytes in the partition columns of a key or index.
    public var bytesPerPartition: Int
    /// The most bytes in the sort columns of a key or index.
    public var bytesPerSort: Int

    /// What is not given is the least that every backend takes.
    public init(
        operationsPerCommit: Int = 100, bytesPerCommit: Int = 4 << 20, bytesPerRow: Int = 350_000,
        bytesPerPartition: Int = 2_000, bytesPerSort: Int = 1_000
    ) {
        self.operationsPerCommit = operationsPerCommit
        self.bytesPerCommit = bytesPerCommit
        self.bytesPerRow = bytesPerRow
        self.bytesPerPartition = bytesPerPartition
        self.bytesPerSort = bytesPerSort
    }
}
